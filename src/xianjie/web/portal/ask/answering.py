"""The answer: outcome, reasons, clauses, dates, readings; as a page and as PDF."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xianjie.instruments import jurisdictions, law
from xianjie.law import Answer, Because
from xianjie.text import Text
from xianjie.web.days import today_of
from xianjie.web.language import lang_of
from xianjie.web.portal.ask.cases import Case, case_of, shown
from xianjie.web.portal.ask.document import answer_document


@dataclass(frozen=True, slots=True)
class Given:
    """A fact as given, whether it mattered, and where to change it."""

    label: Text
    value: Text
    mattered: bool
    address: str


@require_safe
def answer(request: HttpRequest, decision: str) -> HttpResponse:
    case = case_of(request, decision)
    if case.wrong:
        return HttpResponseRedirect(case.address("ask"))
    return render(request, "portal/ask/answer.html", _context(case))


@require_safe
def answer_pdf(request: HttpRequest, decision: str) -> HttpResponse:
    case = case_of(request, decision)
    if case.wrong:
        return HttpResponseRedirect(case.address("ask"))
    found = case.decision.decide(case.known)
    document = answer_document(
        case.decision,
        found,
        facts=[(given.label, given.value) for given in _given(case, found)],
        jurisdiction=law(case.jurisdiction).title,
        address=request.build_absolute_uri(case.address("answer")),
        on=today_of(request),
        lang=lang_of(request),
    )
    headers = {"Content-Disposition": f'inline; filename="xianjie-{decision}.pdf"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def _context(case: Case) -> dict[str, object]:
    found = case.decision.decide(case.known)
    rules = law(case.jurisdiction)
    return {
        "section": "ask",
        "case": case,
        "decision": case.decision,
        "law": rules,
        "answer": found,
        "outcome": None if found.outcome is None else case.decision.outcomes[found.outcome],
        "possible": [case.decision.outcomes[name] for name in found.outcomes],
        "reasons": [(because, _value(case, because)) for because in found.because],
        "clauses": [rules.clauses[name] for name in found.clauses],
        "dates": [rules.days[name] for name in found.dates],
        "readings": [(rules.readings[shown.id], shown) for shown in found.readings],
        "given": _given(case, found),
        "open": [
            (case.decision.fact(name).question, case.address("ask", ask=name))
            for name in found.needs
        ],
        "elsewhere_law": [
            (law(name).title, case.under(name).address("answer"))
            for name in jurisdictions()
            if name != case.jurisdiction
        ],
        "pdf": case.address("answer-pdf"),
        "restart": reverse("portal:ask", args=[case.decision.name]),
        "trail": [
            (Text("问一问", "Questions"), reverse("portal:questions")),
            (case.decision.title, case.address("ask")),
            (Text("结论", "Answer"), ""),
        ],
    }


def _given(case: Case, found: Answer) -> list[Given]:
    mattered = {because.fact for because in found.because}
    return [
        Given(
            fact.label,
            shown(fact, value),
            name in mattered or found.outcome is None,
            case.address("ask", ask=name),
        )
        for name, value in case.known.items()
        for fact in [case.decision.fact(name)]
    ]


def _value(case: Case, because: Because) -> Text | None:
    """The value, where the words of the condition do not already say it."""
    value = shown(case.decision.fact(because.fact), because.value)
    return None if value.zh in because.text.zh else value
