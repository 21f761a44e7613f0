"""Conditions as they are written: operators, words, and what is refused."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.law.tiny import day, one_of, said, yes_no
from xianjie.law import ALWAYS, NEVER, ByReading, Condition, Day, NamedDay, named
from xianjie.law.codegen import rule_function
from xianjie.law.conditions import And, Not, Or, conjunction, disjunction, negation
from xianjie.law.days import CompareDay, CompareFacts, FixedDay, IsDay, compare
from xianjie.law.facts import IsOneOf
from xianjie.law.sentences import _plain
from xianjie.law.walking import holds, uses

A, B = yes_no("a"), yes_no("b")
KIND = one_of("kind", "x", "y", "z")
PAIR = one_of("pair", "x", "y")
FIRST, SECOND = day("first"), day("second")
MAYBE, ALSO = day("maybe", none=True), day("also", none=True)
FIXED = FixedDay("limit", date(2020, 9, 4), said("the limit"))


def test_a_condition_is_no_truth_value() -> None:
    uses_as_truth: tuple[Callable[[], object], ...] = (
        lambda: bool(A),
        lambda: not A,
        lambda: bool(A & B),
    )
    for use in uses_as_truth:
        with pytest.raises(TypeError, match=r"use & \|"):
            use()


def test_operators_build_the_tree() -> None:
    assert And((A, B)) == (A & B)
    assert Or((A, B)) == (A | B)
    assert Not(A) == ~A
    assert ~~A is A


def test_constants_disappear() -> None:
    assert conjunction((A, ALWAYS, And((B, ALWAYS)))) == And((A, B))
    assert conjunction((A, NEVER)) == NEVER
    assert conjunction((ALWAYS, A)) is A
    assert conjunction(()) == ALWAYS
    assert disjunction((A, NEVER, Or((B, NEVER)))) == Or((A, B))
    assert disjunction((A, ALWAYS)) == ALWAYS
    assert disjunction((NEVER, A)) is A
    assert disjunction(()) == NEVER
    assert (negation(ALWAYS), negation(NEVER)) == (NEVER, ALWAYS)
    assert negation(A) == ~A
    assert negation(~A) is A


@pytest.mark.parametrize("left", [date(2020, 9, 3), date(2020, 9, 4), date(2020, 9, 5), None])
@pytest.mark.parametrize("right", [date(2020, 9, 4), None])
def test_a_comparison_with_none_is_false(left: date | None, right: date | None) -> None:
    pairs = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}
    values = {"maybe": left, "also": right}
    for comparison, method in pairs.items():
        both = left is not None and right is not None
        expected = both and getattr(left, method)(right)
        assert compare(left, comparison, right) is expected  # type: ignore[arg-type]
        written = getattr(Day(MAYBE), method)(Day(ALSO))
        assert holds(written, values) is expected
        leaf = CompareFacts(MAYBE, comparison, ALSO)  # type: ignore[arg-type]
        assert leaf.holds(values) is expected


def test_later_is_not_earlier_only_where_none_cannot_be() -> None:
    assert (Day(FIRST) > Day(SECOND)) == ~(Day(FIRST) <= Day(SECOND))
    assert (Day(FIRST) >= NamedDay("limit")) == ~(Day(FIRST) < NamedDay("limit"))
    for written in (
        Day(MAYBE) > NamedDay("limit"),
        Day(FIRST) >= Day(MAYBE),
        Day(MAYBE) > Day(FIRST),
    ):
        assert not isinstance(written, Not)


def test_leaves_in_words_and_formulas() -> None:
    several = KIND.is_("x", "y")
    assert several.formula == "kind in (x, y)"
    assert several.text(holds=True).en == "kind is x or y"
    assert several.text(holds=False).en == "kind is z"
    assert KIND.is_("x").text(holds=False).en == "kind is not x"
    assert PAIR.is_("x").text(holds=False).en == "pair is y"
    assert IsOneOf(PAIR, ("x", "y")).text(holds=True).en == "pair is x or y"
    assert A.text(holds=False) == A.no

    limit = CompareDay(FIRST, "<", FIXED)
    assert (limit.formula, limit.exact) == ("first < limit", "first < limit (2020-09-04)")
    assert limit.text(holds=False).en == "first is on or after 2020-09-04 (the limit)"
    optional = CompareDay(MAYBE, ">=", FIXED)
    assert optional.text(holds=False).en == "no maybe, or maybe is before 2020-09-04 (the limit)"
    two = CompareFacts(FIRST, "<=", SECOND)
    assert (two.formula, two.exact) == ("first <= second", "first <= second")
    assert two.text(holds=False).en == "first is after second"

    given = IsDay(MAYBE, date(2020, 9, 4))
    assert given.formula == "maybe == 2020-09-04"
    assert given.text(holds=True).en == "maybe is 2020-09-04"
    assert given.text(holds=False).en == "maybe is not 2020-09-04"
    assert IsDay(MAYBE, None).formula == "maybe == none"


def test_two_facts_against_each_other_where_one_may_have_no_day() -> None:
    """Not earlier covers three cases: later, the same day, and no day at all, on either side."""
    for leaf in (CompareFacts(MAYBE, "<", FIRST), CompareFacts(FIRST, "<", MAYBE)):
        assert "no maybe" in leaf.text(holds=False).en, leaf.formula


def test_what_is_not_closed_is_refused() -> None:
    unclosed: Condition = ByReading("R1", A, B)
    with pytest.raises(TypeError, match="not closed"):
        holds(unclosed, {})
    with pytest.raises(TypeError, match="not closed"):
        rule_function([unclosed], {})
    assert list(uses(unclosed)) == []
    with pytest.raises(TypeError, match="no words"):
        _plain(None, unclosed, holds=True)  # type: ignore[arg-type]


def test_a_notion_is_its_part() -> None:
    notion = named("甲", "the first", A & ~B, unless=said("not the first"), clauses=("1",))
    assert holds(notion, {"a": True, "b": False})
    assert not holds(~notion, {"a": True, "b": False})
    assert holds(ALWAYS, {})
