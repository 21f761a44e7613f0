"""Conditions under which a level may be applied for: data of a jurisdiction, and their check.

A candidate claims one and gives its facts. They are public record and not in our sources: the
standard of an occupation governs where it says otherwise (`PROVENANCE`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from xianjie.errors import XianjieError
from xianjie.identifiers.levels import Level
from xianjie.instruments.practice import Confidence, practice
from xianjie.text import Text

_PACKAGED = Path(__file__).parent
PROVENANCE = Text(
    "公开资料，不在两份通知之内；职业标准另有规定的，从其规定",
    "public record, not in our sources; where the standard of the occupation says otherwise, it "
    "governs",
)


class ConditionError(XianjieError, LookupError):
    """No condition has this name, or a fact of it is none."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a candidate says of themselves; what does not belong to the condition is left out."""

    years: int | None = None  # in this or a related occupation
    held_number: str = ""  # of the certificate of the lower level
    held_on: date | None = None
    years_after: int | None = None  # of work after it
    school: str = ""
    graduates_on: date | None = None
    apprentice_until: date | None = None

    def jsonable(self) -> dict[str, int | str]:
        """What was given, as JSON keeps it."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in told.items()
            if value not in (None, "")
        }


@dataclass(frozen=True, slots=True)
class Needs:
    """What a condition asks for; None and False where it does not."""

    years: int | None = None
    held: int | None = None
    years_after: int | None = None
    graduate: bool = False
    months_ahead: int = 0
    apprentice: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One way to a level, from a day on."""

    name: str
    level: int
    words: Text
    from_on: date
    confidence: Confidence
    needs: Needs

    def lacking(self, claim: Claim, on: date) -> list[Text]:
        """What of the condition is not met that day by what is claimed; empty where it is met."""
        needs = self.needs
        found = []
        if needs.years is not None:
            found += _too_few(claim.years, needs.years, _YEARS)
        if needs.held is not None:
            found += _held(claim, needs.held, needs.years_after or 0, on)
        if needs.graduate:
            found += _graduate(claim, needs.months_ahead, on)
        if needs.apprentice:
            found += _apprentice(claim, on)
        return found


@cache
def conditions(folder: str = "cn_gd") -> Mapping[str, Condition]:
    """The conditions of a packaged jurisdiction by name, those of the lowest level first."""
    told = tomllib.loads((_PACKAGED / folder / "conditions.toml").read_text(encoding="utf-8"))
    return {name: _condition(name, entry) for name, entry in told.items()}


def conditions_of(level: int, on: date, folder: str = "cn_gd") -> list[Condition]:
    """The ways to a level on a day."""
    return [one for one in conditions(folder).values() if one.level == level and one.from_on <= on]


def condition(name: str, folder: str = "cn_gd") -> Condition:
    """Raises `ConditionError`."""
    try:
        return conditions(folder)[name]
    except KeyError:
        raise ConditionError(
            Text(f"没有申报条件 {name}", f"no condition is called {name}")
        ) from None


def claim_of(told: Mapping[str, object]) -> Claim:
    """A claim as `Claim.jsonable` keeps it; raises `ConditionError` for what is none."""
    found: dict[str, object] = dict(told)
    unknown = found.keys() - set(Claim.__slots__)
    try:
        for name in _DAYS & found.keys():
            found[name] = date.fromisoformat(str(found[name]))
        for name in _COUNTS & found.keys():
            found[name] = int(str(found[name]))
    except ValueError:
        unknown = unknown | {"?"}
    if unknown:
        raise ConditionError(Text("申报条件的事实不对", "a fact of the condition is none"))
    return Claim(**found)  # type: ignore[arg-type] # its own names, read above


def beyond_age(claim: Claim, born: date, on: date, folder: str = "cn_gd") -> list[Text]:
    """That more years of work are claimed than the age allows; the age itself is not told."""
    least = practice(folder).number("working_age_least", on)
    worked = max(claim.years or 0, claim.years_after or 0)
    if not worked or _years_later(born, least + worked) <= on:
        return []
    return [
        Text(
            f"工作年限 {worked} 年与证件上的出生日期不符（满 {least} 周岁起算）；请核对",
            f"{worked} years of work do not agree with the day of birth on the document (counted "
            f"from the age of {least}); look at both again",
        )
    ]


_DAYS = {"held_on", "graduates_on", "apprentice_until"}
_COUNTS = {"years", "years_after"}
_YEARS = Text("从事本职业或相关职业工作年限", "years in this or a related occupation")
_AFTER = Text("取得下一级证书后的工作年限", "years of work after the lower certificate")


def _too_few(given: int | None, wanted: int, what: Text) -> list[Text]:
    if given is None:
        return [Text(f"缺{what.zh}", f"the {what.en} are missing")]
    if given < wanted:
        return [
            Text(f"{what.zh} {given} 年，须 {wanted} 年", f"{given} {what.en}, {wanted} are needed")
        ]
    return []


def _held(claim: Claim, level: int, years: int, on: date) -> list[Text]:
    if not claim.held_number or claim.held_on is None:
        ordinal = Level(level).ordinal
        return [
            Text(
                f"缺{ordinal.zh}证书的编号或发证日期",
                f"the number or the day of the certificate of {ordinal.en} is missing",
            )
        ]
    if claim.held_on > on:
        return [Text("下一级证书的发证日期在后", "the lower certificate is of a later day")]
    found = _too_few(claim.years_after, years, _AFTER) if years else []
    if claim.years_after and _years_later(claim.held_on, claim.years_after) > on:
        found.append(
            Text(
                f"{claim.held_on} 取得证书，至 {on} 不足 {claim.years_after} 年",
                f"from {claim.held_on} to {on} it is less than {claim.years_after} years",
            )
        )
    return found


def _graduate(claim: Claim, months: int, on: date) -> list[Text]:
    if not claim.school or claim.graduates_on is None:
        return [Text("缺毕业学校或毕业日期", "the school or the day of graduation is missing")]
    ahead = (claim.graduates_on.year - on.year) * 12 + claim.graduates_on.month - on.month
    if claim.graduates_on > on and ahead > months:
        return [
            Text(
                f"{claim.graduates_on} 才毕业，超过 {months} 个月",
                f"graduates on {claim.graduates_on}, which is more than {months} months ahead",
            )
        ]
    return []


def _apprentice(claim: Claim, on: date) -> list[Text]:
    if claim.apprentice_until is None:
        return [Text("缺学徒期满日期", "the last day of the apprenticeship is missing")]
    if claim.apprentice_until > on:
        return [
            Text(
                f"学徒期到 {claim.apprentice_until} 才满",
                f"the apprenticeship lasts until {claim.apprentice_until}",
            )
        ]
    return []


def _years_later(day: date, years: int) -> date:
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # what began on 29 February is complete on 1 March of a common year
        return date(day.year + years, 3, 1)


def _condition(name: str, entry: Mapping[str, object]) -> Condition:
    from_on, needs = entry["from"], entry["needs"]
    assert isinstance(from_on, date)  # noqa: S101 - packaged, and read by a test
    assert isinstance(needs, dict)  # noqa: S101 - as above
    return Condition(
        name,
        int(str(entry["level"])),
        Text(str(entry["zh"]), str(entry["en"])),
        from_on,
        Confidence(str(entry["confidence"])),
        Needs(**needs),
    )
