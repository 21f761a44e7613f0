"""People of a small province, logged in, at the pages of the workbench and their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests.domain.conftest import Province, province
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import User

__all__ = ["LogIn", "Province", "log_in", "province"]

LogIn = Callable[[Actor], Client]


@pytest.fixture
def log_in(monkeypatch: pytest.MonkeyPatch) -> LogIn:
    """Return ``log_in(actor)``: a browser of that person, who has a second factor."""
    monkeypatch.setenv("XIANJIE_NOW", "2020-09-15")

    def by(actor: Actor) -> Client:
        user = User.objects.get(username=actor.username)
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return by
