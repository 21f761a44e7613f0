"""A row of the published catalogue: the contract's keys, the exit day, the standing on a day."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from xianjie.instruments import catalogue, jurisdictions, law, law_of
from xianjie.instruments.catalogue import Occupation, Treatment
from xianjie.instruments.standing import catalogue_row, exit_on, standing
from xianjie.law import SourceError

OCCUPATIONS = catalogue.load().occupations
KEYS = [
    "item",
    "qualification",
    "occupation",
    "as_scanned",
    "departments",
    "treatment",
    "hrss_organised",
    "exit_on",
    "standing",
    "dadian_code",
    "dadian_name",
    "dadian_edition",
    "dadian_match",
]
EXIT_DAYS = {
    Treatment.BATCH_1: date(2020, 9, 30),
    Treatment.BATCH_2: date(2020, 12, 31),
    Treatment.ACCESS_TYPE: None,
}
NOTICE = date(2020, 7, 21)
DAY = timedelta(days=1)


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_row_is_the_annex_with_exit_day_and_standing(jurisdiction: str) -> None:
    for entry in OCCUPATIONS:
        row = catalogue_row(law(jurisdiction), entry, date(2020, 10, 1))
        assert list(row) == KEYS
        assert json.loads(json.dumps(row)) == row
        assert row["departments"] == list(entry.departments)
        exit_day = EXIT_DAYS[entry.treatment]
        assert row["exit_on"] == (exit_day and exit_day.isoformat())


@pytest.mark.parametrize("treatment", list(Treatment))
@pytest.mark.parametrize("on", [date(1, 1, 1), NOTICE - DAY, NOTICE, date(9999, 12, 31)])
def test_standing_around_the_notice(treatment: Treatment, on: date) -> None:
    last = "moving_to_access_type" if treatment is Treatment.ACCESS_TYPE else "exited"
    at_first = "moving_to_access_type" if treatment is Treatment.ACCESS_TYPE else "leaving"
    expected = {NOTICE: at_first, date(9999, 12, 31): last}.get(on, "in_catalogue")
    assert standing(law(), _one(treatment), on) == expected


@pytest.mark.parametrize("treatment", [Treatment.BATCH_1, Treatment.BATCH_2])
def test_an_occupation_leaves_after_its_exit_day(treatment: Treatment) -> None:
    last = EXIT_DAYS[treatment]
    assert last
    assert standing(law(), _one(treatment), last) == "leaving"
    assert standing(law(), _one(treatment), last + DAY) == "exited"


def test_the_other_reading_of_the_exit_day_is_heeded() -> None:
    otherwise = law("CN-GD", readings={"R1": "alternative"})
    entry = _one(Treatment.BATCH_1)
    assert standing(otherwise, entry, date(2020, 9, 29)) == "leaving"
    assert standing(otherwise, entry, date(2020, 9, 30)) == "exited"


def test_an_exit_day_that_is_moved_moves() -> None:
    moved = law("CN-GD", dates={"batch_1_exit_on": date(2020, 11, 30)})
    entry = _one(Treatment.BATCH_1)
    assert exit_on(moved, entry) == date(2020, 11, 30)
    assert catalogue_row(moved, entry, date(2020, 11, 30))["standing"] == "leaving"


def test_a_law_that_asks_for_more_than_a_day_has_no_standing(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "jurisdiction.toml").write_text(
        'id = "CN-XX"\nupper = "CN"\ntitle.zh = "某省"\ntitle.en = "A province"\n', "utf-8"
    )
    (tmp_path / "rules" / "__init__.py").write_text(
        "from xianjie.instruments.facts import REVOKED\n"
        "from xianjie.law import Amendment, Rule\n"
        "AMENDMENTS = (Amendment('catalogue-status', facts=(REVOKED,), before={\n"
        "    'before-notice': (Rule('whim', REVOKED, 'exited', ('80/2',)),)}),)\n",
        "utf-8",
    )
    with pytest.raises(SourceError, match="CN-XX"):
        standing(law_of(tmp_path), _one(Treatment.BATCH_1), NOTICE)


def _one(treatment: Treatment) -> Occupation:
    return next(entry for entry in OCCUPATIONS if entry.treatment is treatment)
