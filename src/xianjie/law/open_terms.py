"""Days that several notices could set: which one holds, and whether it was theirs to set.

Settled before anything is compiled. Upper over lower: a lower notice sets a day that an upper one
left open only within the bounds set above, on a clause of its own, and never opens a day that is
set above. Special over general: within the bounds the lower jurisdiction, whose territory is the
smaller, goes before the upper, and in one jurisdiction a notice on the matter before a general
one. Later over earlier: then the later notice. What is still equal is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xianjie.law.errors import SourceError
from xianjie.law.rules import Jurisdiction, OpenTerm, Parameter
from xianjie.text import Text


@dataclass(frozen=True)
class Yielded:
    """A day that a notice sets and that does not hold, because another goes before it."""

    jurisdiction: str
    parameter: Parameter


@dataclass(frozen=True)
class Days:
    """The dates that hold, the terms left open, and the dates that gave way."""

    parameters: Mapping[str, Parameter]
    terms: Mapping[str, OpenTerm]
    yielded: tuple[Yielded, ...]


def settle(chain: Sequence[Jurisdiction]) -> Days:
    """The days of a jurisdiction, ``chain`` being its layers, uppermost first.

    Raises `SourceError` naming the folder, the term or date, and the bound.
    """
    terms: dict[str, OpenTerm] = {}
    set_by: dict[str, tuple[Jurisdiction, Parameter]] = {}
    yielded: list[Yielded] = []
    for layer in chain:
        for term in layer.open_terms:
            _require_free(layer, term, terms, set_by)
            terms[term.name] = term
        for parameter, others in _by_name(layer):
            above = set_by.get(parameter.name)
            yielded += [Yielded(layer.id, other) for other in others]
            if above is not None and _moves(above[1], parameter):
                yielded.append(Yielded(above[0].id, above[1]))
            set_by[parameter.name] = layer, parameter
    parameters = {name: parameter for name, (_, parameter) in set_by.items()}
    for term in terms.values():
        if isinstance(term.default, date):
            parameters.setdefault(
                term.name, Parameter(term.name, term.default, term.label, term.clauses)
            )
    days = Days(parameters, terms, tuple(yielded))
    _check(chain, days)
    return days


def bounds(term: OpenTerm, days: Mapping[str, date]) -> tuple[date, date]:
    """The first and the last day that a term may be, ``days`` being the dates its bounds name.

    Where a bound names a day that no notice sets, there is none.
    """
    earliest, latest = (
        days.get(bound) if isinstance(bound, str) else bound
        for bound in (term.earliest, term.latest)
    )
    return earliest or date.min, latest or date.max


def _by_name(layer: Jurisdiction) -> Iterator[tuple[Parameter, Sequence[Parameter]]]:
    """Each date that a layer sets: the one that holds and those that give way to it."""
    for name in dict.fromkeys(parameter.name for parameter in layer.parameters):
        ranked = sorted(
            (parameter for parameter in layer.parameters if parameter.name == name),
            key=_rank,
            reverse=True,
        )
        if len(ranked) > 1 and _rank(ranked[0]) == _rank(ranked[1]):
            first, second = (", ".join(parameter.clauses) for parameter in ranked[:2])
            raise amiss(
                layer,
                f"date {name} is set twice, by {first} and by {second}, and neither is special "
                f"to it nor later than the other (issued_on)",
            )
        yield ranked[0], ranked[1:]


def _moves(above: Parameter, below: Parameter) -> bool:
    """Not where a lower notice only gives a clause of its own for the same day."""
    return (above.day, above.alternative) != (below.day, below.alternative)


def _rank(parameter: Parameter) -> tuple[bool, date]:
    return parameter.special, parameter.issued_on or date.min


def _require_free(
    layer: Jurisdiction,
    term: OpenTerm,
    terms: Mapping[str, OpenTerm],
    set_by: Mapping[str, tuple[Jurisdiction, Parameter]],
) -> None:
    if term.name in terms:
        raise amiss(layer, f"open term {term.name} is left open above already")
    if term.name in set_by:
        above = set_by[term.name][0].id
        raise amiss(layer, f"open term {term.name}: {above} above sets that day; it is not open")
    for bound in (term.earliest, term.latest, term.default):
        known = {*set_by, *terms, *(parameter.name for parameter in layer.parameters)}
        if isinstance(bound, str) and bound not in known:
            raise amiss(layer, f"open term {term.name}: there is no date {bound} before it")


def _check(chain: Sequence[Jurisdiction], days: Days) -> None:
    fixed = _fixed(days)
    for place, layer in enumerate(chain):
        known = {clause.id for upper in chain[: place + 1] for clause in upper.clauses}
        for term in layer.open_terms:
            missing = [clause for clause in term.clauses if clause not in known]
            if missing or not term.clauses:
                raise amiss(layer, f"open term {term.name}: there is no clause {missing}")
            first, last = bounds(term, fixed)
            if first > last:
                raise amiss(
                    layer, f"open term {term.name}: earliest {first} is after latest {last}"
                )
            if isinstance(term.default, date):
                _within(layer, term, term.default, fixed)
        for parameter in layer.parameters:
            if parameter.name in days.terms:
                _implements(layer, days.terms[parameter.name], parameter, fixed)


def _implements(
    layer: Jurisdiction, term: OpenTerm, parameter: Parameter, fixed: Mapping[str, date]
) -> None:
    own = {clause.id for clause in layer.clauses}
    if not own & set(parameter.clauses):
        raise amiss(
            layer,
            f"open term {term.name}: it is set without a basis; name a clause of {layer.id} that "
            f"sets it, not {list(parameter.clauses)}",
        )
    for day in (parameter.day, parameter.alternative):
        if day is not None:
            _within(layer, term, day, fixed)


def _within(layer: Jurisdiction, term: OpenTerm, day: date, fixed: Mapping[str, date]) -> None:
    first, last = bounds(term, fixed)
    for outside, words, bound, name in (
        (day < first, "before the earliest day it may be", first, term.earliest),
        (day > last, "after the latest day it may be", last, term.latest),
    ):
        if outside:
            of = f" ({name})" if isinstance(name, str) else ""
            raise amiss(
                layer,
                f"open term {term.name}: {day} is {words}, {bound}{of}, "
                f"by {', '.join(term.clauses)}",
            )


def _fixed(days: Days) -> dict[str, date]:
    """Every date that bounds may name; a term without a day is where its default stands."""
    fixed = {name: parameter.day for name, parameter in days.parameters.items()}
    for term in days.terms.values():
        if isinstance(term.default, str):
            fixed.setdefault(term.name, fixed[term.default])
    return fixed


def amiss(layer: Jurisdiction, what: str) -> SourceError:
    """What is wrong in a layer, with its id and the folder to look in."""
    zh = layer.id + (f"（{layer.folder}）" if layer.folder else "")
    en = layer.id + (f" ({layer.folder})" if layer.folder else "")
    return SourceError(Text(f"{zh}：{what}", f"{en}: {what}"))
