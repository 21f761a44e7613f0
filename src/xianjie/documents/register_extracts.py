"""An extract of the register for a qualification certificate, marked as not the certificate."""

from __future__ import annotations

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

TITLE = Text("职业资格证书登记摘录", "Extract of the Register of Qualification Certificates")
_WORDS = {
    "mark": Text("登记摘录 · 非证书", "REGISTER EXTRACT · NOT THE CERTIFICATE"),
    "not_the_certificate": Text(
        "本件不是职业资格证书，也不能代替证书；只摘录登记册中关于该证书的记载。",
        "This is not the qualification certificate and does not stand in for it. It tells what "
        "the register holds of that certificate.",
    ),
    "holder": Text("持证人", "Holder"),
    "certificate": Text("证书", "Certificate"),
    "record": Text("登记事项", "As recorded"),
}
_EXTRACTED_ON = Text("摘录日期", "Extracted on")
_EDUCATION = Text("文化程度", "Education")
_PRINT_SERIAL = Text("证书流水码", "Print serial")
_VALID = Text(
    "证书的效力以登记状态和核验结果为准。",
    "Whether the certificate stands is told by its status in the register and a check.",
)
_STATUS = Text("登记状态", "Status in the register")


@dataclass(frozen=True, slots=True)
class RegisterExtract:
    """The record of a qualification certificate on the day of the extract.

    What the register does not hold is None and printed as such; ``direction`` None prints ``--``;
    ``validity`` is the sentence on what stays valid, with its clause, where the law says so.
    """

    number: str
    holder: Named
    document_kind: Text
    document_number: str
    qualification: Named
    direction: Named | None
    level: Level
    issued_on: date
    issuing_authority: Named
    institution: Named | None
    theory: str | None
    practice: str | None
    result: str | None
    education: str | None
    print_serial: str | None
    status: Text
    keeper: Named
    extracted_on: date
    qr: str
    lookup: Text
    credential: Attachment
    validity: Text = _VALID


def register_extract_document(one: RegisterExtract) -> bytes:
    """The extract as PDF, A4; raises `MissingGlyph`."""
    return official_document(
        "register_extract.typ",
        {
            "words": words(**_WORDS, **wording.SHARED, valid=one.validity, lookup=one.lookup),
            "holder": rows(
                named_row(wording.NAME, one.holder),
                text_row(wording.DOCUMENT_KIND, one.document_kind),
                Row(wording.DOCUMENT_NUMBER, one.document_number),
                _recorded(_EDUCATION, one.education),
            ),
            "certificate": rows(
                Row(wording.CERTIFICATE_NUMBER, one.number),
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
                named_row(wording.ISSUING_AUTHORITY, one.issuing_authority),
            ),
            "record": rows(
                _recorded(wording.THEORY, one.theory),
                _recorded(wording.PRACTICE, one.practice),
                _recorded(wording.RESULT, one.result),
                named_row(wording.INSTITUTION, one.institution)
                if one.institution
                else _recorded(wording.INSTITUTION, None),
                _recorded(_PRINT_SERIAL, one.print_serial),
                text_row(_STATUS, one.status),
                text_row(_EXTRACTED_ON, day(one.extracted_on)),
            ),
            "issuer": {"zh": one.keeper.zh, "en": one.keeper.en},
            "on": {"zh": day(one.extracted_on).zh, "en": day(one.extracted_on).en},
        },
        title=TITLE,
        number=one.number,
        attachment=one.credential,
        on=one.extracted_on,
        pictures={"qr": qr(one.qr)},
    )


def _recorded(label: Text, value: str | None) -> Row:
    return text_row(label, wording.NOT_RECORDED) if value is None else Row(label, value)
