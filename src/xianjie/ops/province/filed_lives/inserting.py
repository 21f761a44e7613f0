"""All rows of the lives, those that others hang on before them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from xianjie.calendar import add_months
from xianjie.domain.accounts.sealed import keyed_hash, seal, seal_bytes
from xianjie.domain.audit.events import record_many
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
from xianjie.instruments.filing import filing_rules
from xianjie.instruments.practice import practice
from xianjie.ops.province.filed_lives.events import events
from xianjie.ops.province.filed_lives.life import Cut, Life, Step
from xianjie.ops.province.made_up import PAPER, credit_code, examiners, moment

_BEGUN = date(2020, 1, 6)  # when the first is filed
_DAY = timedelta(days=1)
_LEVELS = ((5, 3), (5, 4), (4, 3), (5, 1), (3, 1))


def insert_all(lives: Sequence[Life]) -> None:
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
    record_many(events(lives, measures))


def _number(lives: Sequence[Life]) -> None:
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


def _insert_sites(lives: Sequence[Life]) -> None:
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


def _staff(life: Life) -> Iterator[Staff]:
    begun = life.steps[0].handed_in - 60 * _DAY
    for role in Staff.Role:
        yield Staff(
            organisation_id=life.body.pk,
            role=role,
            name=f"{role.label}{life.number + 1}",
            from_on=begun,
        )


def _insert_assessors(lives: Sequence[Life]) -> None:
    """Three examiners each, for all that the organisation is ever filed for."""
    people = examiners(20_000)
    made: list[tuple[Life, Assessor]] = []
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


def _application(life: Life, step: Step) -> Application:
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


def _sought(life: Life, step: Step) -> Iterator[Sought]:
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


def _levels(life: Life, occupation: str) -> tuple[int, int]:
    return _LEVELS[(life.number + len(occupation)) % len(_LEVELS)]


def _documents(life: Life, step: Step) -> Iterator[Document]:
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


def _insert_filings(lives: Sequence[Life]) -> None:
    months = practice().number("filing_term_months", _BEGUN)
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


def _scopes(lives: Iterable[Life], filings: Mapping[int, Filing]) -> Iterator[Scope]:
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


def _measure(life: Life, cut: Cut) -> Measure:
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


def _renamings(life: Life) -> Iterator[Renaming]:
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


def _name_on(life: Life, day: date) -> str:
    return life.renamed[1] if life.renamed and life.renamed[0] <= day else life.body.name
