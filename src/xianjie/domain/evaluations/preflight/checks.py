"""The table of the checks, its version, and a run of those of a stage."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.preflight import ground, people, results
from xianjie.domain.evaluations.preflight.asking import Case, Check, Flight, Holds, Stage
from xianjie.instruments import conditions as conditions_data
from xianjie.instruments.conditions import PROVENANCE
from xianjie.text import Text

_BOTH = frozenset(Stage)
_REPORTING, _ISSUING = frozenset({Stage.REPORTING}), frozenset({Stage.ISSUING})
CHECKS = (
    Check(
        "filed",
        Text("备案在评价的每一天都有效，含本职业、等级和场地", "filed for it on all days, there"),
        _BOTH,
        ground.filed,
        ("80/5", "252/2.2"),
    ),
    Check(
        "site",
        Text("场地可用，工位（座位）够用", "the site is at hand and large enough"),
        _REPORTING,
        ground.site,
    ),
    Check(
        "in_time",
        Text("提前报告", "reported in time"),
        _REPORTING,
        ground.in_time,
        quantities=("plan_lead_days",),
    ),
    Check("somebody", Text("有人参加", "somebody takes part"), _BOTH, people.somebody),
    Check(
        "examiners",
        Text("考评组齐全，人人可用", "the panel is complete, and each may examine"),
        _BOTH,
        ground.examiners,
        quantities=("examiners_least", "examiner_batches_running"),
    ),
    Check(
        "entrustments",
        Text("委托协议先于评价，含本职业和等级", "entrusted before, for this"),
        _BOTH,
        people.entrustments,
        ("252/2.2",),
    ),
    Check(
        "basis",
        Text(
            "参加的人属于机构可以评价的", "those who take part are the organisation's to evaluate"
        ),
        _BOTH,
        people.basis,
        ("252/2.2",),
    ),
    Check(
        "conditions",
        Text("符合申报条件", "the conditions of the level are met"),
        _BOTH,
        people.conditions,
        note=PROVENANCE,
    ),
    Check(
        "held",
        Text("下一级证书可查", "lower certificates are in the register"),
        _BOTH,
        people.held,
    ),
    Check(
        "duplicates",
        Text("没有重复", "nobody twice"),
        _BOTH,
        people.duplicates,
    ),
    Check(
        "shown",
        Text("公示已满，异议已答复", "shown to the public, objections answered"),
        _ISSUING,
        results.shown,
        quantities=("notice_days",),
    ),
    Check(
        "accepted",
        Text("结果已审核通过", "the results are accepted"),
        _ISSUING,
        results.accepted,
        quantities=("report_days_employer", "report_days_social_organisation"),
    ),
)


_HERE = Path(__file__).parent
_DATA = Path(conditions_data.__file__).parent
# The checks, what they ask of their neighbours, and the data they count with.
SOURCES = (
    *sorted(_HERE.glob("*.py")),
    _HERE.parent / "clocks.py",
    _HERE.parent / "entrusting.py",
    _HERE.parent / "panels.py",
    _DATA / "conditions.py",
    _DATA / "cn_gd" / "conditions.toml",
    _DATA / "cn_gd" / "practice.toml",
)
VERSION = hashlib.sha256(b"\0".join(one.read_bytes() for one in SOURCES)).hexdigest()[:16]


def run(plan: Plan, stage: Stage, on: date, *, holds: Holds | None = None) -> Flight:
    """Ask every question of a stage, on a day."""
    case = Case(plan, stage, on, holds)
    return Flight(
        VERSION,
        stage,
        on,
        tuple((one, tuple(one.find(case))) for one in CHECKS if stage in one.stages),
    )
