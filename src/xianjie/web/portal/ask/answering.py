"""The answer: outcome, reasons, clauses, dates, readings; as a page and as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import uri_to_iri

from xianjie.law import Answer, Because, Outcome, Reading, ReadingShown
from xianjie.text import Text
from xianjie.web.days import today_of
from xianjie.web.language import lang_of
from xianjie.web.portal.ask.cases import Case, about_a_case, shown
from xianjie.web.portal.ask.document import Sheet, answer_document
from xianjie.web.portal.jurisdictions import query, with_provenance


@dataclass(frozen=True, slots=True)
class Given:
    """A fact as given, whether it mattered, and where to change it."""

    label: Text
    value: Text
    mattered: bool
    address: str


@dataclass(frozen=True, slots=True)
class ReadingBehind:
    """A reading behind the answer: as taken here, the other way, and what that would answer.

    ``outcome`` is what the other reading answers, None where facts lack to say or it is the same.
    """

    reading: Reading
    taken: Text
    other: Text
    changes_outcome: bool | None
    outcome: Outcome | None
    address: str


@about_a_case
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    if case.wrong:
        return HttpResponseRedirect(case.address("ask"))
    found = case.decision.decide(case.known)
    rules, decision = case.law, case.decision
    context = {
        "section": "ask",
        "case": case,
        "decision": decision,
        "law": rules,
        "answer": found,
        "outcome": None if found.outcome is None else decision.outcomes[found.outcome],
        "possible": [decision.outcomes[name] for name in found.outcomes],
        "reasons": [(because, _value(case, because)) for because in found.because],
        "clauses": [rules.clauses[name] for name in found.clauses],
        "dates": [rules.days[name] for name in found.dates],
        "readings": [_behind(case, one) for one in found.readings],
        "turned": rules.readings[case.reading] if case.reading else None,
        "as_read": case.reread(None).address("answer"),
        "given": list(_given(case, found)),
        "spared": _spared(case, found),
        "open": [
            (decision.fact(name).question, case.address("ask", ask=name)) for name in found.needs
        ],
        "query": query(rules),
        "elsewhere_law": [(other.law.title, other.address("answer")) for other in case.elsewhere()],
        "address": uri_to_iri(request.build_absolute_uri(case.address("answer"))),
        "pdf": case.address("answer-pdf"),
        "trail": [
            (Text("问一问", "Questions"), reverse("portal:questions") + query(rules)),
            (decision.title, reverse("portal:ask", args=[decision.name]) + query(rules)),
            (Text("结论", "Answer"), ""),
        ],
    }
    return render(request, "portal/ask/answer.html", context)


@about_a_case
def answer_pdf(request: HttpRequest, case: Case) -> HttpResponse:
    if case.wrong:
        return HttpResponseRedirect(case.address("ask"))
    found = case.decision.decide(case.known)
    sheet = Sheet(
        decision=case.decision,
        answer=found,
        reasons=tuple((because, _value(case, because)) for because in found.because),
        facts=tuple((given.label, given.value, given.mattered) for given in _given(case, found)),
        spared=_spared(case, found),
        jurisdiction=with_provenance(case.law),
        turned=case.law.readings[case.reading] if case.reading else None,
        address=request.build_absolute_uri(case.address("answer")),
        on=today_of(request),
    )
    name = f"xianjie-{case.decision.name}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    document = answer_document(sheet, lang_of(request))
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def _given(case: Case, found: Answer) -> Iterator[Given]:
    mattered = {because.fact for because in found.because}
    for name, value in case.known.items():
        fact = case.decision.fact(name)
        yield Given(
            fact.label,
            shown(fact, value),
            name in mattered or found.outcome is None,
            case.address("ask", ask=name),
        )


def _spared(case: Case, found: Answer) -> tuple[Text, ...]:
    """The facts that nobody gave and that cannot change this answer."""
    return tuple(
        fact.label
        for fact in case.decision.facts
        if fact.name not in case.known and fact.name not in found.needs
    )


def _behind(case: Case, one: ReadingShown) -> ReadingBehind:
    reading = case.law.readings[one.id]
    flipped = case.law.variant(one.id).decision(case.decision.name)
    other = flipped.decide(case.known).outcome if one.changes_outcome else None
    return ReadingBehind(
        reading,
        taken=one.taken,
        other=flipped.taken(one.id),
        changes_outcome=one.changes_outcome,
        outcome=None if other is None else flipped.outcomes[other],
        address=case.reread(None if case.reading == one.id else one.id).address("answer"),
    )


def _value(case: Case, because: Because) -> Text | None:
    """The value, where the words of the condition do not already say it."""
    value = shown(case.decision.fact(because.fact), because.value)
    return None if value.zh in because.text.zh else value
