"""Whose law a page shows: how an address says so, what else there is, where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from xianjie.instruments import DEFAULT_JURISDICTION, jurisdictions, law
from xianjie.law import Law
from xianjie.text import Text


def laws() -> Iterator[Law]:
    """The law of every jurisdiction, the usual one first."""
    yield law()
    yield from (law(name) for name in jurisdictions() if name != DEFAULT_JURISDICTION)


def query(rules: Law) -> str:
    """What an address must carry to stay in this jurisdiction."""
    return "" if rules.id == DEFAULT_JURISDICTION else f"?jurisdiction={rules.id}"


def others(rules: Law) -> list[tuple[Law, str]]:
    """The other jurisdictions, each with the query that leads there."""
    return [(other, f"?jurisdiction={other.id}") for other in laws() if other.id != rules.id]


def with_provenance(rules: Law) -> Text:
    """Its title, and where its law comes from if not from the notice itself."""
    title, provenance = rules.title, rules.source.provenance
    if provenance is None:
        return title
    return Text(f"{title.zh}（{provenance.zh}）", f"{title.en} ({provenance.en})")
