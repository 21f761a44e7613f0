"""A proof that the log has a certificate: all that is needed to check it, without us."""

from __future__ import annotations

from typing import Any

from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Certificate, LogHead
from xianjie.domain.certificates.publishing import Folder, leaf_hashes
from xianjie.domain.certificates.verifying import entry_for
from xianjie.text import Text
from xianjie.tlog.merkle import inclusion_proof, subtree_of


def prove_certificate(certificate: Certificate, files: Folder) -> dict[str, Any]:
    """Entry, index, path and checkpoint; raises `CertificateError` where it is not sealed."""
    entry = entry_for(certificate)
    head = LogHead.objects.order_by("-size").first()
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
    path = inclusion_proof(entry.index, head.size, subtree_of(leaf_hashes(files, head.size)))
    return {
        "format": "xianjie-log-proof-1",
        "entry": entry.leaf,
        "salt": entry.salt,
        "index": entry.index,
        "size": head.size,
        "path": [one.hex() for one in path],
        "checkpoint": head.checkpoint,
    }
