"""Fuzzing an API from its own document, over WSGI in this process: no network, no server."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from xianjie.instruments import catalogue

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

# Left to chance hardly a name would be one of the annex, and nothing behind it would be tried.
_NAMES = [
    name for entry in catalogue.load().occupations for name in (entry.occupation, entry.as_scanned)
]
schemathesis.openapi.format("occupation", st.sampled_from(_NAMES) | st.text(min_size=1))


@cache  # the document has some two hundred operations, and each test is about one
def operations(document: str) -> dict[str, Any]:
    """The operations of the document at that address, by method and path."""
    schema = schemathesis.openapi.from_wsgi(document, get_wsgi_application())
    return {
        f"{method.upper()} {path}": schema[path][method]
        for path in schema
        for method in schema[path]
    }


def fuzz(
    operation: Any,  # noqa: ANN401  # schemathesis names no public type
    mode: GenerationMode,
    examples: int,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send as many requests as fit the schema, or do not; raises at one that breaks a promise."""
    sent = {"Accept-Encoding": "identity", **(headers or {})}

    @settings(max_examples=examples)
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:  # noqa: ANN401  # as above
        # The in-process client does not unpack what the server would compress.
        case.call_and_validate(checks=CHECKS, headers=sent)

    send()
