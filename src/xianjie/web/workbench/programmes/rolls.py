"""Class lists by file."""

from __future__ import annotations

from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.programmes.models import Cohort
from xianjie.domain.programmes.rolls import TEMPLATE, upload
from xianjie.tables import write_template
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.days import moment_of
from xianjie.web.language import lang_of
from xianjie.web.workbench import jobs
from xianjie.web.workbench.programmes import subjects
from xianjie.web.workbench.programmes.cohorts import cohort_trail
from xianjie.web.workbench.uploads import About, Upload, Work


def _prepare(visit: Visit, cohort: Cohort, content: bytes, name: str, mode: Mode) -> Work:
    at, lang = moment_of(visit.request), lang_of(visit.request)

    def work(report: jobs.Report) -> Uploaded:
        del report  # a class takes no time
        return upload(
            by=visit.actor,
            cohort=cohort,
            content=content,
            filename=name,
            mode=mode,
            at=at,
            lang=lang,
        )

    return work


CLASS_LIST = Upload(
    "class-list",
    "programme.keep",
    Text("导入名单", "Import a class list"),
    Text(
        "先下载模板填写，检查无误再导入；每一行的结果写在退回的同一文件里。证件号码加密存放。",
        "Fill in the template and have it checked before it is imported; the same file comes "
        "back with what became of each row. Identity numbers are kept encrypted.",
    ),
    lambda visit, _: write_template(TEMPLATE, lang_of(visit.request)),
    _prepare,
    About(
        subjects.cohort,
        "coverage",
        cohort_trail,
        Text("班级", "The class"),
        lambda cohort: str(cohort.name),
        Text("回到班级", "Back to the class"),
        "work:cohort",
    ),
)
