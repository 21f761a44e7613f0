"""Checks of who takes part: sent by whom, under which condition, nobody twice."""

from __future__ import annotations

from collections.abc import Iterator

from xianjie.domain.evaluations.entrusting import faults_for
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.evaluations.preflight.asking import (
    Case,
    Evidence,
    Finding,
    blocks,
    persons,
    said,
    warns,
)
from xianjie.instruments.conditions import ConditionError, claim_of, condition
from xianjie.text import Text


def somebody(case: Case) -> Iterator[Finding]:
    if not case.people:
        yield blocks(Text("没有参加人员", "nobody takes part"))


def entrustments(case: Case) -> Iterator[Finding]:
    wrong = [
        Evidence(words, one.pk)
        for one in case.people
        if one.entrustment is not None
        for words in faults_for(one.entrustment, case.plan)
    ]
    if wrong:
        yield blocks(
            Text(
                f"{persons(wrong)} 人的委托协议不能用于本批次",
                f"of {persons(wrong)} the entrustment does not hold for this batch",
            ),
            wrong,
        )


_PUBLIC = Participant.Basis.PUBLIC


def basis(case: Case) -> Iterator[Finding]:
    kind = case.plan.filing.kind if case.plan.filing else case.plan.organisation.kind
    if kind not in {"employer", "technical_school"}:
        return
    wrong = [
        Evidence(Text("社会人员", "from the public"), one.pk)
        for one in case.people
        if one.basis == _PUBLIC
    ]
    if wrong:
        yield blocks(
            Text(
                f"用人单位和技工院校只评价本单位的人和受委托的人，{len(wrong)} 人都不是",
                "employers and technical schools evaluate their own people and those entrusted "
                f"to them, and {len(wrong)} are neither",
            ),
            wrong,
        )


def conditions(case: Case) -> Iterator[Finding]:
    wrong = [Evidence(words, one.pk) for one in case.people for words in lacking(one, case.plan)]
    if wrong:
        yield blocks(
            Text(
                f"{persons(wrong)} 人不符合所选的申报条件",
                f"{persons(wrong)} do not meet the condition that they claim",
            ),
            wrong,
        )


def lacking(one: Participant, plan: Plan) -> list[Text]:
    """What of the claimed condition a participant does not meet on the plan's first day."""
    try:
        claimed, claim = condition(one.condition), claim_of(one.condition_facts)
    except ConditionError as error:
        return [error.message]
    if claimed.level != plan.level:
        return [Text("所选的是另一等级的申报条件", "the condition is one of another level")]
    return claimed.lacking(claim, plan.from_on)


def held(case: Case) -> Iterator[Finding]:
    if case.holds is None:
        return
    claimed = [one for one in case.people if one.condition_facts.get("held_number")]
    found = case.holds(claimed)
    missing = [
        Evidence(Text("登记册中没有", "not in the register"), one.pk)
        for one in claimed
        if one.pk not in found
    ]
    if missing:
        yield warns(
            Text(
                f"{len(missing)} 人的下一级证书在本省登记册中查不到，请核对原件",
                f"of {len(missing)} the lower certificate is not in the province's register; look "
                "at the paper",
            ),
            missing,
        )


def duplicates(case: Case) -> Iterator[Finding]:
    plan = case.plan
    passed, at_once = [], []
    for one in case.people:
        for other in case.others[one.document, one.number_hash]:
            there = other.plan
            if _is_same(there, plan) and there.from_on < plan.from_on and other.passed:
                passed.append(Evidence(said(there.until_on), one.pk))
            if there.from_on <= plan.until_on and there.until_on >= plan.from_on:
                at_once.append(Evidence(said(there.from_on), one.pk))
    if passed:
        yield blocks(
            Text(
                f"{persons(passed)} 人已在此前的批次通过同一职业同一等级",
                f"{persons(passed)} passed the same occupation and level before",
            ),
            passed,
        )
    if at_once:
        yield blocks(
            Text(
                f"{persons(at_once)} 人同时在另一批次",
                f"{persons(at_once)} are at another batch on the same days",
            ),
            at_once,
        )


def _is_same(one: Plan, other: Plan) -> bool:
    return (one.occupation, one.level) == (other.occupation, other.level)
