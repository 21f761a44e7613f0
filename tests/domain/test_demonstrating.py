"""The code that a demonstration shows is that of the moment, good for a step more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code

from xianjie.domain.accounts import demonstrating
from xianjie.domain.accounts.models import Membership, User

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
