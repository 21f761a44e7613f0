"""Runs on the register: kept once by key, ended, opened again, found again from what was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from tests.supervision.looked_at import (
    AT,
    ISSUED,
    Register,
    issuer,
    office,
    province,
    register,
    sat,
)
from xianjie.domain.audit.models import Event
from xianjie.domain.filings.models import Scope
from xianjie.domain.rulings.models import Ruling
from xianjie.domain.supervision import keeping, running, snapshot
from xianjie.domain.supervision.described import DESCRIBED, LABELS
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.models import Alert, AlertStep, Run
from xianjie.indicators import INDICATORS, ends_of_issuing, opened
from xianjie.indicators import run as look

__all__ = ["issuer", "office", "province", "register", "sat"]
pytestmark = pytest.mark.django_db


def spoil(register: Register) -> None:
    """Somebody changes a decision and the scope, after the certificates were issued."""
    Ruling.objects.filter(issue_lines__certificate=register.levels[0]).update(outcome="not_earned")
    Scope.objects.update(highest=5)


def test_nothing_is_found_where_all_is_well(register: Register) -> None:
    looked = register.run()
    assert (looked.run.found, looked.unplaced, register.alerts()) == (0, 0, [])


def test_the_same_run_again_changes_nothing(register: Register) -> None:
    spoil(register)
    first = register.run()
    number = register.levels[0].number
    assert register.alerts() == [("outside_filing", "电工 4"), ("refused_and_issued", number)]
    assert (first.run.found, first.run.opened, first.run.ended) == (2, 2, 0)
    told = Alert.objects.get(indicator="refused_and_issued")
    assert told.sentence_zh == f"证书 {number} 存下的决定是“未取得”，却已发出"
    assert told.sentence_en.startswith(f"the decision stored for {number} is “not earned”")
    before = list(Alert.objects.order_by("pk").values())
    second = register.run()
    assert (second.run.found, second.run.opened, second.run.ended) == (2, 0, 0)
    after = list(Alert.objects.order_by("pk").values())
    assert [one | {"last_run_id": 0} for one in after] == [
        one | {"last_run_id": 0} for one in before
    ]
    assert {one["last_run_id"] for one in after} == {second.run.pk}


def test_an_alert_says_whose_where_and_by_which_rows(register: Register) -> None:
    spoil(register)
    register.run()
    one = Alert.objects.get(indicator="outside_filing")
    assert (one.body, one.area, one.day, one.rows) == (register.body, "440106", ISSUED, 3)
    assert one.evidence[0] == {
        "day": "2020-11-02",
        "number": register.levels[0].number,
        "occupation": "电工",
        "level": 4,
        "lacking": "scope",
    }
    assert "电工4级" in one.sentence_zh
    assert "level 4" in one.sentence_en
    assert DESCRIBED[one.indicator].clauses == ("80/5", "252/2.4")


def test_what_is_mended_ends_and_what_comes_back_is_the_same_alert(register: Register) -> None:
    spoil(register)
    register.run()
    Scope.objects.update(highest=3)
    mended = register.run()
    assert (mended.run.found, mended.run.ended) == (1, 1)
    ended = Alert.objects.get(indicator="outside_filing")
    assert ended.ended_run == mended.run
    Scope.objects.update(highest=5)
    again = register.run()
    ended.refresh_from_db()
    assert again.run.opened == 0
    assert (ended.ended_run_id, ended.last_run_id) == (None, again.run.pk)


def test_a_run_of_new_findings_ends_none(register: Register) -> None:
    spoil(register)
    register.run()
    looked = register.run(ISSUED + timedelta(days=2), since=ISSUED + timedelta(days=1))
    assert (looked.run.found, looked.run.ended) == (0, 0)
    assert len(register.alerts()) == 2


def test_runs_are_kept_in_the_order_of_their_days(register: Register) -> None:
    register.run()
    with pytest.raises(SupervisionError, match="2020-11-02"):
        register.run(ISSUED - timedelta(days=1))
    assert Run.objects.count() == 1


def test_a_run_that_began_before_another_was_kept_is_refused(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(register)
    take = snapshot.take

    def slow(*args: object, **given: object) -> object:
        monkeypatch.setattr(running, "take", take)
        register.run()
        return take(*args, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "take", slow)
    with pytest.raises(SupervisionError, match="另一次检查"):
        register.run()
    assert Run.objects.count() == 1
    assert [one.name for one in (register.folder / "runs").iterdir()] == [
        keeping.folder_of(Run.objects.get())
    ]


def test_an_alert_is_found_again_from_the_tables_that_its_run_read(register: Register) -> None:
    spoil(register)
    looked = register.run()
    Scope.objects.update(highest=3)  # what the register says now does not matter
    with opened("duckdb", looked.tables) as engine:
        found = look(engine, on=looked.run.on, deadlines=ends_of_issuing())
    again = {one.key: one.jsonable("zh") for one in found.alerts}
    assert again == {one.key: one.jsonable("zh") for one in looked.found.alerts}
    for one in Alert.objects.all():
        told = again[one.key]
        assert (told["score"], told["rows"]) == (one.score, one.rows)
        assert told["evidence"] == one.evidence
        assert told["sentence"] == one.sentence_zh


def test_the_tables_of_the_last_runs_stay(register: Register) -> None:
    days = [ISSUED + timedelta(days=number) for number in range(4)]
    kept = [register.run(day, tables_kept=2).tables for day in days]
    assert [one.exists() for one in kept] == [False, False, True, True]
    abandoned = register.folder / "runs" / "partial-crashed"
    abandoned.mkdir()
    register.run(days[-1] + timedelta(days=1), tables_kept=2)
    assert abandoned.exists()  # begun after the run before was kept: it may be at work
    register.run(days[-1] + timedelta(days=2), tables_kept=2)
    assert not abandoned.exists()


@pytest.mark.parametrize(
    ("rows", "score", "is_reopened"),
    [(1, 90.0, False), (2, 90.0, True), (1, 100.0, True), (1, 99.0, False)],
)
def test_what_was_dismissed_and_has_grown_is_opened_again(
    register: Register, rows: int, score: float, is_reopened: bool
) -> None:
    spoil(register)
    looked = register.run()
    alert = Alert.objects.get(indicator="refused_and_issued")
    AlertStep.objects.create(
        alert=alert, kind="dismissed", words="已核实", rows=1, score=90, by="bureau", at=AT
    )
    (found,) = [one for one in looked.found.alerts if one.key == alert.key]
    grown = replace(found, rows=rows, score=score)
    run = Run(on=ISSUED, at=AT, version="v", tables="t")
    keeping.keep(run, [grown], of=["refused_and_issued"], after=looked.run)
    kinds = list(alert.steps.values_list("kind", "by"))
    assert (("reopened", "run") in kinds) == is_reopened
    keeping.keep(
        Run(on=ISSUED, at=AT, version="v", tables="t"),
        [grown],
        of=["refused_and_issued"],
        after=run,
    )
    assert list(alert.steps.values_list("kind", "by")) == kinds  # said once


def test_what_grows_a_little_with_every_run_is_opened_again(register: Register) -> None:
    spoil(register)
    looked = register.run()
    alert = Alert.objects.get(indicator="refused_and_issued")
    AlertStep.objects.create(
        alert=alert, kind="dismissed", words="已核实", rows=1, score=80, by="bureau", at=AT
    )
    (found,) = [one for one in looked.found.alerts if one.key == alert.key]
    last = looked.run
    for score in (86.0, 92.0):
        run = Run(on=ISSUED, at=AT, version="v", tables="t")
        keeping.keep(run, [replace(found, score=score)], of=["refused_and_issued"], after=last)
        last = run
    assert list(alert.steps.values_list("kind", "score")) == [("dismissed", 80), ("reopened", 92)]


def test_findings_of_no_body_of_the_register_are_given_back(register: Register) -> None:
    spoil(register)
    found = register.run().found.alerts
    strange = [replace(found[0], body="甲"), replace(found[1], body="999999")]
    run = Run(on=ISSUED, at=AT, version="v", tables="t")
    back = keeping.keep(run, [*strange, *found], of=INDICATORS, after=keeping.newest())
    assert back == strange
    assert run.found == 2


def test_no_alert_without_evidence_can_be_stored(register: Register) -> None:
    spoil(register)
    (first, *_) = register.run().found.alerts
    for without in (replace(first, subject="a", rows=0), replace(first, subject="b", evidence=[])):
        with pytest.raises(IntegrityError):
            keeping.keep(
                Run(on=ISSUED, at=AT, version="v", tables="t"),
                [without],
                of=[],
                after=keeping.newest(),
            )


def test_nothing_of_a_run_stays_where_its_event_cannot_be_written(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("no event")

    spoil(register)
    monkeypatch.setattr(keeping, "record", fail)
    with pytest.raises(RuntimeError, match="no event"):
        register.run()
    assert (Run.objects.count(), Alert.objects.count()) == (0, 0)


def test_a_run_is_in_the_audit_log_with_its_version_and_tables(register: Register) -> None:
    looked = register.run()
    event = Event.objects.get(action="supervision.run")
    assert (event.actor, event.ground) == ("run", "252/2.4 80/4")
    assert event.told["version"] == looked.run.version
    assert event.told["tables"] == looked.run.tables
    assert looked.tables.name.endswith(looked.run.tables[:16])


def test_every_indicator_is_described_and_its_columns_labelled() -> None:
    assert set(INDICATORS) < set(DESCRIBED)
    for one in DESCRIBED.values():
        assert all((one.fix.zh, one.fix.en, one.title.zh, one.title.en))
        assert set(one.evidence) <= set(LABELS)
        assert one.clauses


def test_a_day_without_a_register_finds_nothing(register: Register) -> None:
    looked = register.run(date(2019, 1, 1))
    assert looked.run.found == 0
