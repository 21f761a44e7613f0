"""The API fuzzed from its OpenAPI document: no 5xx, no status, media type or shape not promised.

What is public stores nothing, so there are no sequences of requests to try: each stands alone. The
records are fuzzed in ``records/``.
"""

import pytest
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from tests.api.fuzzing import fuzz, operations
from tests.sampling import FULL
from xianjie.domain.certificates import limiting

# The law reads nothing from it, but a request closes connections that a test before it opened.
pytestmark = [pytest.mark.sampled, pytest.mark.django_db]

QUICK = 5
EXAMPLES = 30 if FULL else QUICK

LABELS = [
    "GET /api/v1/catalogue",
    "GET /api/v1/catalogue/{name}",
    "GET /api/v1/decisions",
    "GET /api/v1/decisions/{decision}",
    "POST /api/v1/decisions/{decision}",
    "GET /api/v1/linkage",
    "GET /api/v1/statistics",
    "GET /api/v1/jurisdictions",
    "GET /api/v1/clauses",
    "GET /api/v1/readings",
    "GET /api/v1/problems",
    "GET /api/v1/problems/{kind}",
    "POST /api/v1/verify",
    "POST /api/v1/verify/file",
    "POST /api/v1/verify/many",
    "POST /api/v1/verify/many/file",
    "GET /api/v1/certificate-numbers/{number}",
    "GET /api/v1/certificate-changes",
    "GET /api/v1/register",
    "GET /api/v1/register/changes",
    "GET /api/v1/register/{number}",
    "GET /api/v1/result-notices",
    "POST /api/v1/result-notices/{pk}/objections",
    "POST /api/v1/objections/status",
]


@pytest.fixture(autouse=True)
def _as_often_as_one_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MOST", "MOST_FILES"):
        monkeypatch.setattr(limiting, name, 10**9)


@pytest.mark.parametrize("label", LABELS)
def test_requests_that_fit_the_document_are_answered_as_it_promises(label: str) -> None:
    # Behind this one is the law; the others read.
    examples = EXAMPLES * 8 if label.startswith("POST /api/v1/decisions") else EXAMPLES
    fuzz(operations("/api/v1/openapi.json")[label], GenerationMode.POSITIVE, examples)


@pytest.mark.parametrize("label", LABELS)
def test_requests_that_do_not_fit_are_refused_as_it_promises(label: str) -> None:
    fuzz(operations("/api/v1/openapi.json")[label], GenerationMode.NEGATIVE, EXAMPLES)


def test_every_operation_is_fuzzed() -> None:
    found = operations("/api/v1/openapi.json")
    assert [label for label in found if "/records/" not in label] == LABELS


@pytest.mark.urls("tests.api.planted")
@pytest.mark.parametrize(
    ("label", "said"), [("GET /raises", "Server error"), ("GET /lies", "Response violates schema")]
)
def test_a_planted_fault_is_found(label: str, said: str) -> None:
    with pytest.raises(FailureGroup) as caught:
        fuzz(operations("/openapi.json")[label], GenerationMode.POSITIVE, QUICK)
    assert said in str(caught.value)
