"""Applications: what is lacking, asked for once, reviewed by one, decided by another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.filings.conftest import (
    LONG_AGO,
    ON,
    Office,
    acting,
    credit_code,
    moment,
    person_number,
)
from xianjie.calendar import add_working_days
from xianjie.domain.accounts.acting import Denied, effect, is_masked_somewhere, visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Effect, Role
from xianjie.domain.audit.models import Event
from xianjie.domain.filings import applying, completeness, deciding, registering
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import (
    Application,
    Filing,
    NumberSerial,
    Organisation,
    Scope,
    Site,
    Sought,
    Staff,
)
from xianjie.domain.filings.selecting import target_of_application
from xianjie.domain.filings.states import (
    ApplicationState,
    Standing,
    clock_of,
    standing_on,
    state_of,
)
from xianjie.domain.messages.models import Message
from xianjie.domain.organisations.models import Institution
from xianjie.domain.organisations.services import turn
from xianjie.identifiers.organisations import CreditCodeError

_DAY = timedelta(days=1)
TODAY: dict[str, Any] = {"on": ON, "at": moment(ON)}


def words(application: Application, on: date = ON) -> str:
    return "；".join(one.words.zh for one in completeness.lacking(application, on))


def test_a_whole_application_is_filed_with_number_term_and_scope(office: Office) -> None:
    organisation = office.registered()
    handed = office.hand_in(office.whole(organisation))
    assert (state_of(handed), handed.complete_on) == (ApplicationState.REVIEW, ON)
    done = office.decided(handed)
    organisation.refresh_from_db()
    assert organisation.number == "S000044000001"
    filing = Filing.objects.get()
    assert (filing.from_on, filing.until_on) == (ON, date(2023, 5, 31))
    scope = Scope.objects.get()
    assert (scope.occupation, scope.lowest, scope.highest, scope.from_on) == ("电工", 5, 3, ON)
    assert state_of(done) is ApplicationState.GRANTED
    assert standing_on(organisation, ON) is Standing.IN_FORCE
    assert standing_on(organisation, ON - _DAY) is Standing.NOT_FILED
    told = Message.objects.get()
    assert (told.template, told.values["number"]) == ("filing_granted", "S000044000001")
    events = Event.objects.filter(action__startswith="filing.").order_by("pk")
    assert list(events.values_list("action", flat=True))[-3:] == [
        "filing.handed_in",
        "filing.reviewed",
        "filing.granted",
    ]


def test_what_is_lacking_is_told_all_at_once_with_its_reasons(office: Office) -> None:
    organisation = office.registered("evaluation")
    application = office.draft(organisation)
    assert [one.words.zh for one in completeness.lacking(application, ON)] == [
        "申请的职业、等级和场地",
        "评价负责人岗位的人员",
        "考务管理岗位的人员",
        "质量督导岗位的人员",
        "档案管理岗位的人员",
        "登记证照",
        "章程",
        "评价管理制度",
    ]
    with pytest.raises(FilingError, match="请先写明申请的职业"):
        office.hand_in(application)
    short = office.site(
        organisation,
        tenure=Site.Tenure.LEASED,
        leased_from=date(2020, 1, 1),
        leased_until=date(2020, 11, 30),
    )
    over = office.site(
        organisation,
        "二号场地",
        tenure=Site.Tenure.LEASED,
        leased_from=date(2019, 1, 1),
        leased_until=date(2019, 12, 31),
    )
    office.seek(application, short, standard=Sought.Standard.SPECIFICATION)
    office.seek(application, over, standard_name=" ")
    found = completeness.lacking(application, ON)
    assert [one.words.zh for one in found] == [
        "场地“一号场地”租期满 12 个月的合同",
        "场地“二号场地”当日有效的租赁合同",
        "“电工”所依标准的名称",
        "评价负责人岗位的人员",
        "考务管理岗位的人员",
        "质量督导岗位的人员",
        "档案管理岗位的人员",
        "能考评“电工”三级的考评员 3 名，现有 0 名",
        "登记证照",
        "章程",
        "评价管理制度",
        "场地租赁合同",
        "行业企业评价规范",
    ]
    assert all(one.reason.zh and one.reason.en for one in found)


@pytest.mark.parametrize(
    ("until", "is_enough"), [(date(2020, 12, 30), False), (date(2020, 12, 31), True)]
)
def test_a_lease_of_a_year_to_the_day_is_enough(
    office: Office, until: date, is_enough: bool
) -> None:
    organisation = office.registered()
    site = office.site(
        organisation,
        tenure=Site.Tenure.LEASED,
        leased_from=date(2020, 1, 1),
        leased_until=until,
    )
    application = office.draft(organisation)
    office.seek(application, site)
    assert ("租期满" in words(application)) is not is_enough


def test_examiners_count_for_the_highest_level_and_the_day(office: Office) -> None:
    organisation = office.registered()
    office.staffed(organisation, highest=4)
    application = office.draft(organisation)
    office.seek(application, office.site(organisation))
    assert "三级的考评员 3 名，现有 0 名" in words(application)
    office.examined(organisation, "焊工", 3)
    office.seek(application, office.site(organisation, "二号场地"), "焊工")
    assert "焊工" not in words(application)
    leaving = organisation.assessors.filter(competences__occupation="焊工").first()
    assert leaving
    registering.end_assessor(by=office.of(organisation), assessor=leaving, on=ON, at=moment(ON))
    assert "“焊工”三级的考评员 3 名，现有 2 名" in words(application)
    assert "焊工" not in words(application, ON - _DAY)


def test_an_incomplete_one_is_asked_once_and_corrected_once(office: Office) -> None:
    organisation = office.registered()
    application = office.draft(organisation)
    office.seek(application, office.site(organisation))
    handed = office.hand_in(application)
    assert state_of(handed) is ApplicationState.INCOMPLETE
    assert clock_of(handed).due == add_working_days(ON, 5)
    with pytest.raises(FilingError, match="待告知补正"):
        deciding.review(
            by=office.officer, application=handed.pk, grant=False, words="x", on=ON, at=moment(ON)
        )
    ask: dict[str, Any] = {
        "by": office.officer,
        "application": handed.pk,
        "on": ON,
        "at": moment(ON),
    }
    asked = deciding.ask_for(besides=["消防验收意见", " "], **ask)
    assert state_of(asked) is ApplicationState.ASKED
    told = [one["zh"] for one in asked.missing]
    assert told[-1] == "消防验收意见"
    assert {"评价负责人岗位的人员", "登记证照"} <= set(told)
    assert Message.objects.get().template == "filing_asked"
    with pytest.raises(FilingError, match="还没有补齐"):
        office.hand_in(application, ON + _DAY)
    office.staffed(organisation)
    office.attach(application, "registration", "statute", "rules", "title")
    corrected = office.hand_in(application, ON + _DAY)
    assert state_of(corrected) is ApplicationState.REVIEW
    assert (corrected.handed_in_on, corrected.corrected_on) == (ON, ON + _DAY)
    with pytest.raises(FilingError, match="只能一次"):
        deciding.ask_for(besides=["又缺"], **ask)
    with pytest.raises(FilingError, match="现在不能"):
        office.hand_in(application, ON + _DAY)


def test_a_whole_one_can_be_asked_about_in_words_alone(office: Office) -> None:
    handed = office.hand_in(office.whole(office.registered()))
    ask: dict[str, Any] = {
        "by": office.officer,
        "application": handed.pk,
        "on": ON,
        "at": moment(ON),
    }
    with pytest.raises(FilingError, match="已齐"):
        deciding.ask_for(besides=[], **ask)
    asked = deciding.ask_for(besides=["章程没有盖章"], **ask)
    assert (asked.complete_on, clock_of(asked).turn) == (None, "organisation")


def test_what_does_not_come_in_time_is_refused_and_only_then(office: Office) -> None:
    handed = office.hand_in(office.whole(office.registered()))
    deciding.ask_for(
        by=office.officer, application=handed.pk, besides=["盖章"], on=ON, at=moment(ON)
    )
    due = add_working_days(ON, 10)
    review: dict[str, Any] = {"by": office.officer, "application": handed.pk, "words": "逾期"}
    with pytest.raises(FilingError, match="补正期限"):
        deciding.review(**review, grant=False, on=due, at=moment(due))
    late = due + _DAY
    with pytest.raises(FilingError, match="还没有补齐"):
        deciding.review(**review, grant=True, on=late, at=moment(late))
    deciding.review(**review, grant=False, on=late, at=moment(late))
    decide: dict[str, Any] = {
        "by": office.other,
        "application": handed.pk,
        "basis": "1",
        "on": late,
    }
    with pytest.raises(FilingError, match="材料不齐"):
        deciding.decide(**decide, grant=True, words="", at=moment(late))
    done = deciding.decide(**decide, grant=False, words="逾期未补正", at=moment(late))
    assert state_of(done) is ApplicationState.REFUSED
    assert not Filing.objects.exists()
    assert Message.objects.latest("pk").values["reason"] == "逾期未补正"


def test_who_reviews_does_not_decide_and_a_refusal_has_its_reason(office: Office) -> None:
    handed = office.hand_in(office.whole(office.registered()))
    step: dict[str, Any] = {"application": handed.pk, "on": ON, "at": moment(ON)}
    with pytest.raises(FilingError, match="理由"):
        deciding.review(by=office.officer, grant=False, words=" ", **step)
    deciding.review(by=office.officer, grant=True, words="", **step)
    with pytest.raises(Denied):
        deciding.decide(by=office.officer, grant=True, words="", basis="1", **step)
    with pytest.raises(FilingError, match="理由"):
        deciding.decide(by=office.other, grant=False, words="", basis="", **step)
    with pytest.raises(FilingError, match="备案文号"):
        deciding.decide(by=office.other, grant=True, words="", basis=" ", **step)
    deciding.decide(by=office.other, grant=True, words="", basis="1", **step)
    with pytest.raises(FilingError, match="现在不能"):
        deciding.decide(by=office.other, grant=True, words="", basis="1", **step)


def test_another_bureau_and_another_organisation_have_no_say(office: Office) -> None:
    elsewhere = Body.objects.create(
        kind="bureau", name="深圳市局", area="440300", opened_on=LONG_AGO
    )
    stranger = acting("stranger", Role.PREFECTURE, elsewhere)
    application = office.whole(office.registered())
    rival = office.of(office.registered())
    given: dict[str, Any] = {"application": application.pk, "on": ON, "at": moment(ON)}
    with pytest.raises(Denied):
        applying.hand_in(by=rival, batches=0, **given)
    office.hand_in(application)
    with pytest.raises(Denied):
        deciding.review(by=stranger, grant=True, words="", **given)
    with pytest.raises(Denied):
        deciding.ask_for(by=rival, besides=["x"], **given)


def test_numbers_go_by_class_without_gap_and_stay(office: Office) -> None:
    numbers = [office.filed(kind).number for kind in ("enterprise", "school", "evaluation")]
    assert numbers == ["Y000044000001", "S000044000001", "S000044000002"]
    refused = office.decided(office.hand_in(office.whole(office.registered())), grant=False)
    assert refused.organisation.number == ""
    assert office.filed("school").number == "S000044000003"
    assert dict(NumberSerial.objects.values_list("letter", "last")) == {"Y": 1, "S": 3}


def test_added_occupations_begin_that_day_and_leave_the_term(office: Office) -> None:
    organisation = office.filed()
    filing = organisation.filings.get()
    later = date(2021, 3, 1)
    application = office.draft(organisation, "scope", later)
    site = organisation.sites.get()
    office.seek(application, site)
    office.seek(application, site, "焊工", lowest=5, highest=5)
    assert words(application, later).startswith("能考评“焊工”")
    assert "“电工”在该场地已经备案" in words(application, later)
    applying.drop(
        by=office.of(organisation),
        sought=application.sought.get(occupation="电工"),
        at=moment(later),
    )
    office.examined(organisation, "焊工")
    office.decided(office.hand_in(application, later), later)
    filing.refresh_from_db()
    assert filing.until_on == date(2023, 5, 31)
    added = filing.scopes.get(occupation="焊工")
    assert (added.from_on, added.entered_at) == (later, moment(later, 2))


def test_a_renewal_follows_the_old_term_within_its_time(office: Office) -> None:
    organisation = office.filed()
    with pytest.raises(FilingError, match="可自2023-02-28起"):
        office.draft(organisation, "renewal", date(2023, 2, 27))
    application = office.renewal(organisation, date(2023, 2, 28))
    assert application.sought.get().occupation == "电工"
    office.decided(office.hand_in(application, date(2023, 3, 1)), date(2023, 3, 20))
    first, second = organisation.filings.order_by("from_on")
    assert (second.from_on, second.until_on) == (date(2023, 6, 1), date(2026, 5, 31))
    assert second.from_on == first.until_on + _DAY
    with pytest.raises(FilingError, match="已备案"):
        office.draft(organisation, "renewal", date(2023, 4, 1))
    # What is added meanwhile is added to both terms.
    scope = office.draft(organisation, "scope", date(2023, 4, 1))
    office.seek(scope, organisation.sites.get(), "焊工")
    office.examined(organisation, "焊工")
    office.decided(office.hand_in(scope, date(2023, 4, 1)), date(2023, 4, 3))
    begins = set(Scope.objects.filter(occupation="焊工").values_list("from_on", flat=True))
    assert begins == {date(2023, 4, 3), date(2023, 6, 1)}


def test_a_renewal_that_is_decided_late_begins_on_its_day(office: Office) -> None:
    """Nothing is filed backwards: the gap is what was decided."""
    organisation = office.filed()
    application = office.hand_in(office.renewal(organisation, date(2023, 5, 30)), date(2023, 5, 31))
    assert clock_of(application).due == date(2023, 5, 31)
    assert standing_on(organisation, date(2023, 6, 4)) is Standing.LAPSED
    office.decided(application, date(2023, 6, 5))
    assert organisation.filings.latest("from_on").from_on == date(2023, 6, 5)


def test_an_employer_renews_after_six_batches(office: Office) -> None:
    organisation = office.registered("enterprise")
    office.site(organisation)
    office.staffed(organisation)
    first = office.draft(organisation)
    office.seek(first, organisation.sites.get())
    office.attach(first, "registration", "rules", "title")
    office.decided(office.hand_in(first))
    application = office.renewal(organisation, date(2023, 5, 4))
    with pytest.raises(FilingError, match="至少开展 6 批次评价，现为 5 批次"):
        office.hand_in(application, date(2023, 5, 4), batches=5)
    handed = office.hand_in(application, date(2023, 5, 4), batches=6)
    assert (handed.batches, state_of(handed)) == (6, ApplicationState.REVIEW)


def test_a_renewal_does_not_widen_what_is_filed(office: Office) -> None:
    organisation = office.filed()
    application = office.renewal(organisation, date(2023, 5, 4))
    wanted = application.sought.get()
    applying.drop(by=office.of(organisation), sought=wanted, at=moment(ON))
    office.seek(application, organisation.sites.get(), highest=2)
    assert "“电工”超出现有范围" in words(application, date(2023, 5, 4))


def test_one_application_at_a_time_and_a_withdrawn_one_makes_room(office: Office) -> None:
    organisation = office.registered()
    first = office.draft(organisation)
    with pytest.raises(FilingError, match="已有一件"):
        office.draft(organisation)
    applying.withdraw(by=office.of(organisation), application=first.pk, on=ON, at=moment(ON))
    first.refresh_from_db()
    assert state_of(first) is ApplicationState.WITHDRAWN
    office.draft(organisation)
    with pytest.raises(FilingError, match="现在不能"):
        office.attach(first, "rules")


def test_who_is_filed_adds_or_renews_and_who_is_not_does_neither(office: Office) -> None:
    organisation = office.filed()
    with pytest.raises(FilingError, match="已在备案有效期内"):
        office.draft(organisation)
    with pytest.raises(FilingError, match="尚未备案"):
        office.draft(office.registered(), "scope")
    after = date(2023, 6, 1)
    with pytest.raises(FilingError, match="期满"):
        office.draft(organisation, "renewal", after)
    again = office.hand_in(office.whole(organisation, after), after)
    office.decided(again, after)
    organisation.refresh_from_db()
    assert organisation.number == "S000044000001"
    assert organisation.filings.count() == 2


def test_something_that_went_missing_meanwhile_is_not_granted(office: Office) -> None:
    organisation = office.registered()
    handed = office.hand_in(office.whole(organisation))
    quality = organisation.staff.get(role=Staff.Role.QUALITY)
    registering.end_staff(by=office.of(organisation), staff=quality, on=ON, at=moment(ON))
    with pytest.raises(FilingError, match="质量督导岗位"):
        office.decided(handed)
    assert not Filing.objects.exists()
    assert NumberSerial.objects.count() == 0


def test_government_bodies_and_wrong_codes_are_not_registered(office: Office) -> None:
    centre = Body.objects.create(kind="centre", name="中心", area="440100", opened_on=LONG_AGO)
    by = acting("centre", Role.EVALUATION, centre)
    given: dict[str, Any] = {
        "by": by,
        "body": centre,
        "kind": Organisation.Kind.SOCIAL,
        "at": moment(ON),
    }
    with pytest.raises(FilingError, match="80号 二"):
        registering.register(credit_code=credit_code(9), **given)
    with pytest.raises(CreditCodeError, match="18 位"):
        registering.register(credit_code="123", **given)
    known = office.registered()
    Body.objects.filter(pk=centre.pk).update(kind="evaluation")
    centre.refresh_from_db()
    with pytest.raises(FilingError, match="已登记"):
        registering.register(credit_code=known.credit_code, **given)


def test_an_institution_is_filed_once_its_appraising_has_an_end(office: Office) -> None:
    organisation = office.registered("institution")
    centre = Body.objects.create(kind="centre", name="中心", area="440000", opened_on=LONG_AGO)
    institution = Institution.objects.create(
        body=organisation.body, number="44000001", centre=centre
    )
    handed = office.hand_in(office.whole(organisation))
    with pytest.raises(FilingError, match="转变职能"):
        office.decided(handed)
    turn(
        by=acting("centre", Role.CENTRE, centre),
        institution=institution,
        kind="supervision",  # type: ignore[arg-type] # a choice's own value
        on=date(2021, 1, 1),
        basis="函",
        at=moment(ON),
    )
    # The review stands; only the decision was not made.
    step: dict[str, Any] = {"application": handed.pk, "on": ON, "at": moment(ON)}
    deciding.decide(by=office.other, grant=True, words="", basis="1", **step)
    assert Filing.objects.count() == 1


def test_sites_that_are_named_stay_and_others_can_be_taken_back(office: Office) -> None:
    organisation = office.registered()
    used, spare = office.site(organisation), office.site(organisation, "备用")
    office.seek(office.draft(organisation), used)
    by = office.of(organisation)
    with pytest.raises(FilingError, match="保留"):
        registering.remove_site(by=by, site=used, at=moment(ON))
    registering.remove_site(by=by, site=spare, at=moment(ON))
    assert organisation.sites.get() == used


def test_personal_numbers_are_sealed_and_in_no_event(office: Office) -> None:
    organisation = office.registered()
    office.staffed(organisation)
    number = person_number(0)
    assert all(number not in one.number_sealed for one in organisation.assessors.all())
    assert not any(number in event.data for event in Event.objects.all())


def test_what_is_of_the_province_itself_the_province_decides(office: Office) -> None:
    """A body of no prefecture; of the prefectures' it still sees all, covered, and decides none."""
    department = Body.objects.create(
        kind="department", name="省厅", area="440000", opened_on=LONG_AGO
    )
    one, two = (acting(name, Role.PROVINCE, department) for name in ("省厅甲", "省厅乙"))
    own = office.hand_in(office.whole(office.registered(area="440000")))
    of_a_city = office.hand_in(office.whole(office.registered(area="440100")))
    told: dict[str, Any] = {"grant": True, "words": "", **TODAY}
    for by, application in ((office.officer, own), (one, of_a_city)):
        with pytest.raises(Denied):
            deciding.review(by=by, application=application.pk, **told)
    deciding.review(by=one, application=own.pk, **told)
    with pytest.raises(Denied, match="另一人"):
        deciding.decide(by=one, application=own.pk, basis="1号", **told)
    done = deciding.decide(by=two, application=own.pk, basis="1号", **told)
    assert state_of(done) is ApplicationState.GRANTED
    for verb, expected in (("filing.read", Effect.ALLOW), ("filing.decide", Effect.ALLOW)):
        assert effect(one, verb, target_of_application(own)) is expected
    assert effect(one, "filing.read", target_of_application(of_a_city)) is Effect.MASK
    assert is_masked_somewhere(one, "filing.read")
    assert not is_masked_somewhere(office.officer, "filing.read")
    reach = visible(one, "filing.decide", area="area", body="organisation")
    assert list(Application.objects.filter(reach)) == [own]
