"""How allauth does what it does here: nobody signs up with it, its secrets are sealed."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from xianjie.domain.accounts import sealed
from xianjie.domain.accounts.acting import actor_of
from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.audit.events import record
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.forms import both


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # ships no types that hold
    """Where people go after logging in; each session's beginning is an event."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        del request
        return False  # candidates have their own page, staff are granted their roles

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        assert isinstance(request.user, User)  # noqa: S101 - one has just logged in
        roles = {one.role for one in actor_of(request.user, today_of(request)).capacities}
        return reverse("work:inbox" if roles - {Role.CANDIDATE} else "me:home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        del request
        return reverse("portal:home")

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> object:
        with transaction.atomic():
            record(by=user.username, at=moment_of(request), action="session.begun", subject=user)
        return super().post_login(request, user, **kwargs)

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Its messages say what the page that follows shows."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # ships no types that hold
    """Secrets of one-time codes at rest are sealed as personal numbers are.

    A code counts once, so a right one that was used is told as such.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": both(
            "验证码不对，或者已经用过；每 30 秒换一个，请用下一个",
            "The code is wrong or was used already. There is a new one every 30 seconds: "
            "use the next.",
        )
    }

    def encrypt(self, text: str) -> str:
        return sealed.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealed.unseal(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        found: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**found, "name": settings.MFA_TOTP_ISSUER}
