"""Asking the law and keeping the answer; asking again under other rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from xianjie.domain.bulk import insert
from xianjie.domain.kinds import kind_of
from xianjie.domain.rulings.models import Ruling
from xianjie.errors import XianjieError
from xianjie.law import Answer, Law, Value
from xianjie.text import Text

_AT_ONCE = 5_000


class RefusedByLaw(XianjieError):
    """The law does not allow it; ``answer`` says why, ``ruling`` is what is kept of it."""

    def __init__(self, answer: Answer, ruling: Ruling, message: Text) -> None:
        super().__init__(message)
        self.answer = answer
        self.ruling = ruling


@dataclass(frozen=True, slots=True)
class Differs:
    """A stored decision that the law would now answer otherwise."""

    ruling: Ruling
    outcome: str | None


@contextmanager
def procedure() -> Iterator[None]:
    """A transaction of which nothing stays where the law says no, but that it said so."""
    try:
        with transaction.atomic():
            yield
    except RefusedByLaw as refusal:
        keep_refusal(refusal)
        raise


def keep_refusal(refusal: RefusedByLaw) -> None:
    """Write what is kept of a refusal, anew where the transaction around it was undone."""
    refusal.ruling.pk = None
    refusal.ruling.save(force_insert=True)


def rule(
    *, law: Law, decision: str, facts: Mapping[str, Value], subject: models.Model, at: datetime
) -> tuple[Answer, Ruling]:
    """Ask and keep; the ruling is written in the caller's transaction."""
    answer, ruling = ruled(law=law, decision=decision, facts=facts, subject=subject, at=at)
    ruling.save(force_insert=True)
    return answer, ruling


def ruled(
    *, law: Law, decision: str, facts: Mapping[str, Value], subject: models.Model, at: datetime
) -> tuple[Answer, Ruling]:
    """The same with the ruling not written yet, for many at once."""
    compiled = law.decision(decision)
    answer = compiled.decide(facts)
    return answer, Ruling(
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        at=at,
        decision=decision,
        jurisdiction=compiled.jurisdiction,
        facts={name: compiled.fact(name).jsonable(value) for name, value in facts.items()},
        outcome=answer.outcome,
        clauses=list(answer.clauses),
        rules_version=compiled.rules_version,
    )


def keep(rulings: Iterable[Ruling]) -> None:
    """Write rulings that `ruled` gave; in the caller's transaction."""
    insert(list(rulings))


def replay(law: Law, *, jurisdiction: str) -> Iterator[Differs]:
    """Every stored decision of the jurisdiction whose outcome this law would change."""
    for ruling in (
        Ruling.objects.filter(jurisdiction=jurisdiction).order_by("pk").iterator(_AT_ONCE)
    ):
        outcome = law.decision(ruling.decision).decide(ruling.facts).outcome
        if outcome != ruling.outcome:
            yield Differs(ruling, outcome)


def refused(law: Law, answer: Answer, ruling: Ruling, what: str) -> RefusedByLaw:
    """The law's no to something, with its outcome in words and its clauses."""
    found = law.decision(answer.decision).outcomes
    said = found[answer.outcome].label if answer.outcome else Text("未定", "open")
    clauses = "、".join(answer.clauses), ", ".join(answer.clauses)
    return RefusedByLaw(
        answer,
        ruling,
        Text(f"{what}：{said.zh}（{clauses[0]}）", f"{what}: {said.en} ({clauses[1]})"),
    )
