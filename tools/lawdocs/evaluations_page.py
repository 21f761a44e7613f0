"""Level certification's states, steps, pre-flight checks and conditions, from the code's tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianjie.config.settings")
django.setup()  # the tables stand beside the models, which need it

from tools.lawdocs.markup import code, page, pair  # noqa: E402
from xianjie.domain.evaluations.preflight import CHECKS, Check, Stage  # noqa: E402
from xianjie.domain.evaluations.states import (  # noqa: E402
    ENTRUSTMENT_STEPS,
    PLAN_STEPS,
    EntrustmentState,
    PlanState,
    Step,
)
from xianjie.identifiers.levels import Level  # noqa: E402
from xianjie.instruments.conditions import PROVENANCE, conditions  # noqa: E402
from xianjie.text import Text  # noqa: E402

_STAGES = {
    Stage.REPORTING: Text("报告计划前", "before a plan is reported"),
    Stage.ISSUING: Text("发证前", "before certificates are asked for"),
}


def evaluations_page() -> str:
    return page(
        "# 等级认定 · Level certification",
        "状态由存下的日期推出，可以问任何一天；哪一步在哪个状态允许、凭哪项权利，是同一张表。",
        "States are derived from the days that are stored, and can be asked about as of any day; "
        "one table says which step is allowed in which state, and by which right.",
        "## 评价计划 · Plans",
        _states(PlanState),
        _steps(PLAN_STEPS),
        "## 委托 · Entrustments",
        _states(EntrustmentState),
        _steps(ENTRUSTMENT_STEPS),
        "## 预检 · Pre-flight",
        "机构和主管部门运行的是同一段程序；版本是这段程序和它所用数据的摘要。",
        "The organisation and the bureau run the same code; its version is a digest of that code "
        "and of the data that it counts with.",
        _checks(CHECKS),
        "## 申报条件 · Conditions of the levels",
        f"{PROVENANCE.zh}。",
        f"{PROVENANCE.en[0].upper()}{PROVENANCE.en[1:]}.",
        _conditions(),
    )


def _states(states: Iterable[PlanState | EntrustmentState]) -> str:
    return _table(
        ("状态 · state", ""), ((code(state.value), pair(state.label)) for state in states)
    )


def _steps(steps: Mapping[str, Step]) -> str:
    return _table(
        ("步骤 · step", "在哪个状态 · allowed in", "之后 · leads to", "权利 · right"),
        (
            (
                pair(one.words),
                ", ".join(code(state.value) for state in one.states),
                code(one.leads_to.value) if one.leads_to else "",
                code(one.verb),
            )
            for one in steps.values()
        ),
    )


def _checks(checks: Iterable[Check]) -> str:
    return _table(
        ("检查 · check", "", "何时 · when", "依据 · rests on"),
        (
            (
                code(one.name),
                pair(one.title),
                "；".join(pair(_STAGES[stage]) for stage in Stage if stage in one.stages),
                " ".join((*one.clauses, *(code(name) for name in one.quantities))),
            )
            for one in checks
        ),
    )


def _conditions() -> str:
    return _table(
        ("名称 · name", "等级 · level", "", "可信度 · confidence"),
        (
            (code(one.name), pair(Level(one.level).ordinal), pair(one.words), one.confidence.value)
            for one in conditions().values()
        ),
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(heads)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
