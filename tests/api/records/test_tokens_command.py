"""``xianjie access``: a token is made, shown once, used, listed and revoked."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner, Result
from django.test import Client

from tests.api.records.conftest import V1, World
from xianjie.domain.access.models import ApiToken
from xianjie.domain.access.services import AccessError
from xianjie.domain.accounts.acting import Denied
from xianjie.ops.cli import xianjie
from xianjie.ops.records import NoSuchUser


def run(*arguments: str) -> Result:
    return CliRunner().invoke(xianjie, ["access", *arguments, "--lang", "en"])


def test_a_token_is_made_used_listed_and_revoked(world: World) -> None:
    username = world["bureau"].actor.username
    made = run("token", "--as", username, "--name", "report", "--days", "30")
    assert made.exit_code == 0, made.output
    token = made.stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    assert Client().get(f"{V1}/exams", headers=headers).status_code == 200
    assert not ApiToken.objects.filter(digest__contains=token[3:]).exists()
    listed = run("tokens", "--as", username).stdout
    assert "report  until" in listed
    assert token not in listed
    assert "revoked" in run("revoke", "--as", username, "--name", "report").stdout
    assert Client().get(f"{V1}/exams", headers=headers).status_code == 401
    assert "report  revoked" in run("tokens", "--as", username).stdout


def test_who_acts_must_be_there_and_may_end_only_their_own(world: World) -> None:
    username, other = world["bureau"].actor.username, world["finance"].actor.username
    run("token", "--as", username, "--name", "report")
    assert isinstance(run("token", "--as", "nobody", "--name", "x").exception, NoSuchUser)
    stolen = run("revoke", "--as", other, "--owner", username, "--name", "report")
    assert isinstance(stolen.exception, Denied)
    assert isinstance(run("token", "--as", username, "--name", "report").exception, AccessError)
    security = world["security_admin"].actor.username
    assert run("revoke", "--as", security, "--owner", username, "--name", "report").exit_code == 0


def test_staff_without_a_second_factor_get_no_token(world: World) -> None:

    Authenticator.objects.filter(user=world["bureau"].actor.user).delete()
    refused = run("token", "--as", world["bureau"].actor.username, "--name", "x")
    assert isinstance(refused.exception, NoSuchUser)
    with pytest.raises(ApiToken.DoesNotExist):
        ApiToken.objects.get(name="x")
