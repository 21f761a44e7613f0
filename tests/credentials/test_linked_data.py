"""Every term of a document means something, whatever its contexts look like."""

from __future__ import annotations

from typing import Any

import pytest

from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import VC_CONTEXT, standard_contexts
from xianjie.credentials.errors import InvalidDocument
from xianjie.credentials.linked_data import check_terms

TERM = {"score": "https://x.example/score"}


def told(context: Any, **members: Any) -> Document:  # noqa: ANN401  # any JSON
    return {
        "@context": [VC_CONTEXT, context],
        "type": ["VerifiableCredential"],
        "issuer": "did:web:x.example",
        "credentialSubject": {"id": "urn:x:1", **members},
    }


@pytest.mark.parametrize("context", [TERM, {"@context": TERM}])
def test_a_context_may_stand_as_a_file_of_one_does(context: Document) -> None:
    """W3C's suites write ``{"@context": {…}}`` into the list, as JSON-LD lets them."""
    check_terms(told(context, score=1), standard_contexts())
    with pytest.raises(InvalidDocument, match="rank"):
        check_terms(told(context, score=1, rank=2), standard_contexts())


@pytest.mark.parametrize(
    "context",
    [
        [TERM],
        {"@context": {"score": None}},
        {"@context": TERM, "rank": "https://x.example/rank"},  # beside it nothing is read
        {"@context": {"@context": TERM}},
        {"@context": {"@nobody": "x"}},
        {"score": {"@id": None}},
    ],
)
def test_what_a_context_hides_is_refused(context: Any) -> None:  # noqa: ANN401
    with pytest.raises(InvalidDocument):
        check_terms(told(context, score=1), standard_contexts())


def test_what_is_safe_in_one_document_is_not_in_another() -> None:
    """The finding is kept by shape: names, types, contexts, and which texts are addresses."""
    contexts = standard_contexts()
    good = told({}, id="urn:x:2")
    check_terms(good, contexts)
    for bad in (
        told({}, id="no address"),
        told({}, nobody="defined"),
        good | {"type": ["VerifiableCredential", "Nobody"]},
        good | {"issuer": "relative"},
    ):
        with pytest.raises(InvalidDocument):
            check_terms(bad, contexts)
