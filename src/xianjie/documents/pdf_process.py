"""The part of reading a PDF that runs in a process of its own, within limits.

A PDF is a program of its author's: it can send a reader in circles or unpack without end. So: on
standard input one line of JSON, `{"roots": [base64 of DER], "at": ISO moment or null}`, then the
PDF; on standard output one JSON object with what was found, or `{"refused": code}`. Imports
nothing of Xianjie: it is started by its path.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import logging
import resource
import sys
from datetime import datetime
from typing import Any

from asn1crypto import cms, x509
from pyhanko.pdf_utils.decode_limits import (
    DecodeLimits,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

MEMORY = 600 << 20  # address space, of which Python and pyHanko take 250 MB
SECONDS = 6  # of processor time, of which imports take one
MOST_UNPACKED = 60 << 20
MOST_ATTACHED = 1 << 20
MOST_FILES = 20
_RELATIONS = ("/Data", "/Source")
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=20 << 20),
    document_budget=DocumentDecodeBudget(base_allowance=MOST_UNPACKED, max_ratio=0),
)


class RefusedError(Exception):
    """A code that the calling process has words for."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable()  # the library tells of the document's faults, which are answered here
    asked = json.loads(sys.stdin.buffer.readline())
    roots = [base64.b64decode(one) for one in asked["roots"]]
    at = datetime.fromisoformat(asked["at"]) if asked["at"] else None
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read(), roots, at)))


def answer(pdf: bytes, roots: list[bytes], at: datetime | None) -> dict[str, Any]:
    """What was found, or why not; raises nothing."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True, decode_limits=_LIMITS)
        if reader.encrypted:
            return {"refused": "encrypted"}
        return {"attached": _attached(reader), "seal": _seal(reader, roots, at)}
    except RefusedError as refused:
        return {"refused": str(refused)}
    except (MemoryError, RecursionError):
        return {"refused": "memory"}
    except Exception:  # noqa: BLE001 – whatever a file made to deceive a parser can raise in it
        return {"refused": "damaged"}


def _attached(reader: PdfFileReader) -> dict[str, str] | None:
    """The one associated file that is the document's data."""
    files = reader.root.get("/AF", ())
    if len(files) > MOST_FILES:
        raise RefusedError("attachments")
    each = (files[place] for place in range(len(files)))  # which follows references
    data = [one for one in each if one.get("/AFRelationship") in _RELATIONS]
    if not data:
        return None
    if len(data) > 1:
        raise RefusedError("attachments")
    content = data[0]["/EF"]["/F"].data
    if len(content) > MOST_ATTACHED:
        raise RefusedError("attachment-size")
    return {"name": str(data[0]["/UF"]), "content": base64.b64encode(content).decode()}


def _seal(reader: PdfFileReader, roots: list[bytes], at: datetime | None) -> dict[str, Any]:
    seals = reader.embedded_signatures
    if len(seals) != 1:
        return {"count": len(seals)}
    (seal,) = seals
    claimed = seal.self_reported_timestamp
    found: dict[str, Any] = {
        "count": 1,
        "signer": _name(seal.signer_cert.subject),
        "certificate": base64.b64encode(seal.signer_cert.dump()).decode(),
        "at": claimed.isoformat() if claimed else None,
        "reason": str(seal.sig_object.get("/Reason", "")),
        "covers": _covers(reader, seal),
    }
    judged = at or claimed
    try:
        # Without a root of ours, the certificate itself: whether it is trusted is then not asked.
        anchors = roots or [seal.signer_cert.dump()]
        status = validate_pdf_signature(
            seal,
            ValidationContext(
                trust_roots=[x509.Certificate.load(one) for one in anchors],
                moment=judged,
                allow_fetching=False,
            ),
            skip_diff=True,
        )
    except SignatureValidationError:
        return found | {"intact": False, "valid": False, "trusted": False}
    return found | {
        "intact": status.intact,
        "valid": status.valid,
        "trusted": bool(status.trusted and status.bottom_line),
    }


def _covers(reader: PdfFileReader, seal: EmbeddedPdfSignature) -> bool:
    """Whether all but the seal itself is covered, and its room holds the seal and nothing else."""
    try:
        if seal.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
            return False
        _, before, after, _ = (int(one) for one in seal.byte_range)
        reader.stream.seek(before)
        held = _hexadecimal(reader.stream.read(after - before))
        used = len(cms.ContentInfo.load(held).dump())
    except (PdfError, SignatureValidationError, ValueError):
        return False
    signed, signer = seal.signed_data, seal.signer_info
    return (
        held == seal.pkcs7_content
        and not held[used:].strip(b"\0")
        # What the signature leaves open, though it says nothing of the content.
        and (signed["version"].native, signer["version"].native) == ("v1", "v1")
        and [one.dump() for one in signed["digest_algorithms"]]
        == [signer["digest_algorithm"].dump()]
    )


def _hexadecimal(written: bytes) -> bytes:
    if not (written.startswith(b"<") and written.endswith(b">")):
        raise ValueError(written)
    return binascii.unhexlify(written[1:-1])


def _name(subject: x509.Name) -> str:
    known = subject.native.get("common_name")
    return known if isinstance(known, str) else str(subject.human_friendly)


if __name__ == "__main__":
    main()
