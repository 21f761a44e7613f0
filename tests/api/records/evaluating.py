"""Plans and entrustments asked for over HTTP: the things, who is foreign to them, what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.api.records.conftest import Asker, asker
from tests.evaluations.made import World, make_world

REASON = {"words": "理由"}
# What each operation with a number is asked: who has the right elsewhere, of what, with which body.
FOREIGN: dict[str, tuple[str, str, Any]] = {
    "show_plan": ("employer", "plan", None),
    "list_participants": ("other-bureau", "plan", None),
    "show_preflight": ("other-bureau", "plan", None),
    "enter_participants": (
        "employer",
        "plan",
        {
            "people": [
                {
                    "name": "张三",
                    "document": "passport",
                    "number": "E12345678",
                    "basis": "own",
                    "condition": "four_years",
                    "facts": {"years": 6},
                }
            ]
        },
    ),
    "post_plan_examiner": ("employer", "plan", {"card": "1"}),
    "report_plan": ("employer", "plan", None),
    "cancel_plan": ("employer", "plan", REASON),
    "hold_plan": ("employer", "plan", None),
    "enter_evaluations": ("employer", "plan", {"results": [{"participant": 1, "absent": True}]}),
    "show_evaluations": ("employer", "plan", None),
    "hand_in_evaluations": ("employer", "plan", None),
    "correct_evaluations": ("employer", "plan", REASON),
    "accept_evaluations": ("other-bureau", "plan", None),
    "return_evaluations": ("other-bureau", "plan", REASON),
    "amend_plan": (
        "employer",
        "plan",
        {
            "site": 1,
            "title": "x",
            "occupation": "电工",
            "level": 4,
            "from_on": "2020-09-26",
            "until_on": "2020-09-26",
        },
    ),
    "remove_participant": ("employer", "participant", None),
    "recuse_examiner": (
        "employer",
        "plan",
        {"card": "1", "document": "passport", "number": "E12345678", "reason": "亲属"},
    ),
    "show_entrustment": ("other-bureau", "entrustment", None),
    "confirm_entrustment": ("social", "entrustment", None),
    "decline_entrustment": ("social", "entrustment", REASON),
    "end_entrustment": ("employer", "entrustment", REASON),
}


def evaluating() -> tuple[Mapping[str, int], Mapping[str, Asker], World]:
    """A social organisation's plan, a sponsor's entrustment to an employer; who asks for them."""
    made = make_world()
    plan = made.social.plan()
    things = {
        "plan": plan.pk,
        "participant": plan.participants.latest("pk").pk,
        "entrustment": made.entrusted(confirmed=None).pk,
    }
    people = {
        "social": asker(made.social.one),
        "employer": asker(made.employer.one),
        "employer-2": asker(made.employer.two),
        "sponsor": asker(made.sponsor.one),
        "prefecture": asker(made.bureau.one),
    }
    return things, people, made
