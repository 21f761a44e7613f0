"""Registrations by file: the template, a dry run, the import with its progress, the file back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.services.uploading import TEMPLATE, Mode, upload
from xianjie.domain.rulings.later import law_on
from xianjie.tables import TableError, write_template
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import lang_of
from xianjie.web.workbench import jobs, subjects
from xianjie.web.workbench.exams import trail
from xianjie.web.workbench.forms import both, fill_in

_MOST_BYTES = 30 << 20
_SHOWN = 100
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = Text("导入报名", "Import registrations")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=both("报名名单", "File of registrations"),
        help_text=both(".xlsx 或 .csv，不超过 30 MB", ".xlsx or .csv, at most 30 MB"),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".xlsx,.csv"}),
    )
    mode = forms.ChoiceField(
        label=both("怎样做", "What to do"),
        initial=Mode.CHECK.value,
        choices=lambda: [
            (Mode.CHECK.value, str(both("只检查，不写入", "check only, write nothing"))),
            (Mode.ALL.value, str(both("全部无误才导入", "import if no row is wrong"))),
            (
                Mode.GOOD.value,
                str(
                    both("无误的先导入，有误的退回", "import the right rows, give the others back")
                ),
            ),
        ],
        widget=forms.Select(attrs={"class": "input"}),
    )


@guarded("registration.import", of=subjects.exam)
def start(visit: Visit, exam: Exam) -> HttpResponse:
    """Send a file; what becomes of it is on the next page."""

    def act(form: UploadForm) -> str:
        sent, mode = form.cleaned_data["file"], Mode(form.cleaned_data["mode"])
        if sent.size > _MOST_BYTES:
            raise TableError(Text("文件不能超过 30 MB", "the file must not exceed 30 MB"))
        content, name = sent.read(), sent.name
        on, at, lang = today_of(visit.request), moment_of(visit.request), lang_of(visit.request)

        def work(report: jobs.Report) -> tuple[Mapping[str, Any], bytes]:
            found = upload(
                by=visit.actor,
                exam=exam,
                content=content,
                filename=name,
                mode=mode,
                law=law_on(today_of(visit.request)),
                on=on,
                at=at,
                lang=lang,
                progress=report,
            )
            told = {
                "rows": found.rows,
                "wrong": found.wrong,
                "written": found.written,
                "mode": mode.value,
                "name": name,
                "notices": [[one.zh, one.en] for one in found.notices],
                "problems": [
                    [number, words.zh, words.en] for number, words in found.problems[:_SHOWN]
                ],
            }
            return told, found.returned

        key = jobs.start(visit.actor.username, exam.pk, work)
        return reverse("work:exam-import-job", args=[exam.pk, key])

    return fill_in(
        visit,
        UploadForm,
        act,
        title=TITLE,
        lede=Text(
            f"考试：{exam.title}。先下载模板填写，检查无误再导入；每一行的结果写在退回的同一文件里。",
            f"Exam: {exam.title}. Fill in the template and have it checked before it is imported; "
            "the same file comes back with what became of each row.",
        ),
        done=Text("文件已收到", "the file has arrived"),
        button=Text("提交", "Send"),
        trail=trail(exam),
        part="exams",
        template="work/import.html",
        extra={"exam": exam},
    )


@guarded("registration.import", of=subjects.exam, methods=("GET", "HEAD"))
def template(visit: Visit, exam: Exam) -> HttpResponse:
    """The template to fill in."""
    del exam
    content = write_template(TEMPLATE, lang_of(visit.request))
    return HttpResponse(
        content,
        content_type=_XLSX,
        headers={"Content-Disposition": 'attachment; filename="registrations.xlsx"'},
    )


@guarded("registration.import", of=subjects.exam, methods=("GET", "HEAD"))
def job(visit: Visit, exam: Exam, key: str) -> HttpResponse:
    """How far it is, then what came of it."""
    found = _found(visit, exam, key)
    told = found.told
    context = {
        "section": "work",
        "part": "exams",
        "title": TITLE,
        "exam": exam,
        "job": found,
        "message": Text(**told["message"]) if "message" in told else None,
        "notices": [Text(zh, en) for zh, en in told.get("notices", [])],
        "problems": [(number, Text(zh, en)) for number, zh, en in told.get("problems", [])],
        "trail": [*trail(exam), (TITLE, "")],
    }
    template = (
        "work/import_state.html"
        if visit.request.headers.get("HX-Request")
        else "work/import_job.html"
    )
    return render(visit.request, template, context)


@guarded("registration.import", of=subjects.exam, methods=("GET", "HEAD"))
def returned(visit: Visit, exam: Exam, key: str) -> HttpResponse:
    """The same file with what became of each row."""
    found = _found(visit, exam, key)
    if found.state != "done":
        raise Http404
    is_csv = str(found.told["name"]).lower().endswith(".csv")
    name = "registrations-checked.csv" if is_csv else "registrations-checked.xlsx"
    return HttpResponse(
        found.file.read_bytes(),
        content_type="text/csv; charset=utf-8" if is_csv else _XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _found(visit: Visit, exam: Exam, key: str) -> jobs.Job:
    found = jobs.find(key, visit.actor.username, exam.pk)
    if found is None:
        raise Http404
    return found
