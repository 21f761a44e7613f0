"""Registration, sitting, result and filing: what a certificate rests on, as the records are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xianjie.calendar import end_of
from xianjie.domain.certificates.models import Line, Scheme
from xianjie.domain.evaluations.models import Objection, PublicNotice
from xianjie.domain.sittings.models import Publication
from xianjie.domain.sittings.sealed import Line as Published
from xianjie.domain.sittings.sealed import digest_of, lines_of
from xianjie.domain.supervision.reproving.steps import Case, Step
from xianjie.domain.supervision.snapshot.asked import Asked
from xianjie.domain.supervision.snapshot.filings import Coverage

_EXAMS = 40  # of which published results are in memory


@dataclass(frozen=True, slots=True)
class _Evaluated:
    """What a skill-level certificate rests on."""

    participant: int
    document: str
    number_hash: str
    is_absent: bool
    passed: bool | None
    plan: int
    organisation: int
    occupation: str
    level: int
    until_on: date
    reported_on: date | None
    cancelled_on: date | None
    held_on: date | None
    accepted_on: date | None


@dataclass(frozen=True, slots=True)
class _Examined:
    """What a qualification certificate rests on."""

    document: str
    number_hash: str
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    occupation: str
    level: int
    exam: int | None
    ticket: str | None
    held_on: date
    published_at: datetime | None
    cancelled_at: datetime | None
    held_at: datetime | None


_OF_PARTICIPANT = (
    "participant_id",
    "participant__document",
    "participant__number_hash",
    "participant__is_absent",
    "participant__passed",
    "participant__plan_id",
    "participant__plan__organisation_id",
    "participant__plan__occupation",
    "participant__plan__level",
    "participant__plan__until_on",
    "participant__plan__reported_on",
    "participant__plan__cancelled_on",
    "participant__plan__held_on",
    "participant__plan__report__accepted_on",
)
_OF_REGISTRATION = (
    "registration__candidate__document",
    "registration__candidate__number_hash",
    "registration__accepted_at",
    "registration__withdrawn_at",
    "registration__offer__occupation",
    "registration__offer__level",
    "registration__place__exam_id",
    "registration__place__ticket",
    "registration__offer__exam__held_on",
    "registration__offer__exam__published_at",
    "registration__offer__exam__cancelled_at",
    "registration__offer__exam__held_at",
)


class Evidence:
    """Looks at many certificates at once."""

    def __init__(self, asked: Asked) -> None:
        self._coverage = Coverage(asked)
        self._results = _Read()

    def look(self, cases: Sequence[Case]) -> None:
        numbers = [case.certificate.pk for case in cases]
        lines = Line.objects.filter(certificate__gte=numbers[0], certificate__lte=numbers[-1])
        evaluated = {
            number: _Evaluated(*told)
            for number, *told in lines.filter(participant__isnull=False).values_list(
                "certificate_id", *_OF_PARTICIPANT
            )
        }
        examined = {
            number: _Examined(*told)
            for number, *told in lines.filter(registration__isnull=False).values_list(
                "certificate_id", *_OF_REGISTRATION
            )
        }
        plans = {one.plan for one in evaluated.values()}
        notices, upheld = _notices(plans), _upheld(plans)
        results = self._results.of({one.exam for one in examined.values() if one.exam})
        for case in cases:
            number = case.certificate.pk
            if number in evaluated:
                _look_at_evaluated(case, evaluated[number], notices, upheld)
            elif number in examined:
                _look_at_examined(case, examined[number], results)
            else:
                case.fail(
                    Step.REGISTRATION,
                    "没有核发它所依据的报名或评价记录",
                    "there is no registration or evaluation on which it was issued",
                )
            self._look_at_filing(case)

    def _look_at_filing(self, case: Case) -> None:
        one = case.certificate
        if one.scheme != Scheme.LEVEL:
            return
        if one.body_id is None or not self._coverage.covers(
            one.body_id, one.occupation, one.level, one.issued_on
        ):
            case.fail(
                Step.FILING,
                f"{one.issued_on} 单位的备案不含{one.occupation}{one.level}级",
                f"the body was not filed for {one.occupation}, level {one.level}, on "
                f"{one.issued_on}",
            )


def _look_at_evaluated(
    case: Case,
    rests: _Evaluated,
    notices: Mapping[int, date],
    upheld: set[tuple[int, int | None]],
) -> None:
    one = case.certificate
    if (rests.document, rests.number_hash) != (one.document, one.number_hash):
        case.fail(Step.REGISTRATION, *_ANOTHER)
    if rests.reported_on is None or rests.cancelled_on is not None or rests.held_on is None:
        case.fail(
            Step.SITTING,
            "评价计划未报告、已取消或没有举行",
            "its plan was not reported, was called off, or was not held",
        )
    if rests.organisation != one.body_id:
        case.fail(Step.SITTING, "是另一单位的评价计划", "its plan is another body's")
    if (rests.occupation, rests.level) != (one.occupation, one.level):
        case.fail(Step.SITTING, *_ANOTHER_LEVEL)
    if rests.until_on > one.issued_on:
        case.fail(Step.SITTING, *_NOT_OVER)
    if rests.is_absent or not rests.passed:
        case.fail(Step.RESULT, *_NOT_PASSED)
    if rests.accepted_on is None or rests.accepted_on > one.issued_on:
        case.fail(
            Step.RESULT,
            "发证时结果未经审核通过",
            "its results were not accepted when it was issued",
        )
    shown_until = notices.get(rests.plan)
    if shown_until is None or shown_until >= one.issued_on:
        case.fail(
            Step.RESULT,
            "发证时结果没有公示期满",
            "its results had not been shown to the end of their notice when it was issued",
        )
    if {(rests.plan, None), (rests.plan, rests.participant)} & upheld:
        case.fail(Step.RESULT, "对结果的异议成立", "an objection to its result was right")


def _look_at_examined(case: Case, rests: _Examined, results: Mapping[int, _Results]) -> None:
    one = case.certificate
    if (rests.document, rests.number_hash) != (one.document, one.number_hash):
        case.fail(Step.REGISTRATION, *_ANOTHER)
    if rests.accepted_at is None or rests.withdrawn_at is not None:
        case.fail(
            Step.REGISTRATION,
            "报名未受理或已撤回",
            "the registration was not accepted, or is withdrawn",
        )
    if rests.published_at is None or rests.cancelled_at is not None or rests.held_at is None:
        case.fail(
            Step.SITTING,
            "考试未公布、已取消或没有举行",
            "its exam was not published, was called off, or was not held",
        )
    if (rests.occupation, rests.level) != (one.occupation, one.level):
        case.fail(Step.SITTING, *_ANOTHER_LEVEL)
    if rests.held_on > one.issued_on:
        case.fail(Step.SITTING, *_NOT_OVER)
    published = results.get(rests.exam or 0, _NO_RESULTS)
    line = published.lines.get(rests.ticket or "")
    if line is None or not line.passed:
        case.fail(Step.RESULT, *_NOT_PASSED)
    if not published.is_whole:
        case.fail(
            Step.RESULT,
            "公布的成绩与其摘要不符",
            "the published results are not those of their digest",
        )
    if published.at is not None and published.at >= end_of(one.issued_on):
        _look_at_earlier(case, rests)


def _look_at_earlier(case: Case, rests: _Examined) -> None:
    """Results were published anew since; there must have been some when it was issued."""
    before = Publication.objects.filter(
        exam=rests.exam, published_at__lt=end_of(case.certificate.issued_on)
    )
    if not before.exists():
        case.fail(
            Step.RESULT,
            "发证时成绩尚未公布",
            "its result was not published when it was issued",
        )


@dataclass(frozen=True, slots=True)
class _Results:
    """The newest results of an exam, by ticket; whether they are those that were published."""

    lines: Mapping[str, Published]
    at: datetime | None = None
    is_whole: bool = True


_NO_RESULTS = _Results({})


class _Read:
    """Published results, kept from one piece to the next while there are few."""

    def __init__(self) -> None:
        self._read: dict[int, _Results] = {}

    def of(self, exams: set[int]) -> Mapping[int, _Results]:
        """The newest of each exam that has some."""
        newest = dict(
            Publication.objects.filter(exam__in=exams).order_by("version").values_list("exam", "pk")
        )
        kept = self._read if len(self._read) < _EXAMS else {}
        missing = Publication.objects.filter(pk__in=set(newest.values()) - kept.keys())
        self._read = kept | {one.pk: _results(one) for one in missing.iterator(_EXAMS)}
        return {exam: self._read[number] for exam, number in newest.items()}


def _results(one: Publication) -> _Results:
    lines = {line.ticket: line for line in lines_of(one)}
    return _Results(lines, one.published_at, digest_of(one.content) == one.digest)


def _notices(plans: set[int]) -> Mapping[int, date]:
    """The last day of the newest notice of each."""
    rows = PublicNotice.objects.filter(plan__in=plans).order_by("from_on", "pk")
    return dict(rows.values_list("plan", "until_on"))


def _upheld(plans: set[int]) -> set[tuple[int, int | None]]:
    rows = Objection.objects.filter(notice__plan__in=plans, upheld=True)
    return set(rows.values_list("notice__plan", "participant"))


_ANOTHER = "报名或评价的是另一人", "who registered is another person"
_ANOTHER_LEVEL = (
    "考的是另一职业或等级",
    "the sitting was of another occupation or level",
)
_NOT_OVER = "发证时考试还没有结束", "the sitting was not over when it was issued"
_NOT_PASSED = "没有合格的成绩", "there is no passed result"
