"""A small province asked over HTTP, by people with tokens."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.domain.conftest import AT, ON, Province, _actor, province
from xianjie.clock import VARIABLE
from xianjie.domain.access.tokens import make_token
from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import seal
from xianjie.domain.appraisals.models import Exam, Registration, Suspension
from xianjie.domain.appraisals.services import choices, exams
from xianjie.domain.payments import services as payments
from xianjie.domain.payments.models import Batch, Payment, Refund
from xianjie.instruments import law
from xianjie.ops.records import now

__all__ = ["province"]  # the fixture of tests/domain
V1 = "/api/v1/records"


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, ON.isoformat())


@dataclass
class Asker:
    """A person's program: it sends the token, and a new key with every POST."""

    actor: Actor
    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **query: Any) -> Any:  # noqa: ANN401 - the test client's response
        return self.client.get(V1 + path, query, headers=self._headers())

    def post(self, path: str, body: object = None, key: str = "") -> Any:  # noqa: ANN401 - as above
        headers = {**self._headers(), "Idempotency-Key": key or str(uuid.uuid4())}
        content = b"" if body is None else json.dumps(body).encode()
        return self.client.post(V1 + path, content, "application/json", headers=headers)

    def send(
        self,
        path: str,
        fields: Mapping[str, object],
        content: bytes,
        name: str,
        key: str = "",
        *,
        of: str = "file",
    ) -> Any:  # noqa: ANN401 - as above
        """A form with a file, in the field of that name."""
        headers = {**self._headers(), "Idempotency-Key": key or str(uuid.uuid4())}
        form = {**fields, of: SimpleUploadedFile(name, content)}
        return self.client.post(V1 + path, form, headers=headers)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def asker(actor: Actor) -> Asker:
    Authenticator.objects.get_or_create(
        user_id=actor.user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": seal("x")}}
    )
    _, token = make_token(by=actor, name=str(uuid.uuid4()), days=1, at=now())
    return Asker(actor, token)


@dataclass
class World:
    """One of each kind of record of the first institution, and who asks, by role."""

    province: Province
    people: dict[str, Asker]
    exam: Exam
    draft: Exam
    chooser: Registration
    other: Registration
    suspension: Suspension
    refund: Refund
    batch: Batch

    def __getitem__(self, name: str) -> Asker:
        return self.people[name]

    def candidate(self, registration: Registration) -> Asker:
        return asker(self.province.candidate(registration))


@pytest.fixture
def world(province: Province) -> World:
    actors = dict(province.actors)
    department = Body.objects.create(
        kind="department", name="省厅", area="440000", opened_on=date(2000, 1, 1)
    )
    for role in (Role.PROVINCE, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN):
        actors[role.value] = _actor(role, department)
    own = actors["institution"]
    exam, draft = province.exam(), _draft(province)
    chooser, other = province.registered(exam, 1), province.registered(exam, 2)
    paid = province.registered(exam, 3)
    choices.open_round(
        by=own,
        exam=exam.pk,
        opens_on=ON,
        closes_on=date(2020, 9, 25),
        law=law(),
        on=ON,
        at=AT,
    )
    suspension = exams.suspend(
        by=actors["bureau"], area="440100", from_on=date(2020, 12, 1), basis="疫情", at=AT
    )
    with transaction.atomic():
        refunds = [
            payments.owe_back(
                by=own.username,
                payment=Payment.objects.get(subject_id=one.pk),
                ground=["252/2.1.2"],
                at=AT,
            )
            for one in (other, paid)
        ]
    batch = payments.make_batch(by=actors["finance"], area="440100", refunds=[refunds[1].pk], at=AT)
    people = {name: asker(actor) for name, actor in actors.items()}
    return World(province, people, exam, draft, chooser, other, suspension, refunds[0], batch)


def _draft(province: Province) -> Exam:
    return exams.draft_exam(
        by=province.actors["institution"],
        site=province.site,
        title="桥隧工日常鉴定",
        kind=Exam.Kind.ROUTINE,
        held_on=date(2020, 11, 2),
        basis="公告2号",
        offers=[exams.Offered("桥隧工", 5, 20_000, 30)],
        announced_on=date(2020, 6, 1),
        at=AT,
    )


def everyone() -> Actor:
    """A person who is everything, in the first body of each kind."""
    user = User.objects.create(username="everyone", name="everyone")
    bodies = {body.kind: body for body in Body.objects.order_by("-pk")}
    for role in Role:
        if role is not Role.CANDIDATE:
            kind = "institution" if role in {Role.INSTITUTION, Role.EXAMINER} else "department"
            user.memberships.create(
                role=role, body=bodies[kind], from_on=date(2020, 1, 1), granted_by="tests"
            )
    user.memberships.create(role=Role.CANDIDATE, from_on=date(2020, 1, 1), granted_by="tests")
    return actor_of(user, ON)
