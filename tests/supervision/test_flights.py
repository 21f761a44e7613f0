"""Pre-flight: the rules of supervision over certificates that are not issued yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.certificates.filed import entered, evaluated, moment, submit_evaluated
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
from xianjie.domain.certificates.issuing import issue
from xianjie.domain.certificates.models import Batch, Certificate, Serial
from xianjie.domain.certificates.submitting import approve
from xianjie.domain.evaluations.models import Participant, Plan, PublicNotice, Report
from xianjie.domain.filings.models import Filing, Scope
from xianjie.domain.rulings.models import Ruling
from xianjie.domain.supervision import preflight
from xianjie.domain.supervision.models import Alert, Run
from xianjie.indicators import STATISTICS, ends_of_issuing, running, version
from xianjie.indicators.thresholds import Thresholds, thresholds
from xianjie.instruments import law

__all__ = ["issuer", "office", "province", "register", "sat"]
pytestmark = pytest.mark.django_db
LATER = date(2020, 11, 3)  # the day after the first were issued
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


def flown(register: Register, asked: Batch | Plan, on: date = ISSUED) -> preflight.Flight:
    night = preflight.Night(register.folder / "runs", ends_of_issuing())
    if isinstance(asked, Plan):
        return preflight.of_plan(asked, on=on, law=law(), night=night)
    return preflight.of_batch(asked, on=on, law=law(), night=night)


def found(flight: preflight.Flight) -> list[tuple[str, int]]:
    return [(one.indicator, one.rows) for one in flight.alerts]


def test_nothing_is_found_of_what_is_in_order(register: Register) -> None:
    batch = asked_for(register, 11, 12)
    flight = flown(register, batch)
    assert (flight.certificates, found(flight), flight.version) == (2, [], version())


def test_who_has_the_level_already_is_told_with_both_numbers(register: Register) -> None:
    entered(register.body, [evaluated(row, evaluated_on=SECOND) for row in (1, 12)])
    plan = Plan.objects.get(from_on=SECOND)
    Plan.objects.filter(pk=plan.pk).update(filing=Filing.objects.get(), reported_on=REPORTED)
    flight = flown(register, plan)
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
    flight = flown(register, plan)
    assert found(flight) == [("before_the_exam", 2)]
    assert found(flown(register, plan, on=ISSUED + timedelta(days=1))) == []


def test_of_a_plan_only_those_who_were_not_asked_for_are_looked_at(register: Register) -> None:
    asked_for(register, 11, 12)
    plan = Plan.objects.get(from_on=SECOND)
    assert flown(register, plan).certificates == 0


def test_what_was_found_before_is_not_found_anew(register: Register) -> None:
    """Certificates outside the scope are there already; the new one of another level is news."""
    Scope.objects.update(highest=5)
    asked_for(register, 11)
    register.run()
    assert register.alerts() == [("outside_filing", "电工 4")]
    batch = Batch.objects.get(title="第二批")
    batch.lines.update(refused=False)  # as if the scope had been taken away after they were asked
    Ruling.objects.update(outcome="issue")
    flight = flown(register, batch)
    assert found(flight) == [("outside_filing", 1)]
    assert [str(one["number"]) for one in flight.alerts[0].evidence] == ["S000044000001204000004"]


def test_exams_are_looked_at_with_what_was_published(register: Register) -> None:
    office = register.office
    batch = office.submitted(office.tickets[1])  # who failed a part is refused
    assert flown(register, batch).certificates == 0
    batch.lines.update(refused=False)
    flight = flown(register, batch)
    assert [one for one, _ in found(flight)] == ["refused_and_issued", "no_evaluation"]


def test_nothing_is_written(register: Register) -> None:
    batch = asked_for(register, 11, 12)

    def rows() -> list[int]:
        models = (Alert, Run, Certificate, Ruling, Participant)
        serials = Serial.objects.values_list("last", flat=True)
        return [*(one.objects.count() for one in models), *serials]

    before = rows()
    flown(register, batch)
    assert rows() == before


def test_before_the_first_run_there_are_no_peers_to_compare_with(register: Register) -> None:
    flight = flown(register, asked_for(register, 11))
    assert set(flight.left_out) == {"serial_gap", *STATISTICS}
    assert "no run was made yet" in flight.left_out["burst"].en
    assert "serials are given at issue" in flight.left_out["serial_gap"].en


def test_after_a_run_all_but_serials_are_looked_at(register: Register) -> None:
    register.run()
    batch = asked_for(register, 11)
    flight = flown(register, batch)
    assert (set(flight.left_out), flight.warnings) == ({"serial_gap"}, [])
    before_it = flown(register, batch, on=date(2020, 12, 27)).left_out
    assert "on the deadline, 2020-12-31" in before_it["deadline_rush"].en
    assert set(flown(register, batch, on=date(2020, 12, 31)).left_out) == {"serial_gap"}


def test_statistics_that_cannot_be_read_stop_nobody(register: Register) -> None:
    kept = register.run().tables / "aggregates" / "burst.parquet"
    kept.write_bytes(kept.read_bytes()[:-9])
    flight = flown(register, asked_for(register, 11))
    assert flight.certificates == 1
    assert "cannot be read" in flight.left_out["burst"].en


@pytest.mark.slow
def test_what_is_warned_of_is_what_the_night_finds(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With thresholds that let everything through: same indicator, subject and score."""
    everything = thresholds(ISSUED).held
    told = {"chance_alarms": 1e9, "least_candidates": 1, "burst_least": 1, "burst_ratio": 0}
    held = {
        name: replace(one, value=told.get(name, -1 if name.endswith("_excess") else one.value))
        for name, one in everything.items()
    }
    monkeypatch.setattr(running, "thresholds", lambda _: Thresholds(held))
    batch = asked_for(register, 11, 12, 13)
    register.run()
    flight = flown(register, batch, on=LATER)
    warned = {(one.indicator, one.subject): one.score for one in flight.warnings}
    approve(by=register.office.filed_checker, batch=batch.pk, on=LATER, at=moment(LATER))
    issue(batch=batch.pk, law=law(), issuer=register.office.issuer, at=moment(LATER))
    register.run(on=LATER)
    alerts = Alert.objects.filter(indicator__in=STATISTICS, body=register.body)
    found = {(one.indicator, one.subject): one.score for one in alerts}
    assert {name for name, _ in warned} >= {"burst", "pass_rate"}
    assert warned == {key: found[key] for key in warned}
    later = {key for key, alert in zip(found, alerts, strict=True) if alert.day == LATER}
    assert later <= warned.keys()
