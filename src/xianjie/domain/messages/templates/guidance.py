"""Templates of guidance that is sent to bodies."""

from __future__ import annotations

from xianjie.domain.messages.templates.template import Template
from xianjie.text import Text

TEMPLATES = (
    Template(
        "guidance_issued",
        "1",
        Text("指导通知：{title}", "Guidance notice: {title}"),
        Text(
            "指导通知“{title}”已发给你所在的单位。请登录工作台阅读，并确认已阅知。依据：{basis}。",
            "The guidance notice “{title}” is addressed to your body. Log in to the workbench, "
            "read it and confirm that you have. Basis: {basis}.",
        ),
        Text("指导通知“{title}”待阅知。", "The guidance notice “{title}” waits to be read."),
        ("252/2.1.1.4",),
    ),
)
