"""Addresses of an API with two faults, to show that the fuzzing finds such."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path

_NUMBER = {"name": "number", "in": "query", "required": True, "schema": {"type": "integer"}}


def _operation(schema: dict[str, str]) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {
        "get": {
            "parameters": [_NUMBER],
            "responses": {"200": {"description": "OK", "content": content}},
        }
    }


def _document(request: HttpRequest) -> JsonResponse:
    del request
    paths = {"/raises": _operation({"type": "integer"}), "/lies": _operation({"type": "string"})}
    return JsonResponse({"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": paths})


def _raises(request: HttpRequest) -> JsonResponse:
    return JsonResponse(1 // (int(request.GET["number"]) % 2), safe=False)


def _lies(request: HttpRequest) -> JsonResponse:
    return JsonResponse(int(request.GET["number"]), safe=False)


urlpatterns = [path("openapi.json", _document), path("raises", _raises), path("lies", _lies)]
