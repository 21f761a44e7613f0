"""The public log's files, as clients of C2SP tlog-tiles ask for them; a mirror may serve the same.

A tile is served once the published checkpoint has it, and then for ever: what is beyond might
still be written otherwise after a crash.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xianjie.api.problems import NO_SUCH_ADDRESS, Problem, refusal
from xianjie.domain.certificates.publishing import folder, log_verifier
from xianjie.text import Text
from xianjie.tlog.notes import checkpoint_of, read
from xianjie.tlog.tiles import place_of
from xianjie.tlog.verifying import CHECKPOINT, INDEX, SEALING

_TEXT, _BYTES = "text/plain; charset=utf-8", "application/octet-stream"
_ANEW = "no-cache"
_FOR_EVER = "public, max-age=31536000, immutable"
_HEAD_OF_DAY = re.compile(rf"{SEALING}/[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}")


@require_GET
def log_file(request: HttpRequest, path: str) -> HttpResponse:
    """The checkpoint, a tile, a bundle of entries, the head of a day."""
    kind, keeping = _TEXT, _ANEW
    if place_of(path):
        kind, keeping = _BYTES, _FOR_EVER
    elif _HEAD_OF_DAY.fullmatch(path):
        keeping = _FOR_EVER
    elif path not in {CHECKPOINT, INDEX}:
        return _none(request)
    content = folder().read(path) if _is_published(path) else None
    if content is None:
        return _none(request)
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": keeping})


@require_GET
def log_key(request: HttpRequest) -> HttpResponse:
    """The public key, as tools take it; from elsewhere it is worth more than from here."""
    del request
    return HttpResponse(
        f"{log_verifier().text}\n", content_type=_TEXT, headers={"Cache-Control": _ANEW}
    )


def _is_published(path: str) -> bool:
    place = place_of(path)
    if place is None:
        return True
    checkpoint = folder().read(CHECKPOINT)
    return checkpoint is not None and place.end <= checkpoint_of(read(checkpoint.decode())).size


def _none(request: HttpRequest) -> HttpResponse:
    none = Text("日志没有这个文件", "the log has no such file")
    return refusal(request, Problem(NO_SUCH_ADDRESS, none))
