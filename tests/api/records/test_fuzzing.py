"""The records fuzzed from the document, by a person with every role: no 5xx, nothing unpromised.

Writes stay in the test's transaction, so that each operation meets what those before it made.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.api.asking import get
from tests.api.fuzzing import CHECKS, fuzz, operations
from tests.api.records.certified import certified
from tests.api.records.conftest import World, asker, everyone
from tests.authorisation.places import training_of
from tests.sampling import FULL, sample
from xianjie.api.problems import MEDIA_TYPE

EXAMPLES = 10 if FULL else 4
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENT = "/api/v1/openapi.json"


@pytest.mark.sampled
def test_requests_of_every_operation_are_answered_as_the_document_promises(world: World) -> None:
    token = asker(everyone()).token
    del world
    headers = {"Authorization": f"Bearer {token}"}
    found = {label: one for label, one in operations(DOCUMENT).items() if "/records/" in label}
    assert len(found) == 199
    for one in sample(found.values(), of=4):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            fuzz(one, mode, EXAMPLES, headers)


@pytest.mark.sampled
def test_requests_about_what_is_there_are_answered_as_promised(world: World) -> None:
    """Left to chance no number would be a record's, and no service would be reached."""
    token = asker(everyone()).token
    training_of(world.province.institution.body, world.chooser.candidate)
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    things = certified(world.province, world.chooser)
    of_exams = {world.exam.pk, world.draft.pk, world.chooser.pk, world.batch.pk}
    numbers = sorted({1, 2, 3, *of_exams, *things.values()})
    found = operations(DOCUMENT)
    about = sample((one for one in found if "/records/" in one and "{pk}" in one), of=4)
    reached = {label for label in about if _meets(found[label], numbers, headers)}
    assert len(reached) >= (55 if FULL else 12), reached


def _meets(operation: Any, numbers: list[int], headers: dict[str, str]) -> bool:  # noqa: ANN401 - no public type
    """Whether a request met a record; raises at an answer that breaks a promise."""
    met = []

    @settings(max_examples=EXAMPLES * 2)
    @given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        number=st.sampled_from(numbers),
    )
    def send(case: Any, number: int) -> None:  # noqa: ANN401 - no public type
        case.path_parameters = {"pk": number}
        response = case.call_and_validate(checks=CHECKS, headers=headers)
        met.append(response.status_code != 404)

    send()
    return any(met)


@pytest.mark.sampled
def test_without_a_login_each_operation_is_refused_as_promised(db: None) -> None:
    del db
    found = operations(DOCUMENT)
    for label in sample((one for one in found if "/records/" in one), of=4):
        fuzz(found[label], GenerationMode.POSITIVE, 2)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = get("/openapi.json").json()
    return found


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(copy.deepcopy(document)).validate()
    for name, schema in document["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid({**schema, "$schema": DIALECT}), name
    broken = copy.deepcopy(document)
    broken["paths"]["/api/v1/records/exams"]["get"]["responses"] = []
    with pytest.raises(Exception, match="object"):
        schemathesis.openapi.from_dict(broken).validate()


def test_every_operation_on_records_says_how_it_is_let_in_and_refused(
    document: dict[str, Any],
) -> None:
    assert set(document["components"]["securitySchemes"]) == {"Token", "Session"}
    for path, operations_ in document["paths"].items():
        for method, operation in operations_.items():
            names = {one["name"]: one for one in operation["parameters"]}
            if "/records/" not in path:
                assert "security" not in operation
                assert "401" not in operation["responses"]
                continue
            assert operation["security"] == [{"Token": []}, {"Session": []}]
            assert {"401", "403"} <= set(operation["responses"])
            assert ("404" in operation["responses"]) == ("{pk}" in path)
            assert ("Idempotency-Key" in names) == (method == "post")
            if method == "post":
                assert names["Idempotency-Key"]["required"]
                assert "409" in operation["responses"]
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == [MEDIA_TYPE]


def test_every_list_is_paged(document: dict[str, Any]) -> None:
    lists = {
        path: operations_["get"]
        for path, operations_ in document["paths"].items()
        if "/records/" in path
        and "get" in operations_
        and "next" in json.dumps(_schema(document, operations_["get"]))
    }
    assert {path.rsplit("/", 1)[1] for path in lists} == {
        "exams",
        "places",
        "registrations",
        "suspensions",
        "refunds",
        "batches",
        "institutions",
        "rulings",
        "events",
        "memberships",
        "certificates",
        "proposals",
        "appeals",
        "issue-batches",
        "lines",
        "applications",
        "proofs",
        "filings",
        "filing-applications",
        "measures",
        "issuing-codes",
        "imports",
        "shares",
        "webhooks",
        "dispatches",
        "plans",
        "participants",
        "entrustments",
        "programmes",
        "cohorts",
        "learners",
        "alerts",
        "cases",
        "own-cases",
        "inspections",
        "inspection-draws",
        "own-inspections",
    }
    for operation in lists.values():
        names = {one["name"]: one["schema"] for one in operation["parameters"]}
        assert names["limit"]["maximum"] == 200
        assert "cursor" in names


def _schema(document: dict[str, Any], operation: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    content = operation["responses"]["200"].get("content", {}).get("application/json", {})
    reference = content.get("schema", {}).get("$ref", "")
    return document["components"]["schemas"].get(reference.rsplit("/", 1)[-1], {}).get("properties")
