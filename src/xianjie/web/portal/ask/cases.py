"""A visitor's case as the address has it: facts under their names, what is skipped, whose law."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xianjie.instruments import DEFAULT_JURISDICTION, jurisdictions, law
from xianjie.law import CompiledDecision, Fact, FactError, Law, UnknownNameError, Value
from xianjie.text import Text
from xianjie.web.portal.frame.errors import NotHere

_FACT_NAMES = ("skip", "ask", "asked")  # parameters whose value is the name of a fact
_OTHERS = frozenset({*_FACT_NAMES, "jurisdiction", "reading"})
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a case, in the order in which the rules would ask for it.

    ``known`` are typed values, ``wrong`` the facts that were told impossibly (name to error),
    ``told`` every fact as typed, ``skipped`` those the visitor does not know. ``reading`` is the
    one that the visitor has turned the other way, to see what it would change.
    """

    law: Law
    decision: CompiledDecision
    reading: str | None
    told: Mapping[str, str]
    known: Mapping[str, Value]
    wrong: Mapping[str, FactError]
    skipped: tuple[str, ...]

    @property
    def next_need(self) -> str | None:
        """The next fact worth asking for, or None."""
        needs = self.decision.decide(self.known).needs
        return next((name for name in needs if name not in self.skipped), None)

    @property
    def left(self) -> int:
        """How many facts may still be asked: each answer takes away one at least."""
        needs = self.decision.decide(self.known).needs
        return len([name for name in needs if name not in self.skipped])

    def before(self, name: str) -> str | None:
        """The fact gone through just before this one, or None."""
        gone = [
            other
            for other in asking_order(self.decision)
            if other == name or other in self.told or other in self.skipped
        ]
        place = gone.index(name)
        return gone[place - 1] if place else None

    def without(self, name: str) -> Case:
        """The case as if this fact had neither been told nor skipped."""
        return replace(
            self,
            told={fact: raw for fact, raw in self.told.items() if fact != name},
            known={fact: value for fact, value in self.known.items() if fact != name},
            wrong={fact: error for fact, error in self.wrong.items() if fact != name},
            skipped=tuple(fact for fact in self.skipped if fact != name),
        )

    def parameters(self) -> list[tuple[str, str]]:
        """The case as parameters of an address; what is usual is left out."""
        pairs = list(self.told.items())
        pairs += [("skip", name) for name in self.skipped]
        if self.law.id != DEFAULT_JURISDICTION:
            pairs.append(("jurisdiction", self.law.id))
        if self.reading:
            pairs.append(("reading", self.reading))
        return pairs

    def address(self, page: str, **more: str) -> str:
        """The address of a page about this case."""
        query = urlencode([*self.parameters(), *more.items()])
        address = reverse(f"portal:{page}", args=[self.decision.name])
        return f"{address}?{query}" if query else address

    def reread(self, reading: str | None) -> Case:
        """The same facts with one reading turned the other way, or as the law is read."""
        return replace(self, reading=reading)

    def elsewhere(self) -> Iterator[Case]:
        """The same facts under each other jurisdiction that answers the question."""
        for name in jurisdictions():
            other = law(name)
            if name != self.law.id and self.decision.name in other.decisions:
                decision = other.decision(self.decision.name)
                names = {fact.name for fact in decision.facts}
                yield replace(
                    self,
                    law=other,
                    decision=decision,
                    reading=self.reading if self.reading in other.readings else None,
                    told={fact: raw for fact, raw in self.told.items() if fact in names},
                    known={fact: value for fact, value in self.known.items() if fact in names},
                    skipped=tuple(fact for fact in self.skipped if fact in names),
                )


CaseView = Callable[[HttpRequest, Case], HttpResponse]


def about_a_case(view: CaseView) -> Callable[[HttpRequest, str], HttpResponse]:
    """A view of the case in the address; an address with names that no fact has is refused."""

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, decision: str) -> HttpResponse:
        case = case_of(request, decision)
        strangers = list(_strangers(request, case.decision))
        return _refused(request, case, strangers) if strangers else view(request, case)

    return shown


def chosen_law(jurisdiction: str, reading: str | None = None) -> Law:
    """A jurisdiction's law, one reading turned the other way if given; raises `NotHere`."""
    if jurisdiction not in jurisdictions():
        given = jurisdiction[:_SHOWN]
        raise NotHere(
            Text(f"没有收录法域“{given}”", f"there is no jurisdiction “{given}” here"),
            tuple((law(name).title, f"?jurisdiction={name}") for name in jurisdictions()),
        )
    found = law(jurisdiction)
    if not reading:
        return found
    if reading not in found.readings:
        raise no_reading(found, reading)
    return found.variant(reading)


def no_reading(rules: Law, given: str) -> NotHere:
    """There is no such reading; these there are."""
    return NotHere(
        Text(f"没有理解“{given[:_SHOWN]}”", f"there is no reading “{given[:_SHOWN]}”"),
        tuple(
            (
                Text(f"{reading.id} {reading.words.zh}", f"{reading.id} {reading.words.en}"),
                reverse("portal:reading", args=[reading.id]),
            )
            for reading in rules.readings.values()
        ),
    )


def decision_of(name: str, rules: Law) -> CompiledDecision:
    """A decision by name; raises `NotHere` with the questions there are."""
    try:
        return rules.decision(name)
    except UnknownNameError as error:
        near = [
            (decision.question, reverse("portal:ask", args=[known]))
            for known, decision in law().decisions.items()
        ]
        text = Text(f"没有问题“{name[:_SHOWN]}”", f"there is no question “{name[:_SHOWN]}”")
        raise NotHere(text, tuple(near)) from error


def case_of(request: HttpRequest, name: str) -> Case:
    """The case in a request's address; what is told wrongly is kept apart, not lost."""
    reading = request.GET.get("reading") or None
    rules = chosen_law(jurisdiction_of(request), reading)
    decision = decision_of(name, rules)
    skips = set(request.GET.getlist("skip"))
    told: dict[str, str] = {}
    known: dict[str, Value] = {}
    wrong: dict[str, FactError] = {}
    for fact in asking_order(decision):
        raw = "" if fact in skips else _last(request, fact)
        if not raw:
            continue
        told[fact] = raw
        try:
            known[fact] = decision.fact(fact).parse(raw)
        except FactError as error:
            wrong[fact] = error
    skipped = tuple(fact for fact in asking_order(decision) if fact in skips)
    return Case(rules, decision, reading, told, known, wrong, skipped)


def jurisdiction_of(request: HttpRequest) -> str:
    """The jurisdiction that the address names."""
    return request.GET.get("jurisdiction") or DEFAULT_JURISDICTION


def asking_order(decision: CompiledDecision) -> tuple[str, ...]:
    """The facts in the order in which rules use them, then those that no rule uses."""
    used = (fact.name for use in decision.uses for fact in use.leaf.facts)
    return tuple(dict.fromkeys((*used, *(fact.name for fact in decision.facts))))


def shown(fact: Fact, value: Value) -> Text:
    """A fact's value as people read it."""
    return Text(fact.show(value, "zh"), fact.show(value, "en"))


def _strangers(request: HttpRequest, decision: CompiledDecision) -> Iterator[FactError]:
    """What the address names and no fact of the decision is called."""
    named = [name for name in request.GET if name not in _OTHERS]
    named += [name for key in _FACT_NAMES for name in request.GET.getlist(key) if name]
    for name in dict.fromkeys(named):
        try:
            decision.fact(name)
        except FactError as error:
            yield FactError(name[:_SHOWN], error.detail)


def _refused(request: HttpRequest, case: Case, strangers: list[FactError]) -> HttpResponse:
    context = {
        "section": "ask",
        "decision": case.decision,
        "strangers": strangers,
        "onward": case.address("ask"),
    }
    return render(request, "portal/ask/refused.html", context, status=400)


def _last(request: HttpRequest, parameter: str) -> str:
    """The last value given that is not empty: a button's, where a field stands before it."""
    given = [raw.replace("\0", "").strip() for raw in request.GET.getlist(parameter)]
    return next((raw for raw in reversed(given) if raw), "")
