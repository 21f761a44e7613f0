"""Warnings explained with the request for certificates, and what becomes of the reasons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.certificates.filed import ISSUED, Filed, make_filed, moment
from tests.sittings.conftest import staff
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Batch
from xianjie.domain.certificates.submitting import approve, send_back
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.supervision import alerts, foreseeing, keeping
from xianjie.domain.supervision.alerts import AlertState, alerts_on, state_of
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.models import Alert, AlertStep, Foreseen, Run
from xianjie.domain.supervision.preflight import Flight
from xianjie.indicators import Alert as Finding
from xianjie.instruments import law
from xianjie.text import Text

pytestmark = pytest.mark.django_db
WHY = "工厂集中送培，十月一次考完"
NEXT = ISSUED + timedelta(days=1)


@pytest.fixture
def filed(db: None) -> Filed:
    del db
    return make_filed()


def finding(filed: Filed, subject: str = "2020-11-02", rows: int = 1, score: float = 42) -> Finding:
    return Finding(
        "burst",
        subject,
        str(filed.body.pk),
        filed.body.area,
        ISSUED,
        score,
        ("252/2.4", "80/4"),
        Text("一周发证 90 张，一般约 3 张", "90 certificates in the week, about 3 are usual"),
        [{"day": ISSUED, "certificates": 90}],
        rows,
    )


def flight(*warnings: Finding) -> Flight:
    return Flight("v", ISSUED, 1, warnings=warnings)


def explained(filed: Filed, batch: Batch, *warnings: Finding, words: str = WHY) -> list[Foreseen]:
    reasons = {one.key: words for one in warnings}
    return list(
        foreseeing.explain(
            by=filed.maker,
            batch=batch.pk,
            flight=flight(*warnings),
            reasons=reasons,
            at=moment(ISSUED),
        )
    )


def night(*findings: Finding, on: date = ISSUED) -> Run:
    run = Run(on=on, at=moment(on) + timedelta(hours=2), version="v", tables=f"t{on}")
    keeping.keep(run, findings, of=("burst",), after=keeping.newest())
    return run


def said(key: str) -> list[tuple[str, str, str]]:
    steps = AlertStep.objects.filter(alert__key=key)
    return list(steps.values_list("kind", "words", "by"))


def test_a_warning_that_becomes_an_alert_bears_the_reason(filed: Filed) -> None:
    one, batch = finding(filed), filed.batch(range(1, 2))
    explained(filed, batch, one)
    assert (Alert.objects.count(), Foreseen.objects.get().key) == (0, one.key)
    night(one)
    alert = alerts_on(ISSUED).get(key=one.key)
    assert state_of(alert, ISSUED) is AlertState.EXPLAINED
    step = alert.steps.get()
    assert (step.kind, step.words, step.by) == ("explained", WHY, filed.maker.username)
    assert step.foreseen == Foreseen.objects.get()
    night(one, on=NEXT)  # and is said once
    assert alert.steps.count() == 1
    assert Event.objects.filter(action="alert.explained").count() == 1


def test_it_is_kept_with_the_request_and_in_the_audit_log(filed: Filed) -> None:
    one, batch = finding(filed), filed.batch(range(1, 2))
    explained(filed, batch, one, words=f"  {WHY} ")
    event = Event.objects.get(action="issue.explained")
    assert (event.actor, event.ground) == (filed.maker.username, "252/2.4 80/4")
    assert batch.foreseen.values_list("indicator", "subject", "score", "words").get() == (
        "burst",
        "2020-11-02",
        42.0,
        WHY,
    )


def test_an_alert_that_is_there_is_explained_at_once(filed: Filed) -> None:
    one, batch = finding(filed), filed.batch(range(1, 2))
    night(one)
    explained(filed, batch, one)
    assert said(one.key) == [("explained", WHY, filed.maker.username)]


def test_what_the_supervisor_said_since_is_not_answered_by_an_earlier_reason(filed: Filed) -> None:
    one, batch = finding(filed), filed.batch(range(1, 3))
    night(one)
    alert = Alert.objects.get()
    bureau = Body.objects.create(
        kind="bureau", name="某局", area="440100", opened_on=date(2000, 1, 1)
    )
    judge = staff(Role.PREFECTURE, bureau, "监管")
    told: dict[str, Any] = {"by": judge, "alert": alert.pk, "words": "属实", "on": ISSUED}
    alerts.dismiss(**told, at=moment(ISSUED))
    explained(filed, batch, one)
    assert [kind for kind, _, _ in said(one.key)] == ["dismissed"]
    alerts.reopen(**told, at=moment(ISSUED) + timedelta(hours=1))
    night(one)
    assert [kind for kind, _, _ in said(one.key)] == ["dismissed", "reopened"]


def test_what_a_run_opens_again_takes_the_reason_given_for_what_was_added(filed: Filed) -> None:
    one = finding(filed)
    night(one)
    Alert.objects.get().steps.create(
        kind="dismissed", words="x", rows=1, score=1, by="x", at=moment(ISSUED)
    )
    more = finding(filed, rows=2)
    explained(filed, filed.batch(range(1, 2)), more)
    night(more, on=NEXT)
    assert [kind for kind, _, _ in said(one.key)] == ["dismissed", "reopened", "explained"]


def test_a_batch_that_was_sent_back_explains_nothing(filed: Filed) -> None:
    one, batch = finding(filed), filed.batch(range(1, 2))
    explained(filed, batch, one)
    send_back(by=filed.checker, batch=batch.pk, reason="重报", at=moment(ISSUED))
    night(one)
    assert said(one.key) == []


def test_every_warning_has_a_reason_of_its_own(filed: Filed) -> None:
    one, other = finding(filed), finding(filed, "2020-09-30")
    batch = filed.batch(range(1, 2))
    for reasons in ({}, {one.key: WHY}, {one.key: WHY, other.key: "  "}):
        with pytest.raises(SupervisionError, match="未说明理由"):
            foreseeing.explain(
                by=filed.maker,
                batch=batch.pk,
                flight=flight(one, other),
                reasons=reasons,
                at=moment(ISSUED),
            )
    with pytest.raises(SupervisionError, match="不超过 1000 字"):
        explained(filed, batch, one, words="字" * 1001)
    assert not Foreseen.objects.exists()
    explained(filed, batch, one)
    assert [row.key for row in explained(filed, batch, one, other)] == [other.key]


def test_only_who_asks_explains_and_only_before_it_is_approved(filed: Filed) -> None:
    batch = filed.batch(range(1, 2))
    another = Body.objects.create(
        kind="evaluation", name="另一机构", area="440106", opened_on=date(2020, 1, 1)
    )
    told: dict[str, Any] = {
        "batch": batch.pk,
        "flight": flight(),
        "reasons": {},
        "at": moment(ISSUED),
    }
    with pytest.raises(Denied):
        foreseeing.explain(by=staff(Role.EVALUATION, another, "旁人"), **told)
    approve(by=filed.checker, batch=batch.pk, on=ISSUED, at=moment(ISSUED))
    with pytest.raises(CertificateError, match="已审批"):
        foreseeing.explain(by=filed.maker, **told)


def test_a_plan_is_asked_for_with_its_reasons_or_not_at_all(filed: Filed) -> None:
    one = finding(filed)
    filed.entered(range(1, 3))
    plan = Plan.objects.get()
    told: dict[str, Any] = {
        "by": filed.maker,
        "plan": plan,
        "title": "核发",
        "law": law(),
        "on": ISSUED,
    }
    with pytest.raises(SupervisionError, match="1 条提示未说明理由"):
        foreseeing.ask_for_plan(**told, flight=flight(one), reasons={}, at=moment(ISSUED))
    assert not Batch.objects.exists()
    batch = foreseeing.ask_for_plan(
        **told, flight=flight(one), reasons={one.key: WHY}, at=moment(ISSUED)
    )
    assert batch.foreseen.get().words == WHY
    assert batch.lines.count() == 2


def test_without_a_pre_flight_it_is_asked_for_all_the_same(filed: Filed) -> None:
    """A body without a code for its numbers has none; its certificates are asked for as ever."""
    filed.entered(range(1, 2))
    batch = foreseeing.ask_for_plan(
        by=filed.maker,
        plan=Plan.objects.get(),
        title="核发",
        flight=None,
        reasons={},
        law=law(),
        on=ISSUED,
        at=moment(ISSUED),
    )
    assert not batch.foreseen.exists()
