"""The values that procedures count with: each has a source, and answers by its day."""

from __future__ import annotations

from datetime import date

import pytest

from xianjie.instruments.practice import (
    Confidence,
    Dated,
    Practice,
    PracticeError,
    Quantity,
    practice,
)
from xianjie.text import Text

_NOBODY = Text("试", "made up")


def test_every_value_has_a_source_in_both_languages() -> None:
    for quantity in practice().quantities.values():
        assert quantity.values, quantity.name
        for one in quantity.values:
            assert one.source.zh, quantity.name
            assert one.source.en, quantity.name
            assert one.value > 0, quantity.name


def test_a_value_holds_from_its_day_on() -> None:
    earlier = Dated(date(2020, 1, 1), 6, Confidence.SETTING, _NOBODY)
    later = Dated(date(2022, 1, 1), 8, Confidence.HIGH, _NOBODY)
    made_up = Practice({"batches": Quantity("batches", _NOBODY, (earlier, later))})
    assert made_up.number("batches", date(2021, 12, 31)) == 6
    assert made_up.number("batches", date(2022, 1, 1)) == 8
    with pytest.raises(PracticeError, match="2019-12-31"):
        made_up.number("batches", date(2019, 12, 31))
    with pytest.raises(PracticeError, match="没有 batch"):
        made_up.number("batch", date(2022, 1, 1))


def test_an_employer_renews_after_six_batches() -> None:
    found = practice().of("filing_renewal_batches_employer", date(2022, 6, 1))
    assert (found.value, found.confidence) == (6, Confidence.HIGH)
