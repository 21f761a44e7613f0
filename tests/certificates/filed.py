"""A filed organisation with two people, alone in its register: for what runs in a process apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tests.sittings.conftest import THEN, staff
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates.models import Batch, FiledScope, Filing, IssuingCode, Scheme
from xianjie.domain.certificates.submitting import Evaluated, approve, submit_evaluated
from xianjie.instruments import law

ISSUED = date(2020, 11, 2)


def moment(day: date) -> datetime:
    """In the afternoon of a day, as the log wants it to be near the day that an entry claims."""
    return datetime.combine(day, time(8), UTC)


@dataclass(frozen=True)
class Filed:
    """The organisation, who submits and who approves."""

    body: Body
    maker: Actor
    checker: Actor

    def batch(self, people: range) -> Batch:
        """Submitted for these people, of whom each passed once."""
        return submit_evaluated(
            by=self.maker,
            body=self.body,
            evaluated=[evaluated(row) for row in people],
            title="认定",
            law=law(),
            on=ISSUED,
            at=THEN,
        )

    def approved(self, people: range) -> Batch:
        made = self.batch(people)
        approve(by=self.checker, batch=made.pk, on=ISSUED, at=THEN)
        return made


def make_filed() -> Filed:
    """Filed for electricians, levels five to three, from June 2020 on."""
    body = Body.objects.create(
        kind="evaluation", name="某评价中心", area="440106", opened_on=date(2020, 1, 1)
    )
    IssuingCode.objects.create(
        body=body, scheme=Scheme.LEVEL, code="S000044000001", from_on=date(2020, 6, 1)
    )
    filing = Filing.objects.create(
        body=body,
        kind=Filing.Kind.SOCIAL,
        name="某评价中心",
        from_on=date(2020, 6, 1),
        until_on=date(2023, 5, 31),
        basis="1",
        entered_by="x",
        entered_at=THEN,
    )
    FiledScope.objects.create(filing=filing, occupation="电工", lowest=5, highest=3)
    return Filed(
        body,
        staff(Role.EVALUATION, body, "评价经办"),
        staff(Role.EVALUATION, body, "评价审批"),
    )


def evaluated(row: int = 1, **given: object) -> Evaluated:
    """One person's evaluation, as a row of the batch's file."""
    told: dict[str, object] = {
        "name": f"考生{row}",
        "document": "resident",
        "number": f"44010618900101{row:04}",
        "occupation": "电工",
        "level": 4,
        "evaluated_on": date(2020, 10, 20),
        "passed": True,
        "is_own": False,
        "entrusted": False,
        "theory": 80,
        **given,
    }
    return Evaluated(row, **told)  # type: ignore[arg-type]
