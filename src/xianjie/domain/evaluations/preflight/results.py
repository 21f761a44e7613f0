"""Checks of results: shown to the public, accepted by the bureau."""

from __future__ import annotations

from collections.abc import Iterator

from xianjie.domain.evaluations import clocks
from xianjie.domain.evaluations.models import Objection
from xianjie.domain.evaluations.preflight.asking import Case, Finding, blocks, warns
from xianjie.text import Text


def shown(case: Case) -> Iterator[Finding]:
    notice = clocks.newest_notice(case.plan)
    if notice is None or notice.until_on >= case.on:
        until = f"（到 {notice.until_on}）" if notice else ""
        yield blocks(
            Text(
                f"公示还没有结束{until}",
                "the results have not been shown to the public"
                + (f" until {notice.until_on}" if notice else ""),
            )
        )
    about = Objection.objects.filter(notice__plan=case.plan)
    if count := about.filter(answered_on=None).count():
        yield blocks(Text(f"{count} 件异议尚未答复", f"{count} objections are not answered"))
    if count := about.filter(upheld=True).count():
        yield warns(
            Text(
                f"{count} 件异议成立，所涉的人不发证",
                f"{count} objections were right: those concerned get no certificate",
            )
        )


def accepted(case: Case) -> Iterator[Finding]:
    report = getattr(case.plan, "report", None)
    if report is None or report.accepted_on is None or report.accepted_on > case.on:
        yield blocks(
            Text("结果还没有经主管部门审核通过", "the bureau has not accepted the results yet")
        )
    if late := clocks.days_late(case.plan, case.on):
        yield warns(
            Text(
                f"结果迟报 {late} 个工作日",
                f"the results were reported {late} working days late",
            )
        )
