"""The OpenAPI document: what ninja derives from the types, and what types cannot say.

Added here: the problems each operation can answer with, in their own media type; the facts of
the decisions, from the law; worked examples, each the answer the operation gives (the tests ask
every one over HTTP).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, get_args

from ninja import NinjaAPI

from xianjie.api.problems import MEDIA_TYPE
from xianjie.api.v1.examples import EXAMPLES, Example
from xianjie.api.v1.inputs import OCCUPATION
from xianjie.api.v1.outputs import Problem
from xianjie.instruments import jurisdictions, law
from xianjie.law import BoolFact, Choice, DayFact, EnumFact, Fact

_JSON = "application/json"
_REFERENCE = "#/components/schemas/"
_DAY = {"type": "string", "format": "date"}
_READING = {"type": "string", "enum": list(get_args(Choice))}
_EVERY_OPERATION = (400, 422)
_BODY_REFUSED = (413, 415)
# 404 and 409 belong to the operations that are told a name.
_BY_NAME = {
    "show_occupation": (404, 409),
    "show_decision": (404,),
    "decide": (404,),
    "show_problem": (404,),
    "show_bank_file": (409,),
    # A character that cannot be printed, a record that was never signed or is not sealed yet.
    "show_paper": (409,),
    "show_credential": (409,),
    "show_log_proof": (409,),
    "show_own_paper": (409,),
    "show_own_credential": (409,),
    "show_proof_paper": (409,),
    # So many an hour from one address.
    "verify": (429,),
    "verify_file": (429,),
    "verify_many": (429,),
    "verify_many_file": (429,),
    "show_registered": (404,),
    "object_to_result": (404, 409, 429),
    "ask_after_objection": (404, 429),
}

Json = dict[str, Any]


def document(api: NinjaAPI) -> Json:
    """The OpenAPI 3.1 document as JSON."""
    described: Json = dict(api.get_openapi_schema())
    described.pop("servers")  # relative to where the document was fetched
    schemas = described["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(ref_template=f"{_REFERENCE}{{model}}")
    schemas.update(schemas["Problem"].pop("$defs"))
    for member, named in _question().items():
        schemas["Question"]["properties"][member].update(named)
    for path, operations in described["paths"].items():
        for operation in operations.values():
            _complete(operation, _of_records(path, operation))
    # Ninja lists the models of queries too, though it writes their fields out.
    used = set(re.findall(f"{_REFERENCE}(\\w+)", json.dumps(described)))
    described["components"]["schemas"] = {name: schemas[name] for name in sorted(used)}
    return described


def _of_records(path: str, operation: Json) -> tuple[int, ...]:
    """The refusals of an operation that needs a login."""
    if "security" not in operation:
        return ()
    absent = (404,) if "{" in path else ()
    writes = (409, 413) if _names_its_intent(operation) else ()
    return (401, 403, *absent, *writes)


def _names_its_intent(operation: Json) -> bool:
    return any(one["name"] == "Idempotency-Key" for one in operation["parameters"])


def _complete(operation: Json, others: tuple[int, ...]) -> None:
    name = operation["operationId"]
    statuses = {*_EVERY_OPERATION, *_BY_NAME.get(name, ()), *others}
    if "requestBody" in operation:
        statuses |= {*_BODY_REFUSED}
    for status in sorted(statuses):
        operation["responses"][status] = {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"{_REFERENCE}Problem"}}},
        }
    for parameter in operation["parameters"]:
        _never_null(parameter["schema"])
    for example in EXAMPLES:
        if example.operation == name:
            _illustrate(operation, example)


def _never_null(schema: Json) -> None:
    """A query leaves a parameter out; it has no way to say null."""
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        del schema["anyOf"]
        schema.update(options[0])


def _illustrate(operation: Json, example: Example) -> None:
    for parameter in operation["parameters"]:
        if parameter["name"] in example.parameters:
            value = {"value": example.parameters[parameter["name"]]}
            parameter.setdefault("examples", {})[example.name] = value
    if example.body is not None:
        _add(operation["requestBody"]["content"][_JSON], example, example.body)
    response = operation["responses"][example.status]["content"]
    _add(next(iter(response.values())), example, example.answer())


def _add(content: Json, example: Example, value: object) -> None:
    content.setdefault("examples", {})[example.name] = {
        "summary": f"{example.summary.zh} {example.summary.en}",
        "value": value,
    }


def _question() -> Mapping[str, Json]:
    """The facts, readings and dates that some jurisdiction knows, each with the values it takes."""
    laws = [law(name) for name in jurisdictions()]
    facts = {
        fact.name: _values(fact)
        for each in laws
        for decision in each.decisions.values()
        for fact in decision.facts
    }
    readings = {name: _READING for each in laws for name in each.readings}
    dates = {name: _DAY for each in laws for name in each.parameters}
    return {
        member: {"type": "object", "properties": properties, "additionalProperties": False}
        for member, properties in (("facts", facts), ("readings", readings), ("dates", dates))
    }


def _values(fact: Fact) -> Mapping[str, object]:
    described = {"description": f"{fact.question.zh} {fact.question.en}"}
    match fact:
        case BoolFact():
            return {**described, "type": "boolean"}
        case EnumFact(values=values):
            return {**described, "type": "string", "enum": list(values)}
        case DayFact(none=None):
            return {**described, **_DAY}
        case DayFact():
            return {**described, **_DAY, "type": ["string", "null"]}
        case _:
            return {**described, **OCCUPATION}
