"""What a jurisdiction writes down: clauses, dated parameters, readings, rules, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from xianjie.law.conditions import ALWAYS, Choice, Condition
from xianjie.law.facts import Fact
from xianjie.text import Text


@dataclass(frozen=True)
class Clause:
    """A numbered place in a notice: where it stands, what it says, what we do about it.

    ``decides`` is false where procedures or publication carry the clause out and no rule can
    rest on it; ``provenance`` is set where the text is not in the scan.
    """

    id: str
    citation: Text
    says: Text
    does: Text
    decides: bool = True
    provenance: Text | None = None


@dataclass(frozen=True)
class Parameter:
    """A day that the law sets, with the clause that sets it.

    Where a reading moves the day, ``reading`` names it and ``alternative`` is the other day.
    Several notices of one jurisdiction may set the same day: one that is ``special`` to the matter
    goes before a general one, a later one (``issued_on``, the day of the notice) before an earlier.
    """

    name: str
    day: date
    label: Text
    clauses: tuple[str, ...]
    provenance: Text | None = None
    reading: str | None = None
    alternative: date | None = None
    issued_on: date | None = None
    special: bool = False


@dataclass(frozen=True)
class OpenTerm:
    """A day that a notice leaves to a lower or a later one, and how far it leaves it.

    ``earliest`` and ``latest``, both days in, are days or names of dates; None where the text
    sets no bound. ``default`` holds while no notice sets the day: a day, or the name of the date
    that rules use in its stead; None where rules then know no such day. ``why`` says from which
    words the term and its bounds are taken.
    """

    name: str
    label: Text
    why: Text
    clauses: tuple[str, ...]
    earliest: date | str | None = None
    latest: date | str | None = None
    default: date | str | None = None


@dataclass(frozen=True)
class Untranslated:
    """Words of a clause that the text has and no rule can say, and why."""

    clause: str
    words: Text
    reason: Text


@dataclass(frozen=True)
class Reading:
    """How an unclear word is read, what else it could mean, and why."""

    id: str
    words: Text
    taken: Text
    alternative: Text
    why: Text
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """An answer's name, its short words, and one sentence for the person concerned."""

    name: str
    label: Text
    meaning: Text


@dataclass(frozen=True)
class Deadline:
    """A parameter that the person should know of after this outcome, when ``when`` holds."""

    parameter: str
    when: Condition = ALWAYS


@dataclass(frozen=True)
class Rule:
    """If ``when`` and no rule before it decides, then ``outcome``.

    ``over`` names the later rules that hold in some of the same cases with another outcome: the
    overlaps that precedence is meant to settle. The proof refuses any that is not named.
    ``under`` keeps the rule for one choice of a reading; ``readings`` are told with the rule where
    no condition of it carries them.
    """

    id: str
    when: Condition
    outcome: str
    clauses: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    under: tuple[str, Choice] | None = None
    deadlines: tuple[Deadline, ...] = ()


@dataclass(frozen=True)
class Decision:
    """A question the notices answer: facts in the order they are listed, rules in precedence."""

    name: str
    title: Text
    question: Text
    facts: tuple[Fact, ...]
    outcomes: tuple[Outcome, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Property:
    """A statement that must hold in every case there can be, whatever the rules become."""

    name: str
    words: Text
    condition: Condition
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Amendment:
    """What a lower jurisdiction does to a decision of the one above it.

    By the id of a rule: ``cite`` gives it other clauses; ``over``, ``deadlines`` and
    ``readings`` add to what it goes before, what follows from it and what stands behind it;
    ``replace`` puts another in its place and ``before`` puts others before it; ``rules``
    replaces them all. Facts and outcomes are only ever added.
    """

    decision: str
    cite: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    replace: Mapping[str, Rule] = field(default_factory=dict)
    before: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    over: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deadlines: Mapping[str, tuple[Deadline, ...]] = field(default_factory=dict)
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] | None = None
    facts: tuple[Fact, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class Jurisdiction:
    """A folder of law: its own texts and dates, and what it changes in the law above it.

    ``folder`` is where it was read from, for those who must find a mistake in it.
    """

    id: str
    title: Text
    upper: str | None = None
    provenance: Text | None = None
    folder: str = ""
    clauses: tuple[Clause, ...] = ()
    untranslated: tuple[Untranslated, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    open_terms: tuple[OpenTerm, ...] = ()
    readings: tuple[Reading, ...] = ()
    decisions: tuple[Decision, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    properties: tuple[Property, ...] = ()
