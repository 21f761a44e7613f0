"""Templates of programmes: learners who may graduate without a certificate."""

from __future__ import annotations

from xianjie.domain.messages.templates.template import Template
from xianjie.text import Text

TEMPLATES = (
    Template(
        "cohort_at_risk",
        "1",
        Text("取证预警：{cohort}", "Certificates at risk: {cohort}"),
        Text(
            "“{programme}”{cohort}将于{day}毕（结）业，有 {count} 名学员还没有可靠的取证安排。"
            "请登录工作台，在“取证覆盖”中查看名单、原因和下一步办法。",
            "{cohort} of {programme} graduates on {day}, and {count} learners have no reliable "
            "way to a certificate yet. Log in to the workbench and see under “Coverage” who they "
            "are, why, and what to do next.",
        ),
        Text(
            "{cohort}将于{day}毕（结）业，{count} 名学员取证有风险，请登录查看。",
            "{cohort} graduates on {day}; {count} learners are at risk of no certificate: log in.",
        ),
        ("252/2.2",),
    ),
)
