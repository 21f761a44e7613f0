"""Pre-flight: the rules of supervision over certificates that are not issued yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.certificates.filed import entered, evaluated, submit_evaluated
from tests.sittings.conftest import THEN
from tests.supervision.looked_at import (
    ISSUED,
    Register,
    issuer,
    office,
    province,
    register,
    sat,
)
from xianjie.domain.certificates.models import Batch, Certificate, Serial
from xianjie.domain.evaluations.models import Participant, Plan, PublicNotice, Report
from xianjie.domain.filings.models import Filing, Scope
from xianjie.domain.rulings.models import Ruling
from xianjie.domain.supervision import preflight
from xianjie.domain.supervision.models import Alert, Run
from xianjie.indicators import INDICATORS, version
from xianjie.instruments import law

__all__ = ["issuer", "office", "province", "register", "sat"]
pytestmark = pytest.mark.django_db
REPORTED, SECOND = date(2020, 9, 28), date(2020, 10, 22)  # two days after the first


def asked_for(register: Register, *rows: int, level: int = 4) -> Batch:
    """A batch of a second plan, held two days after the first; waiting for approval."""
    people = [evaluated(row, evaluated_on=SECOND, level=level) for row in rows]
    batch = submit_evaluated(
        by=register.office.filed_maker,
        body=register.body,
        evaluated=people,
        title="第二批",
        law=law(),
        on=ISSUED,
        at=THEN,
    )
    Report.objects.update(reported_on=date(2020, 10, 27))  # in time
    Plan.objects.filter(from_on=SECOND).update(
        filing=Filing.objects.get(), reported_on=REPORTED, held_on=SECOND
    )
    return batch


def found(flight: preflight.Flight) -> list[tuple[str, int]]:
    return [(one.indicator, one.rows) for one in flight.alerts]


def test_nothing_is_found_of_what_is_in_order(register: Register) -> None:
    batch = asked_for(register, 11, 12)
    flight = preflight.of_batch(batch, on=ISSUED, law=law())
    assert (flight.certificates, found(flight), flight.version) == (2, [], version())


def test_who_has_the_level_already_is_told_with_both_numbers(register: Register) -> None:
    entered(register.body, [evaluated(row, evaluated_on=SECOND) for row in (1, 12)])
    plan = Plan.objects.get(from_on=SECOND)
    Plan.objects.filter(pk=plan.pk).update(filing=Filing.objects.get(), reported_on=REPORTED)
    flight = preflight.of_plan(plan, on=ISSUED, law=law())
    (one,) = flight.alerts
    assert one.indicator == "same_level_twice"
    assert one.evidence[0]["earlier"] == register.levels[0].number
    assert str(one.evidence[0]["number"]) in {
        "S000044000001204000004",
        "S000044000001204000005",
    }


def test_a_notice_that_is_not_over_is_found_before_anything_is_issued(register: Register) -> None:
    asked_for(register, 11, 12)
    plan = Plan.objects.get(from_on=SECOND)
    PublicNotice.objects.filter(plan=plan).update(until_on=ISSUED)
    Batch.objects.get(title="第二批").lines.update(dropped=True)
    flight = preflight.of_plan(plan, on=ISSUED, law=law())
    assert found(flight) == [("before_the_exam", 2)]
    assert found(preflight.of_plan(plan, on=ISSUED + timedelta(days=1), law=law())) == []


def test_of_a_plan_only_those_who_were_not_asked_for_are_looked_at(register: Register) -> None:
    asked_for(register, 11, 12)
    plan = Plan.objects.get(from_on=SECOND)
    assert preflight.of_plan(plan, on=ISSUED, law=law()).certificates == 0


def test_what_was_found_before_is_not_found_anew(register: Register) -> None:
    """Certificates outside the scope are there already; the new one of another level is news."""
    Scope.objects.update(highest=5)
    asked_for(register, 11)
    register.run()
    assert register.alerts() == [("outside_filing", "电工 4")]
    batch = Batch.objects.get(title="第二批")
    batch.lines.update(refused=False)  # as if the scope had been taken away after they were asked
    Ruling.objects.update(outcome="issue")
    flight = preflight.of_batch(batch, on=ISSUED, law=law())
    assert found(flight) == [("outside_filing", 1)]
    assert [str(one["number"]) for one in flight.alerts[0].evidence] == ["S000044000001204000004"]


def test_exams_are_looked_at_with_what_was_published(register: Register) -> None:
    office = register.office
    batch = office.submitted(office.tickets[1])  # who failed a part is refused
    assert preflight.of_batch(batch, on=ISSUED, law=law()).certificates == 0
    batch.lines.update(refused=False)
    flight = preflight.of_batch(batch, on=ISSUED, law=law())
    assert [one for one, _ in found(flight)] == ["refused_and_issued", "no_evaluation"]


def test_nothing_is_written(register: Register) -> None:
    batch = asked_for(register, 11, 12)

    def rows() -> list[int]:
        models = (Alert, Run, Certificate, Ruling, Participant)
        serials = Serial.objects.values_list("last", flat=True)
        return [*(one.objects.count() for one in models), *serials]

    before = rows()
    preflight.of_batch(batch, on=ISSUED, law=law())
    assert rows() == before


def test_what_needs_all_certificates_is_left_to_the_nightly_run(register: Register) -> None:
    flight = preflight.of_batch(asked_for(register, 11), on=ISSUED, law=law())
    assert set(flight.left_out) == {
        "serial_gap",
        *(name for name, one in INDICATORS.items() if one.work is not None),
    }
