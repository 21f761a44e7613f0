"""Guangdong on exams and candidates: 252/2.1.1 to 252/2.1.3, 252/4."""

from xianjie.instruments import facts
from xianjie.instruments.cn.notions import ACCESS_TYPE, PROVINCIAL_NOTICE
from xianjie.instruments.cn_gd.notions import (
    APPRAISAL_END,
    BY_COMPETITION,
    between,
)
from xianjie.law import Amendment, ByReading, Day, Deadline, Rule

# Winners of competitions have no last day if R7 is read the other way.
_TO_ISSUE = (
    Deadline(
        "issuance_end_on",
        ByReading("R7", ~ACCESS_TYPE, ~ACCESS_TYPE & ~facts.ROUTE.is_("competition")),
    ),
)

EXAM_PERMISSION = Amendment(
    "exam-permission",
    cite={
        "competition-not-in-plan": ("252/2.1.1.3", "252/1"),
        "not-begun": ("252/1",),
        "suspended": ("252/2.1.1.4", "252/4"),
        "access-type": ("252/2.1.3",),
        "competition": ("252/2.1.1.3",),
        "begun": ("252/2.1.1",),
    },
    deadlines={"competition": _TO_ISSUE, "begun": _TO_ISSUE},
)

_REGISTERED_BEFORE = ByReading(
    "R3",
    Day(facts.REGISTERED_ON) < PROVINCIAL_NOTICE,
    Day(facts.REGISTERED_ON) <= PROVINCIAL_NOTICE,
)

CANDIDATE_OPTION = Amendment(
    "candidate-option",
    cite={
        "not-permitted": ("252/1", "252/2.1.2"),
        "as-usual": ("252/2.1.3",),
        "access-type": ("252/2.1.1.4",),
        "suspended": ("252/2.1.1.4",),
        "registered-since": ("252/2.1.1",),
    },
    replace={
        "registered-before": Rule(
            "registered-before",
            _REGISTERED_BEFORE,
            "choose_continue_or_refund",
            ("252/2.1.2",),
            over=("suspended",),
        ),
    },
    deadlines={
        "held": _TO_ISSUE,
        "registered-before": _TO_ISSUE,
        "registered-since": _TO_ISSUE,
    },
)

_ROUTINE = facts.EXAM_KIND.is_("routine")
_FIRST = facts.SITTING.is_("first")
_IN_OCTOBER = between(facts.HELD_ON, "unified_first_from", "unified_first_end_on")
_IN_DECEMBER = between(facts.HELD_ON, "unified_resit_from", "unified_resit_end_on")

_SCHEDULED = (
    Rule(
        "routine-in-time",
        _ROUTINE & (Day(facts.HELD_ON) <= APPRAISAL_END),
        "within_window",
        ("252/2.1.1.1",),
    ),
    Rule(
        "routine-late",
        _ROUTINE & (Day(facts.HELD_ON) > APPRAISAL_END),
        "outside_window",
        ("252/2.1.1.1",),
        deadlines=(Deadline("appraisal_end_on"),),
    ),
    Rule("first-in-october", ~_ROUTINE & _FIRST & _IN_OCTOBER, "within_window", ("252/2.1.1.2",)),
    Rule(
        "first-not-in-october",
        ~_ROUTINE & _FIRST & ~_IN_OCTOBER,
        "outside_window",
        ("252/2.1.1.2",),
        deadlines=(Deadline("unified_first_from"), Deadline("unified_first_end_on")),
    ),
    Rule(
        "resit-in-december",
        ~_ROUTINE & ~_FIRST & _IN_DECEMBER,
        "within_window",
        ("252/2.1.1.2",),
    ),
    Rule(
        "resit-not-in-december",
        ~_ROUTINE & ~_FIRST & ~_IN_DECEMBER,
        "outside_window",
        ("252/2.1.1.2",),
        deadlines=(Deadline("unified_resit_from"), Deadline("unified_resit_end_on")),
    ),
)
_ALL_SCHEDULED = tuple(rule.id for rule in _SCHEDULED)
# All but a routine exam past its last day, which no notice can follow: those of October and
# December too, since the bounds of provincial_notice_on reach beyond them.
_PERHAPS_EARLIER = tuple(name for name in _ALL_SCHEDULED if name != "routine-late")

EXAM_SCHEDULE = Amendment(
    "exam-schedule",
    rules=(
        Rule("access-type", ACCESS_TYPE, "not_governed", ("252/2.1.3",), over=_ALL_SCHEDULED),
        Rule("competition", BY_COMPETITION, "not_governed", over=_ALL_SCHEDULED),
        Rule(
            "before-this-notice",
            Day(facts.HELD_ON) < PROVINCIAL_NOTICE,
            "not_governed",
            over=_PERHAPS_EARLIER,
        ),
        *_SCHEDULED,
    ),
)
