"""The pre-flight before certificates are asked for: a plan with a blocking finding gets none.

The same checks that the organisation and its bureau see on the plan's page, run again by whatever
way certificates are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.held import held_among
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.preflight import Check, Flight, Stage, Weight, run
from xianjie.instruments.practice import practice
from xianjie.text import Text


class PreflightBlocks(CertificateError):
    """Checks of plans block: nothing was submitted. ``words``: what each plan's checks found."""

    def __init__(self, words: Mapping[int, Text]) -> None:
        self.words = words
        zh = "；".join(one.zh for one in words.values())
        en = "; ".join(one.en for one in words.values())
        super().__init__(
            Text(
                f"{zh}。没有提交；请先办妥，再看“预检”页，然后提交",
                f"{en}. Nothing was submitted: put it right, look at the pre-flight, submit then",
            )
        )


def require_cleared(plans: Iterable[Plan], on: date) -> None:
    """Raises `PreflightBlocks` with every blocking finding and what it rests on."""
    flights = {one.pk: run(one, Stage.ISSUING, on, holds=held_among) for one in plans}
    if blocked := {pk: _words(pk, flight) for pk, flight in flights.items() if flight.blocks}:
        raise PreflightBlocks(blocked)


def _words(plan: int, flight: Flight) -> Text:
    zh, en = [], []
    for check, found in flight.results:
        for one in found:
            if one.weight is not Weight.BLOCKS:
                continue
            rests = _rests_on(check)
            zh.append(f"{one.words.zh}（{'、'.join(each.zh for each in rests)}）")
            en.append(f"{one.words.en} ({', '.join(each.en for each in rests)})")
    return Text(
        f"评价计划 {plan} 的发证预检不能通过：{'；'.join(zh)}",
        f"the pre-flight of plan {plan} blocks its certificates: {'; '.join(en)}",
    )


def _rests_on(check: Check) -> list[Text]:
    """Its clauses and what it counts with; the check itself where it names neither."""
    clauses = [Text(one, one) for one in check.clauses]
    return [*clauses, *(practice().quantities[one].label for one in check.quantities)] or [
        check.note or check.title
    ]
