"""What a fact takes for a value, what it refuses, and in which words."""

from datetime import UTC, date, datetime

import pytest

from xianjie.instruments import facts
from xianjie.law import FactError
from xianjie.law.facts import Fact

DAY = date(2020, 9, 4)
TAKEN = [
    (facts.SUSPENDED, True, True),
    (facts.SUSPENDED, False, False),
    (facts.ROUTE, "scheduled", "scheduled"),
    (facts.ON, "2020-09-04", DAY),
    (facts.ON, DAY, DAY),
    (facts.ANNOUNCED_ON, None, None),
    (facts.OCCUPATION, "电工", "电工"),
    (facts.OCCUPATION, "金属材料热处理工", "金属材热处理工"),
    (facts.OCCUPATION, "（粮油）仓储管理员", "(粮油) 仓储管理员"),
]
TYPED = [
    (facts.SUSPENDED, " True ", True),
    (facts.SUSPENDED, "false", False),
    (facts.ROUTE, " competition ", "competition"),
    (facts.ON, " 2020-09-04 ", DAY),
    (facts.ANNOUNCED_ON, "none", None),
    (facts.ANNOUNCED_ON, "None", None),
    (facts.ANNOUNCED_ON, "无", None),
    (facts.OCCUPATION, " 电工 ", "电工"),
]
NO_DAYS: tuple[object, ...] = (
    None,
    20200904,
    "2020-9-4",
    "20200904",
    "2020-13-01",
    "2020-02-30",
    "２０２０-09-04",
    "2020-09-04T00:00:00",
    datetime(2020, 9, 4, tzinfo=UTC),
    True,
    ["2020-09-04"],
    "",
)
WRONG: tuple[tuple[Fact, tuple[object, ...]], ...] = (
    (facts.SUSPENDED, ("true", 1, 0, None, [], 1.0)),
    (facts.ROUTE, ("exam", "", None, True, ["scheduled"])),
    (facts.ON, NO_DAYS),
    (facts.OCCUPATION, (None, "", "  ", 5, "不存在的工种", "重冶金法冶炼工")),
)
REFUSED = [(fact, raw) for fact, raws in WRONG for raw in raws]


@pytest.mark.parametrize(("fact", "raw", "value"), TAKEN)
def test_taken(fact: Fact, raw: object, value: object) -> None:
    taken = fact.read(raw)
    assert (taken, type(taken)) == (value, type(value))


@pytest.mark.parametrize(("fact", "typed", "value"), TYPED)
def test_typed_by_a_person(fact: Fact, typed: str, value: object) -> None:
    assert fact.parse(typed) == value


@pytest.mark.parametrize(("fact", "raw"), REFUSED)
def test_refused_by_name(fact: Fact, raw: object) -> None:
    with pytest.raises(FactError) as refusal:
        fact.read(raw)
    assert refusal.value.fact == fact.name
    assert fact.name in refusal.value.message.zh
    assert fact.name in refusal.value.message.en
    assert refusal.value.detail.zh in refusal.value.message.zh


@pytest.mark.parametrize(
    ("fact", "typed"),
    [(facts.SUSPENDED, "yes"), (facts.ROUTE, "none"), (facts.ON, "none"), (facts.ON, "2020-09")],
)
def test_refused_when_typed(fact: Fact, typed: str) -> None:
    with pytest.raises(FactError, match=fact.name):
        fact.parse(typed)


def test_a_long_value_is_not_repeated_in_full() -> None:
    with pytest.raises(FactError) as refusal:
        facts.ON.read("2" * 10_000)
    assert len(refusal.value.message.zh) < 200


def test_shown_to_people() -> None:
    assert facts.SUSPENDED.show(True, "zh") == facts.SUSPENDED.yes.zh
    assert facts.SUSPENDED.show(False, "en") == facts.SUSPENDED.no.en
    assert facts.ROUTE.show("scheduled", "en") == facts.ROUTE.values["scheduled"].en
    assert facts.ON.show(DAY, "zh") == "2020-09-04"
    assert facts.ANNOUNCED_ON.none is not None
    assert facts.ANNOUNCED_ON.show(None, "zh") == facts.ANNOUNCED_ON.none.zh
    assert facts.ON.show(None, "zh") == ""
    assert facts.OCCUPATION.show("电工", "en") == "电工"


def test_as_json() -> None:
    assert facts.ON.jsonable(DAY) == "2020-09-04"
    assert facts.ANNOUNCED_ON.jsonable(None) is None
    assert facts.SUSPENDED.jsonable(False) is False
    assert facts.OCCUPATION.jsonable("电工") == "电工"


def test_what_is_admitted_in_words() -> None:
    assert facts.SUSPENDED.admits.en == "true or false"
    assert facts.ROUTE.admits.en == "scheduled, competition"
    assert "none" in facts.ANNOUNCED_ON.admits.en
    assert "none" not in facts.ON.admits.en
    assert "2020" in facts.ON.admits.zh
    assert facts.OCCUPATION.admits.zh


def test_one_occupation_stands_for_each_combination() -> None:
    assert len(list(facts.OCCUPATION.profiles())) == 5


def test_a_literal_that_no_case_can_have_is_refused_when_written() -> None:
    with pytest.raises(ValueError, match="by_post"):
        facts.ROUTE.is_("by_post")
    with pytest.raises(ValueError, match="batch_3"):
        facts.TREATMENT.is_("batch_1", "batch_3")
    with pytest.raises(ValueError, match="route"):
        facts.ROUTE.is_()
