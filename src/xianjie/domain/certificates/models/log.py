"""The transparency log as it is staged: entries in order, and the head that was signed last."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class LogEntry(models.Model):
    """An entry of the transparency log, in order; the record is opened by its salt."""

    index = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    day = models.DateField()  # claimed: that of the certificate or the change
    salt = models.CharField(max_length=64)
    leaf = models.TextField()  # the entry as the log has it
    staged_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class LogHead(models.Model):
    """How far the log is published: one row, changed only from the head that it held before."""

    origin = models.CharField(max_length=100, primary_key=True)
    size = models.PositiveBigIntegerField(default=0)
    root = models.CharField(max_length=64, blank=True)  # hexadecimal; blank while it is empty
    edge = models.JSONField(default=list)  # full subtrees, hexadecimal: what appending needs
    checkpoint = models.TextField(blank=True)  # the signed note, with its cosignatures
    signed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Sealing(models.Model):
    """A head that was signed, for good: of each size there is one root, or the log would fork."""

    origin = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()  # the checkpoint with the log's own signatures
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "size"], name="one_root_of_each_size")
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Cosignature(models.Model):
    """A witness saw the head, consistent with all that it had seen; the first time is kept."""

    sealing = models.ForeignKey(Sealing, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    at = models.DateTimeField()  # as the witness says
    line = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sealing", "witness"], name="one_cosignature_each")
        ]
        indexes: ClassVar = [models.Index(fields=["witness", "sealing"])]

    def __str__(self) -> str:
        return f"{self.witness} {self.sealing_id}"
