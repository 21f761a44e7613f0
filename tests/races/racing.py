"""Races on a real database, in a process of their own: everybody starts at a barrier.

Run as ``python -m tests.races.racing protected|bare TURNS RACE ...``; prints what was counted after
each, a line each. ``bare`` takes the constraint away and the locks with it: what the race then does
shows that it is one, and that the tests can fail; it is run until it is lost, or so many times.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from threading import Barrier, Thread
from unittest.mock import patch

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - models need the above
from django.db import connection, models  # noqa: E402
from django.db.models import Count, QuerySet  # noqa: E402

from tests.domain.conftest import AT, ON, Province, make_province  # noqa: E402
from tests.races import (  # noqa: E402
    casework,
    evaluating,
    filing,
    issuing,
    supervising,
    waiting,
)
from tests.races.issuing import AtOnce, Told  # noqa: E402
from xianjie.domain.appraisals.models import Candidate, Choice, Exam, Registration  # noqa: E402
from xianjie.domain.appraisals.services import choices, registrations  # noqa: E402
from xianjie.domain.appraisals.services.registrations import Person  # noqa: E402
from xianjie.domain.audit.models import Event  # noqa: E402
from xianjie.domain.payments import ledger, services  # noqa: E402
from xianjie.domain.payments.models import Line, Move, Refund  # noqa: E402
from xianjie.domain.supervision import keeping  # noqa: E402
from xianjie.errors import XianjieError  # noqa: E402
from xianjie.instruments import law  # noqa: E402

AT_ONCE = 16
CLOSES = date(2020, 9, 25)
_bare = sys.argv[1:2] == ["bare"]


def double_choice(province: Province) -> Told:
    """Each candidate chooses from eight windows at once."""
    exam = province.exam(seats=30)
    made = [province.registered(exam, number) for number in range(20)]
    _opened(province, exam)

    def choose(registration: Registration, option: Choice.Option) -> None:
        choices.choose(
            by=province.candidate(registration),
            registration=registration.pk,
            option=option,
            law=law(),
            on=ON,
            at=AT,
        )

    for one in made:
        _at_once([partial(choose, one, option) for option in list(Choice.Option) * 4])
    return {
        "duplicates": _repeated(Choice, "registration"),
        "kept": Choice.objects.values("registration").distinct().count(),
        "events": Event.objects.filter(action="choice.made").count(),
    }


def last_seat(province: Province) -> Told:
    """Forty candidates, five seats."""
    exam = province.exam(seats=5)
    offer = exam.offers.get()
    people = [registrations.candidate_of(_person(number)) for number in range(40)]
    _at_once([partial(_register, province, offer.pk, one) for one in people])
    return {
        "duplicates": _repeated(Registration, "seat"),
        "kept": Registration.objects.count(),
        "events": Event.objects.filter(action="registration.made").count(),
    }


def same_candidate(province: Province) -> Told:
    """One candidate registers from sixteen windows."""
    offer = province.exam(seats=30).offers.get()
    candidate = registrations.candidate_of(_person(1))
    _at_once([lambda: _register(province, offer.pk, candidate)] * AT_ONCE)
    return {
        "duplicates": _repeated(Registration, "candidate"),
        "kept": Registration.objects.count(),
        "events": Event.objects.filter(action="registration.made").count(),
    }


def double_batch(province: Province) -> Told:
    """The same refunds gathered by eight at once."""
    refunds = _owed(province, 10)
    finance = province.actors["finance"]
    _at_once([lambda: services.make_batch(by=finance, area="440100", refunds=refunds, at=AT)] * 8)
    return {
        "duplicates": _repeated(Line, "refund"),
        "kept": Line.objects.values("refund").distinct().count(),
        "events": Event.objects.filter(action="batch.made").count(),
    }


def double_settlement(province: Province) -> Told:
    """The bank's file taken in by eight at once."""
    refunds = _owed(province, 10)
    maker, checker = province.actors["finance"], province.actors["finance-2"]
    batch = services.make_batch(by=maker, area="440100", refunds=refunds, at=AT)
    services.approve_batch(by=checker, batch=batch.pk, at=AT)
    results = {
        line.pk: services.Result(line.pk, paid=True, reason="") for line in batch.lines.all()
    }
    _at_once([lambda: services.settle_batch(by=maker, batch=batch.pk, results=results, at=AT)] * 8)
    found = ledger.balance()
    return {
        "duplicates": Move.objects.filter(target="refunded").count() - len(refunds),
        "kept": found.refunded // 20_000,
        "events": Event.objects.filter(action="batch.settled").count(),
    }


def register_or_call_off(province: Province) -> Told:
    """See `tests.races.waiting`."""
    people = [registrations.candidate_of(_person(number)) for number in range(6)]
    return waiting.register_or_call_off(_at_once, province, _register, people)


def _alone(race: Callable[[AtOnce], Told]) -> Callable[[Province], Told]:
    """A race that makes what it needs itself."""
    return lambda _: race(_at_once)


RACES: dict[str, tuple[Callable[[Province], Told], str, Sequence[str]]] = {
    "double-choice": (double_choice, "appraisals_choice", ["registration_id"]),
    "last-seat": (last_seat, "appraisals_registration", ["offer_id", "seat"]),
    "same-candidate": (same_candidate, "appraisals_registration", ["offer_id", "candidate_id"]),
    "double-batch": (double_batch, "payments_line", ["refund_id"]),
    "double-settlement": (double_settlement, "payments_move", ["payment_id"]),
    "same-result": (
        _alone(issuing.same_result),
        "certificates_line",
        ["participant_id"],
    ),
    "double-issue": (_alone(issuing.double_issue), "certificates_line", []),
    "return-or-issue": (_alone(issuing.return_or_issue), "certificates_batch", []),
    "double-revocation": (_alone(issuing.double_revocation), "certificates_change", []),
    "revoke-or-exchange": (
        _alone(issuing.revoke_or_exchange),
        "certificates_change",
        [],
    ),
    "numbers": (_alone(filing.numbers), "filings_organisation", ["number"]),
    "double-decision": (
        _alone(filing.double_decision),
        "filings_filing",
        ["application_id", "organisation_id", "from_on"],
    ),
    "remove-or-add": (_alone(filing.remove_or_add), "filings_scope", []),
    "same-draft": (_alone(filing.same_draft), "filings_application", ["organisation_id"]),
    "same-examiner": (_alone(evaluating.same_examiner), "evaluations_post", []),
    "same-participant": (_alone(evaluating.same_participant), "evaluations_participant", []),
    "amend-or-report": (_alone(evaluating.amend_or_report), "evaluations_plan", []),
    "accept-or-return": (_alone(evaluating.accept_or_return), "evaluations_correction", []),
    "register-or-call-off": (register_or_call_off, "appraisals_registration", []),
    "double-notice": (
        _alone(evaluating.double_notice),
        "evaluations_publicnotice",
        ["plan_id", "from_on"],
    ),
    "double-dismissal": (_alone(supervising.double_dismissal), "supervision_alertstep", []),
    "same-alert": (_alone(casework.same_alert), "supervision_case", []),
    "double-close": (_alone(casework.double_close), "supervision_casestep", []),
    "answer-or-find": (
        _alone(casework.answer_or_find),
        "supervision_casestep",
        ["of_id", "kind"],
    ),
    "double-run": (_alone(supervising.double_run), "supervision_alert", ["key"]),
}


def main(turns: int, races: Sequence[str]) -> None:
    call_command("migrate", verbosity=0)
    with ExitStack() as stack:
        if _bare:
            stack.enter_context(patch.object(QuerySet, "select_for_update", lambda self, **_: self))
            stack.enter_context(patch.object(keeping, "_alone"))
        for race in races:
            sys.stdout.write(json.dumps([race, _held(race, turns)]) + "\n")


def _held(race: str, turns: int) -> Told:
    run, table, columns = RACES[race]
    if _bare:
        _without_constraint(table, columns)
    told: Told = {}
    for _ in range(turns):
        told = run(make_province())
        call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
        if not _bare or told["duplicates"]:
            break
    return told


def _without_constraint(table: str, columns: Sequence[str]) -> None:
    """Drop every unique index of the table over just these columns."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
        for name, told in found.items():
            if (
                told["unique"]
                and not told["primary_key"]
                and set(told["columns"]) <= {*columns, "seat"}
            ):
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"')
                cursor.execute(f'DROP INDEX IF EXISTS "{name}"')


def _at_once(acts: Sequence[Callable[[], object]]) -> None:
    """Let all act from one moment on; refusals are part of the race, other errors are not."""
    barrier = Barrier(len(acts))
    wrong: list[BaseException] = []

    def one(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            act()
        except XianjieError:
            pass
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong and not _bare:  # without protection, errors are what follows from duplicates
        raise wrong[0]


def _repeated(model: type[models.Model], column: str) -> int:
    """Rows too many over a column."""
    rows = model._default_manager.values(column).annotate(n=Count("pk"))
    return sum(Counter({row[column]: row["n"] - 1 for row in rows}).values())


def _register(province: Province, offer: int, candidate: Candidate) -> None:
    registrations.register(
        by=province.actors["institution"],
        offer=offer,
        candidate=candidate,
        notice_version="1",
        law=law(),
        on=ON,
        at=AT,
    )


def _owed(province: Province, many: int) -> list[int]:
    exam = province.exam(seats=many)
    made = [province.registered(exam, number) for number in range(many)]
    _opened(province, exam)
    for one in made:
        choices.choose(
            by=province.candidate(one),
            registration=one.pk,
            option=Choice.Option.REFUND,
            law=law(),
            on=ON,
            at=AT,
        )
    choices.lock_round(by=province.actors["institution"], exam=exam.pk, law=law(), on=CLOSES, at=AT)
    return list(Refund.objects.values_list("pk", flat=True))


def _opened(province: Province, exam: Exam) -> None:
    choices.open_round(
        by=province.actors["institution"],
        exam=exam.pk,
        opens_on=ON,
        closes_on=CLOSES,
        law=law(),
        on=ON,
        at=AT,
    )


def _person(number: int) -> Person:
    return Person(f"考生{number}", "resident", f"{number:018}")


if __name__ == "__main__":
    main(int(sys.argv[2]), sys.argv[3:])
