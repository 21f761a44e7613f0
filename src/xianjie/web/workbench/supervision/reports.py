"""The report of a quarter: looked at, then issued for all to read."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.supervision import issuing_reports
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.models import QuarterlyReport
from xianjie.domain.supervision.printing_reports import content_of
from xianjie.domain.supervision.quarters import (
    Quarter,
    as_text,
    figures,
    quarter_before,
    quarter_named,
    quarter_of,
)
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.portal.register.reports import shown
from xianjie.web.workbench.forms import fill_in

_QUARTERS = 8  # back to which a report can be looked at


@guarded("report.issue")
def issue(visit: Visit) -> HttpResponse:
    """The figures of a quarter as of today, and the button that issues them."""
    on = today_of(visit.request)
    quarters = _latest(quarter_of(on))
    chosen = _chosen(visit, quarters)
    content = content_of(as_text(figures(chosen, on)))

    def act(form: forms.Form) -> str:
        del form
        made = issuing_reports.issue(
            by=visit.actor, quarter=chosen, on=on, at=moment_of(visit.request)
        )
        return reverse("portal:register-report", args=[made.pk])

    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text("监督情况通报", "Report on supervision"),
        lede=Text(
            f"{chosen.label.zh}，数据截至今天。印发后公开，不再改动；数据有更正的另行印发。",
            f"{chosen.label.en}, as of today. Once issued it is public and stays as it is; a "
            "correction is a report of its own.",
        ),
        done=Text("已印发", "issued"),
        button=Text("印发", "Issue"),
        trail=[(Text("工作台", "Workbench"), reverse("work:inbox"))],
        part="reports",
        template="work/supervision/report.html",
        extra={
            "quarters": [(one.name, one.label) for one in quarters],
            "chosen": chosen,
            **shown(content, visit.request),
            "issued": QuarterlyReport.objects.filter(as_of__lte=on).order_by("-pk")[:20],
        },
    )


def _latest(last: Quarter) -> list[Quarter]:
    found = [last]
    while len(found) < _QUARTERS:
        found.append(quarter_before(found[-1]))
    return found


def _chosen(visit: Visit, quarters: list[Quarter]) -> Quarter:
    """The quarter asked for; the one that ended last where none is, or no such one."""
    try:
        asked = quarter_named(visit.request.GET.get("quarter", ""))
    except SupervisionError:
        return quarters[1]
    return asked if asked in quarters else quarters[1]
