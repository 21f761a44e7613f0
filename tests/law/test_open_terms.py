"""What an upper notice leaves open: who may set it, how far, and which notice holds."""

from datetime import date

import pytest

from tests.law.tiny import clause, day, decision, said
from xianjie.instruments import jurisdictions, law
from xianjie.law import (
    ALWAYS,
    Amendment,
    Day,
    Decision,
    Jurisdiction,
    Law,
    NamedDay,
    OpenTerm,
    Parameter,
    Rule,
    Source,
    SourceError,
    lay,
)

ON = day("on")
FIRST, LAST = date(2020, 9, 1), date(2020, 9, 30)


def term(name: str = "limit", **more: object) -> OpenTerm:
    stated = {"earliest": FIRST, "latest": LAST, **more}
    return OpenTerm(name, said(name), said("why"), ("1",), **stated)  # type: ignore[arg-type]


def sets(on: date, *clauses: str, name: str = "limit", **more: object) -> Parameter:
    return Parameter(name, on, said(name), clauses, **more)  # type: ignore[arg-type]


def upper(*terms: OpenTerm, dates: tuple[Parameter, ...] = ()) -> Jurisdiction:
    return Jurisdiction(
        "U",
        said("upper"),
        clauses=(clause("1"),),
        parameters=(sets(date(2020, 9, 10), "1", name="notice"), *dates),
        open_terms=terms,
        decisions=(_before_limit(),),
    )


def lower(*dates: Parameter, **more: object) -> Jurisdiction:
    return Jurisdiction(
        "L",
        said("lower"),
        upper="U",
        folder="lower_folder",
        clauses=(clause("2"), clause("3")),
        parameters=dates,
        **more,  # type: ignore[arg-type]
    )


def laid(above: Jurisdiction, *below: Jurisdiction) -> Source:
    layers = {layer.id: layer for layer in (above, *below)}
    return lay(layers, (above, *below)[-1].id)


def test_a_term_nobody_sets_is_where_its_default_stands() -> None:
    standing_in = laid(upper(term(default="notice")), lower())
    answer = Law(standing_in).decide("d", {"on": date(2020, 9, 9)})
    assert answer.outcome == "yes"
    assert answer.because[0].condition == "on < notice"
    assert "limit" not in standing_in.parameters
    own_day = laid(upper(term(default=date(2020, 9, 5))), lower())
    assert own_day.parameters["limit"].day == date(2020, 9, 5)
    assert Law(own_day).decide("d", {"on": date(2020, 9, 9)}).outcome == "no"


def test_a_lower_notice_sets_it_on_its_own_clause() -> None:
    found = laid(upper(term(default="notice")), lower(sets(date(2020, 9, 20), "2")))
    answer = Law(found).decide("d", {"on": date(2020, 9, 19)})
    assert (answer.outcome, answer.because[0].condition) == ("yes", "on < limit")
    assert answer.because[0].clauses == ("2",)
    assert found.open_terms.keys() == {"limit"}


@pytest.mark.parametrize(
    ("on", "bound"), [(date(2020, 8, 31), "earliest"), (date(2020, 10, 1), "latest")]
)
def test_a_day_past_a_bound_is_refused_with_folder_term_and_bound(on: date, bound: str) -> None:
    with pytest.raises(SourceError) as refusal:
        laid(upper(term()), lower(sets(on, "2")))
    for words in ("L (lower_folder)", "open term limit", str(on), bound):
        assert words in refusal.value.message.en
    assert "lower_folder" in refusal.value.message.zh
    for within in (FIRST, LAST):
        assert laid(upper(term()), lower(sets(within, "2"))).parameters["limit"].day == within


def test_a_bound_may_be_another_date_and_is_named() -> None:
    with pytest.raises(SourceError, match=r"2020-09-09 .* earliest .* 2020-09-10 \(notice\)"):
        laid(upper(term(earliest="notice")), lower(sets(date(2020, 9, 9), "2")))
    laid(upper(term(earliest="notice")), lower(sets(date(2020, 9, 10), "2")))


def test_the_other_reading_of_a_day_keeps_to_the_bounds_too() -> None:
    with pytest.raises(SourceError, match="2020-10-01 is after the latest"):
        laid(upper(term()), lower(sets(LAST, "2", reading="R1", alternative=date(2020, 10, 1))))


@pytest.mark.parametrize("clauses", [(), ("1",)])
def test_a_day_without_a_basis_of_its_own_is_refused(clauses: tuple[str, ...]) -> None:
    with pytest.raises(SourceError, match=r"lower_folder.*open term limit: .* basis"):
        laid(upper(term()), lower(sets(FIRST, *clauses)))


def test_what_an_upper_notice_sets_cannot_be_opened_below() -> None:
    fixed = upper(dates=(sets(FIRST, "1"),))
    with pytest.raises(SourceError, match="U above sets that day"):
        laid(fixed, lower(open_terms=(term(),)))
    with pytest.raises(SourceError, match="left open above already"):
        laid(upper(term()), lower(open_terms=(term(),)))


def test_the_smaller_territory_goes_before_the_larger_within_the_bounds() -> None:
    city = Jurisdiction(
        "C", said("city"), upper="L", clauses=(clause("4"),), parameters=(sets(LAST, "4"),)
    )
    found = laid(upper(term()), lower(sets(FIRST, "2")), city)
    assert found.parameters["limit"].day == LAST
    (gave_way,) = found.yielded
    assert (gave_way.jurisdiction, gave_way.parameter.day) == ("L", FIRST)


def test_a_later_notice_goes_before_an_earlier_and_a_special_one_before_both() -> None:
    early = sets(FIRST, "2", issued_on=date(2020, 9, 4))
    later = sets(LAST, "3", issued_on=date(2020, 9, 8))
    special = sets(date(2020, 9, 15), "2", special=True)
    for order in ((early, later), (later, early)):
        found = laid(upper(term()), lower(*order))
        assert found.parameters["limit"] == later
        assert [gave_way.parameter for gave_way in found.yielded] == [early]
    assert laid(upper(term()), lower(early, special, later)).parameters["limit"] == special


def test_two_notices_of_equal_rank_are_refused_with_both() -> None:
    on = date(2020, 9, 4)
    one, other = sets(FIRST, "2", issued_on=on), sets(LAST, "3", issued_on=on)
    with pytest.raises(SourceError) as refusal:
        laid(upper(term()), lower(one, other))
    for words in ("limit is set twice", "by 2", "by 3"):
        assert words in refusal.value.message.en


@pytest.mark.parametrize(
    "said_twice", [{"replace": {"1": Rule("1", ALWAYS, "yes")}}, {"cite": {"1": ("2",)}}]
)
def test_two_amendments_that_say_different_things_of_one_rule_are_refused(
    said_twice: dict[str, object],
) -> None:
    amendment = Amendment("d", **said_twice)  # type: ignore[arg-type]
    with pytest.raises(SourceError, match=r"lower_folder.*d: a second amendment .* 1"):
        laid(upper(term(default="notice")), lower(amendments=(amendment, amendment)))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (term(default=date(2020, 10, 1)), "after the latest"),
        (term(earliest=LAST, latest=FIRST), "is after latest"),
        (term(earliest="no_day"), "no date no_day"),
        (term(default="no_day"), "no date no_day"),
        (OpenTerm("limit", said("limit"), said("why"), ("9",)), r"no clause \['9'\]"),
        (OpenTerm("limit", said("limit"), said("why"), ()), "no clause"),
    ],
)
def test_a_term_that_cannot_be_is_refused(wrong: OpenTerm, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        laid(upper(wrong), lower())


def test_a_side_without_a_bound_admits_any_day() -> None:
    unbounded = term(earliest=None, latest=None, default="notice")
    for far in (date.min, date.max):
        assert laid(upper(unbounded), lower(sets(far, "2"))).parameters["limit"].day == far


def test_what_the_notices_leave_open() -> None:
    assert set(law("CN").source.open_terms) == {"provincial_notice_on", "issuance_end_on"}
    assert "issuance_end_on" not in law("CN").parameters
    guangdong = law("CN-GD").source
    assert {"unified_first_from", "unified_resit_end_on"} <= guangdong.open_terms.keys()
    assert guangdong.parameters["provincial_notice_on"].day == date(2020, 9, 4)
    assert guangdong.yielded == ()
    for name in jurisdictions():
        for stated in law(name).source.open_terms.values():
            assert stated.why.zh
            assert stated.why.en


def _before_limit() -> Decision:
    rules = (
        Rule("1", Day(ON) < NamedDay("limit"), "yes", ("1",)),
        Rule("2", ALWAYS, "no", ("1",)),
    )
    return decision("d", (ON,), *rules)
