"""A file about one thing: its template, a dry run, the import with its progress, the file back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern

from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.tables import TableError
from xianjie.text import Text
from xianjie.web.accounts.guarding import Loader, View, Visit, guarded
from xianjie.web.language import active
from xianjie.web.workbench import jobs, subjects
from xianjie.web.workbench.exams import trail
from xianjie.web.workbench.forms import both, fill_in

_MOST_BYTES = 30 << 20
_SHOWN = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Work = Callable[[jobs.Report], Uploaded]
Thing = Any  # what the file is about: a record that the upload's `About` loads


@dataclass(frozen=True)
class About:
    """What a file is about: how it is loaded, in which part of the workbench, under which words.

    ``back`` is the words of the link that leads to its page, ``page`` that page's name.
    """

    of: Loader
    part: str
    trail: Callable[[Thing], list[tuple[Text, str]]]
    kind: Text
    name: Callable[[Thing], str]
    back: Text
    page: str


EXAM = About(
    subjects.exam,
    "exams",
    trail,
    Text("考试", "The exam"),
    lambda exam: str(exam.title),
    Text("回到考试", "Back to the exam"),
    "work:exam",
)


@dataclass(frozen=True)
class Upload:
    """A sort of file: who may send it, its words, its template, and what is done with it.

    ``prepare`` reads the visit before the work begins elsewhere: visit, thing, content, name, mode.
    """

    name: str  # of the addresses: work:NAME, work:NAME-template, work:NAME-job, work:NAME-returned
    verb: str
    title: Text
    lede: Text
    template: Callable[[Visit, Thing], bytes]
    prepare: Callable[[Visit, Thing, bytes, str, Mode], Work]
    about: About = EXAM
    modes: tuple[Mode, ...] = tuple(Mode)  # what may be done; some files are taken whole or not
    check: Callable[[Thing], object] = lambda _: None  # raises for what takes no file now

    def paths(self, prefix: str) -> list[URLPattern]:
        """Its addresses below ``prefix``, which names the thing as ``pk``."""
        return [
            path(prefix, _start(self), name=self.name),
            path(f"{prefix}template/", _template(self), name=f"{self.name}-template"),
            path(f"{prefix}<str:key>/", _job(self), name=f"{self.name}-job"),
            path(f"{prefix}<str:key>/file/", _returned(self), name=f"{self.name}-returned"),
        ]

    def address(self, thing: Thing, step: str = "", key: str = "") -> str:
        name = f"work:{self.name}{step}"
        return reverse(name, args=[thing.pk, key] if key else [thing.pk])


_MODES = {
    Mode.CHECK: Text("只检查，不写入", "check only, write nothing"),
    Mode.ALL: Text("全部无误才导入", "import if no row is wrong"),
    Mode.GOOD: Text("无误的先导入，有误的退回", "import the right rows, give the others back"),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=both("文件", "File"),
        help_text=both(".xlsx 或 .csv，不超过 30 MB", ".xlsx or .csv, at most 30 MB"),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".xlsx,.csv"}),
    )
    mode = forms.ChoiceField(
        label=both("怎样做", "What to do"),
        initial=Mode.CHECK.value,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, modes: Sequence[Mode], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **kwargs)
        field = self.fields["mode"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(mode.value, _MODES[mode].in_(active())) for mode in modes]


def _start(upload: Upload) -> View:
    """Send a file; what becomes of it is on the next page."""
    about = upload.about

    @guarded(upload.verb, of=upload.about.of)
    def view(visit: Visit, thing: Thing) -> HttpResponse:
        def act(form: UploadForm) -> str:
            sent, mode = form.cleaned_data["file"], Mode(form.cleaned_data["mode"])
            if sent.size > _MOST_BYTES:
                raise TableError(Text("文件不能超过 30 MB", "the file must not exceed 30 MB"))
            name = sent.name
            do = upload.prepare(visit, thing, sent.read(), name, mode)

            def work(report: jobs.Report) -> tuple[Mapping[str, Any], bytes]:
                found = do(report)
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

            key = jobs.start(visit.actor.username, thing.pk, work)
            return upload.address(thing, "-job", key)

        return fill_in(
            visit,
            partial(UploadForm, modes=upload.modes),
            act,
            title=upload.title,
            lede=Text(
                f"{about.kind.zh}：{about.name(thing)}。{upload.lede.zh}",
                f"{about.name(thing)}. {upload.lede.en}",
            ),
            done=Text("文件已收到", "the file has arrived"),
            button=Text("提交", "Send"),
            trail=about.trail(thing),
            part=about.part,
            template="work/import.html",
            check=lambda: upload.check(thing),
            extra={"template_address": upload.address(thing, "-template")},
        )

    return view


def _template(upload: Upload) -> View:
    """The template to fill in."""

    @guarded(upload.verb, of=upload.about.of, methods=("GET", "HEAD"))
    def view(visit: Visit, thing: Thing) -> HttpResponse:
        content = upload.template(visit, thing)
        return attachment(content, XLSX, f"{upload.name}.xlsx")

    return view


def _job(upload: Upload) -> View:
    """How far it is, then what came of it."""
    about = upload.about

    @guarded(upload.verb, of=upload.about.of, methods=("GET", "HEAD"))
    def view(visit: Visit, thing: Thing, key: str) -> HttpResponse:
        found = found_job(visit, thing, key)
        told = found.told
        context = {
            "section": "work",
            "part": about.part,
            "title": upload.title,
            "named": about.name(thing),
            "job": found,
            "message": Text(**told["message"]) if "message" in told else None,
            "notices": [Text(zh, en) for zh, en in told.get("notices", [])],
            "problems": [(number, Text(zh, en)) for number, zh, en in told.get("problems", [])],
            "returned_address": upload.address(thing, "-returned", key),
            "again_address": upload.address(thing),
            "back": about.back,
            "back_address": reverse(about.page, args=[thing.pk]),
            "trail": [*about.trail(thing), (upload.title, "")],
        }
        is_part = visit.request.headers.get("HX-Request")
        template = "work/import_state.html" if is_part else "work/import_job.html"
        return render(visit.request, template, context)

    return view


def _returned(upload: Upload) -> View:
    """The same file with what became of each row."""

    @guarded(upload.verb, of=upload.about.of, methods=("GET", "HEAD"))
    def view(visit: Visit, thing: Thing, key: str) -> HttpResponse:
        found = found_job(visit, thing, key)
        if found.state != "done":
            raise Http404
        is_csv = str(found.told["name"]).lower().endswith(".csv")
        return attachment(
            found.file.read_bytes(),
            "text/csv; charset=utf-8" if is_csv else XLSX,
            f"{upload.name}-checked.{'csv' if is_csv else 'xlsx'}",
        )

    return view


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be saved under that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def found_job(visit: Visit, thing: Thing, key: str) -> jobs.Job:
    """The person's own job about the thing; else answered as one that is not there."""
    found = jobs.find(key, visit.actor.username, thing.pk)
    if found is None:
        raise Http404
    return found
