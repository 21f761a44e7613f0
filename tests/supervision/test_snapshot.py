"""The register as tables: in the schema, as of the day, telling nobody's name or number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from tests.certificates.filed import NUMBER, moment
from tests.supervision.looked_at import (
    ISSUED,
    Register,
    Rows,
    issuer,
    office,
    province,
    register,
    sat,
)
from xianjie.domain.certificates.models import Change, LogEntry
from xianjie.domain.evaluations.models import Participant, PublicNotice
from xianjie.domain.filings.models import Filing, Measure, Organisation, Renaming, Scope
from xianjie.domain.filings.standing import cover, held
from xianjie.domain.supervision.snapshot import asked, digest_of, take
from xianjie.domain.supervision.snapshot.numbers import behind
from xianjie.indicators.folder import sources
from xianjie.indicators.schema import TABLES
from xianjie.instruments import law

__all__ = ["issuer", "office", "province", "register", "sat"]
pytestmark = pytest.mark.django_db


def test_every_table_is_in_the_schema(register: Register) -> None:
    register.taken()
    found = sources(register.folder / f"taken-{ISSUED}")
    assert set(found) == set(TABLES)
    for name, source in found.items():
        assert source.columns == set(TABLES[name].columns)


def test_a_certificate_of_either_scheme_is_told_with_what_it_rests_on(register: Register) -> None:
    tables = register.taken()
    by_number = {row["number"]: row for row in tables["certificates"]}
    one = register.levels[0]
    row = by_number[one.number]
    assert row == {
        "certificate": one.pk,
        "number": one.number,
        "scheme": "level",
        "body": str(register.body.pk),
        "body_name": "某评价中心",
        "area": "440106",
        "person": one.number_hash,
        "occupation": "电工",
        "level": 4,
        "issued_on": ISSUED,
        "logged_on": date(2020, 11, 1),
        "imported": False,
        "ended_on": None,
        "code": NUMBER,
        "sitting": row["sitting"],
        "outcome": "issue",
    }
    assert behind(row["sitting"]) == register.plan
    other = by_number[register.qualification.number]
    assert (other["code"], other["scheme"], other["outcome"]) == (
        "99000001",
        "qualification",
        "issue",
    )
    assert behind(other["sitting"]) == register.office.sat.exam.offers.get()
    (plan,) = [one for one in tables["sittings"] if one["sitting"] == row["sitting"]]
    assert (plan["kind"], plan["seats"], plan["notice_until_on"], plan["reported_on"]) == (
        "social_organisation",
        99,
        date(2020, 10, 27),
        date(2020, 10, 27),
    )
    sat = [one for one in tables["results"] if one["sitting"] == other["sitting"]]
    assert [(one["present"], one["passed"], one["theory"]) for one in sat] == [
        (True, True, 80),
        (True, False, 80),
        (True, False, 30),
        (False, False, None),
    ]


def test_no_name_and_no_identity_number_is_in_the_tables(register: Register) -> None:
    whole = str(register.taken())
    one = register.levels[0]
    assert one.number in whole
    for told in (one.name, "44010618900101", one.number_sealed):
        assert told not in whole


def test_what_came_later_is_not_told(register: Register) -> None:
    one, revoked = register.levels[:2]
    after = ISSUED + timedelta(days=3)
    Change.objects.create(
        certificate=one,
        kind="corrected",
        corrections={"level": 3, "issued_on": "2020-11-01"},
        on=after,
        made_at=moment(after),
        proposed_by="a",
        made_by="b",
    )
    Change.objects.create(
        certificate=revoked,
        kind="revoked",
        on=after,
        made_at=moment(after),
        proposed_by="a",
        made_by="b",
    )
    before = {row["certificate"]: row for row in register.taken()["certificates"]}
    assert (before[one.pk]["level"], before[one.pk]["issued_on"]) == (4, ISSUED)
    assert before[revoked.pk]["ended_on"] is None
    told = {row["certificate"]: row for row in register.taken(after)["certificates"]}
    assert (told[one.pk]["level"], told[one.pk]["issued_on"]) == (3, date(2020, 11, 1))
    assert told[revoked.pk]["ended_on"] == after
    assert register.taken(ISSUED - timedelta(days=1))["certificates"] == []


def test_results_and_notices_are_those_of_the_day(register: Register) -> None:
    on = date(2020, 10, 20)
    Participant.objects.update(result_at=moment(on + timedelta(days=2)))
    PublicNotice.objects.create(
        plan=register.plan,
        from_on=date(2020, 10, 29),
        until_on=date(2020, 11, 4),
        posted_by="x",
        posted_at=moment(date(2020, 10, 29)),
    )
    early, late = register.taken(on), register.taken(date(2020, 10, 30))

    def of_level(tables: Mapping[str, Rows], name: str) -> Rows:
        number = 2 * register.plan.pk + 1
        return [one for one in tables[name] if one["sitting"] == number]

    assert {one["present"] for one in of_level(early, "results")} == {False}
    assert {one["theory"] for one in of_level(early, "results")} == {None}
    assert {one["present"] for one in of_level(late, "results")} == {True}
    assert of_level(early, "sittings")[0]["notice_until_on"] is None
    assert of_level(early, "sittings")[0]["reported_on"] is None
    assert of_level(late, "sittings")[0]["notice_until_on"] == date(2020, 11, 4)


def test_an_entry_after_the_day_is_not_known_by_then(register: Register) -> None:
    one = register.levels[0]
    entry = LogEntry.objects.filter(subject_kind="certificate", subject_id=one.pk)
    entry.update(staged_at=moment(ISSUED + timedelta(days=1)))
    assert one.pk not in [row["certificate"] for row in register.taken()["certificates"]]


def test_tables_are_read_in_pieces_without_losing_a_row(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = register.taken()
    monkeypatch.setattr(asked.pieces, "__kwdefaults__", {"at_once": 1})
    assert register.taken() == whole


def test_the_same_register_gives_the_same_digest(register: Register) -> None:
    found = []
    for name in ("one", "two"):
        folder = register.folder / name
        folder.mkdir()
        take(folder, on=ISSUED, law=law())
        found.append(digest_of(folder))
    assert found[0] == found[1]
    Participant.objects.filter(theory=80).update(theory=81)
    folder = register.folder / "three"
    folder.mkdir()
    take(folder, on=ISSUED, law=law())
    assert digest_of(folder) != found[0]


MEASURES = (
    ("suspended", "", date(2020, 7, 1)),
    ("lifted", "", date(2020, 7, 11)),
    ("suspended", "电工", date(2020, 8, 1)),
    ("lifted", "电工", date(2020, 8, 5)),
    ("suspended", "焊工", date(2020, 8, 20)),
    ("removed", "焊工", date(2020, 9, 1)),
    ("suspended", "", date(2021, 1, 1)),
)


def test_stretches_are_what_the_filing_register_says_of_each_day(register: Register) -> None:
    organisation = Organisation.objects.get(pk=register.body.pk)
    filing = Filing.objects.get()
    scope = Scope.objects.get()
    added = Scope.objects.create(
        filing=filing,
        site=scope.site,
        occupation="焊工",
        lowest=5,
        highest=4,
        standard="national",
        standard_name="焊工国家职业技能标准",
        from_on=date(2020, 6, 20),
        entered_at=moment(date(2020, 6, 20)),
    )
    for kind, occupation, day in MEASURES:
        Measure.objects.create(
            organisation=organisation,
            kind=kind,
            occupation=occupation,
            grounds="x",
            basis="x",
            from_on=day,
            proposed_by="a",
            proposed_at=moment(day),
            decided_by="b",
            decided_at=moment(day),
            granted=True,
        )
    stretches = list(held(organisation, moment(date(2030, 1, 1))))
    days = [date(2020, 5, 30) + timedelta(days=number) for number in range(280)]
    for one in (scope, added):
        for day in days:
            told = cover(organisation, occupation=one.occupation, level=4, on=day)
            found = any(
                each.scope == one and each.from_on <= day <= each.until_on for each in stretches
            )
            assert found == told.covers, (one, day)


def test_a_filing_is_told_under_each_name_and_without_later_measures(register: Register) -> None:
    organisation = Organisation.objects.get(pk=register.body.pk)
    Renaming.objects.create(
        organisation=organisation,
        name="新名评价中心",
        from_on=date(2020, 8, 1),
        basis="x",
        entered_by="x",
        entered_at=moment(date(2020, 8, 1)),
    )
    decided = date(2020, 11, 10)
    Measure.objects.create(
        organisation=organisation,
        kind="removed",
        grounds="x",
        basis="x",
        from_on=date(2020, 10, 1),
        proposed_by="a",
        proposed_at=moment(decided),
        decided_by="b",
        decided_at=moment(decided),
        granted=True,
    )

    def told(on: date) -> list[tuple[object, ...]]:
        return [
            (row["name"], row["from_on"], row["until_on"], row["term_until_on"])
            for row in register.taken(on)["filings"]
        ]

    end = date(2023, 5, 31)
    assert told(ISSUED) == [
        ("某评价中心", date(2020, 6, 1), date(2020, 7, 31), end),
        ("新名评价中心", date(2020, 8, 1), end, end),
    ]
    assert told(decided)[-1] == ("新名评价中心", date(2020, 8, 1), date(2020, 9, 30), end)
    assert told(date(2020, 5, 1)) == []
