"""Cryptosuites of Data Integrity 1.0: what is hashed, how it is canonicalised, who signs.

Standard: ``eddsa-jcs-2022``, ``eddsa-rdfc-2022``, ``ecdsa-jcs-2019``, ``ecdsa-rdfc-2019`` (P-256).
Ours, since no registry knows SM2:

- ``sm2-sm3-jcs-2026`` is ``ecdsa-jcs-2019`` with SM3 in place of SHA-256, and as signature SM2
  with the identity 1234567812345678 and r‖s of 64 bytes in multibase ``z``.
- ``sm2-sm3-merkle-jcs-2026`` hashes alike, takes the 64 bytes as a leaf of the tree of
  `xianjie.credentials.merkle`, and signs `root_message`. The proof value is multibase ``u`` of:
  the number of leaves and the leaf's index (4 bytes each, big-endian), the signature (64), the
  hashes of the path (32 each). A verifier needs nothing but the one credential.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from xianjie.credentials.canonical import Document, canonicalise
from xianjie.credentials.contexts import Contexts
from xianjie.credentials.linked_data import canonical_quads
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.shapes import Shape
from xianjie.credentials.sm3 import sm3

_ROOT_TAG = b"xianjie sm2-sm3-merkle-jcs-2026\0"


class Form(StrEnum):
    """How a document becomes bytes."""

    JCS = "jcs"
    RDFC = "rdfc"


@dataclass(frozen=True, slots=True)
class Suite:
    """A cryptosuite by its registered name; ``batch`` if one signature holds for many."""

    name: str
    algorithm: Algorithm
    form: Form
    hash: Callable[[bytes], bytes]
    batch: bool = False


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


SUITES = {
    suite.name: suite
    for suite in (
        Suite("eddsa-jcs-2022", Algorithm.ED25519, Form.JCS, _sha256),
        Suite("ecdsa-jcs-2019", Algorithm.P256, Form.JCS, _sha256),
        Suite("sm2-sm3-jcs-2026", Algorithm.SM2, Form.JCS, sm3),
        Suite("sm2-sm3-merkle-jcs-2026", Algorithm.SM2, Form.JCS, sm3, batch=True),
        Suite("eddsa-rdfc-2022", Algorithm.ED25519, Form.RDFC, _sha256),
        Suite("ecdsa-rdfc-2019", Algorithm.P256, Form.RDFC, _sha256),
    )
}
BATCH_SUITE = SUITES["sm2-sm3-merkle-jcs-2026"]


class Hashes:
    """The digests of one document without its proofs, each form and hash computed once.

    ``shape`` is the document's, where the caller has it.
    """

    def __init__(self, document: Document, contexts: Contexts, shape: Shape | None = None) -> None:
        self._shape = shape
        self._document = document
        self._contexts = contexts
        self._canonical: dict[Form, bytes] = {}
        self._digests: dict[tuple[Form, Callable[[bytes], bytes]], bytes] = {}

    def data(self, suite: Suite, options: Document) -> bytes:
        """What the suite signs: the hash of the proof's options, then that of the document."""
        key = suite.form, suite.hash
        if key not in self._digests:
            if suite.form not in self._canonical:
                self._canonical[suite.form] = self._document_bytes(suite.form)
            self._digests[key] = suite.hash(self._canonical[suite.form])
        return suite.hash(self._options_bytes(suite.form, options)) + self._digests[key]

    def _document_bytes(self, form: Form) -> bytes:
        if form is Form.RDFC:
            return canonical_quads(self._document, self._contexts)
        if self._shape is None:
            return canonicalise(self._document)
        return self._shape.canonicalise(self._document)

    def _options_bytes(self, form: Form, options: Document) -> bytes:
        if form is Form.RDFC:
            return canonical_quads(options, self._contexts)
        if self._shape is None:
            return canonicalise(options)
        return self._shape.canonicalise_options(options)


def suite_for(algorithm: Algorithm, form: Form = Form.JCS) -> Suite | None:
    """The suite that signs one document with a key; SM2 has none for RDFC."""
    for suite in SUITES.values():
        if suite.algorithm is algorithm and suite.form is form and not suite.batch:
            return suite
    return None


def root_message(size: int, root: bytes) -> bytes:
    """What the one signature of a batch is over."""
    return _ROOT_TAG + size.to_bytes(4) + root
