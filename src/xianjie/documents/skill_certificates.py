"""The skill-level certificate: every field that one carries, in Chinese with English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xianjie.documents import wording
from xianjie.documents.official import (
    Attachment,
    Named,
    Row,
    day,
    jpeg,
    named_row,
    official_document,
    qr,
    rows,
    text_row,
    words,
)
from xianjie.documents.photos import RULE
from xianjie.identifiers.levels import Level
from xianjie.text import Text

TITLE = Text("职业技能等级证书", "Skill-Level Certificate")
STATEMENT = Text(
    "本证书由在人力资源社会保障部门备案的评价机构颁发，表明持证人通过本机构组织的职业技能等级认定，"
    "具备该职业（工种）相应等级的技能水平。",
    "Issued by an evaluation organisation filed with the human resources and social security "
    "department. The holder has passed its level certification and has the skills of this "
    "occupation at this level.",
)
_WORDS = {
    "photo": Text("持证人照片", "Photograph of the holder"),
    "no_photo": Text("无照片", "no photograph"),
    "scan": Text("扫码核验", "Scan to verify"),
}


@dataclass(frozen=True, slots=True)
class SkillCertificate:
    """What the certificate says, all of it from the stored record.

    ``document_number`` is printed as given; ``photo`` is what `photos.photo` wrote, None where
    there is none; ``direction`` None prints ``--``; ``qr`` is what the code holds; ``lookup`` says
    where the certificate and the organisation can be looked up.
    """

    number: str
    holder: Named
    document_kind: Text
    document_number: str
    occupation: Named
    direction: Named | None
    level: Level
    organisation: Named
    issued_on: date
    photo: bytes | None
    qr: str
    lookup: Text
    credential: Attachment
    statement: Text = STATEMENT


def skill_certificate_document(one: SkillCertificate) -> bytes:
    """The certificate as PDF on one A4 page lying; raises `MissingGlyph`."""
    return official_document(
        "skill_certificate.typ",
        {
            "words": words(
                **_WORDS,
                **wording.SHARED,
                statement=one.statement,
                lookup=one.lookup,
            ),
            "rows": rows(
                named_row(wording.NAME, one.holder),
                text_row(wording.DOCUMENT_KIND, one.document_kind),
                Row(wording.DOCUMENT_NUMBER, one.document_number),
                named_row(wording.OCCUPATION, one.occupation),
                named_row(wording.DIRECTION, one.direction),
                text_row(wording.LEVEL, one.level.printed),
                Row(wording.CERTIFICATE_NUMBER, one.number),
            ),
            "issuer": {"zh": one.organisation.zh, "en": one.organisation.en},
            "on": {"zh": day(one.issued_on).zh, "en": day(one.issued_on).en},
        },
        title=TITLE,
        number=one.number,
        attachment=one.credential,
        on=one.issued_on,
        pictures={
            "qr": qr(one.qr),
            "photo": jpeg(one.photo, RULE.width, RULE.height) if one.photo else None,
        },
    )
