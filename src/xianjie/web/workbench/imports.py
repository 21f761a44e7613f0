"""Registrations by file."""

from __future__ import annotations

from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.services.uploading import TEMPLATE, Mode, Uploaded, upload
from xianjie.domain.rulings.later import law_on
from xianjie.tables import write_template
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import lang_of
from xianjie.web.workbench import jobs
from xianjie.web.workbench.uploads import Upload, Work


def _prepare(visit: Visit, exam: Exam, content: bytes, name: str, mode: Mode) -> Work:
    on, at, lang = today_of(visit.request), moment_of(visit.request), lang_of(visit.request)

    def work(report: jobs.Report) -> Uploaded:
        return upload(
            by=visit.actor,
            exam=exam,
            content=content,
            filename=name,
            mode=mode,
            law=law_on(on),
            on=on,
            at=at,
            lang=lang,
            progress=report,
        )

    return work


REGISTRATIONS = Upload(
    "exam-import",
    "registration.import",
    Text("导入报名", "Import registrations"),
    Text(
        "先下载模板填写，检查无误再导入；每一行的结果写在退回的同一文件里。",
        "Fill in the template and have it checked before it is imported; the same file comes "
        "back with what became of each row.",
    ),
    lambda visit, _: write_template(TEMPLATE, lang_of(visit.request)),
    _prepare,
)
