"""The report of a check: numbered steps with their outcomes, and every certified field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xianjie.documents import wording
from xianjie.documents.official import (
    Attachment,
    Named,
    Row,
    day,
    moment,
    official_document,
    qr,
    rows,
    text_row,
    words,
)
from xianjie.documents.steps import Outcome, Step
from xianjie.text import Text

TITLE = Text("证书核验报告", "Report of a Certificate Check")
_WORDS = {
    "asked": Text("核验事项", "What was checked"),
    "steps": Text("核验步骤", "Steps"),
    "fields": Text("证书所载全部事项", "Every certified field"),
    "no_fields": Text("没有可列明的证书事项。", "There are no certified fields to state."),
    "place": Text("序", "No."),
    "step": Text("步骤", "Step"),
    "outcome": Text("结果", "Outcome"),
    "detail": Text("说明", "Detail"),
    "limits": Text(
        "本报告只说明核验之时的情形，不预示以后；最新情形请再次核验。",
        "This report tells what held when the check was made, not what holds later; check again "
        "for that.",
    ),
}
_SUBJECT = Text("核验对象", "Subject")
_CHECKED_AT = Text("核验时间", "Checked at")
_AS_OF = Text("核验基准日", "As of")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. ``fields`` are label and value, of the stored certificate or none.

    ``as_of`` is the day for which it was asked; ``outcome`` colours the conclusion.
    """

    number: str
    keeper: Named
    subject: Text
    checked_at: datetime
    as_of: date
    outcome: Outcome
    conclusion: Text
    steps: Sequence[Step]
    fields: Sequence[tuple[Text, str]]
    qr: str
    lookup: Text
    report: Attachment


def check_report_document(one: CheckReport) -> bytes:
    """The report as PDF, A4, as many pages as it takes; raises `MissingGlyph`."""
    checked = moment(one.checked_at)
    outcomes = {outcome.value: outcome.label for outcome in Outcome}
    return official_document(
        "check_report.typ",
        {
            "words": words(**_WORDS, **outcomes, **wording.SHARED, lookup=one.lookup),
            "outcome": one.outcome.value,
            "conclusion": {"zh": one.conclusion.zh, "en": one.conclusion.en},
            "asked": rows(
                text_row(_SUBJECT, one.subject),
                text_row(_CHECKED_AT, checked),
                text_row(_AS_OF, day(one.as_of)),
            ),
            "steps": [
                {
                    "zh": step.title.zh,
                    "en": step.title.en,
                    "outcome": step.outcome.value,
                    "detail": {"zh": step.detail.zh, "en": step.detail.en},
                }
                for step in one.steps
            ],
            "rows": rows(*(Row(label, value) for label, value in one.fields)),
            "issuer": {"zh": one.keeper.zh, "en": one.keeper.en},
            "on": {"zh": checked.zh, "en": checked.en},
        },
        title=TITLE,
        number=one.number,
        attachment=one.report,
        on=one.checked_at,
        pictures={"qr": qr(one.qr)},
    )
