"""Photographs of holders, sealed; a certificate is bound to its own by the picture's digest."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xianjie.domain.certificates.models.issuing import Line
from xianjie.domain.certificates.models.register import Certificate


class Photo(models.Model):
    """A picture as it was written anew, for a line that is to be issued or for a certificate.

    That of a line becomes the certificate's with its issuing. One for a certificate counts once a
    `Change` that corrects ``photo`` to its digest is made.
    """

    line = models.OneToOneField(Line, models.PROTECT, null=True, related_name="photo")
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, related_name="photographs"
    )
    digest = models.CharField(max_length=64)  # SHA-256 of the picture
    content = models.BinaryField()  # sealed
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(line__isnull=False) | Q(certificate__isnull=False),
                name="photo_is_of_something",
            ),
            models.UniqueConstraint(
                fields=["certificate", "digest"], name="picture_of_a_certificate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"
