"""Alerts over HTTP: a body sees its own, a bureau those of its area, the province all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.api.asking import refused
from tests.api.records.conftest import Asker, World, asker
from tests.certificates.filed import make_filed
from tests.domain.conftest import ON
from tests.supervision.kept import NAME, kept
from xianjie.domain.accounts.models import Body
from xianjie.domain.audit.models import Event


def ok(response: Any) -> dict[str, Any]:  # noqa: ANN401 - a response
    assert response.status_code == 200, response.content
    told: dict[str, Any] = response.json()
    return told


def numbers(who: Asker, **asked: object) -> list[int]:
    return [one["id"] for one in ok(who.get("/alerts", **asked))["items"]]


def test_each_sees_those_within_reach(world: World) -> None:
    filed = make_filed()
    elsewhere = Body.objects.create(
        kind="evaluation", name="深圳某中心", area="440304", opened_on=ON - timedelta(days=99)
    )
    own, other, foreign = kept(filed.body, world.province.institution.body, elsewhere)
    assert numbers(asker(filed.maker)) == [own.pk]
    assert numbers(world["institution"]) == [other.pk]
    assert numbers(world["bureau"]) == [own.pk, other.pk]
    assert numbers(world["other-bureau"]) == [foreign.pk]
    assert numbers(world["province"]) == [own.pk, other.pk, foreign.pk]
    assert numbers(world["auditor"]) == [own.pk, other.pk, foreign.pk]
    refused(world["other-bureau"].get(f"/alerts/{own.pk}"), 404, "no-such-record")
    refused(world["finance"].get("/alerts"), 403, "forbidden")


@pytest.mark.django_db
def test_an_alert_is_told_whole() -> None:
    filed = make_filed()
    (alert,) = kept(filed.body)
    told = ok(asker(filed.maker).get(f"/alerts/{alert.pk}"))
    assert told == {
        "id": alert.pk,
        "key": alert.key,
        "indicator": NAME,
        "title": {
            "zh": "发证早于考试、报名或公示期满",
            "en": "Issued before the exam, the registration or the end of the notice",
        },
        "clauses": ["252/2.4", "80/4"],
        "body": {"id": filed.body.pk, "name": filed.body.name},
        "area": "440106",
        "subject": "7",
        "state": "waiting",
        "day": ON.isoformat(),
        "score": 95.0,
        "sentence": {"zh": "发证早于公示期满", "en": "issued before the notice was over"},
        "fix": {
            "zh": "核对发证日和考试记录；确有提前的，撤销后重新核发",
            "en": "look at the days; what was issued early is revoked and issued anew",
        },
        "rows": 1,
        "evidence": [{"day": ON.isoformat(), "number": "S000044000001204000001"}],
        "found_on": ON.isoformat(),
        "seen_on": ON.isoformat(),
        "ended_on": None,
        "version": "v" * 64,
        "steps": [],
    }


def test_a_body_explains_and_its_bureau_asks_again_and_dismisses(world: World) -> None:
    filed = make_filed()
    (alert,) = kept(filed.body)
    body, bureau, path = asker(filed.maker), world["bureau"], f"/alerts/{alert.pk}"
    said = {"words": "公示期按规定计算"}
    told = ok(body.post(f"{path}/explain", said, key="explained-once"))
    assert (told["state"], [one["kind"] for one in told["steps"]]) == ("explained", ["explained"])
    again = body.post(f"{path}/explain", said, key="explained-once")
    assert again["Idempotency-Replayed"] == "true"
    assert ok(again) == told
    assert numbers(bureau, state="explained") == [alert.pk]
    assert numbers(bureau, state="waiting") == []
    assert ok(bureau.post(f"{path}/reopen", {"words": "请附公示截图"}))["state"] == "waiting"
    assert ok(body.post(f"{path}/correct", {"words": "已补公示"}))["state"] == "explained"
    refused(body.post(f"{path}/dismiss", said), 403, "forbidden")
    refused(world["auditor"].post(f"{path}/dismiss", said), 403, "forbidden")
    assert ok(bureau.post(f"{path}/dismiss", {"words": "属实"}))["state"] == "dismissed"
    refused(body.post(f"{path}/explain", said), 409, "not-possible-now")
    refused(bureau.post(f"{path}/reopen", {"words": " "}), 422, "invalid-request")
    assert [one["kind"] for one in ok(body.get(path))["steps"]] == [
        "explained",
        "reopened",
        "corrected",
        "dismissed",
    ]
    actions = Event.objects.filter(action__startswith="alert.").values_list("action", "actor")
    assert set(actions) == {
        ("alert.explained", filed.maker.username),
        ("alert.reopened", bureau.actor.username),
        ("alert.corrected", filed.maker.username),
        ("alert.dismissed", bureau.actor.username),
    }


def test_a_list_is_narrowed(world: World) -> None:
    filed = make_filed().body
    institution = world.province.institution.body
    (ended,) = kept(filed, indicator="burst", score=40.0, on=ON - timedelta(days=5))
    kept(on=ON - timedelta(days=4), indicator="burst")  # finds nothing: what was found has ended
    first, second = kept(filed, institution)
    bureau = world["bureau"]
    assert numbers(bureau) == [ended.pk, first.pk, second.pk]
    assert numbers(bureau, ended="true") == [ended.pk]
    assert numbers(bureau, ended="false") == [first.pk, second.pk]
    assert numbers(bureau, indicator="burst") == [ended.pk]
    assert numbers(bureau, body=filed.pk) == [ended.pk, first.pk]
    assert numbers(bureau, least=50) == [first.pk, second.pk]
    assert numbers(bureau, since=ON.isoformat()) == [first.pk, second.pk]
    assert numbers(bureau, area="440300") == []
    told = ok(bureau.get(f"/alerts/{ended.pk}"))
    assert told["ended_on"] == (ON - timedelta(days=4)).isoformat()


@pytest.mark.django_db
def test_what_a_later_day_found_is_not_there_yet() -> None:
    filed = make_filed()
    (alert,) = kept(filed.body, on=ON + timedelta(days=1))
    assert numbers(asker(filed.maker)) == []
    refused(asker(filed.maker).get(f"/alerts/{alert.pk}"), 404, "no-such-record")
