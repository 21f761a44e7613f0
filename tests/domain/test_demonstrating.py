"""What a demonstration shows of its accounts: which there are, and a code good for a step more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code

from xianjie.domain.accounts import demonstrating
from xianjie.domain.accounts.models import Body, Membership, User

AT = datetime(2026, 11, 23, 6, 0, 15, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105 - of no account


@pytest.mark.django_db
def test_a_code_that_is_shown_holds_until_the_next_step_ends() -> None:
    user = User.objects.create(username="shown", name="shown")
    TOTP.activate(user, SECRET)
    assert demonstrating.code_of(user) is None  # no account of a demonstration
    Membership.objects.create(
        user=user, role="candidate", from_on=AT.date(), granted_by=demonstrating.GRANTED_BY
    )
    assert Authenticator.objects.filter(user=user).count() == 1
    with time_machine.travel(AT, tick=False):
        code = demonstrating.code_of(user)
        assert code
    for seconds, holds in ((0, True), (40, True), (80, False)):
        with time_machine.travel(AT + timedelta(seconds=seconds), tick=False):
            assert validate_totp_code(SECRET, code) is holds


@pytest.mark.django_db
def test_the_first_of_each_role_is_listed_and_where_supervision_was_at_work() -> None:
    for username, role, area in (
        ("bureau-01", "prefecture", "440100"),
        ("bureau-03", "prefecture", "440300"),
        ("bureau-04", "prefecture", "440400"),
        ("bureau-b-01", "prefecture", "440100"),
        ("bureau-b-03", "prefecture", "440300"),
        ("supervisor", "supervisor", "440100"),
        ("supervisor-03", "supervisor", "440300"),
    ):
        body, _ = Body.objects.get_or_create(
            kind="bureau", name=area, area=area, opened_on=AT.date()
        )
        Membership.objects.create(
            user=User.objects.create(username=username, name=username),
            body=body,
            role=role,
            from_on=AT.date(),
            granted_by=demonstrating.GRANTED_BY,
        )
    assert [one.username for one in demonstrating.accounts()] == [
        "bureau-01",
        "bureau-b-01",
        "bureau-03",
        "bureau-b-03",
        "supervisor",
        "supervisor-03",
    ]
