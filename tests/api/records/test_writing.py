"""A keyed request has its effect once, whatever becomes of its answer; nothing is half done."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.api.asking import fields, refused
from tests.api.records.conftest import V1, World
from tests.domain.conftest import AT
from xianjie.api.v1.records import writing
from xianjie.domain.access import intents
from xianjie.domain.access.models import Intent
from xianjie.domain.accounts.models import User
from xianjie.domain.appraisals.models import Candidate, Exam, Registration, Suspension
from xianjie.domain.audit.models import Event
from xianjie.domain.payments.models import Batch
from xianjie.domain.rulings.models import Ruling

ORDER = {"area": "440100", "from_on": "2020-10-20", "basis": "疫情"}
KEY = "0c7b4a5e-one"


def test_a_repeat_is_answered_as_the_first_and_has_no_effect(world: World) -> None:
    first = world["bureau"].post("/suspensions", ORDER, KEY)
    assert (first.status_code, writing.REPEATED in first) == (201, False)
    before = Suspension.objects.count(), Event.objects.count()
    for _ in range(5):
        again = world["bureau"].post("/suspensions", ORDER, KEY)
        assert (again.status_code, again.content) == (201, first.content)
        assert (again[writing.REPEATED], again["Content-Type"]) == ("true", "application/json")
    assert (Suspension.objects.count(), Event.objects.count()) == before


def test_a_write_whose_answer_was_lost_is_answered_when_asked_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise ConnectionError

    who, body = world["finance"], {"area": "440100", "refunds": [world.refund.pk]}
    with monkeypatch.context() as patch:
        patch.setattr(writing, "_response", lost)
        assert who.post("/batches", body, KEY).status_code == 500
    batches = Batch.objects.count()
    again = who.post("/batches", body, KEY)
    assert (again.status_code, again.json()["count"]) == (201, 1)
    assert Batch.objects.count() == batches
    refused(who.post("/batches", body), 409, "not-possible-now")  # with a key of its own


def test_an_effect_that_fails_late_leaves_neither_itself_nor_its_key(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: str) -> str:
        message = "no space left"
        raise OSError(message)

    before = Suspension.objects.count(), Event.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(intents, "seal", full)
        refused(world["bureau"].post("/suspensions", ORDER, KEY), 500, "internal-error")
    assert (Suspension.objects.count(), Event.objects.count()) == before
    assert not Intent.objects.exists()
    assert world["bureau"].post("/suspensions", ORDER, KEY).status_code == 201


def test_the_same_key_for_another_request_is_refused(world: World) -> None:
    who = world["bureau"]
    who.post("/suspensions", ORDER, KEY)
    other = {**ORDER, "basis": "台风"}
    refused(who.post("/suspensions", other, KEY), 422, "key-reused")
    lift = {"on": "2020-12-05", "basis": "解除"}
    path = f"/suspensions/{world.suspension.pk}/lift"
    refused(who.post(path, lift, KEY), 422, "key-reused")
    assert Suspension.objects.count() == 2
    # Another person's key is another key.
    elsewhere = {**ORDER, "area": "440300"}
    assert world["other-bureau"].post("/suspensions", elsewhere, KEY).status_code == 201


@pytest.mark.parametrize("key", ["short", "with space", "键键键键键键键键", "x" * 81])
def test_a_key_that_is_missing_or_malformed_is_refused(world: World, key: str) -> None:
    who = world["bureau"]
    headers = {"Authorization": f"Bearer {who.token}"}
    kind = "application/json"
    bare = who.client.post(f"{V1}/suspensions", ORDER, kind, headers=headers)
    assert fields(refused(bare, 422, "invalid-request")) == ["Idempotency-Key"]
    headers["Idempotency-Key"] = key
    wrong = who.client.post(f"{V1}/suspensions", ORDER, kind, headers=headers)
    assert fields(refused(wrong, 422, "invalid-request")) == ["Idempotency-Key"]
    assert Suspension.objects.count() == 1


def test_a_refusal_that_wrote_nothing_leaves_the_key_free(world: World) -> None:
    who, path = world["institution"], f"/exams/{world.draft.pk}/hold"
    Exam.objects.filter(pk=world.draft.pk).update(published_at=None)
    refused(who.post(path, key=KEY), 409, "not-possible-now")
    assert not Intent.objects.exists()
    assert who.post(f"/exams/{world.draft.pk}/publish", key=KEY).status_code == 200


def test_the_laws_no_is_one_ruling_however_often_it_is_asked(world: World) -> None:
    who, path = world["institution"], f"/exams/{world.exam.pk}/move"
    body = {"held_on": "2021-01-05", "basis": "场地"}
    before = Ruling.objects.count()
    first = who.post(path, body, KEY)
    assert refused(first, 409, "refused-by-law")["clauses"]
    again = who.post(path, body, KEY)
    assert (again.content, again["Content-Type"]) == (first.content, first["Content-Type"])
    assert again[writing.REPEATED] == "true"
    assert Ruling.objects.count() == before + 1
    assert Ruling.objects.latest("pk").outcome == "outside_window"


def test_the_laws_no_leaves_nothing_else_behind(world: World) -> None:
    offer = world.exam.offers.get()
    Exam.objects.filter(pk=world.exam.pk).update(announced_on=None, accepted_on=None)
    person = {"name": "李四", "document": "passport", "number": "E12345678"}
    body = {"offer": offer.pk, "person": person, "notice_acknowledged": True}
    before = Candidate.objects.count(), Registration.objects.count(), Ruling.objects.count()
    refused(world["institution"].post("/registrations", body, KEY), 409, "refused-by-law")
    after = Candidate.objects.count(), Registration.objects.count(), Ruling.objects.count()
    assert after == (before[0], before[1], before[2] + 1)


def test_a_right_that_is_taken_away_ends_repeats_too(world: World) -> None:
    who = world["bureau"]
    who.post("/suspensions", ORDER, KEY)
    User.objects.get(pk=who.actor.user).memberships.update(to_on="2020-09-15")
    refused(who.post("/suspensions", ORDER, KEY), 403, "forbidden")


def test_what_is_kept_is_sealed_and_not_for_ever(world: World) -> None:
    who = world["institution"]
    path = f"/registrations/{world.chooser.pk}/choice/on-behalf"
    who.post(path, {"option": "refund", "evidence": "电话"}, KEY)
    kept = Intent.objects.get()
    assert "考生1" not in kept.response
    assert kept.route == f"{V1}{path}"
    Intent.objects.update(created_at=AT - timedelta(days=intents.KEPT_DAYS + 1))
    who.post(path, {"option": "continue", "evidence": "电话"}, KEY)
    assert Intent.objects.get().pk != kept.pk


RACE = """
import threading, django
django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from xianjie.domain.access import intents
from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.sealed import seal
seal("the key is made")
user = User.objects.create(username="one", name="one")
barrier = threading.Barrier(8)
told = []
def act():
    User.objects.create(username=f"made-{User.objects.count()}", name="made")
    return 200, "{}"
def ask(round_):
    barrier.wait()
    told.append(intents.once(user=user.pk, key=f"the-key-{round_}", route="/x", body=b"{}",
        at=datetime(2020, 9, 15, tzinfo=UTC), act=act).repeated)
    connection.close()
for round_ in range(10):
    threads = [threading.Thread(target=ask, args=(round_,)) for _ in range(8)]
    [one.start() for one in threads], [one.join() for one in threads]
print(User.objects.count() - 1, told.count(False), told.count(True))
"""


def test_the_same_request_at_the_same_moment_has_one_effect(tmp_path: Path) -> None:
    """On a database in a file, as it is used: eight at a time, ten times."""
    settings = {"XIANJIE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "xianjie.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", RACE],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "10 10 70\n"), done.stderr
