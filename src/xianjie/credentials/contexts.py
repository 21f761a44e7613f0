"""JSON-LD contexts at hand: those of W3C and 1EdTech, each checked by its digest. No network.

The documents come with the package `openbadgeslib`, of which no code is run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import Any

from cachetools import LRUCache

from xianjie.credentials.canonical import Document, read_json
from xianjie.credentials.errors import InvalidDocument
from xianjie.credentials.shapes import Shapes
from xianjie.text import Text

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
VC_1_CONTEXT = "https://www.w3.org/2018/credentials/v1"  # not at hand unless it is given
OPEN_BADGES_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DATA_INTEGRITY_CONTEXT = "https://w3id.org/security/data-integrity/v2"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"

_MAX_RESOLVED = 100  # documents that PyLD keeps ready

# Our own terms, written into each credential: any JSON-LD processor reads them, from no address.
_OWN = "urn:xianjie:credentials:v1:"
XIANJIE_CONTEXT: Document = {
    "@protected": True,
    **{
        term: f"{_OWN}{term}"
        for term in (
            "QualificationCertificate",
            "SkillLevelCertificate",
            "WrittenProof",
            "CheckReport",
            "asOf",
            "certifiedFact",
            "checked",
            "checkedStep",
            "documentKind",
            "documentMasked",
            "factValue",
            "fileSha256",
            "furtherStatus",
            "logIndex",
            "logOrigin",
            "logSalt",
            "nameEn",
            "outcome",
            "outcomeEn",
            "photoSha256",
            "rows",
            "unreadable",
            "skillLevel",
        )
    },
}

_PACKAGE = "openbadgeslib"
# The first digest is that of VC Data Model 2.0, appendix B.1; the others are of the published
# documents.
_PINNED = {
    VC_CONTEXT: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    OPEN_BADGES_CONTEXT: (
        "ob-v3p0-context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    DATA_INTEGRITY_CONTEXT: (
        "security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    MULTIKEY_CONTEXT: (
        "security-multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
}


class Contexts:
    """Documents by their addresses; what is not here is refused, never fetched."""

    def __init__(self, resources: Mapping[str, bytes]) -> None:
        self._resources = dict(resources)
        # What was found out under these contexts, and no others.
        self.shapes = Shapes()
        self.resolved: LRUCache[str, Any] = LRUCache(maxsize=_MAX_RESOLVED)
        self.lock = Lock()

    def with_resources(self, more: Mapping[str, bytes]) -> Contexts:
        """These and more, such as those of a partner."""
        return Contexts(self._resources | dict(more))

    def resource(self, address: str) -> bytes | None:
        """The document's bytes as published."""
        return self._resources.get(address)

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """The contexts that a credential may begin with: that of version 1.1 only if given."""
        return tuple(each for each in (VC_CONTEXT, VC_1_CONTEXT) if each in self._resources)

    def load(self, address: str, _options: object = None) -> dict[str, Any]:
        """The document as PyLD asks for it; raises `InvalidDocument` for an unknown address."""
        if address not in self._resources:
            raise InvalidDocument(
                "context",
                Text(
                    f"未知的 @context：{address}；只使用随软件提供的上下文，从不联网取得",
                    f"the @context {address} is unknown; only those that come with the software "
                    "are used, none is fetched",
                ),
            )
        return {
            "contextUrl": None,
            "documentUrl": address,
            "contentType": "application/ld+json",
            "document": self._documents[address],
        }

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {address: read_json(data) for address, data in self._resources.items()}


@cache
def standard_contexts() -> Contexts:
    """The contexts that come with the software."""
    return Contexts({address: pinned(*entry) for address, entry in _PINNED.items()})


def pinned(name: str, digest: str) -> bytes:
    """A packaged context; raises `InvalidDocument` where its SHA-256 is another."""
    found = metadata.distribution(_PACKAGE).locate_file(f"{_PACKAGE}/ob3/contexts/{name}")
    data = Path(str(found)).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise InvalidDocument(
            "context",
            Text(
                f"软件包 {_PACKAGE} 中的 {name} 已被改动；请重新安装",
                f"{name} of the package {_PACKAGE} was changed; install it again",
            ),
        )
    return data
