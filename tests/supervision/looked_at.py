"""A small register in which all is well, with certificates of both schemes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from tests.certificates.conftest import ISSUED, Office, issuer, office, province, sat
from tests.certificates.filed import evaluated, submit_evaluated
from tests.sittings.conftest import THEN
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.evaluations.models import Plan, Report
from xianjie.domain.filings.models import Filing
from xianjie.domain.supervision import running
from xianjie.domain.supervision.models import Alert
from xianjie.domain.supervision.snapshot import take
from xianjie.indicators import ends_of_issuing
from xianjie.instruments import law

__all__ = ["ISSUED", "Register", "issuer", "office", "province", "register", "sat"]
AT = datetime(2020, 11, 2, 9, tzinfo=UTC)
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Register:
    """Three skill-level certificates of one plan, one qualification certificate."""

    office: Office
    folder: Path

    @property
    def body(self) -> Body:
        return self.office.filed

    @property
    def plan(self) -> Plan:
        return Plan.objects.earliest("pk")

    @property
    def levels(self) -> list[Certificate]:
        return list(Certificate.objects.filter(scheme="level").order_by("pk"))

    @property
    def qualification(self) -> Certificate:
        return Certificate.objects.get(scheme="qualification")

    def taken(self, on: date = ISSUED) -> dict[str, Rows]:
        """The tables as of a day."""
        folder = self.folder / f"taken-{on}"
        folder.mkdir(exist_ok=True)
        take(folder, on=on, law=law())
        return {
            file.stem: pyarrow.parquet.read_table(file).to_pylist()
            for file in folder.glob("*.parquet")
        }

    def run(self, on: date = ISSUED, **given: Any) -> running.Looked:  # noqa: ANN401 - as `running.run`
        told = {"at": AT, "law": law(), "deadlines": ends_of_issuing(), **given}
        return running.run(self.folder / "runs", on=on, **told)

    def alerts(self) -> list[tuple[str, str]]:
        """Those that have not ended, by indicator and subject."""
        standing = Alert.objects.filter(ended_run=None).order_by("indicator", "subject")
        return list(standing.values_list("indicator", "subject"))


@pytest.fixture
def register(office: Office, tmp_path: Path) -> Register:
    office.certificate()
    people = [evaluated(row) for row in range(1, 4)]
    batch = submit_evaluated(
        by=office.filed_maker,
        body=office.filed,
        evaluated=people,
        title="认定",
        law=law(),
        on=ISSUED,
        at=THEN,
    )
    day = people[0].evaluated_on
    Plan.objects.update(filing=Filing.objects.get(), reported_on=date(2020, 9, 28), held_on=day)
    Report.objects.update(reported_on=date(2020, 10, 27))  # in time
    office.issued(batch, by=office.filed_checker)
    return Register(office, tmp_path)
