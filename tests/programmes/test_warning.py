"""Early warnings: at three stages, once each, with the ruling and the proof of delivery."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.programmes.training import GRADUATES, Training, certificate, person
from xianjie.domain.accounts.models import Membership
from xianjie.domain.messages.models import Message
from xianjie.domain.messages.templates import render
from xianjie.domain.programmes.models import EarlyWarning
from xianjie.domain.programmes.rolls import enrol
from xianjie.domain.programmes.warning import Warned, stage_on, warn
from xianjie.instruments import law

FIRST, SECOND, LAST = date(2020, 12, 30), date(2021, 3, 30), date(2021, 5, 30)
DAY = timedelta(days=1)


def told(on: date) -> Warned:
    return warn(law=law(), on=on, at=datetime(on.year, on.month, on.day, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        (FIRST - DAY, None),
        (FIRST, "early"),
        (SECOND - DAY, "early"),
        (SECOND, "reminder"),
        (LAST - DAY, "reminder"),
        (LAST, "last"),
        (GRADUATES, "last"),
        (GRADUATES + DAY, None),
    ],
)
def test_stages_follow_the_months_before_graduation(on: date, stage: str | None) -> None:
    assert stage_on(GRADUATES, on) == stage


def test_a_sponsor_is_told_once_at_each_stage(training: Training) -> None:
    cohort = training.cohort()
    enrol(
        by=training.teacher,
        cohort=cohort,
        entries=[person(number) for number in range(1, 6)],
        at=datetime(2018, 9, 1, tzinfo=UTC),
    )
    certificate(5, issued_on=date(2020, 1, 1))
    assert told(FIRST - DAY) == Warned(0, 0, 0)
    assert told(FIRST) == Warned(4, 1, 0)
    assert told(FIRST) == told(SECOND - DAY) == Warned(0, 0, 0)
    certificate(4, scheme="level", issued_on=SECOND)
    assert told(SECOND) == Warned(3, 1, 0)
    message = Message.objects.order_by("-pk")[0]
    assert (message.user_id, message.body_id) == (training.teacher.user, training.school.pk)
    said = render(message.template, message.version, message.values, "zh")
    assert "1班" in said.title
    assert "3 名学员" in said.body
    assert "考生" not in f"{message.values}"
    assert message.deliveries.get(channel="portal").proof == "portal"
    kept = EarlyWarning.objects.filter(stage="reminder")
    assert {one.ruling.outcome for one in kept} == {"entrust_filed_organisation"}
    assert {one.reason for one in kept} == {"entrust"}


def test_a_stage_begins_on_its_day_where_months_differ_in_length(training: Training) -> None:
    training.learner(training.cohort(date(2021, 8, 31)))
    assert told(date(2021, 2, 27)) == Warned(0, 0, 0)
    assert told(date(2021, 2, 28)) == Warned(1, 1, 0)


def test_whoever_joins_later_is_told_of_then(training: Training) -> None:
    cohort = training.cohort()
    training.learner(cohort, 1)
    assert told(FIRST).learners == 1
    training.learner(cohort, 2)
    assert told(FIRST + DAY).learners == 1


def test_a_sponsor_without_an_account_is_told_once_it_has_one(training: Training) -> None:
    training.learner()
    memberships = Membership.objects.filter(body=training.school)
    memberships.update(to_on=FIRST)
    assert told(FIRST) == Warned(0, 0, 1)
    assert not EarlyWarning.objects.exists()
    memberships.update(to_on=None)
    assert told(FIRST) == Warned(1, 1, 0)


def test_the_database_lets_nobody_warn_twice(training: Training) -> None:
    training.learner()
    told(FIRST)
    again = EarlyWarning.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
