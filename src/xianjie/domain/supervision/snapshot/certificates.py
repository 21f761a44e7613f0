"""The certificates of both schemes as they stood on the day, corrections included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xianjie.domain.accounts.acting import prefix
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.models import (
    Certificate,
    Change,
    IssuingCode,
    Line,
    LogEntry,
    Scheme,
)
from xianjie.domain.filings.models import Organisation
from xianjie.domain.kinds import kind_of
from xianjie.domain.supervision.snapshot.asked import Asked, Cells, day_of, pieces
from xianjie.domain.supervision.snapshot.numbers import body_code, of_offer, of_plan

_COLUMNS = (
    "number",
    "scheme",
    "body",
    "issuer",
    "area",
    "number_hash",
    "occupation",
    "level",
    "issued_on",
    "imported",
)
_CORRECTED = {"issuer", "occupation", "level", "issued_on"}


@dataclass(slots=True)
class _Row:
    """A certificate's columns, in their order."""

    pk: int
    number: str
    scheme: str
    body: int | None
    issuer: str
    area: str
    person: str
    occupation: str
    level: int
    issued_on: date
    imported: int | None


@dataclass(frozen=True, slots=True)
class _Behind:
    """What a certificate rests on: its sitting and the stored decision."""

    sitting: int
    outcome: str | None


def certificates(asked: Asked) -> Iterator[Cells]:
    """Issued and entered by the day; those of an old register are their area's bureau's."""
    codes = _Codes()
    keepers = _keepers()
    found = Certificate.objects.filter(asked.certificates(), issued_on__lte=asked.on)
    for piece in pieces(found, *_COLUMNS):
        within = piece[0][0], piece[-1][0]
        entered = _entered(within)
        behind = _behind(within)
        corrections, revoked = _changes(within, asked.on)
        for cells in piece:
            row = _Row(*cells)
            logged_at = entered.get(row.pk)
            if logged_at is not None and logged_at >= asked.end:
                continue
            _correct(row, corrections.get(row.pk, ()))
            rests = behind.get(row.pk)
            body = row.body if row.body is not None else _keeper(keepers, row.area)
            yield (
                row.pk,
                row.number,
                row.scheme,
                body_code(body) if body is not None else "",
                row.issuer,
                row.area,
                row.person,
                row.occupation,
                row.level,
                row.issued_on,
                day_of(logged_at),
                row.imported is not None,
                revoked.get(row.pk),
                codes.of(row.body, row.scheme, row.issued_on),
                rests.sitting if rests else None,
                rests.outcome if rests else None,
            )


def _entered(within: tuple[int, int]) -> Mapping[int, datetime]:
    found = LogEntry.objects.filter(
        subject_kind=kind_of(Certificate), kind="issue", subject_id__range=within
    )
    return dict(found.values_list("subject_id", "staged_at"))


def _behind(within: tuple[int, int]) -> Mapping[int, _Behind]:
    issued = Line.objects.filter(certificate__gte=within[0], certificate__lte=within[1])
    lines = issued.values_list(
        "certificate_id", "participant__plan_id", "registration__offer_id", "ruling__outcome"
    )
    return {
        certificate: _Behind(_sitting(plan, offer), outcome)
        for certificate, plan, offer, outcome in lines
    }


def _sitting(plan: int | None, offer: int) -> int:
    return of_offer(offer) if plan is None else of_plan(plan)


def _changes(
    within: tuple[int, int], on: date
) -> tuple[Mapping[int, Sequence[Mapping[str, Any]]], Mapping[int, date]]:
    """What was corrected, in order, and when it was revoked; an exchange keeps the certificate."""
    corrections: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    revoked: dict[int, date] = {}
    made = Change.objects.filter(
        certificate__gte=within[0],
        certificate__lte=within[1],
        on__lte=on,
        kind__in=(Change.Kind.CORRECTED, Change.Kind.REVOKED),
    ).order_by("on", "pk")
    for certificate, kind, day, told in made.values_list(
        "certificate_id", "kind", "on", "corrections"
    ):
        if kind == Change.Kind.REVOKED:
            revoked[certificate] = day
        else:
            corrections[certificate].append(told)
    return corrections, revoked


def _correct(row: _Row, corrections: Sequence[Mapping[str, Any]]) -> None:
    for told in corrections:
        for name in told.keys() & _CORRECTED:
            setattr(row, name, told[name])
    if not isinstance(row.issued_on, date):
        row.issued_on = date.fromisoformat(row.issued_on)
    row.level = int(row.level)


def _keepers() -> Mapping[str, int]:
    """Whose an area's old register is: its bureau's, or the department's."""
    kinds = (Body.Kind.DEPARTMENT, Body.Kind.BUREAU)
    rows = Body.objects.filter(kind__in=kinds).order_by("-closed_on", "-pk")
    return dict(rows.values_list("area", "pk"))


def _keeper(keepers: Mapping[str, int], area: str) -> int | None:
    """That of the smallest area around it."""
    own = prefix(area)
    for digits in range(len(own), 0, -2):
        found = keepers.get(own[:digits].ljust(len(area), "0"))
        if found is not None:
            return found
    return None


class _Codes:
    """The codes that bodies number under, all in memory: there are some thousand."""

    def __init__(self) -> None:
        numbers = Organisation.objects.exclude(number="")
        self._filed: dict[int, str] = dict(numbers.values_list("pk", "number"))
        self._assigned: dict[int, list[tuple[date, date | None, str]]] = defaultdict(list)
        assigned = IssuingCode.objects.values_list("body", "from_on", "until_on", "code")
        for body, first, end, code in assigned:
            self._assigned[body].append((first, end, code))

    def of(self, body: int | None, scheme: str, on: date) -> str | None:
        if body is None:
            return None
        if scheme == Scheme.LEVEL:
            return self._filed.get(body)
        return next(
            (
                code
                for first, end, code in self._assigned.get(body, ())
                if first <= on and (end is None or on < end)
            ),
            None,
        )
