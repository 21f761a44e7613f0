"""What pages of supervision say alike: steps in words, trails, fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from xianjie.domain.filings.models import Measure
from xianjie.domain.filings.telling import MEASURES, WHOLE
from xianjie.domain.supervision.complaining import PUBLIC
from xianjie.domain.supervision.locking import MOST_WORDS, Sent
from xianjie.domain.supervision.models import Case, CaseStep
from xianjie.domain.supervision.stages import Course, Kind, sanction_of
from xianjie.text import Text
from xianjie.web.workbench.forms import both

TITLE = Text("案件", "Cases")
OWN = Text("对我单位的核查", "Inquiries into us")
PART, OWN_PART = "cases", "own-cases"
STEPS = {
    Kind.ASSIGNED: Text("交办", "given to"),
    Kind.ASKED: Text("要求说明", "the body was asked"),
    Kind.ANSWERED: Text("机构说明", "the body answered"),
    Kind.NOTED: Text("补充证据", "evidence added"),
    Kind.FOUND: Text("认定", "found"),
    Kind.ORDERED: Text("责令整改", "ordered to put it right"),
    Kind.REPORTED: Text("机构报告整改", "the body reported what it put right"),
    Kind.CHECKED: Text("复查", "checked again"),
    Kind.PROPOSED: Text("提出处理", "a sanction was proposed"),
    Kind.APPEALED: Text("机构提出异议", "the body objected"),
    Kind.SETTLED: Text("答复异议", "the objection was answered"),
    Kind.CLOSED: Text("办结", "closed"),
}
_HOLDS = {
    (Kind.FOUND, True): Text("属实", "confirmed"),
    (Kind.FOUND, False): Text("不属实", "not confirmed"),
    (Kind.CHECKED, True): Text("通过", "passed"),
    (Kind.CHECKED, False): Text("不通过", "not passed"),
    (Kind.SETTLED, True): Text("异议成立", "upheld"),
    (Kind.SETTLED, False): Text("异议不成立", "not upheld"),
}
_GRANTED = {
    None: Text("待另一人决定", "another is to decide"),
    True: Text("已决定", "decided"),
    False: Text("不同意", "refused"),
}


@dataclass(frozen=True)
class Shown:
    """A step as a page shows it."""

    step: CaseStep
    words: Text
    verdict: Text | None
    sanction: Text | None
    found_on: Text | None  # the alert of a finding
    is_set_aside: bool
    files: Sequence[Any]


def shown(course: Course, step: CaseStep) -> Shown:
    sanction = sanction_of(step, course.on) if step.kind == Kind.PROPOSED else None
    verdict = _HOLDS.get((Kind(step.kind), bool(step.holds))) if step.holds is not None else None
    return Shown(
        step,
        STEPS[Kind(step.kind)],
        _GRANTED[sanction.granted] if sanction else verdict,
        sanction_words(step) if sanction else None,
        Text(step.alert.sentence_zh, step.alert.sentence_en) if step.alert else None,
        course.is_set_aside(step),
        list(step.files.order_by("pk")),
    )


def goes_on(course: Course) -> bool:
    """Whether more was done after the day on which it is looked at, as a demonstration may."""
    return len(course.steps) < course.case.steps.count()


def sanction_words(step: CaseStep) -> Text:
    """What a sanction does, to whom, from when."""
    if measure := step.measure:
        kind = MEASURES[Measure.Kind(measure.kind)]
        scope = measure.occupation or WHOLE.zh, measure.occupation or WHOLE.en
        return Text(
            f"自{measure.from_on}起{kind.zh}备案（{scope[0]}）",
            f"{kind.en} of the filing ({scope[1]}) from {measure.from_on}",
        )
    if entry := step.blacklisting:
        return Text(
            f"{entry.name} 自{entry.from_on}起列入失信名单，至{entry.until_on}为止",
            f"{entry.name} on the blacklist from {entry.from_on} until before {entry.until_on}",
        )
    assert step.proposal  # noqa: S101 - a constraint says that there is one of the three
    number = step.proposal.certificate.number
    return Text(f"撤销证书 {number}", f"revoke certificate {number}")


def title_of(case: Case) -> Text:
    """What a case is called: of a complaint or an inspection by its number, else as typed."""
    if case.opened_by == PUBLIC:
        return Text(case.title, f"Complaint {case.title.rpartition(' ')[2]}")
    if inspection := getattr(case, "inspection", None):
        number = f"{inspection.draw_id}-{inspection.place}"
        return Text(case.title, f"Inspection {number}: not all in order")
    return Text(case.title, case.title)


def trail(case: Case | None = None) -> list[tuple[Text, str]]:
    """The way to a case's page."""
    found = [(Text("工作台", "Workbench"), reverse("work:inbox")), (TITLE, reverse("work:cases"))]
    if case:
        found.append((title_of(case), reverse("work:case", args=[case.pk])))
    return found


def own_trail(case: Case | None = None) -> list[tuple[Text, str]]:
    """The way to a case's page as its body sees it."""
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (OWN, reverse("work:own-cases")),
    ]
    if case:
        found.append((title_of(case), reverse("work:own-case", args=[case.pk])))
    return found


def words_field(zh: str, en: str, *, most: int = MOST_WORDS, hint: str = "") -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=both(zh, en),
        max_length=most,
        help_text=hint,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )


def no_names() -> str:
    return both(
        "机构可以看到。不要写个人的证件号码、住址。",
        "The body sees this. Leave out people's identity numbers and addresses.",
    )


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, or none."""

    def __init__(self) -> None:
        super().__init__(
            label=both("材料", "Files"),
            required=False,
            help_text=both(
                "可以不附；至多 5 份，每份不超过 5 MB，加密保存",
                "none needed; 5 at most, each of at most 5 MB, kept encrypted",
            ),
            widget=_ManyFiles(attrs={"class": "input", "multiple": True}),
        )

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:  # noqa: ANN401 - as Django has it
        given: Iterable[UploadedFile[Any]] = data if isinstance(data, (list, tuple)) else [data]
        cleaned = [super(FilesField, self).clean(one, initial) for one in given if one]
        return [Sent(one.name, one.read()) for one in cleaned]


def days_field(quantity: int) -> forms.IntegerField:
    """A deadline in working days, with what is usual."""
    return forms.IntegerField(
        label=both("期限（工作日）", "Deadline, in working days"),
        min_value=1,
        max_value=60,
        initial=quantity,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
