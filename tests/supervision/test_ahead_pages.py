"""The pages on which warnings are explained, read by who approves, and found beside the alert."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from tests.certificates.filed import ISSUED, Filed, make_filed
from tests.supervision.test_foreseeing import WHY, explained, finding, flight, night
from tests.web.work.conftest import LogIn, log_in
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates.models import Batch
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.supervision import preflight
from xianjie.domain.supervision.models import Alert, Foreseen
from xianjie.indicators import Alert as Finding

__all__ = ["log_in"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(db: None) -> Filed:
    del db
    return make_filed()


@pytest.fixture
def warned(filed: Filed, monkeypatch: pytest.MonkeyPatch) -> Finding:
    """What every pre-flight warns of here."""
    one = finding(filed)
    for name in ("of_plan", "of_batch"):
        monkeypatch.setattr(preflight, name, lambda *_, **__: flight(one))
    return one


def in_november(log_in: LogIn, filed: Filed, monkeypatch: pytest.MonkeyPatch) -> list[Client]:
    clients = [log_in(one) for one in (filed.maker, filed.checker)]
    monkeypatch.setenv("XIANJIE_NOW", ISSUED.isoformat())
    return clients


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_certificates_of_a_plan_are_asked_for_with_a_reason(
    filed: Filed, warned: Finding, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed.entered(range(1, 3))
    maker, checker = in_november(log_in, filed, monkeypatch)
    asking = f"/zh/work/plans/{Plan.objects.get().pk}/report/submit/"
    assert warned.sentence.zh in words(maker, asking)
    assert "没有说明理由" not in words(maker, asking)
    refused = maker.post(asking, {f"reason_{warned.key}": " "})
    assert refused.status_code == 400
    assert not Batch.objects.exists()
    maker.post(asking, {f"reason_{warned.key}": WHY})
    batch = Batch.objects.get()
    assert batch.foreseen.get().words == WHY
    for page in ("", "approve/"):
        assert WHY in words(checker, f"/zh/work/issuing/{batch.pk}/{page}")
    assert "The reason given" in words(checker, f"/en/work/issuing/{batch.pk}/approve/")


def test_a_batch_that_came_as_a_file_is_explained_before_it_is_approved(
    filed: Filed, warned: Finding, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = filed.batch(range(1, 2))
    maker, checker = in_november(log_in, filed, monkeypatch)
    here = f"/zh/work/issuing/{batch.pk}/"
    assert "提交单位没有说明理由" in words(checker, f"{here}approve/")
    assert f"{here}explain/" in words(maker, here)
    assert "<textarea" in words(maker, f"{here}explain/")
    maker.post(f"{here}explain/", {f"reason_{warned.key}": WHY})
    assert Foreseen.objects.get().words == WHY
    assert "<textarea" not in words(maker, f"{here}explain/")
    assert maker.post(f"{here}explain/", {}).status_code == 400
    assert Event.objects.filter(action="issue.explained").count() == 1
    checker.post(f"{here}approve/")
    assert "现在不能办理" in words(maker, f"{here}explain/")


def test_the_alert_shows_with_which_request_it_was_explained(
    filed: Filed, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, batch = finding(filed), filed.batch(range(1, 2))
    explained(filed, batch, one)
    night(one)
    (maker, _) = in_november(log_in, filed, monkeypatch)
    alert = Alert.objects.get()
    page = words(maker, f"/zh/work/alerts/{alert.pk}/")
    assert WHY in page
    assert "提交核发时说明，批次" in page
    assert f"/zh/work/issuing/{batch.pk}/" in page
    assert "已说明，待监管部门判断" in words(maker, "/zh/work/own-alerts/")
    monkeypatch.setattr(preflight, "of_batch", lambda *_, **__: flight(one))
    assert f"/zh/work/alerts/{alert.pk}/" in words(maker, f"/zh/work/issuing/{batch.pk}/explain/")
