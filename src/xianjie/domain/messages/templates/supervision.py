"""Templates of supervision: alerts, the steps of a case, the blacklist."""

from __future__ import annotations

from xianjie.domain.messages.templates.template import Template
from xianjie.text import Text

_SUPERVISION = ("252/2.4", "80/4")
TEMPLATES = (
    Template(
        "alerts_found",
        "1",
        Text("有 {count} 条新预警待说明", "New alerts to explain: {count}"),
        Text(
            "例行检查在你单位的发证、考试或评价记录中发现 {count} 条新预警。请登录工作台，"
            "在“本单位预警”中说明情况，或报告更正了什么。预警是线索，不是结论。",
            "A routine look at your records of issuing, exams or evaluations found new alerts: "
            "{count}. Log in to the workbench and explain them under “Own alerts”, or say what you "
            "put right. An alert is a lead and no finding.",
        ),
        Text(
            "有 {count} 条新预警，请登录“本单位预警”说明。",
            "New alerts: {count}. Log in and explain them under “Own alerts”.",
        ),
        _SUPERVISION,
    ),
    Template(
        "alerts_moved",
        "1",
        Text("你处理过的预警有变化", "Alerts that you handled have changed"),
        Text(
            "例行检查中，{body}的预警里你处理过的：{reopened} 条重新查到或证据增多，"
            "{ended} 条不再查到。请登录工作台查看。",
            "A routine look at {body}: of the alerts that you handled, found again or with more to "
            "show: {reopened}; no longer found: {ended}. Log in to the workbench and look.",
        ),
        Text(
            "你处理过的预警：{reopened} 条重新提出，{ended} 条已消除，请登录查看。",
            "Alerts that you handled: reopened {reopened}, ended {ended}. Log in and look.",
        ),
        _SUPERVISION,
    ),
    Template(
        "case_asked",
        "1",
        Text("核查：请说明情况", "An inquiry: please answer"),
        Text(
            "主管部门就“{case}”核查你单位，请在{due}前（含当日）登录工作台，在“对我单位的核查”中说明情况"
            "并附材料。问题：{question}",
            "The authority looks into “{case}” at your body. Log in to the workbench by {due}, "
            "that day included, and answer under “Inquiries into us”, with what shows it. The "
            "question: {question}",
        ),
        Text(
            "主管部门就“{case}”核查，请在{due}前登录说明。",
            "The authority asks about “{case}”: log in and answer by {due}.",
        ),
        _SUPERVISION,
    ),
    Template(
        "case_found",
        "1",
        Text("核查认定已作出", "A finding was made"),
        Text(
            "“{case}”的核查认定：{finding}。对认定不服的，可以在{last}前（含当日）登录工作台提出异议，"
            "由另一人复核；依法申请行政复议、提起行政诉讼的权利不受影响。",
            "The finding in “{case}”: {finding}. You may object by {last}, that day included, in "
            "the workbench, and another person answers; administrative review and suit stay open "
            "to you as the law provides.",
        ),
        Text(
            "“{case}”的核查认定已作出，请登录查看。",
            "A finding was made in “{case}”: log in to see it.",
        ),
        _SUPERVISION,
    ),
    Template(
        "case_ordered",
        "1",
        Text("责令整改", "You are ordered to put something right"),
        Text(
            "“{case}”：请在{due}前（含当日）完成整改，并登录工作台报告。整改要求：{order}",
            "“{case}”: put this right by {due}, that day included, and report it in the workbench: "
            "{order}",
        ),
        Text(
            "“{case}”责令整改，请在{due}前完成并登录报告。",
            "“{case}”: put right by {due} what you are ordered to, and report it in the workbench.",
        ),
        _SUPERVISION,
    ),
    Template(
        "case_checked",
        "1",
        Text("整改复查结果", "What you put right was checked"),
        Text(
            "“{case}”的整改复查：{outcome}。{words}", "“{case}”, checked again: {outcome}. {words}"
        ),
        Text("“{case}”的整改复查：{outcome}。", "“{case}”, checked again: {outcome}."),
        _SUPERVISION,
    ),
    Template(
        "case_settled",
        "1",
        Text("异议答复", "Your objection was answered"),
        Text(
            "你单位在“{case}”中的异议：{outcome}。{words}",
            "Your objection in “{case}”: {outcome}. {words}",
        ),
        Text("“{case}”中的异议：{outcome}。", "Your objection in “{case}”: {outcome}."),
        _SUPERVISION,
    ),
    Template(
        "case_closed",
        "1",
        Text("核查已办结", "An inquiry was closed"),
        Text("“{case}”已办结：{findings}", "“{case}” was closed: {findings}"),
        Text("“{case}”已办结，请登录查看。", "“{case}” was closed: log in to see how."),
        _SUPERVISION,
    ),
    Template(
        "body_blacklisted",
        "1",
        Text("列入失信名单", "You were put on the blacklist"),
        Text(
            "你单位自{begins}起列入失信名单，至{ends}为止（当日不含），期间不得备案。理由：{grounds}。"
            "理由予以公布。对这一决定，可以依法申请行政复议或者提起行政诉讼。",
            "From {begins} until before {ends} your body is on the blacklist and cannot be filed. "
            "Grounds, which are published: {grounds}. Against this one may apply for "
            "administrative review or bring an administrative suit, as the law provides.",
        ),
        Text(
            "自{begins}起列入失信名单，至{ends}为止。",
            "On the blacklist from {begins} until before {ends}.",
        ),
        _SUPERVISION,
    ),
)
