"""A visitor's case as the address has it: facts under their names, what is skipped, whose law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from xianjie.instruments import DEFAULT_JURISDICTION, jurisdictions, law
from xianjie.law import CompiledDecision, Fact, FactError, UnknownNameError, Value
from xianjie.text import Text
from xianjie.web.portal.frame.errors import NotHere

_OTHERS = frozenset({"jurisdiction", "skip", "ask", "asked"})


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a case, in the order in which it was told.

    ``known`` are typed values, ``wrong`` the facts that were told impossibly (name to error),
    ``told`` every fact as typed, ``skipped`` those the visitor does not know.
    """

    decision: CompiledDecision
    jurisdiction: str
    told: Mapping[str, str]
    known: Mapping[str, Value]
    wrong: Mapping[str, FactError]
    skipped: tuple[str, ...]

    @property
    def next_need(self) -> str | None:
        """The next fact worth asking for, or None."""
        needs = self.decision.decide(self.known).needs
        return next((name for name in needs if name not in self.skipped), None)

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
        if self.jurisdiction != DEFAULT_JURISDICTION:
            pairs.append(("jurisdiction", self.jurisdiction))
        return pairs

    def address(self, page: str, **more: str) -> str:
        """The address of a page about this case."""
        query = urlencode([*self.parameters(), *more.items()])
        address = reverse(f"portal:{page}", args=[self.decision.name])
        return f"{address}?{query}" if query else address

    def under(self, jurisdiction: str) -> Case:
        """The same facts under another jurisdiction."""
        return replace(self, jurisdiction=jurisdiction)


def decision_of(name: str, jurisdiction: str = DEFAULT_JURISDICTION) -> CompiledDecision:
    """A decision by name; raises `NotHere` with the questions there are."""
    try:
        return law(jurisdiction).decision(name)
    except UnknownNameError as error:
        near = [
            (decision.title.zh, reverse("portal:ask", args=[known]))
            for known, decision in law().decisions.items()
        ]
        raise NotHere(error.message, tuple(near)) from error


def jurisdiction_of(request: HttpRequest) -> str:
    """The jurisdiction asked for; raises `NotHere` with those there are."""
    given = request.GET.get("jurisdiction") or DEFAULT_JURISDICTION
    if given in jurisdictions():
        return given
    here = [(law(name).title.zh, f"?jurisdiction={name}") for name in jurisdictions()]
    raise NotHere(
        Text(f"没有收录法域“{given[:40]}”", f"there is no jurisdiction “{given[:40]}” here"),
        tuple(here),
    )


def case_of(request: HttpRequest, name: str) -> Case:
    """The case in a request's address; what is told wrongly is kept apart, not lost."""
    jurisdiction = jurisdiction_of(request)
    decision = decision_of(name, jurisdiction)
    facts = {fact.name for fact in decision.facts}
    known: dict[str, Value] = {}
    wrong: dict[str, FactError] = {}
    told: dict[str, str] = {}
    skipped = tuple(dict.fromkeys(n for n in request.GET.getlist("skip") if n in facts))
    for parameter in request.GET:
        raw = _last(request, parameter)
        if parameter in _OTHERS or parameter in skipped or not raw:
            continue
        told[parameter] = raw
        try:
            known[parameter] = decision.fact(parameter).parse(raw)
        except FactError as error:
            wrong[parameter] = error
    return Case(decision, jurisdiction, told, known, wrong, skipped)


def shown(fact: Fact, value: Value) -> Text:
    """A fact's value as people read it."""
    return Text(fact.show(value, "zh"), fact.show(value, "en"))


def _last(request: HttpRequest, parameter: str) -> str:
    """The last value given that is not empty: a button's, where a field stands before it."""
    given = [raw.replace("\0", "").strip() for raw in request.GET.getlist(parameter)]
    return next((raw for raw in reversed(given) if raw), "")
