"""What a check is asked of and what it answers: a plan with its persons, findings, a flight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.filings.models import Assessor
from xianjie.instruments.practice import practice
from xianjie.text import Text

_SHOWN = 50  # pieces of evidence of one finding
# Of these persons, the numbers of those whose lower certificate is in the register.
Holds = Callable[[Sequence[Participant]], set[int]]


class Weight(StrEnum):
    BLOCKS = "blocks"
    WARNS = "warns"

    @property
    def label(self) -> Text:
        return _WEIGHTS[self]


_WEIGHTS = {
    Weight.BLOCKS: Text("不能通过", "blocks"),
    Weight.WARNS: Text("请留意", "warns"),
}


class Stage(StrEnum):
    """Before a plan is reported; before certificates are asked for."""

    REPORTING = "reporting"
    ISSUING = "issuing"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on; of a person by the participant's number, never by name."""

    words: Text
    participant: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found, in words without personal data."""

    weight: Weight
    words: Text
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Check:
    """One question that is asked of a plan."""

    name: str
    title: Text
    stages: frozenset[Stage]
    find: Callable[[Case], Iterator[Finding]]
    clauses: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()  # of the practice
    note: Text | None = None  # on what it rests, where neither says so


@dataclass(frozen=True)
class Flight:
    """What came of all checks of a stage on a day."""

    version: str
    stage: Stage
    on: date
    results: tuple[tuple[Check, tuple[Finding, ...]], ...]

    @property
    def blocks(self) -> list[Finding]:
        return self._of(Weight.BLOCKS)

    @property
    def warns(self) -> list[Finding]:
        return self._of(Weight.WARNS)

    def _of(self, weight: Weight) -> list[Finding]:
        return [one for _, found in self.results for one in found if one.weight is weight]


@dataclass(frozen=True)
class Case:
    """A plan with what the checks read, each read once."""

    plan: Plan
    stage: Stage
    on: date
    holds: Holds | None = None

    @cached_property
    def people(self) -> list[Participant]:
        """All who take part; before issuing those who passed."""
        rows = self.plan.participants.select_related("entrustment__sponsor").order_by("pk")
        return list(rows if self.stage is Stage.REPORTING else rows.filter(passed=True))

    @cached_property
    def panel(self) -> list[Assessor]:
        posts = self.plan.posts.select_related("assessor").order_by("-is_chief", "pk")
        return [one.assessor for one in posts]

    @cached_property
    def others(self) -> dict[tuple[str, str], list[Participant]]:
        """The same people at other plans that were reported and not called off."""
        hashes = [one.number_hash for one in self.people]
        found: dict[tuple[str, str], list[Participant]] = defaultdict(list)
        rows = Participant.objects.filter(
            number_hash__in=hashes, plan__reported_on__isnull=False, plan__cancelled_on=None
        ).exclude(plan=self.plan)
        for one in rows.select_related("plan"):
            found[one.document, one.number_hash].append(one)
        return found

    def number(self, quantity: str) -> int:
        return practice().number(quantity, self.plan.from_on)


def said(day: date) -> Text:
    return Text(f"{day}", f"{day}")


def persons(evidence: Iterable[Evidence]) -> int:
    return len({one.participant for one in evidence})


def blocks(words: Text, evidence: Iterable[Evidence] = ()) -> Finding:
    return Finding(Weight.BLOCKS, words, tuple(evidence)[:_SHOWN])


def warns(words: Text, evidence: Iterable[Evidence] = ()) -> Finding:
    return Finding(Weight.WARNS, words, tuple(evidence)[:_SHOWN])
