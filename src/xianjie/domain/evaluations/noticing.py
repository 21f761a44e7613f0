"""Results shown to the public, and what the public says of them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.accounts.sealed import seal, unseal
from xianjie.domain.audit.events import record
from xianjie.domain.evaluations.clocks import newest_notice, notice_until
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.locking import locked, target_of
from xianjie.domain.evaluations.models import Objection, Participant, Plan, PublicNotice
from xianjie.domain.evaluations.results import missing
from xianjie.domain.evaluations.states import PlanState, require_step, state_of
from xianjie.domain.locking import held
from xianjie.domain.receipts import TRIES, Receipt, hashed, new_receipt, opens, plain
from xianjie.text import Text

MOST_WORDS, MOST_CONTACT = 500, 100
MOST_SENT, MOST_ASKED = 10, 30  # objections and questions after them, of one address in an hour
NO_SUCH = Text(
    "没有这件异议，或查询码不符；请核对编号和查询码",
    "there is no such objection, or the code is another's; look at both again",
)
_KIND = "objection"
PUBLIC = "public"  # who acts without an account


def post_notice(*, by: Actor, plan: int, on: date, at: datetime) -> PublicNotice:
    """Show all results to the public from this day on; raises `Denied`, `EvaluationError`."""
    with transaction.atomic():
        found = locked(plan)
        require(by, "evaluation.post", target_of(found))
        is_again = state_of(found) is PlanState.RETURNED
        require_step(found, "show again" if is_again else "show")
        if count := missing(found):
            raise EvaluationError(
                Text(f"还有 {count} 人没有结果", f"{count} people have no result yet")
            )
        if is_again and is_shown_as_it_is(found):
            raise EvaluationError(
                Text(
                    "上次公示后没有更改结果，不必再次公示；直接再报即可",
                    "no result was changed since; hand in again without showing them",
                )
            )
        try:
            with transaction.atomic():
                made = PublicNotice.objects.create(
                    plan=found,
                    from_on=on,
                    until_on=notice_until(on),
                    posted_by=by.username,
                    posted_at=at,
                )
        except IntegrityError as error:
            raise EvaluationError(
                Text("今天已经公示过", "they were put on show today already")
            ) from error
        record(
            by=by.username,
            at=at,
            action="plan.shown",
            subject=found,
            area=found.area,
            data={"until": made.until_on},
        )
    return made


def is_shown_as_it_is(plan: Plan) -> bool:
    """Whether no result was changed since the results were last shown."""
    notice = newest_notice(plan)
    if notice is None:
        return False
    return not plan.participants.filter(result_at__gt=notice.posted_at).exists()


def shown_to_the_public(notice: PublicNotice) -> list[Participant]:
    """Those who passed, in the order in which the notice numbers them from 1 on."""
    return list(notice.plan.participants.filter(passed=True).order_by("pk"))


def object_to(
    *, notice: PublicNotice, place: int | None, words: str, contact: str, on: date, at: datetime
) -> tuple[Objection, str]:
    """Somebody objects, to one result by its place in the notice or to all.

    Given back is the objection with its number, and the code to ask after it by, which is shown
    this once. Words and contact are sealed: either may name people. Raises `EvaluationError`.
    """
    about = require_sound(notice=notice, place=place, words=words, contact=contact, on=on)
    said = words.strip()
    for _ in range(TRIES):
        receipt = new_receipt("YY", on)
        try:
            return _objected(notice, about, receipt, said, contact.strip(), on, at), receipt.code
        except IntegrityError:
            continue  # the number is another's
    raise EvaluationError(Text("没有受理成功，请再试一次", "it did not go through; try again"))


def require_sound(
    *, notice: PublicNotice, place: int | None, words: str, contact: str, on: date
) -> Participant | None:
    """The result that is objected to, by its place; raises `EvaluationError`, as objecting does."""
    if not notice.from_on <= on <= notice.until_on or newest_notice(notice.plan) != notice:
        raise EvaluationError(
            Text("不在公示期内，不再受理异议", "the results are not on show any more")
        )
    if not 0 < len(words.strip()) <= MOST_WORDS or len(contact) > MOST_CONTACT:
        raise EvaluationError(
            Text(
                f"请写明异议，不超过 {MOST_WORDS} 字；联系方式不超过 {MOST_CONTACT} 字",
                f"say what is wrong in {MOST_WORDS} letters at most; a contact has {MOST_CONTACT}",
            )
        )
    return _at(notice, place)


def _objected(  # noqa: PLR0917 - the columns of a row
    notice: PublicNotice,
    about: Participant | None,
    receipt: Receipt,
    words: str,
    contact: str,
    on: date,
    at: datetime,
) -> Objection:
    with transaction.atomic():
        made = Objection.objects.create(
            notice=notice,
            participant=about,
            number=receipt.number,
            code_hash=hashed(_KIND, receipt),
            words=seal(words),
            contact=seal(contact),
            made_on=on,
        )
        record(
            by=PUBLIC,
            at=at,
            action="objection.made",
            subject=notice.plan,
            area=notice.plan.area,
            data={"objection": made.pk, "number": made.number},
        )
    return made


def asked_after(number: str, code: str, on: date) -> Objection | None:
    """The objection of a number and its code, typed in any case and spacing, if made by a day."""
    rows = Objection.objects.exclude(number="").filter(number=plain(number), made_on__lte=on)
    found = rows.select_related("notice__plan__organisation__body", "notice__plan__filing").first()
    if found is None or not opens(_KIND, Receipt(number, code), found.code_hash):
        return None
    return found


def is_answered(objection: Objection, on: date) -> bool:
    """Whether there was an answer by a day."""
    return objection.answered_on is not None and objection.answered_on <= on


def answer_objection(
    *, by: Actor, objection: int, words: str, upheld: bool, on: date, at: datetime
) -> Objection:
    """Say whether it was right, once; raises `Denied`, `EvaluationError`."""
    with transaction.atomic():
        found = held(Objection.objects.select_related("notice__plan"), objection)
        if found is None:
            raise EvaluationError(Text("没有这件异议", "there is no such objection"))
        plan = found.notice.plan
        require(by, "evaluation.answer", target_of(plan))
        if found.answered_on is not None:
            raise EvaluationError(Text("已答复", "it is answered already"))
        if not words.strip():
            raise EvaluationError(Text("请写明答复", "give the answer"))
        found.answer, found.upheld = words.strip(), upheld
        found.answered_by, found.answered_on = by.username, on
        found.save(update_fields=["answer", "upheld", "answered_by", "answered_on"])
        record(
            by=by.username,
            at=at,
            action="objection.answered",
            subject=plan,
            area=plan.area,
            data={"objection": found.pk, "upheld": upheld},
        )
    return found


def words_of(objection: Objection) -> tuple[str, str]:
    """What was said, and how the one who said it can be reached."""
    return unseal(objection.words), unseal(objection.contact)


def _at(notice: PublicNotice, place: int | None) -> Participant | None:
    if place is None:
        return None
    shown = shown_to_the_public(notice)
    if not 1 <= place <= len(shown):
        raise EvaluationError(
            Text(f"公示名单中没有第 {place} 号", f"the notice has no number {place}")
        )
    return shown[place - 1]
