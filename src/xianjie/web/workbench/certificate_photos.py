"""Photographs of certificates: seen, and handed in for another person to confirm."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse

from xianjie.domain.certificates import changing
from xianjie.domain.certificates.models import Certificate, Photo, Proposal
from xianjie.domain.certificates.photographs import hand_in, photo_of, picture, proposed_photo
from xianjie.domain.certificates.standing import photo_digest
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.workbench import subjects
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.certificates import trail
from xianjie.web.workbench.forms import PhotoForm, fill_in


@guarded("certificate.decide", of=subjects.proposal, methods=("GET", "HEAD"))
def proposed(visit: Visit, proposal: Proposal) -> HttpResponse:
    """The photograph that a proposal is about."""
    del visit
    return picture_of(proposed_photo(proposal))


@guarded("certificate.read", of=subjects.certificate, methods=("GET", "HEAD"))
def certificate_picture(visit: Visit, certificate: Certificate) -> HttpResponse:
    """The photograph that the certificate bears, for who sees it in full."""
    del visit
    return picture_of(photo_of(certificate))


def picture_of(found: Photo | None) -> HttpResponse:
    """The JPEG of a photograph."""
    if found is None:
        raise Http404
    return HttpResponse(picture(found), content_type="image/jpeg")


@guarded("certificate.propose", of=subjects.certificate)
def photo(visit: Visit, certificate: Certificate) -> HttpResponse:
    """Another photograph, or the first; another person decides."""

    def act(form: PhotoForm) -> str:
        content = form.cleaned_data["file"].read()
        hand_in(
            by=visit.actor, certificate=certificate, content=content, at=moment_of(visit.request)
        )
        return reverse("work:certificate", args=[certificate.pk])

    return fill_in(
        visit,
        PhotoForm,
        act,
        title=Text("补交或更换照片", "Add or change the photograph"),
        lede=Text(
            "由另一人确认后生效：证书重新签名，此前的电子文件被取代。",
            "It holds once another person confirms it: the certificate is signed anew, and files "
            "of before are superseded.",
        ),
        done=Text("照片已收到，待另一人确认", "the photograph waits for another person"),
        button=Text("提交", "Hand in"),
        trail=trail(certificate),
        part="certificates",
        template="work/photo.html",
        extra={
            "picture": reverse("work:certificate-picture", args=[certificate.pk])
            if photo_digest(certificate) and may_see(visit, certificate)
            else ""
        },
    )


def may_see(visit: Visit, certificate: Certificate) -> bool:
    """Whether the person sees the certificate in full."""
    return may(visit.actor, "certificate.read", changing.target_of(certificate))
