"""Measures: proposed by one, decided by another, none backwards; what is then in force."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.filings.conftest import ON, Office, moment
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.audit.models import Event
from xianjie.domain.filings import deciding, history, measuring, registering, standing
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.history import Happened
from xianjie.domain.filings.models import Measure, Organisation
from xianjie.domain.filings.selecting import name_on
from xianjie.domain.filings.showing import shown
from xianjie.domain.filings.states import Standing, standing_on
from xianjie.domain.filings.telling import remind
from xianjie.domain.messages.models import Message

_DAY = timedelta(days=1)
SPRING, SUMMER = date(2021, 3, 1), date(2021, 6, 1)


def covers(organisation: Organisation, occupation: str, level: int, on: date) -> bool:
    return standing.cover(organisation, occupation=occupation, level=level, on=on).covers


def proposed(office: Office, organisation: Organisation, **given: Any) -> Measure:  # noqa: ANN401 - fields
    told: dict[str, Any] = {
        "kind": Measure.Kind.SUSPENDED,
        "occupation": "",
        "grounds": "抽查发现评价不实",
        "basis": "决定1号",
        "from_on": SPRING,
        "bars": False,
        "on": SPRING,
        "at": moment(SPRING),
        **given,
    }
    return measuring.propose(by=office.officer, organisation=organisation.pk, **told)


def test_a_suspension_cuts_until_it_is_lifted(office: Office) -> None:
    organisation = office.filed()
    office.measure(organisation, "suspended", SPRING)
    office.measure(organisation, "lifted", SUMMER)
    found = [(one.from_on, one.until_on) for one in standing.stretches(organisation)]
    assert found == [(ON, SPRING - _DAY), (SUMMER, date(2023, 5, 31))]
    days = (SPRING - _DAY, SPRING, SUMMER - _DAY, SUMMER)
    assert [standing_on(organisation, day) for day in days] == [
        Standing.IN_FORCE,
        Standing.SUSPENDED,
        Standing.SUSPENDED,
        Standing.IN_FORCE,
    ]
    assert not covers(organisation, "电工", 4, SPRING)
    assert covers(organisation, "电工", 4, SUMMER)


def test_a_removal_bars_and_says_until_when(office: Office) -> None:
    organisation = office.filed()
    made = office.measure(organisation, "removed", SPRING, bars=True)
    assert made.barred_until == date(2023, 2, 28)
    assert standing_on(organisation, SPRING) is Standing.REMOVED
    with pytest.raises(FilingError, match="2023-02-28前（含当日）不得再备案；可自2023-03-01起"):
        office.draft(organisation, "new", date(2023, 2, 28))
    after = date(2023, 3, 1)
    office.decided(office.hand_in(office.whole(organisation, after), after), after)
    # Its old term would have run on until May: it is over all the same.
    found = [(one.from_on, one.until_on) for one in standing.stretches(organisation)]
    assert found == [(ON, SPRING - _DAY), (after, date(2026, 2, 28))]


def test_a_clock_that_goes_back_within_a_day_changes_no_order(office: Office) -> None:
    """A demonstration's day lasts for days: what comes after may have an earlier hour."""
    organisation = office.filed()
    office.measure(organisation, "removed", ON, hour=0)
    assert standing_on(organisation, ON) is Standing.REMOVED
    again = office.hand_in(office.whole(organisation))
    with pytest.raises(FilingError, match="次日再办"):
        office.decided(again, hour=0)
    deciding.decide(
        by=office.other,
        application=again.pk,
        grant=True,
        words="",
        basis="通告2号",
        on=ON + _DAY,
        at=moment(ON, 0),
    )
    assert standing_on(organisation, ON + _DAY) is Standing.IN_FORCE
    told = [one.happened for one in history.of(organisation, moment(SPRING))]
    assert told == [Happened.FILED, Happened.REMOVED, Happened.FILED]


def test_an_application_under_way_is_not_granted_within_a_bar(office: Office) -> None:
    organisation = office.filed()
    handed = office.hand_in(office.renewal(organisation, date(2023, 5, 4)), date(2023, 5, 4))
    office.measure(organisation, "removed", date(2023, 5, 10), bars=True)
    with pytest.raises(FilingError, match="不得再备案"):
        office.decided(handed, date(2023, 5, 11))
    assert organisation.filings.count() == 1


def test_a_removal_ends_a_renewal_that_was_decided_before(office: Office) -> None:
    organisation = office.filed()
    day = date(2023, 5, 4)
    office.decided(office.hand_in(office.renewal(organisation, day), day), day)
    office.measure(organisation, "removed", date(2023, 5, 20))
    found = [(one.from_on, one.until_on) for one in standing.stretches(organisation)]
    assert found == [(ON, date(2023, 5, 19))]
    assert standing_on(organisation, date(2023, 7, 1)) is Standing.REMOVED


def test_an_occupation_alone_is_suspended_and_removed(office: Office) -> None:
    organisation = office.filed()
    scope = office.draft(organisation, "scope", ON)
    office.seek(scope, organisation.sites.get(), "焊工")
    office.examined(organisation, "焊工")
    office.decided(office.hand_in(scope))
    office.measure(organisation, "suspended", SPRING, occupation="焊工")
    assert standing_on(organisation, SPRING) is Standing.IN_FORCE
    assert covers(organisation, "电工", 4, SPRING)
    assert not covers(organisation, "焊工", 4, SPRING)
    assert shown(organisation, SPRING, moment(SUMMER)).suspended == ["焊工"]
    office.measure(organisation, "removed", SUMMER, occupation="焊工")
    with pytest.raises(FilingError, match="没有备案“焊工”"):
        proposed(office, organisation, occupation="焊工", from_on=SUMMER)
    # Added again it stands for itself.
    again, day = office.draft(organisation, "scope", SUMMER), SUMMER + _DAY
    office.seek(again, organisation.sites.get(), "焊工")
    office.decided(office.hand_in(again, day), day)
    assert [covers(organisation, "焊工", 4, one) for one in (ON, SPRING, SUMMER, day)] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": Measure.Kind.LIFTED}, "不能恢复"),
        ({"from_on": SPRING - _DAY}, "不追溯"),
        ({"bars": True}, "只有整体移出"),
        ({"kind": Measure.Kind.REMOVED, "occupation": "电工", "bars": True}, "只有整体移出"),
        ({"occupation": "茶艺师"}, "没有备案“茶艺师”"),
        ({"from_on": date(2023, 6, 1)}, "期满"),
    ],
)
def test_a_measure_that_has_nothing_to_act_on_is_refused(
    office: Office, given: dict[str, Any], said: str
) -> None:
    organisation = office.filed()
    with pytest.raises(FilingError, match=said):
        proposed(office, organisation, **given)
    assert not Measure.objects.exists()


def test_who_proposes_does_not_decide_and_one_is_decided_at_a_time(office: Office) -> None:
    organisation = office.filed()
    made = proposed(office, organisation)
    with pytest.raises(FilingError, match="待决定"):
        proposed(office, organisation)
    step: dict[str, Any] = {"measure": made.pk, "on": SPRING, "at": moment(SPRING)}
    with pytest.raises(Denied):
        measuring.decide(by=office.officer, grant=True, words="", **step)
    with pytest.raises(FilingError, match="理由"):
        measuring.decide(by=office.other, grant=False, words="", **step)
    measuring.decide(by=office.other, grant=False, words="证据不足", **step)
    with pytest.raises(FilingError, match="没有待决定"):
        measuring.decide(by=office.other, grant=True, words="", **step)
    assert standing_on(organisation, SPRING) is Standing.IN_FORCE
    assert not Message.objects.filter(template="filing_measure").exists()
    actions = list(Event.objects.filter(subject_kind="measure").values_list("action", flat=True))
    assert actions == ["measure.proposed", "measure.refused"]


def test_a_measure_decided_after_its_day_begins_on_the_decision(office: Office) -> None:
    organisation = office.filed()
    made = proposed(office, organisation, kind=Measure.Kind.REMOVED, bars=True)
    later = SPRING + 9 * _DAY
    done = measuring.decide(
        by=office.other, measure=made.pk, grant=True, words="", on=later, at=moment(later)
    )
    assert (done.from_on, done.barred_until) == (later, date(2023, 3, 9))
    assert standing_on(organisation, later - _DAY) is Standing.IN_FORCE


def test_nothing_is_put_in_before_a_measure_that_is_decided(office: Office) -> None:
    organisation = office.filed()
    office.measure(organisation, "suspended", SPRING, from_on=SUMMER)
    with pytest.raises(FilingError, match="不能再插入"):
        proposed(office, organisation, kind=Measure.Kind.LIFTED)
    scope = office.draft(organisation, "scope", SPRING)
    office.seek(scope, organisation.sites.get(), "焊工")
    office.examined(organisation, "焊工")
    handed = office.hand_in(scope, SPRING)
    with pytest.raises(FilingError, match="暂停尚未解除"):
        office.decided(handed, SPRING)


def test_history_is_told_in_order_and_never_overwritten(office: Office) -> None:
    organisation = office.filed()
    office.measure(organisation, "suspended", SPRING)
    office.measure(organisation, "lifted", SUMMER)
    registering.rename(
        by=office.officer,
        organisation=organisation.pk,
        name="新名称评价机构",
        basis="变更登记",
        on=SUMMER,
        at=moment(SUMMER, 5),
    )
    office.measure(organisation, "removed", SUMMER + _DAY)
    told = history.of(organisation, moment(date(2022, 1, 1)))
    assert [one.happened for one in told] == [
        Happened.FILED,
        Happened.SUSPENDED,
        Happened.LIFTED,
        Happened.RENAMED,
        Happened.REMOVED,
    ]
    assert told[-1].grounds == "抽查发现评价不实"
    assert len(history.of(organisation, moment(SPRING))) == 1
    assert name_on(organisation, SUMMER - _DAY) == "第1评价机构"
    assert name_on(organisation, SUMMER) == "新名称评价机构"
    assert organisation.filings.get().name == "第1评价机构"


def test_a_feed_goes_on_from_its_cursor_and_tells_each_thing_once(office: Office) -> None:
    first, second = office.filed(), office.filed()
    for number, one in enumerate((first, second)):
        office.measure(one, "suspended", SPRING + number * _DAY)
    before = moment(SUMMER)
    whole, _ = history.feed("", before, 10)
    found: list[history.Entry] = []
    cursor = ""
    while True:
        part, following = history.feed(cursor, before, 1)
        found += part
        if following is None:
            break
        cursor = following
    assert found == whole
    assert len(whole) == 4
    assert history.latest(before, 10) == whole[::-1]
    last = str(whole[-1].place)
    assert history.feed(last, before, 10) == ([], None)
    office.measure(first, "lifted", SUMMER)
    (new,), _ = history.feed(last, moment(date(2022, 1, 1)), 10)
    assert new.happened is Happened.LIFTED
    for wrong in ("x", "2021-03-01T00:00:00~measure~1", "9999-99-99T00:00:00+00:00~measure~1"):
        with pytest.raises(history.WrongCursor):
            history.feed(wrong, before, 1)


def test_each_organisation_is_reminded_once_a_term(office: Office) -> None:
    ending, renewing = office.filed(), office.filed()
    office.filed(on=date(2021, 6, 1))
    opens = date(2023, 2, 28)
    office.hand_in(office.renewal(renewing, opens), opens)
    given: dict[str, Any] = {"by": office.officer, "at": moment(opens)}
    assert remind(on=opens - _DAY, **given) == 0
    assert remind(on=opens, **given) == 1
    assert remind(on=opens + _DAY, **given) == 0
    told = Message.objects.get(template="filing_renewal_due")
    assert told.body_id == ending.pk
