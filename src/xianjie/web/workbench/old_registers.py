"""Old registers by file: columns matched to fields, checked, entered; gone on with if cut off."""

from __future__ import annotations

import csv
import zipfile
import zlib
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import Actor, Target, visible
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.importing import run
from xianjie.domain.certificates.models import Import
from xianjie.domain.certificates.old_rows import FIELDS, guessed
from xianjie.errors import XianjieError
from xianjie.identifiers.areas import Area, area, prefectures
from xianjie.populations.sources import open_source
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.language import active, lang_of
from xianjie.web.workbench import jobs
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.certificates import trail
from xianjie.web.workbench.forms import both, choice_field, fill_in
from xianjie.web.workbench.long_jobs import SHOWN, Page, found_job, returned_file, show_job
from xianjie.web.workbench.names import area_name

TITLE = Text("导入旧登记册", "Import an old register")
_MOST_BYTES = 1 << 30
_MOST_EXCEL, _MOST_UNPACKED = 30 << 20, 600 << 20  # Excel is read whole
_NOTHING = 0  # a job of these is about no one thing
_RECENT = 20


class FileForm(forms.Form):
    area = choice_field("证书归属的地区", "Area that the certificates belong to", list)
    file = forms.FileField(
        label=both("登记册", "Register"),
        help_text=both(
            ".csv（UTF-8）、.parquet 不超过 1 GB，.xlsx 不超过 30 MB；一行一张证书",
            ".csv (UTF-8) or .parquet up to 1 GB, .xlsx up to 30 MB; one certificate a row",
        ),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".csv,.parquet,.xlsx"}),
    )


@guarded("certificate.import")
def start(visit: Visit) -> HttpResponse:
    """Send a file; the next page asks which column is which field."""
    areas = _areas(visit.actor)

    def form(*data: object) -> FileForm:
        made = FileForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["area"].choices = [(one.code, one.name.in_(active())) for one in areas]  # type: ignore[attr-defined]
        return made

    def act(form: FileForm) -> str:
        sent = form.cleaned_data["file"]
        if sent.size > _MOST_BYTES:
            raise CertificateError(
                Text("文件不能超过 1 GB；请分成几个", "the file must not exceed 1 GB; send parts")
            )
        kept = {"name": sent.name, "area": form.cleaned_data["area"], "mode": "check"}
        key = jobs.prepare(visit.actor.username, _NOTHING, sent=sent, kept=kept)
        found = found_job(visit, _NOTHING, key)
        try:
            _require_modest(found.sent)
            open_source(found.sent)
        except XianjieError:
            jobs.drop(found)
            raise
        return reverse("work:register-import-job", args=[key])

    reach = visible(visit.actor, "certificate.import", area="area")
    recent = Import.objects.filter(reach).order_by("-started_at")[:_RECENT]
    return fill_in(
        visit,
        form,
        act,
        title=TITLE,
        lede=Text(
            "每一行查编号、证件校验码、日期；先检查，再导入。有误的不写入，退回写明行号和原因的文件。"
            "同一文件再来一次什么也不改；中断的从停下处继续。证件号码加密保存。",
            "Each row's number, document and day are checked before anything is entered. Wrong "
            "rows are not entered and come back with their number and the reason. The same file "
            "again changes nothing; one that was cut off goes on where it stopped. Identity "
            "numbers are encrypted.",
        ),
        done=Text("文件已收到，请核对列的对应", "the file has arrived; match its columns"),
        button=Text("上传", "Upload"),
        trail=trail(),
        part="certificates",
        template="work/register_import.html",
        extra={"recent": [(one, area_name(one.area)) for one in recent]},
    )


class MappingForm(forms.Form):
    """A select of the file's columns for each field, and what to do."""

    def __init__(
        self,
        columns: list[str],
        given: Mapping[str, str],
        mode: str,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        nothing = ("", str(both("（没有这一列）", "(no such column)")))
        for field in FIELDS:
            self.fields[field.name] = forms.ChoiceField(
                label=both(field.title.zh, field.title.en),
                required=field.required,
                choices=[nothing, *((one, one) for one in columns)],
                initial=given.get(field.name, ""),
                help_text=both(field.note.zh, field.note.en) if field.note else "",
                widget=forms.Select(attrs={"class": "input"}),
            )
        self.fields["mode"] = forms.ChoiceField(
            label=both("怎样做", "What to do"),
            initial=mode,
            choices=[
                ("check", str(both("只检查，不写入", "check only, write nothing"))),
                ("enter", str(both("无误的导入", "enter the right rows"))),
            ],
            widget=forms.Select(attrs={"class": "input"}),
        )


@guarded("certificate.import")
def job(visit: Visit, key: str) -> HttpResponse:
    """Match columns, then how far it is, then what came of it; and go on from there."""
    found = found_job(visit, _NOTHING, key)
    kept = dict(found.told["kept"])
    error: XianjieError | None = None
    if visit.request.method == "POST" and found.state != "working":
        form = _form(found, visit.request.POST)
        if found.state == "lost":
            _go_on(visit, found, kept)
            return HttpResponseRedirect(visit.request.path)
        if form is not None and form.is_valid():
            given = form.cleaned_data
            kept["mode"] = given.pop("mode")
            kept["columns"] = {name: column for name, column in given.items() if column}
            _go_on(visit, found, kept)
            return HttpResponseRedirect(visit.request.path)
    else:
        form = _form(found, None)
    return _page(visit, found, form, error)


def _page(
    visit: Visit, found: jobs.Job, form: MappingForm | None, error: XianjieError | None
) -> HttpResponse:
    kept = found.told["kept"]
    if found.state == "waiting":
        context = {
            "section": "work",
            "part": "certificates",
            "title": Text("列的对应", "Columns"),
            "lede": Text(
                f"{kept['name']}：登记册的每一项在文件的哪一列？名称相同的已选好。",
                f"{kept['name']}: in which column of the file is each field? Those called alike "
                "are chosen already.",
            ),
            "form": form,
            "error": error,
            "button": Text("开始", "Begin"),
            "trail": [*trail(), (TITLE, reverse("work:register-import")), (_COLUMNS, "")],
        }
        wrong = form is not None and form.is_bound
        return render(visit.request, "work/form.html", context, status=400 if wrong else 200)
    told = found.told
    counts = tuple(told.get(name, 0) for name in ("rows", "entered", "known", "wrong"))
    is_check = kept["mode"] == "check"
    address = reverse("work:register-import-job", args=[found.key])
    rows, entered, known, wrong = counts
    page = Page(
        TITLE,
        f"{kept['name']}，{area(kept['area']).name.in_(lang_of(visit.request))}",
        "certificates",
        trail(),
        lost=Text(
            "中断了（服务可能重启过）。已写入的都在册，从停下处继续。",
            "It was interrupted, perhaps by a restart. What was entered is on the register, and "
            "it goes on where it stopped.",
        ),
        summary=Text(
            f"共 {rows} 行：{'可以登记' if is_check else '新登记'} {entered}，"
            f"已在册 {known}，有误 {wrong}。" + ("这次只检查，没有写入。" if is_check else ""),
            f"{rows} rows: {entered} {'can be entered' if is_check else 'entered'}, {known} known, "
            f"{wrong} wrong." + (" It was only checked; nothing was entered." if is_check else ""),
        ),
        back=(Text("再导入一个文件", "Import another file"), reverse("work:register-import")),
        again=address,
        returned=(Text("下载有误的行", "Download the wrong rows"), f"{address}file/")
        if wrong
        else None,
        form=form if (is_check and found.state == "done") or found.state == "refused" else None,
        confirm=Text("导入无误的行", "Enter the right rows") if found.state == "done" else None,
    )
    return show_job(visit, found, page)


_COLUMNS = Text("列的对应", "Columns")


@guarded("certificate.import", methods=("GET", "HEAD"))
def report(visit: Visit, key: str) -> FileResponse:
    """The wrong rows with their reasons."""
    found = found_job(visit, _NOTHING, key)
    return returned_file(found, "text/csv; charset=utf-8", "wrong-rows.csv")


def _form(found: jobs.Job, data: Mapping[str, Any] | None) -> MappingForm | None:
    """None where the file is no longer there."""
    if not found.has_sent:
        return None
    columns = open_source(found.sent).columns
    given = found.told["kept"].get("columns") or guessed(columns)
    return MappingForm(columns, given, "enter" if found.state == "done" else "check", data)


def _go_on(visit: Visit, found: jobs.Job, kept: Mapping[str, Any]) -> None:
    lang, at, path = lang_of(visit.request), moment_of(visit.request), found.sent
    is_check = kept["mode"] == "check"

    def work(report: jobs.Report, folder: Path) -> Mapping[str, Any]:
        wrong = folder / ("checked.csv" if is_check else "returned")
        with wrong.open("w" if is_check else "a", encoding="utf-8-sig", newline="") as out:
            told = run(
                by=visit.actor,
                path=path,
                filename=str(kept["name"]),
                mapping=kept["columns"],
                area=kept["area"],
                report=out,
                lang=lang,
                dry_run=is_check,
                at=at,
                progress=report,
            )
        if is_check:
            wrong.replace(folder / "returned")
        else:
            path.unlink()  # identity numbers in the clear
        return {
            "rows": told.rows,
            "entered": told.entered,
            "known": told.known,
            "wrong": told.wrong,
            "problems": _first(folder / "returned"),
        }

    if not is_check and found.state == "done":
        found.file.unlink(missing_ok=True)  # that of the check
    jobs.go_on(found.key, visit.actor.username, _NOTHING, work, kept=kept)


def _first(path: Path) -> list[list[str]]:
    """The first wrong rows, as a job keeps them: a reason is in the language of who sent them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = islice(csv.reader(file), 1, SHOWN + 1)
        return [[f"{number}", reason, reason] for number, _, reason in rows]


def _areas(actor: Actor) -> list[Area]:
    """Where the person may enter old certificates."""
    return [one for one in prefectures() if may(actor, "certificate.import", Target(area=one.code))]


def _require_modest(path: Path) -> None:
    """A workbook is unpacked within bounds before it is read; raises `CertificateError`."""
    if path.suffix != ".xlsx":
        return
    try:
        if path.stat().st_size > _MOST_EXCEL or _unpacked(path) > _MOST_UNPACKED:
            raise CertificateError(
                Text(
                    "Excel 文件太大；请另存为 CSV（UTF-8）再导入",
                    "the workbook is too large; save it as CSV (UTF-8) and import that",
                )
            )
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise CertificateError(
            Text("不是完好的 Excel 文件；请重新保存", "this is no sound workbook; save it again")
        ) from error


def _unpacked(path: Path) -> int:
    """How large it is, counted rather than believed, and not much further than is allowed."""
    size = 0
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            with archive.open(info) as part:
                while size <= _MOST_UNPACKED and (piece := part.read(1 << 20)):
                    size += len(piece)
    return size
