"""Writing Data Integrity proofs: one, a set of them, a chain, or a batch under one SM2 signature.

A proof set holds proofs that each secure the same document, so any of them may be left out:
`with_proof` exports one for a verifier that insists.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import Contexts, standard_contexts
from xianjie.credentials.encodings import encode_multibase
from xianjie.credentials.errors import InvalidKey, InvalidProof
from xianjie.credentials.merkle import Tree
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.signing import Signer
from xianjie.credentials.structure import objects
from xianjie.credentials.suites import BATCH_SUITE, Form, Hashes, Suite, root_message, suite_for
from xianjie.text import Text

PROOF_TYPE = "DataIntegrityProof"


def secure(
    document: Document,
    signers: Sequence[Signer],
    *,
    created: datetime,
    form: Form = Form.JCS,
    contexts: Contexts | None = None,
    purpose: str = "assertionMethod",
    **options: str,
) -> Document:
    """The document with a proof by each signer, beside the proofs that it may have.

    ``created`` is written in whole seconds of UTC. ``options`` are further members of the proofs:
    ``challenge``, ``domain``, ``expires``, ``id``, ``previousProof`` (then the proof is over that
    one too, and makes a chain). Raises `InvalidKey` for SM2 with ``Form.RDFC``.
    """
    bare = {name: value for name, value in document.items() if name != "proof"}
    earlier = objects(document, "proof")
    covered = previous(earlier, options.get("previousProof"))
    hashes = Hashes(bare | {"proof": covered} if covered else bare, contexts or standard_contexts())
    proofs = [
        _proof(hashes, signer, form, _options(document, signer, created, purpose) | options)
        for signer in signers
    ]
    return bare | {"proof": _one_or_more([*earlier, *proofs])}


def secure_batch(
    documents: Sequence[Document],
    signers: Sequence[Signer],
    root_signer: Signer,
    *,
    created: datetime,
) -> list[Document]:
    """At least one document, each with a proof by each of ``signers`` and its place in the batch.

    ``root_signer`` has an SM2 key and signs once, with the suite ``sm2-sm3-merkle-jcs-2026``.
    """
    if root_signer.public_key.algorithm is not Algorithm.SM2:
        raise _no_suite(root_signer.public_key.algorithm, BATCH_SUITE.name)
    contexts = standard_contexts()
    found, leaves = [], []
    for document in documents:
        hashes = Hashes(document, contexts)
        proofs = [
            _proof(hashes, signer, Form.JCS, _options(document, signer, created))
            for signer in signers
        ]
        options = _options(document, root_signer, created)
        options["cryptosuite"] = BATCH_SUITE.name
        leaves.append(hashes.data(BATCH_SUITE, options))
        found.append((document, proofs, options))
    tree = Tree(leaves)
    signature = root_signer.sign(root_message(tree.size, tree.root))
    secured = []
    for index, (document, proofs, options) in enumerate(found):
        place = tree.size.to_bytes(4) + index.to_bytes(4)
        value = place + signature + b"".join(tree.path(index))
        last = options | {"proofValue": encode_multibase(value, "u")}
        secured.append(document | {"proof": _one_or_more([*proofs, last])})
    return secured


def with_proof(document: Document, suite: str) -> Document:
    """The document with its proof of that suite alone; raises `InvalidProof` without one."""
    for proof in objects(document, "proof"):
        if proof.get("cryptosuite") == suite:
            return document | {"proof": proof}
    raise InvalidProof(
        Text(
            f"凭证没有 {suite} 证明；请选凭证中已有的签名套件",
            f"the credential has no proof of {suite}; name a suite that it has",
        )
    )


def previous(proofs: Sequence[Document], named: object) -> list[Document]:
    """The proofs that a chained one is over; raises `InvalidProof` where one is missing."""
    if named is None:
        return []
    wanted = named if isinstance(named, list) else [named]
    found = [proof for proof in proofs if "id" in proof and proof["id"] in wanted]
    if not wanted or len(found) != len(wanted):
        raise InvalidProof(
            Text(
                "previousProof 所指的证明不在凭证中；请使用完整的凭证",
                "the proof that previousProof names is not there; give the whole credential",
            )
        )
    return found


def stamp(moment: datetime) -> str:
    """Whole seconds of UTC, as proofs state them."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _options(
    document: Document, signer: Signer, created: datetime, purpose: str = "assertionMethod"
) -> Document:
    return {
        "type": PROOF_TYPE,
        "created": stamp(created),
        "verificationMethod": signer.method,
        "proofPurpose": purpose,
        "@context": document["@context"],
    }


def _proof(hashes: Hashes, signer: Signer, form: Form, options: Document) -> Document:
    suite: Suite | None = suite_for(signer.public_key.algorithm, form)
    if suite is None:
        raise _no_suite(signer.public_key.algorithm, form)
    options = options | {"cryptosuite": suite.name}
    signature = signer.sign(hashes.data(suite, options))
    if form is Form.RDFC:  # the quads have no place for it, so these suites leave it out
        options.pop("@context")
    return options | {"proofValue": encode_multibase(signature)}


def _one_or_more(proofs: list[Document]) -> Document | list[Document]:
    return proofs[0] if len(proofs) == 1 else proofs


def _no_suite(algorithm: str, what: str) -> InvalidKey:
    return InvalidKey(
        Text(
            f"{algorithm} 密钥不能用于 {what}；请换用其他密钥",
            f"a key of {algorithm} cannot make {what}; take another key",
        )
    )
