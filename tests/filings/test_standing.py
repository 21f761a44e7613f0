"""As of any day: what the register answers is what replaying its history day by day comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.filings.conftest import Office, make_office, moment
from xianjie.domain.filings import standing
from xianjie.domain.filings.models import Filing, Measure, Organisation, Scope, Site
from xianjie.domain.filings.selecting import covering, with_standing
from xianjie.domain.filings.states import Standing, standing_on

START = date(2020, 1, 1)
_DAY = timedelta(days=1)
OCCUPATIONS = ("电工", "焊工")

# What is decided: how many days after the thing before, what, how many days later it begins.
steps = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.sampled_from(
            ["file", "renew", "add", "suspended", "lifted", "removed", "suspended 电工",
             "lifted 电工", "removed 电工"]
        ),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@dataclass
class Term:
    """A filing as the replay knows it."""

    made: datetime
    first: date
    last: date
    scopes: dict[str, list[tuple[datetime, date]]] = field(default_factory=dict)


@dataclass
class Replay:
    """The same history kept as plain lists, and asked day by day without any interval."""

    terms: list[Term] = field(default_factory=list)
    measures: list[tuple[date, datetime, str, str]] = field(default_factory=list)

    def is_cut(self, occupation: str, made: datetime, day: date) -> bool:
        out = False
        for from_on, decided, kind, what in sorted(self.measures, key=lambda one: one[:2]):
            if what != occupation or from_on > day:
                continue
            if kind == "suspended":
                out = True
            elif kind == "lifted":
                out = False
            elif decided >= made:
                return True
            else:
                out = False
        return out

    def in_force(self, day: date) -> list[Term]:
        return [
            one
            for one in self.terms
            if one.first <= day <= one.last and not self.is_cut("", one.made, day)
        ]

    def covers(self, occupation: str, day: date) -> bool:
        return any(
            from_on <= day and not self.is_cut(occupation, made, day)
            for term in self.in_force(day)
            for made, from_on in term.scopes.get(occupation, [])
        )


@dataclass
class History:
    """A history in the database and its replay."""

    organisation: Organisation
    site: Site
    replay: Replay = field(default_factory=Replay)
    clock: int = 0

    def happens(self, day: date, what: str, delay: int) -> None:
        self.clock += 1
        at = moment(day) + timedelta(seconds=self.clock)
        kind, _, occupation = what.partition(" ")
        match kind:
            case "file":
                self.file(day + delay * _DAY, at)
            case "renew" if self.replay.terms:
                self.file(max(day, self.replay.terms[-1].last + _DAY), at)
            case "add":
                self.add(day, at)
            case "suspended" | "lifted" | "removed":
                self.measure(kind, occupation, day + delay * _DAY, at)
            case _:
                pass

    def file(self, from_on: date, at: datetime) -> None:
        """A term of thirty days; none overlaps one that is not removed."""
        last = self.replay.terms[-1] if self.replay.terms else None
        if last and last.last >= from_on and not self._is_removed(last, from_on):
            return
        if last and last.first >= from_on:
            return
        filing = Filing.objects.create(
            organisation=self.organisation,
            kind=self.organisation.kind,
            name="某机构",
            from_on=from_on,
            until_on=from_on + timedelta(days=29),
            basis="1",
            entered_by="x",
            entered_at=at,
        )
        self._scope(filing, OCCUPATIONS[0], from_on, None)
        term = Term(at, filing.from_on, filing.until_on, {OCCUPATIONS[0]: [(at, from_on)]})
        self.replay.terms.append(term)

    def add(self, day: date, at: datetime) -> None:
        filings = self.organisation.filings.order_by("from_on")
        for filing, term in zip(filings, self.replay.terms, strict=True):
            occupation = OCCUPATIONS[len(term.scopes) % 2]
            from_on = max(day, filing.from_on)
            if day > filing.until_on or any(
                begun == from_on for _, begun in term.scopes.get(occupation, [])
            ):
                continue
            self._scope(filing, occupation, from_on, at)
            term.scopes.setdefault(occupation, []).append((at, from_on))

    def measure(self, kind: str, occupation: str, from_on: date, at: datetime) -> None:
        Measure.objects.create(
            organisation=self.organisation,
            kind=kind,
            occupation=occupation,
            grounds="x",
            basis="x",
            from_on=from_on,
            proposed_by="a",
            proposed_at=at,
            decided_by="b",
            decided_at=at,
            granted=True,
        )
        self.replay.measures.append((from_on, at, kind, occupation))

    def _is_removed(self, term: Term, day: date) -> bool:
        return any(
            kind == "removed" and not what and from_on <= day and at >= term.made
            for from_on, at, kind, what in self.replay.measures
        )

    def _scope(self, filing: Filing, occupation: str, on: date, at: datetime | None) -> None:
        Scope.objects.create(
            filing=filing,
            site=self.site,
            occupation=occupation,
            lowest=5,
            highest=3,
            standard="national",
            standard_name="x",
            from_on=on,
            entered_at=at,
        )


def made(office: Office, told: Sequence[tuple[int, str, int]]) -> tuple[History, list[date]]:
    """The history, and every day on which something of it could matter."""
    organisation = office.registered()
    history = History(organisation, office.site(organisation))
    day = START
    for after, what, delay in told:
        day += after * _DAY
        history.happens(day, what, delay)
    ends = [one.last for one in history.replay.terms]
    span = (max([day + 5 * _DAY, *ends]) - START).days + 3
    return history, [START + number * _DAY for number in range(-1, span)]


class AsOfAnyDay(TestCase):
    @given(steps)
    def test_stretches_are_the_days_in_force_of_the_replay(
        self, told: list[tuple[int, str, int]]
    ) -> None:
        history, days = made(make_office(), told)
        found = standing.stretches(history.organisation)
        for one in found:
            assert one.filing.from_on <= one.from_on <= one.until_on <= one.filing.until_on
        for before, after in pairwise(found):
            assert before.until_on < after.from_on
        for day in days:
            holding = [one.filing.from_on for one in found if one.holds(day)]
            assert holding == [one.first for one in history.replay.in_force(day)], day

    @given(steps)
    def test_cover_is_that_of_the_replay_also_in_queries(
        self, told: list[tuple[int, str, int]]
    ) -> None:
        history, days = made(make_office(), told)
        mine = Organisation.objects.filter(pk=history.organisation.pk)
        for day in days[:: max(1, len(days) // 6)]:
            (row,) = with_standing(mine, day)
            assert row.standing == standing_on(history.organisation, day).value, day  # type: ignore[attr-defined]
            for occupation in OCCUPATIONS:
                want = history.replay.covers(occupation, day)
                cover = standing.cover(history.organisation, occupation=occupation, level=4, on=day)
                assert cover.covers is want, (day, occupation)
                found = covering(mine, day, occupation=occupation, level=4, area="440100")
                assert found.exists() is want, (day, occupation)

    @given(steps)
    def test_what_comes_later_changes_no_day_before(self, told: list[tuple[int, str, int]]) -> None:
        """As of a day, the register answers as it answered on that day."""
        office, half = make_office(), len(told) // 2
        history, _ = made(office, told)
        earlier, _ = made(office, told[:half])
        until = START + sum(after for after, _, _ in told[:half]) * _DAY
        for number in range((until - START).days):
            day = START + number * _DAY
            assert standing_on(history.organisation, day) is standing_on(earlier.organisation, day)


@pytest.mark.django_db
def test_a_level_beside_the_scope_is_not_covered(office: Office) -> None:
    organisation = office.filed()
    on = date(2020, 7, 1)
    told = [
        standing.cover(organisation, occupation="电工", level=level, on=on).covers
        for level in (5, 4, 3, 2, 1)
    ]
    assert told == [True, True, True, False, False]
    elsewhere = office.site(organisation, "别处", area="440304")
    cover = standing.cover(organisation, occupation="电工", level=4, on=on, site=elsewhere)
    assert (cover.in_force, cover.occupation_in_scope) == (True, False)
    rows = Organisation.objects.all()
    assert not covering(rows, on, occupation="电工", area="440300").exists()
    assert covering(rows, on, occupation="电工", area="440106").exists()


def test_every_standing_has_its_words() -> None:
    assert all(one.label.zh and one.label.en for one in Standing)
