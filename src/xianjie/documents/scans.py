"""What people hand in as a document: a PDF or a picture, known by its first bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: what it is served as, how its name ends."""

    media_type: str
    ending: str


_KINDS = {
    b"%PDF-": Kind("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": Kind("image/png", "png"),
    b"\xff\xd8\xff": Kind("image/jpeg", "jpeg"),
}


def kind_of(content: bytes) -> Kind | None:
    """Of a PDF, PNG or JPEG; None of anything else, whatever its name says."""
    return next((kind for begins, kind in _KINDS.items() if content.startswith(begins)), None)
