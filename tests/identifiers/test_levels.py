"""Levels: a digit and its names, both ways."""

import pytest

from xianjie.identifiers.levels import Level, UnknownLevel, level_named
from xianjie.text import LANGS


@pytest.mark.parametrize("level", Level)
def test_every_name_of_a_level_leads_back_to_it(level: Level) -> None:
    for form in (level.ordinal, level.qualification_name, level.skill_name, level.printed):
        for lang in LANGS:
            assert level_named(form.in_(lang)) is level
    assert level_named(str(level.value)) is level


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("一级/高级技师", Level.SENIOR_TECHNICIAN),
        ("初级（五级）", Level.ELEMENTARY),
        (" ３ ", Level.ADVANCED),
        ("高级", Level.ADVANCED),
        ("Level 4", Level.INTERMEDIATE),
        ("二级 技师", Level.TECHNICIAN),
    ],
)
def test_levels_as_they_are_written(words: str, level: Level) -> None:
    assert level_named(words) is level


@pytest.mark.parametrize("words", ["", "0", "6", "高", "二级/高级技师", "高级/初级", "x/五级"])
def test_what_names_no_level_or_two_is_refused(words: str) -> None:
    with pytest.raises(UnknownLevel, match="没有等级"):
        level_named(words)


@pytest.mark.parametrize("words", ["学徒工", "特级技师", "首席技师"])
def test_steps_that_are_not_examined_are_named_as_such(words: str) -> None:
    with pytest.raises(UnknownLevel, match="不经考核") as refusal:
        level_named(words)
    assert "not examined" in refusal.value.message.en


def test_the_printed_form_is_the_certificates_own() -> None:
    assert Level.SENIOR_TECHNICIAN.printed.zh == "一级/高级技师"
    assert Level.ELEMENTARY.printed.en == "Level 5 / elementary worker"
