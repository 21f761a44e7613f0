"""The things that pages are about: each loaded by its number, with what the table must know."""

from __future__ import annotations

from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import Body, Membership
from xianjie.domain.appraisals.models import Candidate, Exam, Registration, Suspension
from xianjie.domain.appraisals.states import state_of
from xianjie.domain.certificates.models import (
    Appeal,
    Application,
    Attachment,
    Certificate,
    Change,
    Line,
    Proposal,
    Share,
)
from xianjie.domain.certificates.models import Batch as IssueBatch
from xianjie.domain.messages.models import Message, Notice, Reading
from xianjie.domain.organisations.models import Institution
from xianjie.domain.payments.models import Batch, Refund
from xianjie.domain.sittings.models import Examiner, Place, Publication, Review
from xianjie.domain.webhooks.models import Dispatch, Endpoint


def exam(pk: int) -> tuple[Exam, Target] | None:
    found = Exam.objects.select_related("institution__body", "site").filter(pk=pk).first()
    return (found, target_of(found)) if found else None


def target_of(exam: Exam) -> Target:
    return Target(area=exam.area, body=exam.institution_id)


def registration(pk: int) -> tuple[Registration, Target] | None:
    found = (
        Registration.objects.select_related(
            "offer__exam__institution__body", "candidate", "choice", "offer__exam__round"
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        return None
    exam = found.offer.exam
    return found, Target(
        area=exam.area,
        body=exam.institution_id,
        owner=found.candidate.user_id,
        state=state_of(found),
    )


def suspension(pk: int) -> tuple[Suspension, Target] | None:
    found = Suspension.objects.select_related("exam").filter(pk=pk).first()
    return (found, Target(area=found.area)) if found else None


def batch(pk: int) -> tuple[Batch, Target] | None:
    found = Batch.objects.filter(pk=pk).first()
    return (found, Target(area=found.area)) if found else None


def refund(pk: int) -> tuple[Refund, Target] | None:
    found = Refund.objects.select_related("payment").filter(pk=pk).first()
    return (found, Target(area=found.payment.area)) if found else None


def institution(pk: int) -> tuple[Institution, Target] | None:
    found = Institution.objects.select_related("body", "centre").filter(pk=pk).first()
    return (found, Target(area=found.body.area, body=found.pk)) if found else None


def body(pk: int) -> tuple[Body, Target] | None:
    found = Body.objects.filter(pk=pk).first()
    return (found, Target(area=found.area, body=found.pk)) if found else None


def membership(pk: int) -> tuple[Membership, Target] | None:
    found = Membership.objects.select_related("user", "body").filter(pk=pk).first()
    if found is None:
        return None
    body = found.body
    return found, Target(area=body.area if body else None, body=found.body_id)


def message(pk: int) -> tuple[Message, Target] | None:
    found = Message.objects.filter(pk=pk).first()
    if found is None:
        return None
    return found, Target(area=found.area, body=found.body_id, owner=owner_of(found))


def owner_of(message: Message) -> int | None:
    """Whose it is: the account told, or that to which its candidate has been linked since."""
    if message.user_id is not None or message.recipient_kind != "candidate":
        return message.user_id
    found = Candidate.objects.filter(pk=message.recipient_id)
    return found.values_list("user", flat=True).first()


def notice(pk: int) -> tuple[Notice, Target] | None:
    found = Notice.objects.filter(pk=pk).first()
    return (found, Target(area=found.area)) if found else None


def reading(pk: int) -> tuple[Reading, Target] | None:
    found = Reading.objects.select_related("notice", "body").filter(pk=pk).first()
    return (found, Target(area=found.body.area, body=found.body_id)) if found else None


def place(pk: int) -> tuple[Place, Target] | None:
    found = (
        Place.objects.select_related("exam__institution__body", "registration__candidate")
        .filter(pk=pk)
        .first()
    )
    return (found, target_of(found.exam)) if found else None


def publication(pk: int) -> tuple[Publication, Target] | None:
    found = Publication.objects.select_related("exam__institution__body").filter(pk=pk).first()
    return (found, target_of(found.exam)) if found else None


def review(pk: int) -> tuple[Review, Target] | None:
    found = (
        Review.objects.select_related("registration__offer__exam__institution__body")
        .filter(pk=pk)
        .first()
    )
    return (found, target_of(found.registration.offer.exam)) if found else None


def examiner(pk: int) -> tuple[Examiner, Target] | None:
    found = Examiner.objects.select_related("user", "home__body").filter(pk=pk).first()
    if found is None:
        return None
    home = found.home
    return found, Target(area=home.body.area, body=home.pk, owner=found.user_id)


def certificate(pk: int) -> tuple[Certificate, Target] | None:
    found = Certificate.objects.select_related("body").filter(pk=pk).first()
    return (found, Target(area=found.area, body=found.body_id)) if found else None


def own_certificate(pk: int) -> tuple[Certificate, Target] | None:
    """Owned by the account of its identity document and name."""
    found = Certificate.objects.filter(pk=pk).first()
    return (found, Target(owner=holder_of(found))) if found else None


def holder_of(certificate: Certificate) -> int | None:
    """The account of a certificate's holder, where there is one."""
    found = Candidate.objects.filter(
        document=certificate.document,
        number_hash=certificate.number_hash,
        name=certificate.name,
    )
    return found.values_list("user", flat=True).first()


def own_share(pk: int) -> tuple[Share, Target] | None:
    found = Share.objects.select_related("certificate").filter(pk=pk).first()
    return (found, Target(owner=holder_of(found.certificate))) if found else None


def own_change(pk: int) -> tuple[Change, Target] | None:
    found = Change.objects.select_related("certificate").filter(pk=pk).first()
    return (found, Target(owner=holder_of(found.certificate))) if found else None


def proposal(pk: int) -> tuple[Proposal, Target] | None:
    found = Proposal.objects.select_related("certificate").filter(pk=pk).first()
    if found is None:
        return None
    return found, Target(area=found.certificate.area, body=found.certificate.body_id)


def appeal(pk: int) -> tuple[Appeal, Target] | None:
    found = Appeal.objects.select_related("change__certificate").filter(pk=pk).first()
    if found is None:
        return None
    concerned = found.change.certificate
    return found, Target(area=concerned.area, body=concerned.body_id)


def issue_batch(pk: int) -> tuple[IssueBatch, Target] | None:
    found = IssueBatch.objects.select_related("body").filter(pk=pk).first()
    return (found, target_of_batch(found)) if found else None


def issue_line(pk: int) -> tuple[Line, Target] | None:
    found = (
        Line.objects.select_related(
            "batch__body",
            "registration__candidate",
            "registration__place",
            "registration__offer",
            "participant__plan",
            "photo",
        )
        .filter(pk=pk)
        .first()
    )
    return (found, target_of_batch(found.batch)) if found else None


def target_of_batch(batch: IssueBatch) -> Target:
    return Target(area=batch.area, body=batch.body_id)


def application(pk: int) -> tuple[Application, Target] | None:
    found = (
        Application.objects.select_related("certificate", "authority", "ruling")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        return None
    return found, Target(area=found.area, body=found.authority_id, owner=found.user_id)


def own_application(pk: int) -> tuple[Application, Target] | None:
    return application(pk)


def attachment(pk: int) -> tuple[Attachment, Target] | None:
    found = Attachment.objects.select_related("application").filter(pk=pk).first()
    if found is None:
        return None
    concerned = found.application
    return found, Target(area=concerned.area, body=concerned.authority_id)


def endpoint(pk: int) -> tuple[Endpoint, Target] | None:
    found = Endpoint.objects.select_related("body").filter(pk=pk).first()
    return (found, Target(area=found.body.area, body=found.body_id)) if found else None


def dispatch(pk: int) -> tuple[Dispatch, Target] | None:
    found = Dispatch.objects.select_related("endpoint__body").filter(pk=pk).first()
    if found is None:
        return None
    return found, Target(area=found.endpoint.body.area, body=found.endpoint.body_id)
