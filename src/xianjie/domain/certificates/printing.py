"""Certificates and proofs on paper: PDF/A-3 from the stored record, sealed, the data attached.

The paper bears the whole number of the holder's document, the attached data a covered one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.conf import settings

from xianjie.credentials.cose import to_address
from xianjie.documents.demonstration_seals import demonstration_chain
from xianjie.documents.official import Attachment, Named
from xianjie.documents.register_extracts import RegisterExtract, register_extract_document
from xianjie.documents.seals import sealed
from xianjie.documents.skill_certificates import SkillCertificate, skill_certificate_document
from xianjie.documents.written_proofs import (
    Disagreement,
    WrittenProof,
    written_proof_document,
)
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.certificates.models import Certificate, Credential, Proof, Scheme
from xianjie.domain.certificates.photographs import photo_of, picture
from xianjie.domain.certificates.selecting import covered_number
from xianjie.domain.certificates.standing import LABELS, current, standing
from xianjie.domain.organisations.models import Succession
from xianjie.identifiers.levels import Level
from xianjie.identifiers.persons import DocumentKind
from xianjie.instruments import law as the_law
from xianjie.law import Law
from xianjie.text import Text

EXTRACT = "xianjie-register-extract-1"
_REASONS = {
    "lost": Text("遗失", "lost"),
    "wrong_information": Text("信息有误", "wrong information"),
    "damaged": Text("损坏", "damaged"),
    "overseas_employment": Text("出国（境）就业", "employment abroad"),
}
MOST_ON_PAPER = 480  # bytes: a QR code of version 18, with lines of a third of a millimetre
_SEALED = Text("核发单位电子签章", "seal of the issuer")
_FROM, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Seal:
    """The key and chain that seal documents; ``root`` is what a reader trusts."""

    key: bytes
    chain: tuple[bytes, ...]
    root: bytes


@cache
def seal_keys() -> Seal:
    """Those below ``XIANJIE_HOME/keys``, made for demonstration where there are none.

    ``seal.der`` is the key (PKCS#8), ``seal-chain/*.der`` its certificate and those above it.
    """
    folder = Path(settings.HOME) / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    chain = folder / "seal-chain"
    if not chain.exists():
        key, root_key = (_new_key() for _ in range(2))
        own, root = demonstration_chain(
            "衔接演示签章 Xianjie demonstration",
            key=key,
            root_key=root_key,
            valid_from=_FROM,
            valid_until=_UNTIL,
        )
        partial = folder / "seal-chain.partial"
        partial.mkdir(exist_ok=True)
        (partial / "1-own.der").write_bytes(own)
        (partial / "2-root.der").write_bytes(root)
        (folder / "seal.der").write_bytes(key)
        (folder / "seal.der").chmod(0o600)
        partial.rename(chain)
    found = tuple(one.read_bytes() for one in sorted(chain.glob("*.der")))
    return Seal((folder / "seal.der").read_bytes(), found, found[-1])


def _new_key() -> bytes:
    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def certificate_pdf(certificate: Certificate, *, law: Law, on: date, at: datetime) -> bytes:
    """The skill-level certificate; of a qualification certificate the register's extract.

    Raises `xianjie.documents.glyphs.MissingGlyph` for a character that cannot be printed.
    """
    if certificate.scheme == Scheme.LEVEL:
        made = skill_certificate_document(_skill(certificate))
    else:
        made = register_extract_document(_extract(certificate, law, on))
    return _sealed(made, at)


def proof_pdf(proof: Proof, *, at: datetime) -> bytes:
    """The written proof, every word from what was stored when it was made."""
    told = proof.statement
    fields = dict(told["fields"])
    paper = dict(told["paper"])
    made = written_proof_document(
        WrittenProof(
            number=proof.number,
            authority=Named(proof.authority_name),
            holder=Named(str(fields["name"])),
            document_kind=DocumentKind(told["document"]).label,
            document_number=unseal(proof.certificate.number_sealed),
            qualification=Named(str(fields["occupation"])),
            direction=_named(fields["direction"]),
            level=Level(int(fields["level"])),
            certificate_number=str(told["original_number"]),
            issued_on=date.fromisoformat(str(fields["issued_on"])),
            issued_by=Named(str(fields["issuer"])),
            theory=_or_none(fields["theory"]),
            practice=_or_none(fields["practical"]),
            result=_or_none(fields["overall"]),
            disagreements=[
                Disagreement(LABELS[name], str(value), str(fields.get(name) or "--"))
                for name, value in paper.items()
            ],
            reason=_REASONS[str(told["reason"])],
            basis=_cited(told["clauses"]),
            proved_on=proof.issued_on,
            qr=qr_of(proof.number, proof.code),
            lookup=_lookup(),
            credential=_attached(proof.number, proof.content),
        )
    )
    return _sealed(made, at)


def _skill(certificate: Certificate) -> SkillCertificate:
    fields = current(certificate)
    photo = photo_of(certificate)
    newest = _newest(certificate)
    return SkillCertificate(
        number=certificate.number,
        holder=Named(str(fields["name"])),
        document_kind=DocumentKind(certificate.document).label,
        document_number=unseal(certificate.number_sealed),
        occupation=Named(str(fields["occupation"])),
        direction=_named(fields["direction"]),
        level=Level(int(str(fields["level"]))),
        organisation=Named(str(fields["issuer"])),
        issued_on=_day(fields["issued_on"]),
        photo=picture(photo) if photo else None,
        qr=qr_of(certificate.number, newest.code if newest else b""),
        lookup=_lookup(),
        credential=_attached(certificate.number, newest.content if newest else "{}"),
    )


def _extract(certificate: Certificate, law: Law, on: date) -> RegisterExtract:
    fields = current(certificate, on)
    held = standing(certificate, law, on)
    newest = _newest(certificate)
    clauses = held.answer.clauses if held.answer else ()
    return RegisterExtract(
        number=certificate.number,
        holder=Named(str(fields["name"])),
        document_kind=DocumentKind(certificate.document).label,
        document_number=covered_number(certificate).replace("＊", "*"),  # so that it fits its line
        qualification=Named(str(fields["occupation"])),
        direction=_named(fields["direction"]),
        level=Level(int(str(fields["level"]))),
        issued_on=_day(fields["issued_on"]),
        issuing_authority=Named(str(fields["issuer"])),
        institution=_named(fields["institution"]),
        theory=_or_none(fields["theory"]),
        practice=_or_none(fields["practical"]),
        result=_or_none(fields["overall"]),
        education=_or_none(certificate.education),
        print_serial=_or_none(certificate.print_serial),
        status=held.state.label,
        keeper=Named(_keeper(certificate, on)),
        extracted_on=on,
        qr=qr_of(certificate.number, newest.code if newest else b""),
        lookup=_lookup(),
        credential=_attached(
            certificate.number,
            newest.content if newest else _record(certificate, fields, on),
        ),
        validity=Text(
            f"{held.sentence.zh}（{_cited(clauses).zh}）" if clauses else held.sentence.zh,
            f"{held.sentence.en} ({_cited(clauses).en})" if clauses else held.sentence.en,
        ),
    )


def _keeper(certificate: Certificate, on: date) -> str:
    """Who keeps the record that day: the body's successor where there is one."""
    body = certificate.body
    while body is not None:
        following = Succession.objects.filter(predecessor=body, on__lte=on).first()
        if following is None:
            return body.name
        body = following.successor
    return certificate.issuer


def _record(certificate: Certificate, fields: dict[str, object], on: date) -> str:
    """The data of an old record, which nobody signed when it was made."""
    told = {
        "format": EXTRACT,
        "number": certificate.number,
        "extracted_on": on.isoformat(),
        **fields,
    }
    return json.dumps(told, ensure_ascii=False, default=str)


def _newest(certificate: Certificate) -> Credential | None:
    return certificate.credentials.order_by("-version").first()


def qr_of(number: str, code: bytes | memoryview) -> str:
    """What the QR code on paper holds: the code to verify offline; without one the look-up."""
    if not 0 < len(code) <= MOST_ON_PAPER:
        return address_of(number)
    return to_address(f"{settings.PUBLIC_URL.rstrip('/')}/verify/offline", bytes(code))


def address_of(number: str) -> str:
    """Where the certificate or proof of a number is checked: the form with the number in it."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/zh/verify/?number={quote(number)}"


def _lookup() -> Text:
    address = f"{settings.PUBLIC_URL.rstrip('/')}/zh/verify/"
    return Text(
        f"凭编号和姓名、二维码或本文件的电子版，在 {address} 核验",
        f"Checked at {address} by number and name, by the code, or by this file",
    )


def _cited(clauses: Iterable[str]) -> Text:
    """Clauses as documents cite them."""
    known = the_law().clauses
    cited = [known[one].citation for one in clauses]
    return Text("、".join(one.zh for one in cited), ", ".join(one.en for one in cited))


def _attached(number: str, content: str) -> Attachment:
    return Attachment(
        f"{number}.json",
        content.encode(),
        "application/json",
        Text("签名的数据", "signed data"),
    )


def _sealed(pdf: bytes, at: datetime) -> bytes:
    keys = seal_keys()
    return sealed(pdf, keys.key, keys.chain, reason=_SEALED, at=at)


def _named(value: object) -> Named | None:
    return Named(str(value)) if value else None


def _or_none(value: object) -> str | None:
    return str(value) if value else None


def _day(value: object) -> date:
    assert isinstance(value, date)  # noqa: S101 - as `current` gives it
    return value
