"""The report of a check: signed data and a sealed PDF, to keep as evidence that one has checked."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any

from xianjie.credentials.contexts import VC_CONTEXT, XIANJIE_CONTEXT
from xianjie.credentials.proofs import stamp
from xianjie.documents.check_reports import CheckReport, check_report_document
from xianjie.documents.official import Attachment, Named
from xianjie.documents.seals import sealed
from xianjie.documents.steps import Outcome as Shown
from xianjie.documents.steps import Step as ShownStep
from xianjie.domain.certificates.checks import Check, Outcome, Result
from xianjie.domain.certificates.models import Scheme
from xianjie.domain.certificates.printing import address_of, seal_keys
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.standing import LABELS, SCHEMES, level_of
from xianjie.text import Text

_OUTCOMES = {
    Outcome.PASSED: Shown.HELD,
    Outcome.FAILED: Shown.FAILED,
    Outcome.OPEN: Shown.OPEN,
    Outcome.LEFT_OUT: Shown.LEFT_OUT,
}
_WHOLE = {Result.VALID: Shown.HELD, Result.UNSETTLED: Shown.OPEN, Result.NOT_PUBLISHED: Shown.OPEN}
_ABOVE = Text("见上述结论", "as concluded above")
_CERTIFICATE = Text("证书", "Certificate")
_NUMBER = Text("证书编号", "Certificate number")
_REASON = Text("核验报告签章", "seal of a check report")


def report_json(check: Check, *, subject: str, issuer: Issuer, at: datetime) -> str:
    """What was checked, when, and what came of it, signed by the register."""
    told: dict[str, Any] = {
        "@context": [VC_CONTEXT, XIANJIE_CONTEXT],
        "id": f"urn:xianjie:check:{secrets.token_hex(16)}",
        "type": ["VerifiableCredential", "CheckReport"],
        "issuer": issuer.did,
        "validFrom": stamp(at),
        "credentialSubject": {
            "checked": subject,
            "asOf": check.as_of.isoformat(),
            "outcome": check.result.value,
            "certifiedFact": [
                {"name": name, "factValue": str(value)}
                for name, value in check.fields.items()
                if value
            ],
            "checkedStep": [
                {
                    "name": one.name,
                    "outcome": one.outcome.value,
                    "description": one.words.zh,
                    "outcomeEn": one.words.en,
                }
                for one in check.steps
            ],
        },
    }
    return json.dumps(issuer.secure(told, at=at), ensure_ascii=False)


def report_pdf(check: Check, *, subject: str, issuer: Issuer, at: datetime) -> bytes:
    """The same as a sealed PDF that carries the signed data."""
    content = report_json(check, subject=subject, issuer=issuer, at=at)
    number = str(json.loads(content)["id"]).rsplit(":", 1)[1]
    label, held = check.result.label, check.standing
    is_quotable = held is not None and check.result not in {Result.ALTERED, Result.SUPERSEDED}
    made = check_report_document(
        CheckReport(
            number=number,
            keeper=Named("衔接证书登记册", "Xianjie register of certificates"),
            subject=Text(subject, subject),
            checked_at=at,
            as_of=check.as_of,
            outcome=_WHOLE.get(check.result, Shown.FAILED),
            conclusion=Text(f"{label.zh}。{held.sentence.zh}", f"{label.en}. {held.sentence.en}")
            if held is not None and is_quotable
            else label,
            steps=[
                ShownStep(
                    one.name,
                    one.title,
                    _OUTCOMES[one.outcome],
                    _ABOVE if is_quotable and held and one.words == held.sentence else one.words,
                )
                for one in check.steps
            ],
            fields=_fields(check),
            qr=address_of(subject),
            lookup=Text("报告附有签名的数据", "the report carries its signed data"),
            report=Attachment(
                f"{number}.json",
                content.encode(),
                "application/json",
                Text("签名的核验结果", "signed result of the check"),
            ),
        )
    )
    keys = seal_keys()
    return sealed(made, keys.key, keys.chain, reason=_REASON, at=at)


def _fields(check: Check) -> list[tuple[Text, str]]:
    """Every certified field, as the certificate itself writes it."""
    certificate = check.certificate
    if certificate is None or not check.fields:
        return []
    told = [(_CERTIFICATE, SCHEMES[Scheme(certificate.scheme)].zh), (_NUMBER, certificate.number)]
    for name, value in check.fields.items():
        if name == "direction":
            told.append((LABELS[name], str(value or "--")))
        elif name == "level":
            told.append((LABELS[name], level_of(certificate, int(str(value))).zh))
        elif value:
            told.append((LABELS[name], str(value)))
    return told
