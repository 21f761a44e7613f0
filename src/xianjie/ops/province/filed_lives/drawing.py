"""What each organisation goes through from 2020 to 2026, drawn by chance."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from xianjie.calendar import add_months, add_working_days
from xianjie.domain.accounts.models import Body
from xianjie.domain.filings.models import Application, Measure, Organisation
from xianjie.identifiers.areas import prefectures
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import Treatment
from xianjie.ops.province.filed_lives.life import Cut, Life, Step

_MANY = 340  # of which some twenty are never filed
_EARLY = 0.45  # the share that is filed before the demonstration's day
_EARLY_DAYS = (date(2020, 1, 6), date(2020, 9, 10))
_LATER_DAYS = (date(2020, 9, 21), date(2025, 12, 19))
_LAST = date(2026, 6, 30)  # nothing happens after
_DAY = timedelta(days=1)
_KINDS = (
    (Body.Kind.ENTERPRISE, Organisation.Kind.EMPLOYER, "实业有限公司"),
    (Body.Kind.ENTERPRISE, Organisation.Kind.EMPLOYER, "制造股份有限公司"),
    (Body.Kind.EVALUATION, Organisation.Kind.SOCIAL, "职业技能评价中心"),
    (Body.Kind.EVALUATION, Organisation.Kind.SOCIAL, "技能人才评价服务中心"),
    (Body.Kind.SCHOOL, Organisation.Kind.SCHOOL, "技工学校"),
)
_NAMES = "华兴宏远德信安泰嘉禾明达锦程瑞丰恒通启航博文卓越思创"
_GROUNDS = (
    "经抽查，评价过程没有按规定监考",
    "超出备案范围开展评价",
    "评价结果与考场记录不符",
    "未按期报告评价计划",
)


def draw(chance: random.Random, officers: Mapping[str, tuple[str, str]]) -> Iterator[Life]:
    occupations = [
        one.occupation
        for one in catalogue.load().occupations
        if one.treatment is not Treatment.ACCESS_TYPE
    ]
    places = prefectures()
    for number in range(_MANY):
        area = places[number % len(places)]
        body_kind, kind, ending = _KINDS[number % len(_KINDS)]
        name = "".join(chance.sample(_NAMES, 2))
        body = Body(
            kind=body_kind,
            name=f"{area.name.zh}{name}{ending}（{number + 1}）",
            area=area.code,
            opened_on=date(2015, 1, 1),
        )
        wanted = chance.sample(occupations, chance.randint(1, 4))
        life = Life(body, kind, number, officers[area.code], wanted)
        _live(life, chance)
        yield life


def _live(life: Life, chance: random.Random) -> None:
    """What happens, in order, until `_LAST`."""
    early = chance.random() < _EARLY
    filed = _worked(chance, *(_EARLY_DAYS if early else _LATER_DAYS))
    fate = chance.random()
    if fate < 0.03:  # noqa: PLR2004 - a share
        life.steps.append(_new(life, filed, granted=False))
        return
    if fate < 0.06:  # noqa: PLR2004
        last = _LAST - chance.randrange(1, 15) * _DAY
        life.steps.append(Step(Application.Kind.NEW, last, last, None, life.occupations[:1]))
        return
    if fate < 0.12:  # noqa: PLR2004 - refused first, filed some months later
        life.steps.append(_new(life, filed, granted=False))
        filed = _worked(chance, filed + 60 * _DAY, filed + 120 * _DAY)
    while filed <= _LAST:
        life.steps.append(_new(life, filed, granted=True))
        until = _term(life, chance, filed)
        if until is None:  # removed
            return
        if chance.random() < 0.5:  # noqa: PLR2004 - some come back after they lapsed
            return
        filed = _worked(chance, until + 90 * _DAY, until + 400 * _DAY)


def _term(life: Life, chance: random.Random, filed: date) -> date | None:
    """Terms one after the other; the last day of the last, none where it is removed."""
    first = filed
    while True:
        until = add_months(first, 36) - _DAY
        if _cut(life, chance, first, min(until, _LAST)):
            return None
        if chance.random() < 0.35 and until <= _LAST:  # noqa: PLR2004
            _add(life, chance, first, until)
        asked = _worked(chance, until - 80 * _DAY, until - 40 * _DAY)
        if until > _LAST or chance.random() < 0.25:  # noqa: PLR2004
            return until
        decided = add_working_days(asked, chance.randint(5, 20))
        life.steps.append(
            Step(
                Application.Kind.RENEWAL,
                asked,
                decided,
                granted=True,
                occupations=life.occupations,
                from_on=until + _DAY,
            )
        )
        first = until + _DAY


def _cut(life: Life, chance: random.Random, first: date, last: date) -> bool:
    """Perhaps a suspension, lifted or not, or a removal: whether it was removed."""
    if (last - first).days < 300:  # noqa: PLR2004 - too short a time for anything to be found
        return False
    begins = _worked(chance, first + 120 * _DAY, first + 240 * _DAY)
    fate, grounds = chance.random(), chance.choice(_GROUNDS)
    if fate < 0.1:  # noqa: PLR2004 - suspended and lifted
        life.cuts.append(Cut(Measure.Kind.SUSPENDED, begins, grounds))
        lifted = _worked(chance, begins + 20 * _DAY, begins + 45 * _DAY)
        life.cuts.append(Cut(Measure.Kind.LIFTED, lifted, "整改完成，验收合格"))
    elif fate < 0.14:  # noqa: PLR2004 - an occupation alone
        life.cuts.append(Cut(Measure.Kind.SUSPENDED, begins, grounds, life.occupations[0]))
    elif fate < 0.22:  # noqa: PLR2004
        life.cuts.append(Cut(Measure.Kind.REMOVED, begins, grounds, bars=fate < 0.2))  # noqa: PLR2004
        return True
    elif fate < 0.28 and life.renamed is None:  # noqa: PLR2004
        life.renamed = begins, f"{life.body.name[:3]}新{life.body.name[3:]}"
    return False


def _add(life: Life, chance: random.Random, first: date, until: date) -> None:
    """An occupation is added in the second year of a term."""
    day = _worked(chance, first + 400 * _DAY, until - 300 * _DAY)
    known = set(life.occupations)
    others = [one.occupation for one in catalogue.load().occupations if one.occupation not in known]
    added = chance.choice(others)
    life.occupations = [*life.occupations, added]
    handed_in = day - 20 * _DAY
    step = Step(Application.Kind.SCOPE, handed_in, day, granted=True, occupations=[added])
    step.from_on = day
    life.steps.append(step)


def _new(life: Life, day: date, *, granted: bool) -> Step:
    return Step(
        Application.Kind.NEW,
        day - 15 * _DAY,
        day,
        granted,
        list(life.occupations),
        day if granted else None,
    )


def _worked(chance: random.Random, first: date, last: date) -> date:
    """A working day from one day to another, or the first after."""
    day = first + timedelta(days=chance.randrange((last - first).days + 1))
    return add_working_days(day - _DAY, 1) if day.year <= _LAST.year else day
