"""Every way of asking for certificates asks the pre-flight: page, file, program."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.asking import refused
from tests.api.records.conftest import asker
from tests.certificates.conftest import Office, evaluated, issuer, office, sat
from tests.certificates.filed import entered
from tests.filings.conftest import person_number
from tests.web.work.conftest import LogIn, log_in
from xianjie.clock import VARIABLE
from xianjie.domain.certificates.batch_files import PARTICIPANTS
from xianjie.domain.certificates.models import Batch
from xianjie.domain.evaluations.models import Plan
from xianjie.tables import write_csv

__all__ = ["issuer", "log_in", "office", "sat"]
SAID = ("异议尚未答复", "objections are not answered")


@pytest.fixture
def plan(office: Office) -> Plan:
    """Accepted, with an objection that nobody has answered."""
    entered(office.filed, [evaluated(row, number=person_number(row)) for row in (1, 2)])
    made = Plan.objects.get()
    made.notices.get().objections.create(words="", made_on=made.until_on)
    return made


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch, log_in: LogIn) -> None:
    del log_in  # which sets another
    monkeypatch.setenv(VARIABLE, "2020-11-02")


def _file(plan: Plan) -> bytes:
    rows = [
        {"plan": plan.pk, "document": "resident", "number": person_number(row)} for row in (1, 2)
    ]
    return write_csv(PARTICIPANTS.columns, rows, "zh")


@pytest.mark.parametrize(("lang", "said"), [("zh", SAID[0]), ("en", SAID[1])])
def test_pages_refuse_with_the_finding(
    office: Office, plan: Plan, log_in: LogIn, lang: str, said: str
) -> None:
    client = log_in(office.filed_maker)
    told = {"body": office.filed.pk, "title": "认定"}
    for page, given in (
        (f"work/plans/{plan.pk}/report/submit/", {}),
        (
            "work/issuing/new/",
            {**told, "file": SimpleUploadedFile("a.csv", _file(plan))},
        ),
    ):
        shown = client.post(f"/{lang}/{page}", given).content.decode()
        assert said in shown, page
        assert "公示" in shown if lang == "zh" else "shown to the public" in shown
    assert not Batch.objects.exists()


def test_a_file_names_the_first_row_of_the_plan(office: Office, plan: Plan, log_in: LogIn) -> None:
    client = log_in(office.filed_maker)
    file = SimpleUploadedFile("a.csv", _file(plan))
    told = {"body": office.filed.pk, "title": "认定", "file": file}
    shown = client.post("/zh/work/issuing/new/", told).content.decode()
    assert f"第 2 行：评价计划 {plan.pk} 的发证预检不能通过" in shown
    assert "第 3 行" not in shown


def test_programs_are_refused_whatever_they_name(office: Office, plan: Plan) -> None:
    maker = asker(office.filed_maker)
    people = list(plan.participants.values_list("pk", flat=True))
    form: dict[str, Any] = {"body": office.filed.pk, "title": "认定"}
    answers = [
        maker.post("/issue-batches", {**form, "plan": plan.pk}),
        maker.post("/issue-batches", {**form, "participants": people}),
        maker.send("/issue-batches/file", form, _file(plan), "a.csv"),
    ]
    for answer in answers:
        assert SAID[0] in refused(answer, 409, "not-possible-now")["detail"]
    assert not Batch.objects.exists()
    plan.notices.get().objections.update(answer="不属实", answered_on=plan.until_on, upheld=False)
    assert maker.post("/issue-batches", {**form, "plan": plan.pk}).status_code == 201
