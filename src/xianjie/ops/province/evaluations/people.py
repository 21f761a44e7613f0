"""People of the demonstration's evaluations: nobody real, and the days and names they share."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.evaluations.models import Entrustment, Participant, Plan
from xianjie.domain.filings.models import Organisation
from xianjie.identifiers.levels import Level
from xianjie.identifiers.persons import check_digit
from xianjie.instruments.conditions import Claim

PDF = "%PDF-1.4\n% 委托评价协议（演示）\n"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "安博诚东飞刚国海宏建江军凯亮明宁平强荣胜伟文晓勇志"


def claim_for(level: int, on: date) -> tuple[str, Claim]:
    """A condition of the level with facts that meet it."""
    if level == Level.ELEMENTARY:
        return "five_years", Claim(years=2)
    if level == Level.INTERMEDIATE:
        return "four_years", Claim(years=7)
    name = {3: "three_held", 2: "two_held", 1: "one_held"}[level]
    held = date(on.year - 6, on.month, 1)
    return name, Claim(held_number=f"99010201{level + 1}0001", held_on=held, years_after=5)


def name_of(number: int) -> str:
    surname = _SURNAMES[number % len(_SURNAMES)]
    given = number // len(_SURNAMES)
    return surname + GIVEN[given % len(GIVEN)] + GIVEN[given // len(GIVEN) % len(GIVEN)]


def document_of(area: str, number: int) -> str:
    """Nobody's: those born from 1900 to 1909 are evaluated no more."""
    born = date(1900, 1, 1) + timedelta(days=number % 3_650)
    first = f"{area}{born:%Y%m%d}{number // 3_650:03}"
    return first + check_digit(first)


def new_person(
    plan: Plan, number: int, basis: str, agreed: Entrustment | None = None
) -> Participant:
    """The person of a number at a plan, not stored yet, by a condition that they meet."""
    document = document_of("440300", number)
    condition, claim = claim_for(plan.level, plan.from_on)
    return Participant(
        plan=plan,
        name=name_of(number),
        document="resident",
        number_hash=keyed_hash(f"resident:{document}"),
        number_sealed=seal(document),
        basis=basis,
        entrustment=agreed,
        condition=condition,
        condition_facts=claim.jsonable(),
        entered_by=plan.drafted_by,
        entered_at=plan.drafted_at,
    )


def staff_of(organisation: Organisation) -> str:
    return f"organisation-{organisation.pk}"


def moment(on: date, hour: int = 1) -> datetime:
    """Nine in the morning in China, or later."""
    return datetime.combine(on, time(hour), UTC)
