"""Alerts: whose turn it is, who may take which step when, what is left of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.supervision.found import ON, Supervised, make_supervised, moment, run_of
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.accounts.models import Body
from xianjie.domain.audit.models import Event
from xianjie.domain.messages.models import Message
from xianjie.domain.supervision import alerts, keeping, opening
from xianjie.domain.supervision.alerts import AlertState, alerts_on, in_state, state_of
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.models import Alert, AlertStep, Case, Run
from xianjie.indicators import Alert as Finding
from xianjie.text import Text

LATER = date(2020, 9, 20)
WORDS = "因设备检修改期"
VERBS: dict[str, Callable[..., AlertStep]] = {
    "explain": alerts.explain,
    "correct": alerts.correct,
    "dismiss": alerts.dismiss,
    "reopen": alerts.reopen,
}


@pytest.fixture
def supervised(db: None) -> Supervised:
    del db
    return make_supervised()


def take(  # noqa: PLR0917 - the columns of a step
    supervised: Supervised, verb: str, who: str, alert: Alert, on: date = ON, words: str = WORDS
) -> AlertStep:
    return VERBS[verb](by=supervised.actors[who], alert=alert.pk, words=words, on=on, at=moment(on))


def now(alert: Alert, on: date = ON) -> AlertState:
    return state_of(alerts_on(on).get(pk=alert.pk), on)


def test_it_waits_is_explained_asked_again_put_right_and_dismissed(supervised: Supervised) -> None:
    one = supervised.alert()
    seen = [now(one)]
    for verb, who in (
        ("explain", "body"),
        ("reopen", "bureau"),
        ("correct", "body"),
        ("dismiss", "bureau"),
        ("reopen", "province"),
    ):
        take(supervised, verb, who, one)
        seen.append(now(one))
    assert seen == ["waiting", "explained", "waiting", "explained", "dismissed", "waiting"]
    events = Event.objects.filter(subject_kind="alert", subject_id=one.pk)
    assert [event.action for event in events.order_by("pk")] == [
        "alert.explained",
        "alert.reopened",
        "alert.corrected",
        "alert.dismissed",
        "alert.reopened",
    ]
    assert {event.ground for event in events} == {"80/5 252/2.4"}
    assert "检修" not in "".join(event.data for event in events)


@pytest.mark.parametrize(
    ("verb", "may"),
    [
        ("explain", {"body"}),
        ("correct", {"body"}),
        ("dismiss", {"bureau", "province"}),
    ],
)
def test_only_who_may_takes_a_step(supervised: Supervised, verb: str, may: set[str]) -> None:
    allowed = set()
    for who in supervised.actors:
        one = supervised.alert()
        try:
            take(supervised, verb, who, one)
        except Denied:
            assert not one.steps.exists()
        else:
            allowed.add(who)
    assert allowed == may


def test_nobody_sees_alerts_beyond_their_reach(supervised: Supervised) -> None:
    own, other = supervised.alert(), supervised.alert(supervised.other)
    seen = {
        who: set(Alert.objects.filter(alerts.within_reach(actor)))
        for who, actor in supervised.actors.items()
    }
    assert seen["body"] == seen["bureau"] == {own}
    assert seen["other"] == seen["other-bureau"] == {other}
    assert seen["province"] == seen["auditor"] == {own, other}


def test_what_is_ended_or_in_a_case_takes_no_step(supervised: Supervised) -> None:
    ended = supervised.alert(ended_run=run_of(ON))
    case = Case.objects.create(
        body=supervised.body, area="440106", title="x", opened_on=ON, opened_by="x"
    )
    in_case = supervised.alert(case=case)
    for one, state in ((ended, "ended"), (in_case, "in_case")):
        assert now(one) == state
        for verb, step in alerts.STEPS.items():
            who = "body" if step.verb == "alert.explain" else "bureau"
            with pytest.raises(SupervisionError, match="不能"):
                take(supervised, verb, who, one)


def test_states_as_queries_and_as_of_a_day_are_those_told_of_each(supervised: Supervised) -> None:
    for verbs in ([], ["explain"], ["correct"], ["dismiss"], ["explain", "reopen"]):
        one = supervised.alert()
        for verb in verbs:
            who = "body" if alerts.STEPS[verb].verb == "alert.explain" else "bureau"
            take(supervised, verb, who, one, on=LATER)
    supervised.alert(ended_run=run_of(LATER))
    supervised.alert(first_run=(newer := run_of(LATER)), last_run=newer)
    for on, count in ((date(2020, 9, 9), 0), (ON, 6), (LATER, 7)):
        there = alerts_on(on)
        assert there.count() == count
        for state in AlertState:
            assert set(there.filter(in_state(state, on))) == {
                one for one in there if state_of(one, on) is state
            }
        assert set(there.filter(alerts.still_open(on))) == {
            one for one in there if state_of(one, on) in alerts.OPEN
        }
    assert {state_of(one, ON) for one in alerts_on(ON)} == {"waiting"}
    later = [state_of(one, LATER) for one in alerts_on(LATER)]
    assert sorted(later) == sorted(
        ["waiting", "explained", "explained", "dismissed", "waiting", "ended", "waiting"]
    )


@pytest.mark.parametrize("words", ["", " \n", "字" * 1_001])
def test_a_step_has_words(supervised: Supervised, words: str) -> None:
    one = supervised.alert()
    with pytest.raises(SupervisionError, match="写明"):
        take(supervised, "explain", "body", one, words=words)
    assert not Event.objects.filter(action="alert.explained").exists()


def test_what_is_not_there_is_said(supervised: Supervised) -> None:
    one = supervised.alert()
    with pytest.raises(SupervisionError, match="没有这条"):
        take(supervised, "explain", "body", Alert(pk=one.pk + 1))
    with pytest.raises(SupervisionError, match="还没有"):
        take(supervised, "explain", "body", one, on=date(2020, 9, 9))


def test_the_step_keeps_how_much_was_found_then(supervised: Supervised) -> None:
    one = supervised.alert(rows=7)
    assert take(supervised, "dismiss", "bureau", one).rows == 7


def test_a_body_is_told_of_what_later_runs_find_and_not_of_the_first(
    supervised: Supervised,
) -> None:
    def kept(on: date, *subjects: str) -> None:
        run = Run(on=on, at=moment(on), version="v", tables="t")
        found = [_finding(supervised.body, one) for one in subjects]
        keeping.keep(run, found, of=("serial_gap",), after=keeping.newest())

    Run.objects.all().delete()
    kept(ON, "a", "b")
    assert not Message.objects.exists()
    kept(LATER, "a", "b", "c", "d")
    told = Message.objects.get()
    assert (told.template, told.values) == ("alerts_found", {"count": 2})
    assert told.user_id == supervised.actors["body"].user
    kept(date(2020, 9, 21), "a")
    assert Message.objects.count() == 1


def test_who_handled_an_alert_is_told_when_a_run_opens_it_again_or_ends_it(
    supervised: Supervised,
) -> None:
    def kept(on: date, *subjects: str, rows: int = 1) -> None:
        run = Run(on=on, at=moment(on), version="v", tables="t")
        found = [replace(_finding(supervised.body, one), rows=rows) for one in subjects]
        keeping.keep(run, found, of=("serial_gap",), after=keeping.newest())

    def told(on: date) -> dict[str, object]:
        found = Message.objects.filter(template="alerts_moved", created_at=moment(on))
        return {str(one.user): one.values for one in found.select_related("user")}

    Run.objects.all().delete()
    kept(ON, "a", "b", "c", "d")
    a, b, c, _ = Alert.objects.order_by("pk")
    take(supervised, "dismiss", "bureau", a)
    take(supervised, "explain", "body", b)
    opening.open_case(
        by=supervised.actors["province"], alerts=[c.pk], title="缺号", on=ON, at=moment()
    )
    kept(LATER, "a", "b", "c", "d")
    assert told(LATER) == {}
    kept(date(2020, 9, 21), "a", rows=2)
    name = supervised.body.name
    assert told(date(2020, 9, 21)) == {
        "supervised-bureau": {"body": name, "reopened": 1, "ended": 0},
        "supervised-body": {"body": name, "reopened": 0, "ended": 1},
        "supervised-province": {"body": name, "reopened": 0, "ended": 1},
    }
    again = date(2020, 9, 22)
    kept(again, "a", "b", rows=2)
    assert told(again) == {"supervised-body": {"body": name, "reopened": 1, "ended": 0}}


def _finding(body: Body, subject: str) -> Finding:
    return Finding(
        "serial_gap",
        subject,
        str(body.pk),
        body.area,
        ON,
        60.0,
        ("252/2.4",),
        Text("缺号", "missing"),
        [{"day": ON}],
        1,
    )
