"""A proof that the log has a certificate: all that is needed to check it, without us."""

from __future__ import annotations

from typing import Any

from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.logging import current_head
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.certificates.verifying import entry_for
from xianjie.durable import Folder
from xianjie.text import Text
from xianjie.tlog.merkle import includes, inclusion_proof, leaf_hash
from xianjie.tlog.proofs import proof
from xianjie.tlog.tiles import subtree_in


def prove_certificate(certificate: Certificate, files: Folder) -> dict[str, Any]:
    """Entry, index, path and checkpoint; raises `CertificateError` where it is not sealed."""
    entry = entry_for(certificate)
    head = current_head()
    if entry is None:
        raise CertificateError(
            Text(
                "这张证书早于公开日志，没有日志证明",
                "the certificate is older than the log, which has no entry of it",
            )
        )
    if head is None or entry.index >= head.size:
        raise CertificateError(
            Text("这一条尚未封存；一分钟后再来", "its entry is not sealed yet; ask in a minute")
        )
    path = inclusion_proof(entry.index, head.size, subtree_in(files, head.size))
    is_held = includes(
        leaf=leaf_hash(entry.leaf.encode()),
        index=entry.index,
        size=head.size,
        path=path,
        root=bytes.fromhex(head.root),
    )
    if not is_held:
        raise CertificateError(
            Text(
                "登记的条目或日志文件与封存的不同；请运行 xianjie log verify",
                "the entry or the log's files are not what was sealed; run xianjie log verify",
            )
        )
    return proof(
        entry=entry.leaf,
        salt=entry.salt,
        index=entry.index,
        size=head.size,
        path=path,
        checkpoint=head.checkpoint,
    )
