"""How the tests speak to the API: the address of each operation, a body as JSON or as raw bytes."""

import json
from typing import Any

from django.test import Client

V1 = "/api/v1"
PROBLEM = "application/problem+json"

ELECTRICIAN = {
    "occupation": "电工",
    "route": "scheduled",
    "announced_on": "2020-06-01",
    "registered_on": "2020-08-15",
    "exam_held": False,
    "suspended": False,
}


def get(path: str, **headers: str) -> Any:  # noqa: ANN401  # the test client's response
    return Client(raise_request_exception=False).get(V1 + path, headers=headers)


def ask(decision: str, body: object, query: str = "", **headers: str) -> Any:  # noqa: ANN401  # as above
    return ask_raw(decision, json.dumps(body).encode(), query=query, **headers)


def ask_raw(
    decision: str, body: bytes, kind: str = "application/json", query: str = "", **headers: str
) -> Any:  # noqa: ANN401  # as above
    return Client(raise_request_exception=False).post(
        f"{V1}/decisions/{decision}{query}", body, content_type=kind, headers=headers
    )


def refused(response: Any, status: int, kind: str) -> dict[str, Any]:  # noqa: ANN401  # as above
    """The problem, checked to be one: its shape, its media type, its status twice."""
    problem: dict[str, Any] = response.json()
    assert (response.status_code, problem["status"]) == (status, status), problem
    assert response["Content-Type"] == PROBLEM
    assert problem["type"] == f"{V1}/problems/{kind}"
    assert problem["title"]
    assert problem["detail"]
    for error in problem["errors"]:
        assert set(error) == {"field", "message"}
    return problem


def fields(problem: dict[str, Any]) -> list[str]:
    return [error["field"] for error in problem["errors"]]
