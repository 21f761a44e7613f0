"""The things that pages are about: each loaded by its number, with what the table must know."""

from __future__ import annotations

from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import Body, Membership
from xianjie.domain.appraisals.models import Candidate, Exam, Registration, Suspension
from xianjie.domain.appraisals.states import state_of
from xianjie.domain.messages.models import Message, Notice, Reading
from xianjie.domain.organisations.models import Institution
from xianjie.domain.payments.models import Batch, Refund
from xianjie.domain.sittings.models import Examiner, Place, Publication, Review


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
