"""Pages of many documents in one file for a printer: not sealed, not tagged, nothing attached."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from pyhanko.pdf_utils.generic import DictionaryObject, PdfObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter


def print_file(pdfs: Iterable[bytes]) -> bytes:
    """The pages of PDFs that this program made, in order."""
    writer = PdfFileWriter(stream_xrefs=True)  # type: ignore[no-untyped-call]
    for pdf in pdfs:
        reader = PdfFileReader(io.BytesIO(pdf))
        for page in _pages(reader.root["/Pages"]):
            writer.insert_page(  # type: ignore[no-untyped-call]
                PageObject(  # type: ignore[no-untyped-call]
                    contents=writer.import_object(page.raw_get("/Contents")),
                    media_box=writer.import_object(_inherited(page, "/MediaBox")),
                    resources=writer.import_object(_inherited(page, "/Resources")),
                )
            )
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _pages(node: DictionaryObject) -> Iterator[DictionaryObject]:
    kids = node["/Kids"]
    for kid in (kids[place] for place in range(len(kids))):  # which follows references
        if kid["/Type"] == "/Pages":
            yield from _pages(kid)
        else:
            yield kid


def _inherited(page: DictionaryObject, name: str) -> PdfObject:
    """What a page says itself, or else the pages above it."""
    while name not in page:
        page = page["/Parent"]
    found: PdfObject = page[name]
    return found
