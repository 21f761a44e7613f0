"""Reading the proofs of a document, and checking keys and signatures.

Stricter than the standard in two ways: a proof may hold only the members of the standard, and a
JCS proof's own ``@context`` must equal the document's, where the standard lets it be a beginning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import Contexts
from xianjie.credentials.did import Keys, VerificationKey
from xianjie.credentials.encodings import decode_multibase
from xianjie.credentials.errors import InvalidEncoding, InvalidKey, InvalidProof
from xianjie.credentials.merkle import root_of
from xianjie.credentials.multikey import PublicKey
from xianjie.credentials.proofs import PROOF_TYPE, previous
from xianjie.credentials.shapes import Shape
from xianjie.credentials.signing import SIGNATURE_SIZE, verify
from xianjie.credentials.structure import moment, objects, without_proof
from xianjie.credentials.suites import SUITES, Form, Hashes, Suite, root_message
from xianjie.text import Text

_MEMBERS = {
    "@context", "challenge", "created", "cryptosuite", "domain", "expires", "id", "nonce",
    "previousProof", "proofPurpose", "proofValue", "type", "verificationMethod",
}  # fmt: skip
_PLACE = 8  # bytes of the number of leaves and of the index
_HASH = 32


@dataclass(frozen=True, slots=True)
class ReadProof:
    """A proof in parts: ``value`` is what its multibase text spells."""

    suite: Suite
    options: Document
    value: bytes
    method: str
    created: datetime | None
    expires: datetime | None

    def check_expected(self, purpose: str, challenge: str | None, domain: str | None) -> None:
        """Raise `InvalidProof` for another purpose, challenge or domain than asked for."""
        found = self.options.get("proofPurpose")
        if found != purpose:
            raise _wrong(f"用途为 {found!r}，应为 {purpose}", f"is for {found!r}, not {purpose}")
        if challenge is not None and self.options.get("challenge") != challenge:
            raise _wrong("不是对本次质询的回应", "does not answer the challenge given")
        if domain is not None and self.options.get("domain") != domain:
            raise _wrong("是给另一方的", "is for another domain")


def read_proof(proof: Document, document: Document) -> ReadProof:
    """A proof of a checked document; raises `InvalidProof`, or `InvalidDocument` for its times."""
    if proof.get("type") != PROOF_TYPE:
        raise _wrong(f"类型应为 {PROOF_TYPE}", f"must be of the type {PROOF_TYPE}")
    suite = SUITES.get(str(proof.get("cryptosuite")))
    if suite is None:
        known = ", ".join(SUITES)
        raise _wrong(f"的签名套件未知；可用：{known}", f"is of no suite known here: {known}")
    if unknown := set(proof) - _MEMBERS:
        raise _wrong(f"含未知成员 {sorted(unknown)}", f"has unknown members {sorted(unknown)}")
    if "@context" in proof and proof["@context"] != document["@context"]:
        raise _wrong("的 @context 与凭证不同", "has another @context than the credential")
    method = proof.get("verificationMethod")
    if not isinstance(method, str):
        raise _wrong("没有 verificationMethod", "has no verificationMethod")
    try:
        value = decode_multibase(proof.get("proofValue"))
    except InvalidEncoding as error:
        raise _wrong("的 proofValue 不能解码", "has a proofValue that does not decode") from error
    previous(objects(document, "proof"), proof.get("previousProof"))
    options = proof.copy()
    del options["proofValue"]
    return ReadProof(
        suite,
        options,
        value,
        method,
        moment(proof["created"], "created") if "created" in proof else None,
        moment(proof["expires"], "expires") if "expires" in proof else None,
    )


def check_key(proof: ReadProof, keys: Keys) -> VerificationKey:
    """The proof's key; raises `InvalidKey` where it is unknown, for another use, or out of period.

    Whose key it is, the caller asks: beside the issuer's proof others may add their own.
    """
    key = _key(proof, keys)
    if proof.options["proofPurpose"] not in key.purposes:
        raise InvalidKey(
            Text(
                f"密钥 {key.id} 不可用于 {proof.options['proofPurpose']}",
                f"the key {key.id} is not for {proof.options['proofPurpose']}",
            )
        )
    bounded = key.valid_from is not None or key.valid_until is not None
    if bounded and (proof.created is None or not key.held_at(proof.created)):
        raise InvalidKey(
            Text(
                f"证明作于 {proof.created}，不在密钥 {key.id} 的有效期内；请勿采信",
                f"the proof is of {proof.created}, outside the period of the key {key.id}; do "
                "not rely on it",
            )
        )
    return key


class Signatures:
    """Checks the signatures over one document, hashing it once for all that are alike."""

    def __init__(
        self, document: Document, keys: Keys, contexts: Contexts, shape: Shape | None = None
    ) -> None:
        self._document = document
        self._keys = keys
        self._contexts = contexts
        self._bare = without_proof(document)
        self._alone = Hashes(self._bare, contexts, shape)

    def check(self, proof: ReadProof) -> None:
        """Raise `InvalidProof` where the signature does not hold."""
        key, hashes = _key(proof, self._keys), self._hashes(proof)
        for options in _options(proof, self._document):
            if _holds(key, proof, hashes.data(proof.suite, options)):
                return
        raise _wrong(
            "的签名不成立：内容与签发时不同，或不是该密钥所签；请勿采信",
            "has a signature that does not hold: the content was changed, or another key signed; "
            "do not rely on it",
        )

    def _hashes(self, proof: ReadProof) -> Hashes:
        """A chained proof is over the proofs before it too."""
        named = proof.options.get("previousProof")
        if named is None:
            return self._alone
        covered = previous(objects(self._document, "proof"), named)
        return Hashes(self._bare | {"proof": covered}, self._contexts)


def _options(proof: ReadProof, document: Document) -> list[Document]:
    """What the suite hashes of the proof.

    A JCS proof without ``@context`` was hashed so by the standard; some libraries add the
    document's for hashing and do not write it. Both say the same, so both are taken.
    """
    if proof.suite.form is not Form.RDFC and "@context" in proof.options:
        return [proof.options]
    completed = proof.options | {"@context": document["@context"]}
    return [completed] if proof.suite.form is Form.RDFC else [proof.options, completed]


def _holds(key: VerificationKey, proof: ReadProof, data: bytes) -> bool:
    if key.public_key.algorithm is not proof.suite.algorithm:
        return False
    if not proof.suite.batch:
        return verify(key.public_key, data, proof.value)
    end = _PLACE + SIGNATURE_SIZE
    place, signature, path = proof.value[:_PLACE], proof.value[_PLACE:end], proof.value[end:]
    size, index = int.from_bytes(place[:4]), int.from_bytes(place[4:])
    hashes = [path[at : at + _HASH] for at in range(0, len(path), _HASH)]
    root = root_of(data, index, size, hashes)
    return root is not None and _root_holds(key.public_key, root_message(size, root), signature)


@lru_cache(maxsize=1024)
def _root_holds(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """The one signature of a batch is checked once for all that are looked at."""
    return verify(key, message, signature)


def _key(proof: ReadProof, keys: Keys) -> VerificationKey:
    key = keys(proof.method)
    if key is None:
        raise InvalidKey(
            Text(
                f"没有密钥 {proof.method}；请向签发单位取得其 DID 文档",
                f"the key {proof.method} is unknown; get the issuer's DID document",
            )
        )
    return key


def _wrong(zh: str, en: str) -> InvalidProof:
    return InvalidProof(Text(f"证明{zh}", f"the proof {en}"))
