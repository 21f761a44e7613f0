"""Departing from the law in force: other readings, other dates, and what cannot be either."""

from datetime import date
from typing import Any

import pytest

from xianjie.instruments import law
from xianjie.law import Law, LawError
from xianjie.law.comparing import compare


def test_a_date_that_is_no_date_is_refused() -> None:
    wrong: Any = {"issuance_end_on": "2021-01-01"}
    with pytest.raises(LawError, match="issuance_end_on"):
        Law(law().source, dates=wrong)


def test_few_explanations_are_kept_of_a_changed_law() -> None:
    changed = Law(law().source, dates={"no_reissue_from": date(2021, 7, 1)})
    in_force = Law(law().source)
    name = "replacement"
    assert changed.decision(name).most_remembered < in_force.decision(name).most_remembered


def test_a_class_of_changes_reads_as_words() -> None:
    changed = compare(law(), law(dates={"no_reissue_from": date(2021, 7, 1)}))
    ((change,),) = changed.values()
    assert [line.en for line in change.lines] == [
        "the day of the request is on or after 2021-01-01 (the first day without reissue)",
        "the day of the request is before 2021-07-01 (the first day without reissue)",
        "the occupation's treatment is not moving to access type",
    ]


def test_what_was_told_of_many_values_is_forgotten_and_told_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xianjie.law.answers._REMEMBERED", 3)
    decision = Law(law().source).decision("replacement")
    for day in range(1, 20):
        asked = date(2021, 3, day)
        answer = decision.decide({"occupation": "电工", "reason": "lost", "requested_on": asked})
        assert [because.value for because in answer.because] == ["电工", asked]
