"""Three hundred organisations whose filings lived on from 2020 to 2026, inserted row by row.

What each goes through is drawn first (`_live`), then all rows are inserted, those that others hang
on before them, with the events that the services would have written.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from xianjie.calendar import add_months, add_working_days
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.sealed import keyed_hash, seal, seal_bytes
from xianjie.domain.audit.events import Unwritten, event_of, record_many
from xianjie.domain.bulk import insert
from xianjie.domain.filings.models import (
    Application,
    Assessor,
    Competence,
    Document,
    Filing,
    Measure,
    NumberSerial,
    Organisation,
    Renaming,
    Scope,
    Site,
    Sought,
    Staff,
)
from xianjie.identifiers.areas import prefectures
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import Treatment
from xianjie.instruments.filing import filing_rules
from xianjie.instruments.practice import practice
from xianjie.ops.province.made_up import PAPER, credit_code, examiners, moment

_SEED = 20200601
_MANY = 340  # of which some twenty are never filed
_EARLY = 0.45  # the share that is filed before the demonstration's day
_EARLY_DAYS = (date(2020, 1, 6), date(2020, 9, 10))
_LATER_DAYS = (date(2020, 9, 21), date(2025, 12, 19))
_LAST = date(2026, 6, 30)  # nothing happens after
_DAY = timedelta(days=1)
_LEVELS = ((5, 3), (5, 4), (4, 3), (5, 1), (3, 1))
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


@dataclass
class _Step:
    """An application and what became of it: ``granted`` none where it is under way."""

    kind: Application.Kind
    handed_in: date
    decided: date
    granted: bool | None
    occupations: Sequence[str]
    from_on: date | None = None
    row: Application | None = None

    @property
    def application(self) -> Application:
        assert self.row  # noqa: S101 - it is inserted before anything hangs on it
        return self.row


@dataclass
class _Cut:
    """A measure: what, of which occupation, from when, for which grounds."""

    kind: Measure.Kind
    from_on: date
    grounds: str
    occupation: str = ""
    bars: bool = False


@dataclass
class _Life:
    """An organisation from its first application on."""

    body: Body
    kind: Organisation.Kind
    number: int  # of this list
    officers: tuple[str, str]
    occupations: Sequence[str]
    steps: list[_Step] = field(default_factory=list)
    cuts: list[_Cut] = field(default_factory=list)
    renamed: tuple[date, str] | None = None
    sites: list[Site] = field(default_factory=list)
    serial: str = ""

    @property
    def first_filed(self) -> date | None:
        return next((one.from_on for one in self.steps if one.from_on), None)


def insert_lives(officers: Mapping[str, tuple[str, str]]) -> None:
    """All of them; who reviews and who decides in each prefecture, by their usernames."""
    _insert(list(_lives(random.Random(_SEED), officers)))  # noqa: S311 - the same every time


def _lives(chance: random.Random, officers: Mapping[str, tuple[str, str]]) -> Iterator[_Life]:
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
        life = _Life(body, kind, number, officers[area.code], wanted)
        _live(life, chance)
        yield life


def _live(life: _Life, chance: random.Random) -> None:
    """What happens, in order, until `_LAST`."""
    early = chance.random() < _EARLY
    filed = _worked(chance, *(_EARLY_DAYS if early else _LATER_DAYS))
    fate = chance.random()
    if fate < 0.03:  # noqa: PLR2004 - a share
        life.steps.append(_new(life, filed, granted=False))
        return
    if fate < 0.06:  # noqa: PLR2004
        last = _LAST - chance.randrange(1, 15) * _DAY
        life.steps.append(_Step(Application.Kind.NEW, last, last, None, life.occupations[:1]))
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


def _term(life: _Life, chance: random.Random, filed: date) -> date | None:
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
            _Step(
                Application.Kind.RENEWAL,
                asked,
                decided,
                granted=True,
                occupations=life.occupations,
                from_on=until + _DAY,
            )
        )
        first = until + _DAY


def _cut(life: _Life, chance: random.Random, first: date, last: date) -> bool:
    """Perhaps a suspension, lifted or not, or a removal: whether it was removed."""
    if (last - first).days < 300:  # noqa: PLR2004 - too short a time for anything to be found
        return False
    begins = _worked(chance, first + 120 * _DAY, first + 240 * _DAY)
    fate, grounds = chance.random(), chance.choice(_GROUNDS)
    if fate < 0.1:  # noqa: PLR2004 - suspended and lifted
        life.cuts.append(_Cut(Measure.Kind.SUSPENDED, begins, grounds))
        lifted = _worked(chance, begins + 20 * _DAY, begins + 45 * _DAY)
        life.cuts.append(_Cut(Measure.Kind.LIFTED, lifted, "整改完成，验收合格"))
    elif fate < 0.14:  # noqa: PLR2004 - an occupation alone
        life.cuts.append(_Cut(Measure.Kind.SUSPENDED, begins, grounds, life.occupations[0]))
    elif fate < 0.22:  # noqa: PLR2004
        life.cuts.append(_Cut(Measure.Kind.REMOVED, begins, grounds, bars=fate < 0.2))  # noqa: PLR2004
        return True
    elif fate < 0.28 and life.renamed is None:  # noqa: PLR2004
        life.renamed = begins, f"{life.body.name[:3]}新{life.body.name[3:]}"
    return False


def _add(life: _Life, chance: random.Random, first: date, until: date) -> None:
    """An occupation is added in the second year of a term."""
    day = _worked(chance, first + 400 * _DAY, until - 300 * _DAY)
    known = set(life.occupations)
    others = [one.occupation for one in catalogue.load().occupations if one.occupation not in known]
    added = chance.choice(others)
    life.occupations = [*life.occupations, added]
    handed_in = day - 20 * _DAY
    step = _Step(Application.Kind.SCOPE, handed_in, day, granted=True, occupations=[added])
    step.from_on = day
    life.steps.append(step)


def _new(life: _Life, day: date, *, granted: bool) -> _Step:
    return _Step(
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


def _insert(lives: Sequence[_Life]) -> None:
    """All rows, those that others hang on before them."""
    insert([one.body for one in lives])
    _number(lives)
    insert(
        [
            Organisation(
                body_id=one.body.pk,
                kind=one.kind,
                credit_code=credit_code(one.number),
                number=one.serial,
            )
            for one in lives
        ]
    )
    _insert_sites(lives)
    insert([row for one in lives for row in _staff(one)])
    _insert_assessors(lives)
    for life in lives:
        for step in life.steps:
            step.row = _application(life, step)
    insert([step.application for life in lives for step in life.steps])
    insert([row for life in lives for step in life.steps for row in _sought(life, step)])
    insert([row for life in lives for step in life.steps for row in _documents(life, step)])
    _insert_filings(lives)
    measures = [(life, cut, _measure(life, cut)) for life in lives for cut in life.cuts]
    insert([row for _, _, row in measures])
    insert([row for life in lives for row in _renamings(life)])
    record_many(_events(lives, measures))


def _number(lives: Sequence[_Life]) -> None:
    """Numbers in the order in which they were filed, after those that are given."""
    rules = filing_rules()
    filed = sorted(
        (one for one in lives if one.first_filed), key=lambda one: (one.first_filed, one.number)
    )
    for life in filed:
        letter = rules.letters[life.kind].letter
        counter, _ = NumberSerial.objects.get_or_create(letter=letter, province=rules.province)
        counter.last += 1
        counter.save(update_fields=["last"])
        life.serial = f"{letter}0000{rules.province}{counter.last:06}"


def _insert_sites(lives: Sequence[_Life]) -> None:
    for life in lives:
        begun = life.steps[0].handed_in
        for ordinal in ("一", "二")[: 1 + life.number % 2]:
            leased = (life.number + len(life.sites)) % 3 == 0
            life.sites.append(
                Site(
                    organisation_id=life.body.pk,
                    name=f"第{ordinal}评价场地",
                    address=f"某路{life.number + 1}号",
                    area=life.body.area,
                    seats=40 + life.number % 5 * 20,
                    tenure=Site.Tenure.LEASED if leased else Site.Tenure.OWNED,
                    leased_from=begun - 30 * _DAY if leased else None,
                    leased_until=add_months(begun, 120) if leased else None,
                )
            )
    insert([site for life in lives for site in life.sites])


def _staff(life: _Life) -> Iterator[Staff]:
    begun = life.steps[0].handed_in - 60 * _DAY
    for role in Staff.Role:
        yield Staff(
            organisation_id=life.body.pk,
            role=role,
            name=f"{role.label}{life.number + 1}",
            from_on=begun,
        )


def _insert_assessors(lives: Sequence[_Life]) -> None:
    """Three examiners each, for all that the organisation is ever filed for."""
    people = examiners(20_000)
    made: list[tuple[_Life, Assessor]] = []
    for life in lives:
        begun = life.steps[0].handed_in - 60 * _DAY
        for number in range(1, 4):
            name, document = next(people)
            row = Assessor(
                organisation_id=life.body.pk,
                name=name,
                document="resident",
                number_hash=keyed_hash(f"resident:{document}"),
                number_sealed=seal(document),
                card=f"{life.body.area[:4]}{life.number:05}{number}",
                from_on=begun,
            )
            made.append((life, row))
    insert([row for _, row in made])
    insert(
        [
            Competence(assessor_id=row.pk, occupation=occupation, highest=1)
            for life, row in made
            for occupation in life.occupations
        ]
    )


def _application(life: _Life, step: _Step) -> Application:
    first, second = life.officers
    is_decided = step.granted is not None
    return Application(
        organisation_id=life.body.pk,
        kind=step.kind,
        area=life.body.area,
        drafted_by=f"applicant of {life.number + 1}",
        drafted_at=moment(step.handed_in),
        handed_in_on=step.handed_in,
        handed_in_by=f"applicant of {life.number + 1}",
        complete_on=step.handed_in,
        batches=9 if step.kind == Application.Kind.RENEWAL else None,
        reviewed_on=step.decided if is_decided else None,
        reviewed_by=first if is_decided else "",
        grant=step.granted,
        review_words="" if step.granted or not is_decided else "场地不符合条件",
        decided_on=step.decided if is_decided else None,
        decided_by=second if is_decided else "",
        granted=step.granted,
        decision_words="" if step.granted or not is_decided else "场地不符合条件",
    )


def _sought(life: _Life, step: _Step) -> Iterator[Sought]:
    for place, occupation in enumerate(step.occupations):
        lowest, highest = _levels(life, occupation)
        yield Sought(
            application_id=step.application.pk,
            site_id=life.sites[place % len(life.sites)].pk,
            occupation=occupation,
            lowest=lowest,
            highest=highest,
            standard=Sought.Standard.NATIONAL,
            standard_name=f"{occupation}国家职业技能标准",
        )


def _levels(life: _Life, occupation: str) -> tuple[int, int]:
    return _LEVELS[(life.number + len(occupation)) % len(_LEVELS)]


def _documents(life: _Life, step: _Step) -> Iterator[Document]:
    found = {life.kind.value, *(one.tenure for one in life.sites)}
    digest = hashlib.sha256(PAPER).hexdigest()
    for need in filing_rules().needed(step.kind, found):
        yield Document(
            application_id=step.application.pk,
            kind=need.kind,
            filename=f"{need.label.zh}.pdf",
            content=seal_bytes(PAPER),
            digest=digest,
            added_at=moment(step.handed_in),
        )


def _insert_filings(lives: Sequence[_Life]) -> None:
    months = practice().number("filing_term_months", _EARLY_DAYS[0])
    filings = {
        id(step): Filing(
            organisation_id=life.body.pk,
            application_id=step.application.pk,
            kind=life.kind,
            name=_name_on(life, step.decided),
            from_on=step.from_on,
            until_on=add_months(step.from_on, months) - _DAY,
            basis=f"备案通告{step.decided.year}年（演示）",
            entered_by=life.officers[1],
            entered_at=moment(step.decided, 3),
        )
        for life in lives
        for step in life.steps
        if step.from_on and step.kind != Application.Kind.SCOPE
    }
    insert(list(filings.values()))
    insert(list(_scopes(lives, filings)))


def _scopes(lives: Iterable[_Life], filings: Mapping[int, Filing]) -> Iterator[Scope]:
    for life in lives:
        filed: list[Filing] = []
        for step in life.steps:
            if step.from_on is None:
                continue
            if id(step) in filings:
                filed.append(filings[id(step)])
                running, entered = filed[-1:], None
            else:
                running = [one for one in filed if one.until_on >= step.decided]
                entered = moment(step.decided, 3)
            for filing in running:
                for sought in _sought(life, step):
                    yield Scope(
                        filing_id=filing.pk,
                        application_id=step.application.pk,
                        site_id=sought.site_id,
                        occupation=sought.occupation,
                        lowest=sought.lowest,
                        highest=sought.highest,
                        standard=sought.standard,
                        standard_name=sought.standard_name,
                        from_on=max(step.from_on, filing.from_on),
                        entered_at=entered,
                    )


def _measure(life: _Life, cut: _Cut) -> Measure:
    first, second = life.officers
    months = practice().number("filing_bar_months", cut.from_on)
    return Measure(
        organisation_id=life.body.pk,
        kind=cut.kind,
        occupation=cut.occupation,
        grounds=cut.grounds,
        basis=f"监督检查决定{cut.from_on.year}年（演示）",
        from_on=cut.from_on,
        barred_until=add_months(cut.from_on, months) - _DAY if cut.bars else None,
        proposed_by=first,
        proposed_at=moment(cut.from_on - 5 * _DAY),
        decided_by=second,
        decided_at=moment(cut.from_on, 4),
        granted=True,
    )


def _renamings(life: _Life) -> Iterator[Renaming]:
    if life.renamed:
        day, name = life.renamed
        yield Renaming(
            organisation_id=life.body.pk,
            name=name,
            from_on=day,
            basis="登记机关准予变更名称（演示）",
            entered_by=life.officers[0],
            entered_at=moment(day, 5),
        )


def _name_on(life: _Life, day: date) -> str:
    return life.renamed[1] if life.renamed and life.renamed[0] <= day else life.body.name


def _events(
    lives: Iterable[_Life], measures: Iterable[tuple[_Life, _Cut, Measure]]
) -> Iterator[Unwritten]:
    """What the services would have written, with the same words."""
    for life in lives:
        first, second = life.officers
        for step in life.steps:
            common: dict[str, Any] = {
                "subject": step.application,
                "area": life.body.area,
                "ground": ("80/5",),
            }
            by, at = step.application.drafted_by, moment(step.handed_in)
            yield event_of(by=by, at=at, action="filing.handed_in", data={"missing": 0}, **common)
            if step.granted is None:
                continue
            told = {"kind": step.kind, "on": step.from_on, "number": life.serial}
            done = "granted" if step.granted else "refused"
            for actor, hour, action, data in (
                (first, 2, "filing.reviewed", {"grant": step.granted}),
                (second, 3, f"filing.{done}", told if step.granted else {"kind": step.kind}),
            ):
                yield event_of(
                    by=actor, at=moment(step.decided, hour), action=action, data=data, **common
                )
    for life, cut, row in measures:
        told = {"body": life.body.name, "occupation": cut.occupation, "on": cut.from_on}
        for actor, at, what in (
            (row.proposed_by, row.proposed_at, "proposed"),
            (row.decided_by, moment(cut.from_on, 4), cut.kind.value),
        ):
            yield event_of(
                by=actor,
                at=at,
                action=f"measure.{what}",
                subject=row,
                area=life.body.area,
                ground=("80/5",),
                data={**told, "reason": cut.grounds, "basis": row.basis},
            )
