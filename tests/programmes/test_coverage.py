"""Each learner's route by decision 8 and how far it is covered, as of any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.domain.conftest import AT as SEPTEMBER
from tests.domain.conftest import Province
from tests.programmes.training import (
    BEGAN,
    GRADUATES,
    Training,
    certificate,
    changed,
    filed,
    make_training,
    one,
    planned,
)
from xianjie.domain.appraisals.models import Exam, Suspension
from xianjie.domain.programmes.coverage import Covered, counted, covered, in_training
from xianjie.domain.programmes.models import Programme
from xianjie.domain.programmes.reasons import Reason, State
from xianjie.domain.programmes.services import take_out
from xianjie.instruments import law

ON = date(2020, 9, 15)
NEAR = date(2021, 2, 1)  # within six months of graduation
FAR = date(2029, 6, 30)


def told(found: Covered) -> tuple[str, State, Reason]:
    return found.route, found.state, found.reason


def test_a_plan_that_is_not_aligned_leads_by_the_ordinary_route(training: Training) -> None:
    learner = training.learner(training.cohort(is_aligned=False))
    assert told(one(learner, ON)) == ("ordinary_route", State.ON_THE_WAY, Reason.TIME_LEFT)
    assert told(one(learner, NEAR)) == ("ordinary_route", State.AT_RISK, Reason.ORDINARY)


def test_an_occupation_that_leaves_is_open_only_by_an_exam_that_is_permitted(
    training: Training, province: Province
) -> None:
    learner = training.learner()
    assert told(one(learner, ON))[0] == "entrust_filed_organisation"
    exam = province.exam()
    Exam.objects.filter(pk=exam.pk).update(issue_on=date(2021, 1, 20))
    assert one(learner, ON).route == "entrust_filed_organisation"  # its exam is of level 5
    exam.offers.update(level=4)
    found = one(learner, ON)
    assert told(found) == ("qualification_certificate", State.ON_THE_WAY, Reason.TIME_LEFT)
    assert found.offer
    assert found.offer.exam == exam
    Exam.objects.filter(pk=exam.pk).update(issue_on=date(2021, 4, 1))  # after the last day
    assert one(learner, ON).route == "entrust_filed_organisation"


def test_whoever_is_registered_is_on_the_way_until_the_result(
    training: Training, province: Province
) -> None:
    learner = training.learner(training.cohort(date(2020, 12, 31)))
    exam = province.exam()
    exam.offers.update(level=4)
    assert told(one(learner, ON))[1:] == (State.AT_RISK, Reason.REGISTER)
    registration = province.registered(exam, 1)
    found = one(learner, ON)
    assert told(found) == ("qualification_certificate", State.ON_THE_WAY, Reason.REGISTERED)
    assert found.registration == registration
    before = ON - timedelta(days=1)  # it was accepted on the day
    assert one(learner, before).state is State.AT_RISK
    suspension = Suspension.objects.create(
        area="440100", from_on=ON, basis="x", ordered_by="x", ordered_at=SEPTEMBER
    )
    assert told(one(learner, ON))[1:] == (State.AT_RISK, Reason.STANDS_STILL)
    suspension.delete()
    registration.withdrawn_at = SEPTEMBER
    registration.save()
    assert one(learner, ON).registration is None
    registration.withdrawn_at = None
    registration.save()
    # Its day passed, and nobody held it.
    assert told(one(learner, date(2020, 11, 2)))[1:] == (State.AT_RISK, Reason.ENTRUST)


def test_an_exam_after_graduation_is_no_way(training: Training, province: Province) -> None:
    learner = training.learner(training.cohort(date(2020, 10, 31)))
    exam = province.exam()
    exam.offers.update(level=4)
    province.registered(exam, 1)
    assert told(one(learner, ON)) == ("entrust_filed_organisation", State.AT_RISK, Reason.ENTRUST)


@pytest.mark.parametrize(
    ("until", "route"),
    [
        (date(2021, 6, 29), "entrust_filed_organisation"),
        (date(2021, 6, 30), "own_level_certification"),
    ],
)
def test_a_sponsor_certifies_where_it_is_filed_on_the_day_of_graduation(
    training: Training, until: date, route: str
) -> None:
    learner = training.learner()
    filed(training.school, date(2020, 10, 1), until)
    assert one(learner, ON).route == "entrust_filed_organisation"  # not filed yet
    assert one(learner, NEAR).route == route
    assert one(learner, FAR).route == route


def test_a_filing_for_another_occupation_or_level_does_not_count(training: Training) -> None:
    learner = training.learner()
    filed(training.school, BEGAN, FAR, occupation="焊工")
    assert one(learner, NEAR).route == "entrust_filed_organisation"
    filed(training.enterprise, BEGAN, FAR)
    assert one(learner, NEAR).route == "entrust_filed_organisation"  # another body


def test_an_apprentice_may_be_certified_by_the_training_body(training: Training) -> None:
    learner = training.learner(
        training.cohort(
            date(2021, 8, 31),
            kind=Programme.Kind.APPRENTICE,
            trainer=training.school,
            agreement="2019-1",
            from_on=date(2019, 9, 1),
            until_on=date(2021, 8, 31),
        )
    )
    assert told(one(learner, NEAR + timedelta(days=40)))[2] is Reason.ENTRUST
    filed(training.school, BEGAN, FAR)
    assert told(one(learner, NEAR + timedelta(days=40)))[2] is Reason.PLAN


def test_another_departments_exams_leave_the_route_open(training: Training) -> None:
    learner = training.learner(training.cohort(occupation="民航乘务员"))
    assert told(one(learner, NEAR)) == ("open", State.AT_RISK, Reason.UNDECIDED)
    assert one(learner, NEAR).answer.needs == ("qualification_open",)


def test_access_type_stays_open(training: Training) -> None:
    learner = training.learner(training.cohort(occupation="保安员"))
    found = one(learner, NEAR)
    assert told(found) == ("qualification_certificate", State.AT_RISK, Reason.NO_EXAM)


def test_a_school_that_is_not_filed_has_no_route_in_the_other_reading(training: Training) -> None:
    found = one(training.learner(), NEAR, law("CN-GD", {"R6": "alternative"}))
    assert told(found) == ("no_route", State.AT_RISK, Reason.NO_ROUTE)


def test_who_is_on_a_plan_is_on_the_way(training: Training) -> None:
    learner = training.learner()
    filing = filed(training.school, BEGAN, FAR)
    participant = planned(1, filing, date(2021, 5, 10), reported_on=NEAR)
    assert told(one(learner, NEAR))[1:] == (State.ON_THE_WAY, Reason.PLANNED)
    assert told(one(learner, NEAR - timedelta(days=1)))[1:] == (State.AT_RISK, Reason.PLAN)
    participant.plan.cancelled_on = NEAR
    participant.plan.save()
    assert told(one(learner, NEAR))[1:] == (State.AT_RISK, Reason.PLAN)


def test_a_failed_evaluation_is_no_way_once_it_is_known(training: Training) -> None:
    learner = training.learner()
    participant = planned(1, filed(training.school, BEGAN, FAR), date(2021, 3, 1), reported_on=NEAR)
    participant.passed = False
    participant.result_at = SEPTEMBER.replace(year=2021, month=3, day=10)
    participant.save()
    assert one(learner, date(2021, 3, 9)).reason is Reason.PLANNED
    assert one(learner, date(2021, 3, 10)).reason is Reason.PLAN


def test_a_valid_certificate_at_the_level_or_above_covers(training: Training) -> None:
    learner = training.learner()
    certificate(1, issued_on=ON, level=5)  # below
    certificate(1, issued_on=ON, occupation="焊工")
    certificate(2, issued_on=ON)  # another's
    assert one(learner, NEAR).state is State.AT_RISK
    held = certificate(1, issued_on=ON, level=3)
    assert told(one(learner, ON))[1:] == (State.QUALIFICATION, Reason.HELD)
    assert one(learner, ON - timedelta(days=1)).state is State.ON_THE_WAY
    changed(held, "suspended", NEAR)
    assert one(learner, NEAR).state is State.AT_RISK
    assert one(learner, NEAR - timedelta(days=1)).state is State.QUALIFICATION
    changed(held, "lifted", NEAR + timedelta(days=2))
    assert one(learner, NEAR + timedelta(days=2)).state is State.QUALIFICATION
    changed(held, "corrected", NEAR + timedelta(days=3), level=5)
    assert one(learner, NEAR + timedelta(days=3)).state is State.AT_RISK


def test_an_irregular_certificate_covers_nobody(training: Training) -> None:
    learner = training.learner()
    certificate(
        1,
        issued_on=date(2021, 5, 1),
        exam_facts={
            "route": "scheduled",
            "announced_on": "2020-06-01",
            "registration_accepted_on": None,
            "competition_in_plan": False,
        },
    )
    assert one(learner, GRADUATES).state is State.AT_RISK
    certificate(1, scheme="level", issued_on=GRADUATES)
    assert one(learner, GRADUATES).state is State.LEVEL


def test_without_a_certificate_nobody_is_covered_after_graduation(training: Training) -> None:
    learner, day = training.learner(), timedelta(days=1)
    assert told(one(learner, GRADUATES))[1:] == (State.AT_RISK, Reason.ENTRUST)
    assert told(one(learner, GRADUATES + day))[1:] == (State.UNCOVERED, Reason.GRADUATED)
    certificate(1, scheme="level", issued_on=GRADUATES + day)
    assert one(learner, GRADUATES + day).state is State.LEVEL


def test_who_left_is_uncovered_from_that_day(training: Training) -> None:
    learner = training.learner()
    take_out(by=training.teacher, learner=learner.pk, on=ON, reason="转学", at=SEPTEMBER)
    assert told(one(learner, ON))[1:] == (State.UNCOVERED, Reason.LEFT)
    assert one(learner, ON - timedelta(days=1)).state is State.ON_THE_WAY


def test_who_was_entered_later_is_not_there_yet(training: Training) -> None:
    training.learner()
    assert in_training(BEGAN - timedelta(days=1)).count() == 0
    assert in_training(BEGAN).count() == 1


_CERTIFICATES = st.lists(
    st.fixed_dictionaries(
        {
            "number": st.integers(1, 3),
            "scheme": st.sampled_from(["qualification", "level"]),
            "level": st.integers(1, 5),
            "occupation": st.sampled_from(["电工", "焊工"]),
            "issued_on": st.dates(date(2019, 1, 1), date(2021, 12, 31)),
        }
    ),
    max_size=4,
)
_DAYS = st.dates(date(2019, 1, 1), date(2022, 6, 30))


class Properties(TestCase):
    """Of three learners with whatever certificates, on whatever day."""

    @given(held=_CERTIFICATES, on=_DAYS, more=_CERTIFICATES)
    def test_more_certificates_uncover_nobody_and_the_states_sum_to_the_whole(
        self, held: list[dict[str, Any]], on: date, more: list[dict[str, Any]]
    ) -> None:
        training = make_training()
        cohort = training.cohort()
        learners = [training.learner(cohort, number) for number in (1, 2, 3)]
        for each in held:
            certificate(**each)
        before = list(_states(on))
        tally = counted(in_training(on), law=law(), on=on)
        assert sum(tally.by_state.values()) == sum(tally.by_route.values()) == tally.total == 3
        assert [one(each, on).state for each in learners] == before  # alone as among others
        for each in more:
            certificate(**each)
        kept = {State.QUALIFICATION, State.LEVEL}
        for was, now in zip(before, _states(on), strict=True):
            assert was not in kept or now in kept


def _states(on: date) -> Iterator[State]:
    return (each.state for each in covered(in_training(on).order_by("pk"), law=law(), on=on))
