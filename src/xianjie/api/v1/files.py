"""Files in answers and requests: how the document describes them, how they are handed over."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse
from ninja.files import UploadedFile

from xianjie.api.problems import TOO_LARGE, Problem
from xianjie.text import Text

PDF = "application/pdf"
JSON = "application/json"
ANY = "application/octet-stream"


def described(*kinds: str) -> dict[str, Any]:
    """For ``openapi_extra``: the answer is a file of one of these media types."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"description": "OK", "content": content}}}


SIGNED = {
    "responses": {
        200: {"description": "OK", "content": {JSON: {"schema": {"type": "object"}}}},
    }
}


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be saved under that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def content_of(sent: UploadedFile, most: int) -> bytes:
    """All of a file that is handed in; raises `Problem` for one that is too large."""
    if (sent.size or 0) > most:
        raise Problem(
            TOO_LARGE,
            Text(
                f"文件不能超过 {most >> 20} MB；请分成几个发送",
                f"a file has at most {most >> 20} MB; send it in parts",
            ),
        )
    content: bytes = sent.read()
    return content


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
