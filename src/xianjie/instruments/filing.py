"""What a filing register counts on beside numbers: class letters and documents, with reasons.

A jurisdiction has them in its folder, in ``filing.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xianjie.instruments.practice import Confidence
from xianjie.text import Text

_PACKAGED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Letter:
    """The first letter of the numbers of a kind of organisation."""

    letter: str
    confidence: Confidence
    reason: Text


@dataclass(frozen=True, slots=True)
class DocumentNeed:
    """A kind of document: of which applications, under which circumstance, and why.

    ``when`` is ``always`` or the name of a circumstance that the application has.
    """

    kind: str
    label: Text
    applications: frozenset[str]
    when: str
    reason: Text

    def is_needed(self, application: str, circumstances: Iterable[str]) -> bool:
        return application in self.applications and self.when in {"always", *circumstances}


@dataclass(frozen=True)
class FilingRules:
    """Of a jurisdiction: its province, its letters by kind of organisation, its documents."""

    province: str
    letters: Mapping[str, Letter]
    documents: Mapping[str, DocumentNeed]

    def needed(self, application: str, circumstances: Iterable[str]) -> list[DocumentNeed]:
        """The documents that an application of this kind brings, in the order of the data."""
        found = frozenset(circumstances)
        return [one for one in self.documents.values() if one.is_needed(application, found)]


@cache
def filing_rules(folder: str = "cn_gd") -> FilingRules:
    """The rules of a packaged jurisdiction, by the name of its folder."""
    told = tomllib.loads((_PACKAGED / folder / "filing.toml").read_text(encoding="utf-8"))
    return FilingRules(
        told["province"],
        {kind: _letter(entry) for kind, entry in told["letters"].items()},
        {kind: _document(kind, entry) for kind, entry in told["documents"].items()},
    )


def _letter(entry: Mapping[str, str]) -> Letter:
    return Letter(entry["letter"], Confidence(entry["confidence"]), Text(entry["zh"], entry["en"]))


def _document(kind: str, entry: Mapping[str, str]) -> DocumentNeed:
    return DocumentNeed(
        kind,
        Text(entry["zh"], entry["en"]),
        frozenset(entry["applications"]),
        entry["when"],
        Text(entry["reason_zh"], entry["reason_en"]),
    )
