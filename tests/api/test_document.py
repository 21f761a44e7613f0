"""The OpenAPI document says what is so: every worked example is asked, every schema is used."""

import json
import re
import sys
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args, get_type_hints
from urllib.parse import quote, urlencode

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pydantic import BaseModel, WithJsonSchema

from tests.api.asking import get
from xianjie.api.v1.examples import EXAMPLES, Example
from xianjie.instruments import jurisdictions, law
from xianjie.instruments.standing import CatalogueRow


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = get("/openapi.json").json()
    return found


def public(document: dict[str, Any]) -> dict[str, Any]:
    """The paths of the law and the catalogue; those of records have tests of their own."""
    kept = ("/records/", "/register")
    return {
        path: of for path, of in document["paths"].items() if not any(one in path for one in kept)
    }


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert len(public(document)) == 20


@pytest.mark.django_db  # a certificate that nobody has is looked for
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.operation}-{e.name}")
def test_every_worked_example_is_true(example: Example, document: dict[str, Any]) -> None:
    method, path, operation = _operation(document, example.operation)
    parameters = {
        parameter["name"]: parameter["examples"][example.name]["value"]
        for parameter in operation["parameters"]
        if example.name in parameter.get("examples", ())
    }
    query = {name: value for name, value in parameters.items() if f"{{{name}}}" not in path}
    for name, value in parameters.items():
        path = path.replace(f"{{{name}}}", quote(value))
    body = _shown(operation.get("requestBody", {}), example.name)
    response = Client().generic(
        method, f"{path}?{urlencode(query)}", json.dumps(body or ""), "application/json"
    )
    promised = operation["responses"][str(response.status_code)]
    assert response.json() == _shown(promised, example.name)


def test_every_operation_with_a_name_or_a_body_has_an_example(document: dict[str, Any]) -> None:
    illustrated = {example.operation for example in EXAMPLES}
    for path, operations in public(document).items():
        for operation in operations.values():
            if "{" in path or "requestBody" in operation:
                assert operation["operationId"] in illustrated


def test_every_problem_has_its_own_media_type(document: dict[str, Any]) -> None:
    for path, operations in public(document).items():
        for operation in operations.values():
            kinds = {status: list(r["content"]) for status, r in operation["responses"].items()}
            expected = "application/zip" if path.endswith("/many/file") else "application/json"
            assert kinds.pop("201" if "201" in kinds else "200") == [expected]
            assert set(map(tuple, kinds.values())) == {("application/problem+json",)}


def test_every_schema_is_used_and_every_reference_leads_somewhere(
    document: dict[str, Any],
) -> None:
    used = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert used == set(document["components"]["schemas"])


def test_no_two_models_share_the_name_of_a_schema() -> None:
    """Ninja would keep one of them, and promise its shape for both."""
    models = {
        thing
        for name, module in sys.modules.items()
        if name.startswith("xianjie.api.v1")
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, BaseModel) and "[" not in thing.__name__
    }
    enums = {
        part
        for model in models
        for annotation in get_type_hints(model, include_extras=True).values()
        for part in _parts(annotation)
        if isinstance(part, type) and issubclass(part, Enum)
    }
    assert len(enums) >= 10
    names = [thing.__name__ for thing in models | enums]
    assert sorted(names) == sorted(set(names))


def _parts(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - of a type
    """The types within an annotation, but for those whose schema is written out in place."""
    if any(isinstance(one, WithJsonSchema) for one in getattr(annotation, "__metadata__", ())):
        return
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def test_the_row_is_the_row_of_the_contract(document: dict[str, Any]) -> None:
    row = document["components"]["schemas"]["Row"]
    assert set(row["properties"]) == set(row["required"]) == set(CatalogueRow.__annotations__)


def test_a_question_lists_every_fact_reading_and_date(document: dict[str, Any]) -> None:
    question = document["components"]["schemas"]["Question"]["properties"]
    laws = [law(name) for name in jurisdictions()]
    told = {fact.name for each in laws for d in each.decisions.values() for fact in d.facts}
    assert set(question["facts"]["properties"]) == told
    assert set(question["readings"]["properties"]) == {name for e in laws for name in e.readings}
    assert set(question["dates"]["properties"]) == {name for e in laws for name in e.parameters}


def test_the_page_for_people_is_whole_and_asks_no_other_host() -> None:
    page = get("/docs").content.decode()
    assert '<html lang="zh-CN">' in page
    assert "/api/v1/openapi.json" in page
    assert '"validatorUrl": null' in page
    assert not re.search(r"(?:https?:)?//\w", page)
    for path in re.findall(r'(?:src|href)="/static/([^"]+)"', page):
        plain = re.sub(r"\.[0-9a-f]{12}\.", ".", path)
        assert finders.find(plain), f"{plain} is not among the static files"


def _operation(document: dict[str, Any], name: str) -> tuple[str, str, dict[str, Any]]:
    return next(
        (method.upper(), path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if operation["operationId"] == name
    )


def _shown(part: dict[str, Any], name: str) -> Any:  # noqa: ANN401  # any JSON value
    for content in part.get("content", {}).values():
        if name in content.get("examples", ()):
            return content["examples"][name]["value"]
    return None
