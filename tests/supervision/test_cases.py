"""From alerts to a closed case: each verb in its stage, by whom it belongs to, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.filings.conftest import LONG_AGO, ON, acting, moment
from tests.supervision.conftest import Desk, desk, later
from xianjie.domain.accounts.acting import Actor, Denied
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import unseal_bytes
from xianjie.domain.audit.models import Event
from xianjie.domain.messages.models import Message
from xianjie.domain.supervision import asking, complaining, opening
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.finding import Finding, find
from xianjie.domain.supervision.locking import Sent
from xianjie.domain.supervision.models import AlertStep, Case, CaseFile, CaseStep
from xianjie.domain.supervision.stages import ALLOWED, Stage, clock_of, stage_of

__all__ = ["desk"]


def stage(case: Case) -> Stage:
    case.refresh_from_db()
    return stage_of(case)


def test_a_case_goes_from_an_alert_to_its_close(desk: Desk) -> None:
    alert = desk.alert()
    case = desk.opened([alert])
    alert.refresh_from_db()
    assert (alert.case, case.body, stage(case)) == (case, desk.organisation.body, Stage.LOOK)
    desk.asked(case)
    assert stage(case) is Stage.ASKED
    assert (clock_of(case).turn, clock_of(case).due) == ("body", later(5))
    desk.answered(case)
    assert stage(case) is Stage.FIND
    desk.found(case)
    assert stage(case) is Stage.ACT
    desk.ordered(case)
    assert (stage(case), clock_of(case).due) == (Stage.ORDERED, later(10))
    desk.reported(case)
    assert stage(case) is Stage.RECHECK
    desk.checked(case)
    assert stage(case) is Stage.CLOSE
    desk.closed(case)
    assert (stage(case), clock_of(case).turn) == (Stage.CLOSED, "nobody")
    events = Event.objects.filter(subject_kind="case", action__startswith="case.")
    told = list(events.order_by("pk"))
    assert [one.action for one in told] == [
        "case.opened_of_alerts",
        "case.asked",
        "case.answered",
        "case.found",
        "case.ordered",
        "case.reported",
        "case.checked",
        "case.closed",
    ]
    assert {one.ground for one in told} == {"252/2.4 80/4 80/5"}
    assert list(
        Message.objects.filter(template__startswith="case_")
        .order_by("pk")
        .values_list("template", "body")
    ) == [
        (name, desk.organisation.pk)
        for name in ("case_asked", "case_found", "case_ordered", "case_checked", "case_closed")
    ]


def test_what_was_not_confirmed_is_closed_without_more_and_dismissed(desk: Desk) -> None:
    alert = desk.alert()
    case = desk.opened([alert])
    desk.found(case, confirmed=False)
    assert stage(case) is Stage.CLOSE
    with pytest.raises(SupervisionError, match="没有属实"):
        desk.ordered(case)
    desk.closed(case)
    step = alert.steps.get()
    assert (step.kind, step.words, step.rows) == (AlertStep.Kind.DISMISSED, "名册与备案不符", 3)


def test_a_failed_check_calls_for_more(desk: Desk) -> None:
    case = desk.opened()
    desk.found(case)
    desk.ordered(case)
    desk.reported(case)
    desk.checked(case, passed=False)
    assert stage(case) is Stage.ACT
    with pytest.raises(SupervisionError, match="待处理"):
        desk.closed(case)
    desk.ordered(case)
    assert stage(case) is Stage.ORDERED
    desk.reported(case)
    desk.checked(case)
    assert stage(case) is Stage.CLOSE


@pytest.mark.parametrize("days", [0, 61])
def test_a_deadline_is_in_working_days_within_reason(desk: Desk, days: int) -> None:
    case = desk.opened()
    with pytest.raises(SupervisionError, match="工作日"):
        desk.asked(case, days)


def test_the_body_is_heard_until_its_deadline_and_no_longer(desk: Desk) -> None:
    case = desk.opened()
    question = desk.asked(case)
    assert question.due_on
    with pytest.raises(SupervisionError, match="说明期限"):
        desk.found(case, on=question.due_on)
    desk.found(case, on=later(1, question.due_on))
    assert stage(case) is Stage.ACT
    with pytest.raises(SupervisionError, match="待处理"):
        desk.answered(case)


def test_an_order_is_checked_once_reported_or_overdue(desk: Desk) -> None:
    case = desk.opened()
    desk.found(case)
    order = desk.ordered(case)
    assert order.due_on
    with pytest.raises(SupervisionError, match="整改期限"):
        desk.checked(case, on=order.due_on)
    desk.checked(case, passed=False, on=later(1, order.due_on))
    with pytest.raises(SupervisionError, match="待处理"):
        desk.reported(case)


def test_alerts_of_one_body_in_no_case_open_one(desk: Desk) -> None:
    elsewhere = desk.office.registered().body
    first, second, foreign = desk.alert("a"), desk.alert("b"), desk.alert("c", body=elsewhere)
    with pytest.raises(SupervisionError, match="同一机构"):
        desk.opened([first, foreign])
    with pytest.raises(SupervisionError, match="至少一条"):
        opening.open_case(by=desk.officer, alerts=[], title="x", on=ON, at=moment(ON))
    with pytest.raises(SupervisionError, match="案由"):
        opening.open_case(by=desk.officer, alerts=[first.pk], title=" ", on=ON, at=moment(ON))
    case = desk.opened([first, second])
    assert case.alerts.count() == 2
    with pytest.raises(SupervisionError, match="已在案件中"):
        desk.opened([first])
    desk.found(case)
    assert {one.alert_id for one in case.steps.all()} == {first.pk, second.pk}


def test_every_alert_is_found_on_once(desk: Desk) -> None:
    first, second = desk.alert("a"), desk.alert("b")
    case = desk.opened([first, second])

    def found(*alerts: int | None) -> None:
        findings = [Finding(one, confirmed=True, words="属实") for one in alerts]
        find(by=desk.officer, case=case.pk, findings=findings, on=ON, at=moment(ON))

    for wrong in ([first.pk], [first.pk, first.pk], [None], [first.pk, second.pk, None]):
        with pytest.raises(SupervisionError, match="每一条"):
            found(*wrong)
    found(second.pk, first.pk)
    assert stage(case) is Stage.ACT


def test_each_verb_is_refused_outside_its_stages(desk: Desk) -> None:
    """Every verb in every stage: what the table does not list is refused, and writes nothing."""
    verbs: dict[str, Callable[[Case], object]] = {
        "ask": desk.asked,
        "answer": desk.answered,
        "find": desk.found,
        "order": desk.ordered,
        "report": desk.reported,
        "recheck": desk.checked,
        "close": desk.closed,
    }
    to: dict[Stage, Callable[[Case], object]] = {
        Stage.LOOK: lambda _: None,
        Stage.ASKED: desk.asked,
        Stage.FIND: desk.answered,
        Stage.ACT: desk.found,
        Stage.ORDERED: desk.ordered,
        Stage.RECHECK: desk.reported,
        Stage.CLOSE: desk.checked,
        Stage.CLOSED: desk.closed,
    }
    case = desk.opened()
    for reached, act in to.items():
        act(case)
        assert stage(case) is reached
        steps = case.steps.count()
        for name, verb in verbs.items():
            if reached not in ALLOWED[name]:
                with pytest.raises(SupervisionError):
                    verb(case)
        assert case.steps.count() == steps


def test_the_body_answers_for_itself_alone_and_decides_nothing(desk: Desk) -> None:
    case = desk.opened()
    foreign = desk.office.of(desk.office.registered())
    desk.asked(case)
    with pytest.raises(Denied):
        asking.answer(by=foreign, case=case.pk, words="x", files=(), on=ON, at=moment(ON))
    with pytest.raises(Denied):
        asking.answer(by=desk.officer, case=case.pk, words="x", files=(), on=ON, at=moment(ON))
    with pytest.raises(Denied):
        find(by=desk.body, case=case.pk, findings=[], on=ON, at=moment(ON))


def test_a_bureau_elsewhere_and_a_supervisor_not_assigned_have_no_part(desk: Desk) -> None:
    bureau = Body.objects.create(kind="bureau", name="深圳市局", area="440300", opened_on=LONG_AGO)
    case = desk.opened()

    def asked(by: Actor) -> None:
        asking.ask(by=by, case=case.pk, words="请说明", days=5, on=ON, at=moment(ON))

    for stranger in (acting("stranger", Role.PREFECTURE, bureau), desk.supervisor):
        with pytest.raises(Denied):
            asked(stranger)
    opening.assign(by=desk.officer, case=case.pk, to=desk.supervisor.user, on=ON, at=moment(ON))
    asked(desk.supervisor)
    assert stage(case) is Stage.ASKED


def test_who_acts_for_the_body_is_not_given_its_case(desk: Desk) -> None:
    case = desk.opened()
    assert [one.username for one in opening.candidates(case, ON)] == ["supervisor"]
    desk.organisation.body.memberships.create(
        user_id=desk.supervisor.user, role=Role.EVALUATION, from_on=LONG_AGO, granted_by="tests"
    )
    with pytest.raises(SupervisionError, match="另选"):
        opening.assign(by=desk.officer, case=case.pk, to=desk.supervisor.user, on=ON, at=moment(ON))


def test_files_are_sealed_and_one_twice_is_one(desk: Desk) -> None:
    case = desk.opened()
    paper = Sent("名册.pdf", b"%PDF-1.7 names")
    step = asking.add_evidence(
        by=desk.officer,
        case=case.pk,
        words="现场取得的名册",
        files=(paper, paper),
        on=ON,
        at=moment(ON),
    )
    kept = CaseFile.objects.get()
    assert (kept.step, kept.filename) == (step, "名册.pdf")
    assert unseal_bytes(bytes(kept.content)) == paper.content
    assert b"names" not in bytes(kept.content)
    with pytest.raises(SupervisionError, match="至多"):
        asking.add_evidence(
            by=desk.officer,
            case=case.pk,
            words="x",
            files=[Sent("x", b"")],
            on=ON,
            at=moment(ON),
        )


def test_a_complaint_worked_on_step_by_step_closes_with_its_answer(desk: Desk) -> None:
    receipt = complaining.complain(
        body=desk.organisation.body, words="没有考试", contact="", on=ON, at=moment(ON)
    )
    case = Case.objects.get()
    desk.asked(case)
    with pytest.raises(SupervisionError, match="分步"):
        complaining.answer(
            by=desk.officer, case=case.pk, words="x", findings="y", on=ON, at=moment(ON)
        )
    desk.answered(case)
    desk.found(case, confirmed=False)
    with pytest.raises(SupervisionError, match="答复"):
        desk.closed(case)
    desk.closed(case, answer="经核查不属实")
    told = complaining.asked_after(receipt.number, receipt.code)
    assert told
    assert told.answer == "经核查不属实"
    assert complaining.state_of(told.case, ON) is complaining.CaseState.ANSWERED


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "found"},
        {"kind": "asked"},
        {"kind": "asked", "due_on": date(2020, 5, 31)},
        {"kind": "answered"},
        {"kind": "proposed"},
        {"kind": "noted", "holds": True},
        {"kind": "noted", "due_on": ON},
    ],
)
def test_the_database_keeps_each_kind_of_step_whole(desk: Desk, wrong: dict[str, object]) -> None:
    case = desk.opened()
    right = {"case": case, "words": "x", "on": ON, "by": "x", "at": moment(ON)}
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseStep.objects.create(**right, **wrong)
    CaseStep.objects.create(**right, kind="noted")


def test_the_database_closes_no_case_without_findings(desk: Desk) -> None:
    case = desk.opened()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE supervision_case SET closed_on = '2020-06-02'")
    case.refresh_from_db()
    assert case.closed_on is None
