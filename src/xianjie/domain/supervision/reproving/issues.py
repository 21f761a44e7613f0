"""The signed form of a certificate and its entry in the log, against the record as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from django.conf import settings

from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import standard_contexts
from xianjie.credentials.errors import CredentialError
from xianjie.credentials.proof_reading import Signatures, check_key, read_proof
from xianjie.credentials.structure import objects
from xianjie.domain.certificates.models import Certificate, Change, Credential, LogEntry
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.kinds import kind_of
from xianjie.domain.supervision.reproving.steps import Case, Step
from xianjie.tlog.entries import canonical, entry_over

_APART = ("proof", "evidence")  # what was added to what the log commits to
_OF_ENTRY = ("kind", "subject_kind", "subject_id", "day", "salt", "leaf")


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the log, as it is stored."""

    kind: str
    subject_kind: str
    subject_id: int
    day: date
    salt: str
    leaf: str


class Issues:
    """Looks at many certificates at once."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer
        self._contexts = standard_contexts()

    def look(self, cases: Sequence[Case]) -> None:
        numbers = [case.certificate.pk for case in cases]
        rows = Credential.objects.filter(
            certificate__gte=numbers[0], certificate__lte=numbers[-1]
        ).order_by("version")
        contents = dict(rows.values_list("certificate", "content"))  # the newest comes last
        logged = []
        for case in cases:
            content = contents.get(case.certificate.pk)
            if content is None:
                case.fail(Step.SIGNATURE, "没有签名的证书", "there is no signed form of it")
                case.fail(Step.LOG, *_NO_ENTRY)
                continue
            document = _read(content)
            core = canonical(_core(document))
            self._look_at_signature(case, document, core)
            logged.append((case, core, _place(document)))  # not the document: it is large
        entries = _entries([place for _, _, place in logged])
        for case, core, place in logged:
            _look_at_log(case, core, entries.get(place))

    def _look_at_signature(self, case: Case, document: Document, core: bytes) -> None:
        if core != self._told(case):
            case.fail(
                Step.SIGNATURE,
                "登记的内容与签名的内容不同",
                "the record is not what was signed",
            )
        try:
            proofs = [read_proof(one, document) for one in objects(document, "proof")]
            signatures = Signatures(document, self._issuer.keys, self._contexts)
            for proof in proofs:
                check_key(proof, self._issuer.keys)
                signatures.check(proof)
        except CredentialError as error:
            case.fail(Step.SIGNATURE, error.message.zh, error.message.en)
            return
        if not proofs:
            case.fail(Step.SIGNATURE, "没有签名", "nobody signed it")

    def _told(self, case: Case) -> bytes | None:
        """What the register would sign now; None for one without a place in the status lists."""
        status = getattr(case.certificate, "status", None)
        if status is None:
            return None
        return canonical(self._issuer.core(case.certificate, status.index, case.changes))


def _entries(places: Sequence[int | None]) -> dict[int | None, _Entry]:
    rows = LogEntry.objects.filter(index__in=[one for one in places if one is not None])
    return {place: _Entry(*told) for place, *told in rows.values_list("index", *_OF_ENTRY)}


def _look_at_log(case: Case, core: bytes, entry: _Entry | None) -> None:
    if entry is None or not _is_about(entry, case):
        case.fail(Step.LOG, *_NO_ENTRY)
        return
    try:
        salt = bytes.fromhex(entry.salt)
        leaf = entry_over(entry.kind, entry.day, settings.LOG_ORIGIN, core, salt).decode()
    except ValueError:  # a salt that is none
        leaf = ""
    if leaf != entry.leaf:
        case.fail(
            Step.LOG,
            "日志条目的摘要与证书不符",
            "the digest of its log entry is of something else",
        )


def _read(content: str) -> Document:
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _core(document: Document) -> Document:
    return {name: value for name, value in document.items() if name not in _APART}


def _place(document: Document) -> int | None:
    """Where the document says that the log has it."""
    evidence = document.get("evidence")
    if not isinstance(evidence, list) or not evidence or not isinstance(evidence[0], dict):
        return None
    place = evidence[0].get("logIndex")
    return place if isinstance(place, int) else None


def _is_about(entry: _Entry, case: Case) -> bool:
    """Whether the entry is of the certificate's issue, or of a change of it."""
    one = case.certificate
    if entry.subject_kind == kind_of(Certificate):
        return entry.subject_id == one.pk and entry.day == one.issued_on
    changes = {each.pk for each in case.changes}
    return entry.subject_kind == kind_of(Change) and entry.subject_id in changes


_NO_ENTRY = "公开日志里没有它的条目", "the public log has no entry of it"
