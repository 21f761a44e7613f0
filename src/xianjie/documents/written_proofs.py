"""The written proof (书面证明): for a certificate that cannot be issued again. The form is ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xianjie.documents import wording
from xianjie.documents.official import (
    Attachment,
    Named,
    Row,
    day,
    named_row,
    official_document,
    qr,
    rows,
    text_row,
    words,
)
from xianjie.identifiers.levels import Level
from xianjie.text import Text

TITLE = Text("职业资格证书书面证明", "Written Proof of a Qualification Certificate")
_WORDS = {
    "number": Text("证明编号", "Proof number"),
    "opening": Text(
        "经查登记册，下列人员持有下列职业资格证书，特此证明。",
        "By the register, the person named below holds the qualification certificate described "
        "below, which is hereby proved.",
    ),
    "holder": Text("持证人", "Holder"),
    "certificate": Text("原证书", "Original certificate"),
    "disagree": Text("纸质证书与登记册不一致之处", "Where paper and register disagree"),
    "stated": Text(
        "两处所载一并列明，本证明不作取舍。",
        "Both are stated; this proof does not choose between them.",
    ),
    "field": Text("事项", "Field"),
    "paper": Text("纸质证书所载", "On the paper"),
    "register": Text("登记册所载", "In the register"),
    "asked": Text("申请事由与依据", "Reason and legal basis"),
    "standing": Text(
        "原证书继续有效。本件是书面证明，不是补发、换发的证书。",
        "The original certificate remains valid. This is a written proof, not a certificate "
        "issued again.",
    ),
}
_REASON = Text("申请事由", "Reason")
_BASIS = Text("法律依据", "Legal basis")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field that paper and register give differently: both, as they stand."""

    field: Text
    paper: str
    register: str


@dataclass(frozen=True, slots=True)
class WrittenProof:
    """What the proof says. Marks that the register lacks are None, and not printed.

    ``direction`` None prints ``--``; ``number`` is the proof's, ``certificate_number`` that of
    the original.
    """

    number: str
    authority: Named
    holder: Named
    document_kind: Text
    document_number: str
    qualification: Named
    direction: Named | None
    level: Level
    certificate_number: str
    issued_on: date
    issued_by: Named
    theory: str | None
    practice: str | None
    result: str | None
    disagreements: Sequence[Disagreement]
    reason: Text
    basis: Text
    proved_on: date
    qr: str
    lookup: Text
    credential: Attachment


def written_proof_document(one: WrittenProof) -> bytes:
    """The proof as PDF, A4; raises `MissingGlyph`."""
    return official_document(
        "written_proof.typ",
        {
            "words": words(**_WORDS, **wording.SHARED, lookup=one.lookup),
            "holder": rows(
                named_row(wording.NAME, one.holder),
                text_row(wording.DOCUMENT_KIND, one.document_kind),
                Row(wording.DOCUMENT_NUMBER, one.document_number),
            ),
            "certificate": rows(*_certificate(one)),
            "disagreements": [
                {"zh": each.field.zh, "en": each.field.en, "value": "", "under": ""}
                | {"paper": each.paper, "register": each.register}
                for each in one.disagreements
            ],
            "asked": rows(text_row(_REASON, one.reason), text_row(_BASIS, one.basis)),
            "issuer": {"zh": one.authority.zh, "en": one.authority.en},
            "on": {"zh": day(one.proved_on).zh, "en": day(one.proved_on).en},
        },
        title=TITLE,
        number=one.number,
        attachment=one.credential,
        on=one.proved_on,
        pictures={"qr": qr(one.qr)},
    )


def _certificate(one: WrittenProof) -> list[Row]:
    marks = (
        (wording.THEORY, one.theory),
        (wording.PRACTICE, one.practice),
        (wording.RESULT, one.result),
    )
    return [
        Row(wording.CERTIFICATE_NUMBER, one.certificate_number),
        named_row(wording.QUALIFICATION, one.qualification),
        named_row(wording.DIRECTION, one.direction),
        text_row(
            wording.LEVEL,
            Text(
                f"{one.level.qualification_name.zh}（{one.level.ordinal.zh}）",
                f"{one.level.qualification_name.en} ({one.level.ordinal.en})",
            ),
        ),
        text_row(wording.ISSUED_ON, day(one.issued_on)),
        named_row(wording.ISSUING_AUTHORITY, one.issued_by),
        *(Row(label, value) for label, value in marks if value is not None),
    ]
