"""What the operations of supervision are asked: who has the right elsewhere, of what, with what."""

from __future__ import annotations

from typing import Any

_SAID = {"words": "说明"}
_FORM = (_SAID, b"x", "a.png")
_DEADLINE = {**_SAID, "days": 5}
FOREIGN: dict[str, tuple[str, str, Any]] = {
    "show_alert": ("other-bureau", "alert", None),
    "explain_alert": ("other-institution", "alert", _SAID),
    "correct_alert": ("other-institution", "alert", _SAID),
    "dismiss_alert": ("other-bureau", "alert", _SAID),
    "reopen_alert": ("other-bureau", "alert", _SAID),
    "show_case": ("other-bureau", "case", None),
    "list_supervisors": ("other-bureau", "case", None),
    "assign_case": ("other-bureau", "case", {"to": "x"}),
    "add_evidence": ("other-bureau", "case", _FORM),
    "ask_body": ("other-supervisor", "case", _DEADLINE),
    "find_on_case": ("other-bureau", "case", {"findings": [{**_SAID, "confirmed": True}]}),
    "order_rectification": ("other-bureau", "case", _DEADLINE),
    "recheck_case": ("other-supervisor", "case", {**_SAID, "passed": True}),
    "settle_case_objection": ("other-bureau", "case", {**_SAID, "upheld": True}),
    "close_case": ("other-bureau", "case", {"findings": "属实"}),
    "answer_complaint": ("other-bureau", "case", {"findings": "属实", "answer": "已处理"}),
    "propose_case_measure": (
        "other-bureau",
        "case",
        {"kind": "suspended", "grounds": "x", "from_on": "2020-12-01", "basis": "x"},
    ),
    "propose_revocations": (
        "other-bureau",
        "case",
        {"numbers": ["2099000001500007"], "reason": "x", "basis": "x"},
    ),
    "propose_blacklisting": (
        "other-bureau",
        "case",
        {"grounds": "x", "basis": "x", "from_on": "2020-12-01", "months": 12},
    ),
    "decide_blacklisting": ("other-bureau", "blacklisting", {"grant": True}),
    "show_case_file": ("other-bureau", "case_file", None),
    "show_own_case": ("other-institution", "case", None),
    "answer_case": ("other-institution", "case", _FORM),
    "report_rectified": ("other-institution", "case", _FORM),
    "object_to_step": ("other-institution", "case_step", _SAID),
    "show_own_case_file": ("other-institution", "case_file", None),
    "show_inspection": ("other-bureau", "inspection", None),
    "show_draw": ("other-bureau", "draw", None),
    "draw_inspections": ("other-bureau", "draw", None),
    "show_inspection_photo": ("other-bureau", "inspection_item", None),
    "show_own_inspection": ("other-supervisor", "inspection", None),
    "record_inspected_item": (
        "other-supervisor",
        "inspection",
        ({"item": "site", "answer": "in_order"}, b"x", "a.png"),
    ),
    "hand_in_inspection": ("other-supervisor", "inspection", {"words": ""}),
}
