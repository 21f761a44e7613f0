"""Worked examples of the document.

Each answer is computed, so it cannot go stale, and each is asked over HTTP by the tests, so it is
what a client gets. The lists of decisions and clauses have none: they would be longer than the
rest of the document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any

from xianjie.api.handlers import REQUIRED
from xianjie.api.problems import INVALID_REQUEST, KINDS, NO_SUCH_RECORD, FieldError, Problem
from xianjie.api.v1 import describing
from xianjie.api.v1.catalogue import row, rows
from xianjie.api.v1.decisions import answer
from xianjie.api.v1.inputs import CatalogueFilters, Question
from xianjie.api.v1.verification import BOTH_NEEDED, Checked, checked, told_number
from xianjie.domain.certificates.checks import not_found
from xianjie.domain.evaluations.noticing import NO_SUCH
from xianjie.instruments import DEFAULT_JURISDICTION, law
from xianjie.instruments.catalogue import Treatment
from xianjie.text import Lang, Text


@dataclass(frozen=True)
class Example:
    """A request to an operation (parameters of path and query by name) and what it answers."""

    operation: str
    name: str
    summary: Text
    answer: Callable[[], object]
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    status: int = HTTPStatus.OK


def _case(  # one question put to a decision
    name: str,
    summary: Text,
    decision: str,
    body: Mapping[str, Any],
    *,
    lang: Lang = "zh",
    status: int = HTTPStatus.OK,
) -> Example:
    def ask() -> object:
        return answer(decision, Question.model_validate(body)).as_json(lang)

    return Example(
        "decide",
        name,
        summary,
        ask if status == HTTPStatus.OK else _refused(ask, lang),
        {"decision": decision, "lang": lang},
        body,
        status,
    )


def _refused(ask: Callable[[], object], lang: Lang = "zh") -> Callable[[], object]:
    def refusal() -> object:
        try:
            return ask()
        except Problem as problem:
            return problem.as_json(lang)

    return refusal


def _occupation(name: str, on: str) -> Callable[[], object]:
    return lambda: row(name, DEFAULT_JURISDICTION, date.fromisoformat(on))


def _wrong(field_: str, message: Text) -> Callable[[], object]:
    return lambda: Problem(INVALID_REQUEST, errors=[FieldError(field_, message)]).as_json("zh")


def _without_a_file(operation: str) -> Example:
    return Example(
        operation,
        "no_file",
        Text("没有附文件", "No file was sent"),
        _wrong("file", REQUIRED),
        {"lang": "zh"},
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def _checked_in_vain() -> object:
    """What is answered where nobody has such a certificate: no table is read for it."""
    told = checked(not_found(_CHECKED_ON), "--", with_report=False)
    return Checked.model_validate(told).model_dump(mode="json")


_NUMBER = "2099000001500001"
_CHECKED_ON = date(2020, 11, 6)

EXAMPLES = (
    Example(
        "list_catalogue",
        "filtered",
        Text("交通运输部实施的第一批工种", "Occupations of batch 1 under the transport ministry"),
        lambda: rows(
            CatalogueFilters.model_construct(treatment=Treatment.BATCH_1, department="交通运输部"),
            date(2020, 9, 15),
        ),
        {"treatment": "batch_1", "department": "交通运输部", "on": "2020-09-15"},
    ),
    Example(
        "show_occupation",
        "electrician",
        Text("电工，2020 年底", "Electrician at the end of 2020"),
        _occupation("电工", "2020-12-31"),
        {"name": "电工", "on": "2020-12-31"},
    ),
    Example(
        "show_occupation",
        "unknown",
        Text("附件没有的名称", "A name that the annex does not hold"),
        _refused(_occupation("仓储管理员", "2020-12-31")),
        {"name": "仓储管理员", "on": "2020-12-31"},
        status=HTTPStatus.NOT_FOUND,
    ),
    Example(
        "show_occupation",
        "ambiguous",
        Text("代表两个工种的扫描写法", "A scanned spelling that stands for two occupations"),
        _refused(_occupation("重冶金法冶炼工", "2020-12-31")),
        {"name": "重冶金法冶炼工", "on": "2020-12-31"},
        status=HTTPStatus.CONFLICT,
    ),
    Example(
        "show_decision",
        "replacement",
        Text("证书补换发", "Replacement of a certificate"),
        lambda: describing.decision_with_rules(law("CN-GD").decision("replacement")),
        {"decision": "replacement", "jurisdiction": "CN-GD"},
    ),
    _case(
        "choice",
        Text("已报名、尚未考试的考生", "A candidate who registered and has not yet sat the exam"),
        "candidate-option",
        {
            "facts": {
                "occupation": "电工",
                "route": "scheduled",
                "announced_on": "2020-06-01",
                "registered_on": "2020-08-15",
                "exam_held": False,
                "suspended": False,
            }
        },
    ),
    _case(
        "open",
        Text("事实不足", "Not enough is known"),
        "certificate-issuance",
        {"facts": {"occupation": "电工", "passed": True}},
        lang="en",
    ),
    _case(
        "other_reading",
        Text("换一种理解", "Under another reading"),
        "certificate-issuance",
        {
            "facts": {
                "occupation": "电工",
                "route": "scheduled",
                "announced_on": None,
                "registration_accepted_on": "2020-07-01",
                "passed": True,
                "issue_on": "2021-02-01",
            },
            "readings": {"R4": "alternative"},
        },
        lang="en",
    ),
    _case(
        "impossible",
        Text("不可能的事实", "Impossible facts"),
        "replacement",
        {"facts": {"occupation": "电焊工人", "requested_on": None, "reason": "stolen"}},
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    ),
    Example(
        "list_readings",
        "national",
        Text("仅按国家通知", "Under the national notice alone"),
        lambda: [describing.reading(entry) for entry in law("CN").readings.values()],
        {"jurisdiction": "CN"},
    ),
    Example(
        "show_problem",
        "ambiguous_occupation",
        Text("一种错误", "One kind of problem"),
        lambda: describing.kind(KINDS["ambiguous-occupation"]),
        {"kind": "ambiguous-occupation"},
    ),
    Example(
        "verify",
        "not_found",
        Text("没有编号和姓名都相符的证书", "No certificate has this number and this name"),
        _checked_in_vain,
        {"lang": "zh"},
        {"number": _NUMBER, "name": "无此人", "as_of": _CHECKED_ON.isoformat()},
    ),
    Example(
        "verify",
        "number_alone",
        Text("只有编号", "A number alone"),
        _wrong("name", BOTH_NEEDED),
        {"lang": "zh"},
        {"number": _NUMBER},
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    ),
    Example(
        "verify_many",
        "no_rows",
        Text("没有一行", "No row"),
        _wrong("rows", Text("至少 1 项", "must have at least 1 items")),
        {"lang": "zh"},
        {"rows": []},
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    ),
    _without_a_file("verify_file"),
    _without_a_file("verify_many_file"),
    Example(
        "object_to_result",
        "not_on_show",
        Text("没有在公示的这一批", "Nothing of that number is on show"),
        lambda: Problem(NO_SUCH_RECORD).as_json("zh"),
        {"pk": "1", "lang": "zh"},
        {"place": 3, "words": "评价当日此人不在场"},
        status=HTTPStatus.NOT_FOUND,
    ),
    Example(
        "ask_after_objection",
        "wrong_code",
        Text("查询码不符", "Another's code"),
        lambda: Problem(NO_SUCH_RECORD, NO_SUCH).as_json("zh"),
        {"lang": "zh"},
        {"number": "YY20200915ABCDEF", "code": "2345 6789 ABCD"},
        status=HTTPStatus.NOT_FOUND,
    ),
    Example(
        "explain_number",
        "qualification",
        Text("鉴定中心核发的初级证书", "An elementary certificate of a centre"),
        lambda: told_number(_NUMBER, _CHECKED_ON),
        {"number": _NUMBER},
    ),
)
