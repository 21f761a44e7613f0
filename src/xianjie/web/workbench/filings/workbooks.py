"""An application filled in from one workbook."""

from __future__ import annotations

from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.filings.models import Application
from xianjie.domain.filings.states import require_allowed
from xianjie.domain.filings.workbook import TEMPLATE, take_in
from xianjie.tables import write_template
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.days import moment_of
from xianjie.web.language import lang_of
from xianjie.web.workbench import jobs
from xianjie.web.workbench.filings import subjects
from xianjie.web.workbench.filings.words import trail_of
from xianjie.web.workbench.uploads import About, Upload, Work


def _prepare(visit: Visit, application: Application, content: bytes, name: str, mode: Mode) -> Work:
    at, lang = moment_of(visit.request), lang_of(visit.request)

    def work(report: jobs.Report) -> Uploaded:
        found = take_in(
            by=visit.actor,
            application=application.pk,
            content=content,
            filename=name,
            write=mode is not Mode.CHECK,
            at=at,
            lang=lang,
            progress=report,
        )
        return Uploaded(
            found.rows,
            found.wrong,
            found.written,
            found.problems,
            found.returned,
            found.notices,
        )

    return work


APPLICATION = Upload(
    "filing-import",
    "filing.apply",
    Text("用表格填写申请", "Fill in from a workbook"),
    Text(
        "一份表格写全场地、人员、考评员和申请职业；有一行有误，一行也不写入。",
        "Sites, people, examiners and occupations in one workbook; if a row is wrong, none is "
        "taken in.",
    ),
    lambda visit, _: write_template(TEMPLATE, lang_of(visit.request)),
    _prepare,
    About(
        subjects.filing_application,
        "filing-applications",
        trail_of,
        Text("申请", "The application"),
        lambda application: str(application.organisation.body.name),
        Text("回到申请", "Back to the application"),
        "work:filing-application",
    ),
    modes=(Mode.CHECK, Mode.ALL),
    check=lambda application: require_allowed(application, "edit"),
)
