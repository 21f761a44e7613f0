"""Photographs of a batch as one ZIP: checked or used in the background, told of file by file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Batch
from xianjie.domain.certificates.photo_files import MOST_FILES, use_archive
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.language import lang_of
from xianjie.web.workbench import jobs, subjects
from xianjie.web.workbench.forms import both, fill_in
from xianjie.web.workbench.issuing import trail
from xianjie.web.workbench.lines import TITLE as LINES
from xianjie.web.workbench.long_jobs import (
    Page,
    found_job,
    returned_file,
    show_job,
    told_problems,
)
from xianjie.web.workbench.uploads import XLSX

TITLE = Text("成批交照片", "Photographs as a ZIP")
_MOST_BYTES = 1 << 30


class ArchiveForm(forms.Form):
    file = forms.FileField(
        label=both("照片（ZIP）", "Photographs (ZIP)"),
        help_text=both(
            f"一人一个 JPEG 或 PNG，文件名为准考证号或证件号码；至多 {MOST_FILES} 个，不超过 1 GB",
            "one JPEG or PNG for each, named by ticket or identity document number; at most "
            f"{MOST_FILES}, 1 GB",
        ),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".zip"}),
    )
    mode = forms.ChoiceField(
        label=both("怎样做", "What to do"),
        initial="check",
        choices=lambda: [
            ("check", str(both("只检查，不采用", "check only, use none"))),
            ("use", str(both("采用合格的", "use those that are right"))),
        ],
        widget=forms.Select(attrs={"class": "input"}),
    )


@guarded("certificate.submit", of=subjects.issue_batch)
def start(visit: Visit, batch: Batch) -> HttpResponse:
    """Send the archive; what becomes of it is on the next page."""

    def act(form: ArchiveForm) -> str:
        sent = form.cleaned_data["file"]
        if sent.size > _MOST_BYTES:
            raise CertificateError(
                Text("文件不能超过 1 GB；请分几次交", "the file must not exceed 1 GB; send parts")
            )
        is_check = form.cleaned_data["mode"] == "check"
        key = jobs.prepare(visit.actor.username, batch.pk, sent=sent, kept={"check_only": is_check})
        _go_on(visit, batch, key, check_only=is_check)
        return reverse("work:issue-photos-job", args=[batch.pk, key])

    return fill_in(
        visit,
        ArchiveForm,
        act,
        title=TITLE,
        lede=Text(
            f"{batch.title}：按文件名对到人。再交一次同样的文件，什么也不变；照片审批后不能再换。",
            f"{batch.title}: files are matched by their names. The same archive again changes "
            "nothing; once the batch is approved no photograph can be changed.",
        ),
        done=Text("文件已收到", "the file has arrived"),
        button=Text("提交", "Send"),
        trail=_trail(batch),
        part="issuing",
    )


@guarded("certificate.submit", of=subjects.issue_batch)
def job(visit: Visit, batch: Batch, key: str) -> HttpResponse:
    """How far it is, then what came of every file and line."""
    found = found_job(visit, batch.pk, key)
    told = found.told
    if visit.request.method == "POST" and found.state in jobs.STOPPED:
        _go_on(visit, batch, key, check_only=told["kept"]["check_only"])
        return HttpResponseRedirect(visit.request.path)
    is_check = told["kept"].get("check_only", False)
    used, lines, missing = (told.get(name, 0) for name in ("used", "lines", "missing"))
    address = reverse("work:issue-photos-job", args=[batch.pk, key])
    page = Page(
        TITLE,
        batch.title,
        "issuing",
        _trail(batch),
        lost=Text(
            "中断了（服务可能重启过）。已采用的照片都在，继续时不会重复。",
            "It was interrupted, perhaps by a restart. What was used is there, and nothing is "
            "done twice.",
        ),
        summary=Text(
            f"应有 {lines} 人：{'可以采用' if is_check else '新采用'} {used} 张，"
            f"仍缺 {missing} 人。" + ("这次只检查，没有采用。" if is_check else ""),
            f"{lines} lines: {used} {'can be used' if is_check else 'used'}, {missing} still "
            "without." + (" It was only checked; none was used." if is_check else ""),
        ),
        back=(LINES, reverse("work:issue-lines", args=[batch.pk])),
        again=address,
        start=reverse("work:issue-photos", args=[batch.pk]),
        returned=(Text("下载逐人结果", "Download what became of each"), f"{address}file/"),
        problem_head=Text("序号", "No."),
    )
    return show_job(visit, found, page)


@guarded("certificate.submit", of=subjects.issue_batch, methods=("GET", "HEAD"))
def report(visit: Visit, batch: Batch, key: str) -> FileResponse:
    """What became of each line and file, as Excel."""
    found = found_job(visit, batch.pk, key)
    return returned_file(found, XLSX, f"photographs-{batch.pk}.xlsx")


def _trail(batch: Batch) -> list[tuple[Text, str]]:
    return [*trail(batch), (LINES, reverse("work:issue-lines", args=[batch.pk]))]


def _go_on(visit: Visit, batch: Batch, key: str, *, check_only: bool) -> None:
    lang, at = lang_of(visit.request), moment_of(visit.request)
    sent = found_job(visit, batch.pk, key).sent

    def work(report: jobs.Report, folder: Path) -> Mapping[str, Any]:
        try:
            told = use_archive(
                by=visit.actor,
                batch=batch,
                path=sent,
                check_only=check_only,
                lang=lang,
                at=at,
                progress=report,
            )
        finally:
            sent.unlink()  # photographs and numbers in the clear
        (folder / "returned").write_bytes(told.report)
        return {
            "rows": told.lines,
            "lines": told.lines,
            "used": told.used,
            "missing": told.missing,
            "wrong": len(told.problems),
            "problems": told_problems(told.problems),
        }

    jobs.go_on(key, visit.actor.username, batch.pk, work)
