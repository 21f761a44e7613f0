"""A batch of certificates on paper: what cannot be printed, then all of it in one archive."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.certificates.models import Batch, Scheme
from xianjie.domain.certificates.printing_many import print_batch, unprintable_certificates
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import now, today_of
from xianjie.web.language import lang_of
from xianjie.web.workbench import jobs, subjects
from xianjie.web.workbench.issuing import trail
from xianjie.web.workbench.long_jobs import (
    Page,
    found_job,
    returned_file,
    show_job,
    told_problems,
)

TITLE = Text("成批打印", "Print the batch")


@guarded("certificate.submit", of=subjects.issue_batch)
def start(visit: Visit, batch: Batch) -> HttpResponse:
    """What will be made and what cannot be printed; then make it, in the background."""
    if visit.request.method == "POST":
        key = jobs.prepare(visit.actor.username, batch.pk)
        return _go_on(visit, batch, key)
    certificates = batch.lines.filter(certificate__isnull=False)
    context = {
        "section": "work",
        "part": "issuing",
        "title": TITLE,
        "batch": batch,
        "is_level": batch.scheme == Scheme.LEVEL,
        "count": certificates.count(),
        "without_photo": certificates.filter(certificate__photo="").count(),
        "unprintable": unprintable_certificates(batch),
        "trail": [*trail(batch), (TITLE, "")],
    }
    return render(visit.request, "work/print.html", context)


@guarded("certificate.submit", of=subjects.issue_batch)
def job(visit: Visit, batch: Batch, key: str) -> HttpResponse:
    """How far it is, then where the file is; one that was cut off is gone on with."""
    found = found_job(visit, batch.pk, key)
    if visit.request.method == "POST" and found.state in jobs.STOPPED:
        return _go_on(visit, batch, key)
    address = reverse("work:issue-print-job", args=[batch.pk, key])
    made, wrong = found.told.get("rows", 0), found.told.get("wrong", 0)
    page = Page(
        TITLE,
        batch.title,
        "issuing",
        trail(batch),
        lost=Text(
            "中断了（服务可能重启过）。已生成的不会再生成一次。",
            "It was interrupted, perhaps by a restart. What is made is not made again.",
        ),
        summary=Text(
            f"已生成 {made} 张" + (f"，另有 {wrong} 张没有生成" if wrong else ""),
            f"{made} made" + (f", {wrong} not made" if wrong else ""),
        ),
        back=(Text("回到批次", "Back to the batch"), reverse("work:issue-batch", args=[batch.pk])),
        whole=batch.lines.filter(certificate__isnull=False).count(),
        again=address,
        returned=(Text("下载 ZIP", "Download the ZIP"), f"{address}file/"),
        problem_head=Text("证书编号", "Certificate"),
    )
    return show_job(visit, found, page)


@guarded("certificate.submit", of=subjects.issue_batch, methods=("GET", "HEAD"))
def file(visit: Visit, batch: Batch, key: str) -> FileResponse:
    """The archive."""
    found = found_job(visit, batch.pk, key)
    return returned_file(found, "application/zip", f"certificates-{batch.pk}.zip")


def _go_on(visit: Visit, batch: Batch, key: str) -> HttpResponse:
    on, at, lang = today_of(visit.request), now(), lang_of(visit.request)

    def work(report: jobs.Report, folder: Path) -> Mapping[str, Any]:
        printed = print_batch(
            by=visit.actor,
            batch=batch,
            folder=folder,
            law=law_on(on),
            lang=lang,
            on=on,
            at=at,
            progress=report,
        )
        return {
            "rows": printed.made,
            "wrong": len(printed.left_out),
            "problems": told_problems(printed.left_out),
        }

    jobs.go_on(key, visit.actor.username, batch.pk, work)
    return HttpResponseRedirect(reverse("work:issue-print-job", args=[batch.pk, key]))
