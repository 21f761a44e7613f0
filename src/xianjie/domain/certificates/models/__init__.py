"""The register's tables, a module for each matter."""

from xianjie.domain.certificates.models.entitled import (
    IssuingCode,
    Scheme,
    Serial,
)
from xianjie.domain.certificates.models.issuing import Batch, Line
from xianjie.domain.certificates.models.log import Cosignature, LogEntry, LogHead, Sealing
from xianjie.domain.certificates.models.photos import Photo
from xianjie.domain.certificates.models.proofs import Application, Attachment, Proof
from xianjie.domain.certificates.models.register import (
    Appeal,
    Certificate,
    Change,
    Credential,
    Import,
    Proposal,
    Share,
    StatusEntry,
)

__all__ = [
    "Appeal",
    "Application",
    "Attachment",
    "Batch",
    "Certificate",
    "Change",
    "Cosignature",
    "Credential",
    "Import",
    "IssuingCode",
    "Line",
    "LogEntry",
    "LogHead",
    "Photo",
    "Proof",
    "Proposal",
    "Scheme",
    "Sealing",
    "Serial",
    "Share",
    "StatusEntry",
]
