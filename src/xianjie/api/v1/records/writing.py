"""Every POST of the records: done once for its key, answered again as it was answered first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Header
from pydantic import BaseModel, StringConstraints

from xianjie.api.handlers import by_law
from xianjie.api.language import language
from xianjie.api.problems import MEDIA_TYPE
from xianjie.api.v1.records.visiting import visit_of
from xianjie.domain.access import intents
from xianjie.domain.rulings.asking import RefusedByLaw, keep_refusal

REPEATED = "Idempotency-Replayed"
_OK, _REFUSED = 200, 400

# The sender's own name for the request: a UUID will do.
Key = Annotated[
    str,
    StringConstraints(pattern=r"^[!-~]{8,80}$"),
    Header(
        alias="Idempotency-Key",
        description="这一请求自己的键，8 至 80 个可见字符，如 UUID。"
        "The request's own key, such as a UUID.",
    ),
]


def once(
    request: HttpRequest,
    key: str,
    act: Callable[[], object],
    answers: type[BaseModel],
    status: int = _OK,
    *,
    content: bytes | None = None,
) -> HttpResponse:
    """Do it, keep what is answered with it, and answer; a repeat is answered from what was kept.

    ``content`` stands for the body of a request with a file (see `of_form`).

    The law's no is kept as well, for it is a ruling. What else is refused has written nothing, so
    its key is free for when things stand otherwise.
    """
    visit = visit_of(request)

    def done() -> tuple[int, str]:
        told = answers.model_validate(act(), from_attributes=True)
        return status, orjson.dumps(told.model_dump(mode="json")).decode()

    def keep(effect: Callable[[], tuple[int, str]]) -> intents.Kept:
        return intents.once(
            user=visit.actor.user,
            key=key,
            route=request.path,
            body=request.body if content is None else content,
            at=visit.at,
            act=effect,
        )

    try:
        return _response(request, keep(done))
    except RefusedByLaw as refusal:
        # What it wrote was undone with the rest of the transaction: it is written with the answer.
        error = refusal

    def refused() -> tuple[int, str]:
        keep_refusal(error)
        problem = by_law(error)
        return problem.kind.status, orjson.dumps(problem.as_json(language(request))).decode()

    return _response(request, keep(refused))


def of_form(form: BaseModel, digest: str) -> bytes:
    """What tells one request with a file from another: its fields and the file's digest."""
    return orjson.dumps([form.model_dump(mode="json"), digest])


def _response(request: HttpRequest, kept: intents.Kept) -> HttpResponse:
    kind = MEDIA_TYPE if kept.status >= _REFUSED else "application/json"
    response = HttpResponse(kept.body, status=kept.status, content_type=kind)
    response["Content-Language"] = language(request)
    if kept.repeated:
        response[REPEATED] = "true"
    return response
