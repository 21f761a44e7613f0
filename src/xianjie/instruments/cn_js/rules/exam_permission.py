"""Jiangsu on candidates' batches and competitions: JS/1 to JS/3."""

from xianjie.instruments.cn.notions import IN_BATCH_1, IN_BATCH_2
from xianjie.instruments.cn_js.notions import (
    ACCEPTED_IN_TIME,
    ACCEPTED_ON,
    BATCH_COMPLETE,
    EXITING_COMPETITION,
    EXITING_EXAM,
)
from xianjie.law import Amendment, Condition, Deadline, Rule

_ENTRY_CLOSES = (Deadline("batch_1_exit_on", IN_BATCH_1), Deadline("batch_2_exit_on", IN_BATCH_2))


def _not_permitted(name: str, when: Condition, clause: str) -> Rule:
    return Rule(
        name, when, "not_permitted", (clause,), over=("suspended",), deadlines=_ENTRY_CLOSES
    )


def _competition_not_permitted(name: str, when: Condition, clause: str) -> Rule:
    """The same limit for competitions, should R9 be read the other way."""
    return Rule(
        name,
        when,
        "not_permitted",
        (clause,),
        over=("suspended", "competition"),
        readings=("R9",),
        under=("R9", "alternative"),
        deadlines=_ENTRY_CLOSES,
    )


EXAM_PERMISSION = Amendment(
    "exam-permission",
    facts=(ACCEPTED_ON, BATCH_COMPLETE),
    cite={"competition": ("80/3", "JS/3")},
    readings={"competition": ("R9",)},
    before={
        "competition-not-in-plan": (
            _not_permitted("accepted-too-late", EXITING_EXAM & ~ACCEPTED_IN_TIME, "JS/1"),
            _not_permitted("batch-incomplete", EXITING_EXAM & ~BATCH_COMPLETE, "JS/2"),
            _competition_not_permitted(
                "competition-accepted-too-late", EXITING_COMPETITION & ~ACCEPTED_IN_TIME, "JS/1"
            ),
            _competition_not_permitted(
                "competition-batch-incomplete", EXITING_COMPETITION & ~BATCH_COMPLETE, "JS/2"
            ),
        ),
    },
)
