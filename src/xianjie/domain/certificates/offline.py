"""The page that verifies without a network, with the register's keys and words in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from xianjie.credentials.certificate import CertificateKind
from xianjie.credentials.compact import DOCUMENTS, KINDS
from xianjie.credentials.contexts import VC_CONTEXT
from xianjie.credentials.cose import Claim
from xianjie.documents.offline_page import Page, offline_page
from xianjie.domain.certificates import claims
from xianjie.domain.certificates.checks import TITLES, Outcome, Result
from xianjie.domain.certificates.claims import Form
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.standing import LABELS
from xianjie.identifiers.levels import Level
from xianjie.identifiers.persons import DocumentKind
from xianjie.text import Text

Words = dict[str, str]
_REPORT = Text("核验报告", "report of a check")
_FIELDS: Mapping[str, Text] = {
    **LABELS,
    "kind": claims.KIND,
    "number": claims.NUMBER,
    "documentKind": claims.DOCUMENT_KIND,
    "documentMasked": claims.DOCUMENT,
    "achievement": LABELS["occupation"],
    "code": Text("职业编码", "Occupation code"),
    "proves": claims.PROVES,
    "originalIssuedOn": claims.FIRST_ISSUED_ON,
    "originalIssuer": claims.FIRST_ISSUER,
    "reason": claims.REASON,
    "paperSays": claims.PAPER,
    "statement": Text("声明", "Statement"),
    "clauses": claims.CLAUSES,
    "checked": Text("核验对象", "Checked"),
    "fileSha256": Text("核验的文件（SHA-256）", "File that was checked (SHA-256)"),
    "checkedOn": Text("核验日期", "Checked on"),
    "asOf": Text("以哪天为准", "As of"),
    "outcome": Text("结果", "Result"),
    "rows": Text("行数", "Rows"),
    "unreadable": Text("有误的行", "Rows that are wrong"),
    **{result.value: result.label for result in Result},
}


def page(issuer: Issuer, *, at: datetime) -> Page:
    """The page of the register, its keys as of ``at``."""
    return offline_page(register_of(issuer), address=issuer.base, at=at)


def register_of(issuer: Issuer) -> dict[str, object]:
    """What the page knows of the register: keys, and words for all that it shows."""
    return {
        "did": issuer.did,
        "didDocument": issuer.ring.document,
        "address": issuer.base,
        "context": VC_CONTEXT,
        "claims": [_claim(claim, *told) for claim, told in claims.CLAIMS.items()],
        "types": [
            *({"type": kind.value, "label": _both(kind.label)} for kind in CertificateKind),
            {"type": "CheckReport", "label": _both(_REPORT)},
        ],
        "words": _words(),
    }


def _claim(claim: Claim, form: Form, label: Text) -> dict[str, object]:
    told: dict[str, object] = {"key": int(claim), "form": form.value, "label": _both(label)}
    if claim is Claim.DIRECTION:
        told["absent"] = _both(Text("--", "--"))  # as certificates say that there is none
    return told


def _words() -> dict[str, object]:
    documents = {kind.value: _both(kind.label) for kind in DocumentKind}
    return {
        Form.KIND.value: {KINDS[kind]: _both(kind.label) for kind in CertificateKind},
        Form.DOCUMENT.value: {DOCUMENTS[kind]: _both(kind.label) for kind in DocumentKind},
        Form.LEVEL.value: {int(level): _both(level.printed) for level in Level},
        "fields": {name: _both(label) for name, label in _FIELDS.items()},
        "values": {
            "documentKind": documents,
            "outcome": {result.value: _both(result.label) for result in Result},
        },
        "steps": {name: _both(title) for name, title in TITLES.items()},
        "outcomes": {outcome.value: _both(outcome.label) for outcome in Outcome},
    }


def _both(text: Text) -> Words:
    return {"zh": text.zh, "en": text.en}
