"""What PDF/A-3 (ISO 19005-3) and PDF/UA-1 ask of a file's structure, looked up in the file.

No validator of the whole standards is a package here; typst refuses to write what would break
them, and these are the clauses that a change of ours, or the seal after it, could break.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import IndirectObject

_PRINT, _HIDDEN = 4, 2


def faults(pdf: bytes) -> list[str]:
    """The clauses that a file breaks."""
    reader = PdfReader(io.BytesIO(pdf))
    return [*_file(pdf, reader), *_metadata(reader), *_objects(reader), *_files(reader)]


def _file(pdf: bytes, reader: PdfReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", pdf):
        yield "6.1.2 header"
    if "/Encrypt" in reader.trailer or "/ID" not in reader.trailer:
        yield "6.1.3 trailer"
    intents = reader.root_object.get("/OutputIntents") or []
    profiles = [one.get_object() for one in intents]
    if not any(
        one["/S"] == "/GTS_PDFA1" and one["/DestOutputProfile"].get_data() for one in profiles
    ):
        yield "6.2.3 output intent"
    if not reader.root_object.get("/MarkInfo", {}).get("/Marked"):
        yield "6.7 tagged"
    if not reader.root_object.get("/Lang") or "/StructTreeRoot" not in reader.root_object:
        yield "6.7 language and structure"


def _metadata(reader: PdfReader) -> Iterator[str]:
    stream: Any = reader.root_object["/Metadata"].get_object()
    told = stream.get_data().decode()
    if "/Filter" in stream:
        yield "6.6.2 metadata in the clear"
    for name, value in (("pdfaid:part", "3"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")):
        if f"<{name}>{value}</{name}>" not in told:
            yield f"6.6.4 {name}"
    info = reader.metadata
    assert info is not None
    for key, name in (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate")):
        digits = re.sub(r"\D", "", str(info.get(key)))[:14]
        written = re.search(f"<{name}>(.*?)</{name}>", told)
        if not written or re.sub(r"\D", "", written[1])[:14] != digits:
            yield f"6.6.3 {name}"


def _objects(reader: PdfReader) -> Iterator[str]:
    for found in _all(reader):
        match found.get("/Type"):
            case "/Font" if found["/Subtype"] != "/Type0":
                kept = found["/FontDescriptor"].keys() & {"/FontFile2", "/FontFile3"}
                if not kept:
                    yield "6.2.11.4 font inside"
            case "/Font" if "/ToUnicode" not in found:
                yield "6.2.11.7 text of glyphs"
            case "/Annot":
                flags, box = found.get("/F", 0), [float(one) for one in found["/Rect"]]
                if not flags & _PRINT or flags & _HIDDEN:
                    yield "6.3.2 annotation flags"
                if "/AP" not in found and (box[0], box[1]) != (box[2], box[3]):
                    yield "6.3.3 annotation appearance"
            case _ if found.get("/S") in {"/JavaScript", "/Launch", "/SubmitForm"}:
                yield "6.5.1 action"
        if "/LZWDecode" in str(found.get("/Filter")) or {"/F", "/Filter"} <= found.keys():
            yield "6.1.7 stream"


def _files(reader: PdfReader) -> Iterator[str]:
    associated = {one.idnum for one in reader.root_object.get("/AF", [])}
    for found in _all(reader):
        if found.get("/Type") == "/Filespec":
            own = found.indirect_reference
            if own is None or own.idnum not in associated or "/AFRelationship" not in found:
                yield "6.8 associated file"
            if not found.get("/UF") or "/Subtype" not in found["/EF"]["/F"]:
                yield "6.8 name and type of a file"


def _all(reader: PdfReader) -> Iterator[Any]:
    for number in range(1, _size(reader)):
        yield from _inside(reader.get_object(IndirectObject(number, 0, reader)))


def _inside(found: Any) -> Iterator[Any]:  # noqa: ANN401
    """Dictionaries, and those that stand in them or in arrays; not what is referred to."""
    if isinstance(found, dict):
        yield found
    parts = found.values() if isinstance(found, dict) else found
    for one in parts if isinstance(found, dict | list) else ():
        if isinstance(one, dict | list):
            yield from _inside(one)


def _size(reader: PdfReader) -> int:
    size: Any = reader.trailer["/Size"]
    return int(size)
