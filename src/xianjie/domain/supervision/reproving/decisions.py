"""The stored decision of a certificate, and what the law says of its facts again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from xianjie.domain.certificates.models import Line
from xianjie.domain.certificates.submitting import ISSUE
from xianjie.domain.supervision.reproving.steps import Case, Step
from xianjie.domain.supervision.snapshot.asked import Asked
from xianjie.indicators.outcomes import outcome_words
from xianjie.law import FactError
from xianjie.text import Text

_KEPT = 4_096  # of the facts that were read


class Decisions:
    """Looks at many certificates at once; of the same facts the law is asked once."""

    def __init__(self, asked: Asked) -> None:
        self._law = asked.law
        self._answers: dict[tuple[str, str], str | None] = {}

    def look(self, cases: Sequence[Case]) -> None:
        numbers = [case.certificate.pk for case in cases]
        rows = Line.objects.filter(certificate__gte=numbers[0], certificate__lte=numbers[-1])
        found = {
            number: told
            for number, *told in rows.values_list(
                "certificate_id",
                "batch__approved_by",
                "ruling__decision",
                Cast("ruling__facts", TextField()),
                "ruling__outcome",
            )
        }
        for case in cases:
            if case.certificate.pk in found:
                self._look(case, *found[case.certificate.pk])
            else:
                case.fail(Step.DECISION, *_NONE)

    def _look(
        self,
        case: Case,
        approved_by: str,
        decision: str | None,
        written: str | None,
        outcome: str | None,
    ) -> None:
        if not approved_by:
            case.fail(Step.DECISION, "没有人审批", "nobody approved it")
        if decision is None or written is None:
            case.fail(Step.DECISION, *_NONE)
            return
        facts = _read(written)
        if outcome != ISSUE:
            told = _called(outcome)
            case.fail(
                Step.DECISION,
                f"存下的决定是“{told.zh}”",
                f"the stored decision is “{told.en}”",
            )
        if not _is_of(case, facts):
            case.fail(
                Step.DECISION,
                "决定所依据的事实不是这张证书的",
                "the decision is of facts that are not this certificate's",
            )
        again = self._again(decision, written)
        if again != ISSUE:
            told = _called(again)
            case.fail(
                Step.DECISION,
                f"按所存的事实，规则现在得出“{told.zh}”",
                f"of the stored facts the law now says “{told.en}”",
            )

    def _again(self, decision: str, written: str) -> str | None:
        key = decision, written
        if key not in self._answers:
            try:
                self._answers[key] = self._law.decision(decision).decide(_read(written)).outcome
            except FactError:  # the law no longer knows such a fact
                self._answers[key] = None
        return self._answers[key]


@lru_cache(_KEPT)
def _read(written: str) -> Mapping[str, Any]:
    found = json.loads(written)
    return found if isinstance(found, dict) else {}


def _is_of(case: Case, facts: Mapping[str, Any]) -> bool:
    """Whether the facts have the day, and the occupation where they name one, of the record."""
    one = case.certificate
    on = facts.get("issue_on")
    occupation = facts.get("occupation", one.occupation)
    return (
        isinstance(on, str)
        and date.fromisoformat(on) == one.issued_on
        and occupation == one.occupation
        and facts.get("passed") is True
    )


def _called(outcome: str | None) -> Text:
    return outcome_words(outcome) if outcome else _OPEN


_OPEN = Text("未定", "open")
_NONE = "没有存下的决定", "there is no stored decision"
