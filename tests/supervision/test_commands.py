"""``xianjie supervise`` on a register, in this process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings

from tests.ops.conftest import Run, run
from tests.supervision.looked_at import (
    ISSUED,
    Register,
    issuer,
    office,
    province,
    register,
    sat,
)
from xianjie.clock import VARIABLE
from xianjie.domain.certificates import signing
from xianjie.domain.evaluations.models import Participant
from xianjie.domain.filings.models import Scope
from xianjie.domain.supervision import models

__all__ = ["issuer", "office", "province", "register", "run", "sat"]
pytestmark = pytest.mark.django_db
ON = ("--on", ISSUED.isoformat())
EN = ("--lang", "en")


@pytest.fixture(autouse=True)
def _at_home(
    register: Register,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Run,  # which sets the clock, too
) -> None:
    del run
    monkeypatch.setenv(VARIABLE, ISSUED.isoformat())
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(signing, "issuer", lambda: register.office.issuer)


def test_alerts_are_kept_and_told_with_the_names_of_bodies(run: Run, register: Register) -> None:
    Scope.objects.update(highest=5)
    told = json.loads(run("supervise", "run", *ON, "--format", "json").out)
    (alert,) = told["alerts"]
    assert told["bodies"] == {alert["body"]: "某评价中心"}
    kept = models.Run.objects.get()
    assert (told["kept"]["run"], told["kept"]["version"]) == (kept.pk, kept.version)
    assert Path(told["kept"]["tables"]).is_dir()
    assert register.alerts() == [("outside_filing", "电工 4")]
    assert "某评价中心  Outside the scope" in run("supervise", "run", *ON, *EN).out


@pytest.mark.parametrize("asked", [["--dry-run"], ["--only", "outside_filing"]])
def test_what_is_only_looked_at_is_not_kept(run: Run, asked: list[str]) -> None:
    Scope.objects.update(highest=5)
    told = json.loads(run("supervise", "run", *ON, "--format", "json", *asked).out)
    assert (len(told["alerts"]), told["kept"]) == (1, None)
    assert not models.Run.objects.exists()


def test_an_earlier_day_is_told_and_not_kept(run: Run) -> None:
    run("supervise", "run", *ON)
    earlier = run("supervise", "run", "--on", "2020-11-01", "--format", "json", *EN)
    assert json.loads(earlier.out)["kept"] is None
    assert "a run of 2020-11-02 is kept" in earlier.err
    assert models.Run.objects.count() == 1


def test_a_day_to_come_is_told_and_not_kept(run: Run) -> None:
    to_come = ("--on", "2020-11-03")
    later = run("supervise", "run", *to_come, "--format", "json", *EN)
    assert json.loads(later.out)["kept"] is None
    assert "2020-11-03 is still to come" in later.err
    refused = run("supervise", "reprove", *to_come, *EN)
    assert (refused.status, "2020-11-03 is still to come" in refused.err) == (2, True)
    assert not models.Run.objects.exists()


def test_the_register_is_written_as_tables_into_an_empty_folder(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    assert run("supervise", "snapshot", str(folder), *ON, *EN).status == 0
    looked = run("supervise", "run", "--input", str(folder), *ON, "--format", "json")
    assert json.loads(looked.out)["left_out"] == {}
    again = run("supervise", "snapshot", str(folder), *ON, *EN)
    assert (again.status, "is not empty" in again.err) == (2, True)


def test_the_gauge_says_what_does_not_follow_and_ends_with_1(run: Run) -> None:
    before = run("supervise", "status", *EN)
    assert before.status == 0
    assert "the indicators were not run yet" in before.out
    assert "no re-proof yet" in before.out
    Participant.objects.filter(name="考生1").update(passed=False)
    proved = run("supervise", "reprove", *ON, *EN)
    assert proved.status == 1
    assert "3 follow, 1 do not" in proved.out
    assert "(such as the result: there is no passed result)" in proved.out
    run("supervise", "run", *ON)
    told = json.loads(run("supervise", "status", "--format", "json").out)
    assert (told["reproof"]["good"], told["reproof"]["bad"]) == (3, 1)
    assert told["run"]["on"] == ISSUED.isoformat()
    assert Path(told["run"]["tables"]).is_dir()
    assert told["alerts"] == 2  # that, and what the indicators say of it
    assert "last re-proof: 2020-11-02, 3 follow, 1 do not" in run("supervise", "status", *EN).out
