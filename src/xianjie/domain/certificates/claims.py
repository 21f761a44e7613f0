"""The claims of a code in words: their labels, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from xianjie.credentials.cose import Claim
from xianjie.domain.certificates.standing import LABELS
from xianjie.text import Text


class Form(StrEnum):
    """What the value of a claim is."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"  # days since 1970
    MOMENT = "moment"  # seconds since 1970
    KIND = "kinds"  # numbers with words of their own, as the two below
    DOCUMENT = "documents"
    LEVEL = "levels"


KIND = Text("证书", "Certificate")
NUMBER = Text("证书编号", "Certificate number")
DOCUMENT_KIND = Text("证件类型", "Identity document")
DOCUMENT = Text("证件号码（部分）", "Document number (in part)")
PROVES = Text("所证明的证书", "Certificate that it proves")
FIRST_ISSUED_ON = Text("原发证日期", "Originally issued on")
FIRST_ISSUER = Text("原发证单位", "Original issuer")
REASON = Text("申请事由", "Reason asked for")
PAPER = Text("纸质证书所载与登记不同之处", "Where the paper differs")
CLAUSES = Text("依据", "Ground")

CLAIMS: Mapping[Claim, tuple[Form, Text]] = {
    Claim.KIND: (Form.KIND, KIND),
    Claim.NUMBER: (Form.TEXT, NUMBER),
    Claim.HOLDER: (Form.TEXT, LABELS["name"]),
    Claim.DOCUMENT_KIND: (Form.DOCUMENT, DOCUMENT_KIND),
    Claim.DOCUMENT: (Form.TEXT, DOCUMENT),
    Claim.OCCUPATION: (Form.TEXT, LABELS["occupation"]),
    Claim.DIRECTION: (Form.TEXT, LABELS["direction"]),
    Claim.LEVEL: (Form.LEVEL, LABELS["level"]),
    Claim.ISSUED_ON: (Form.DAY, LABELS["issued_on"]),
    Claim.ORGANISATION: (Form.TEXT, LABELS["issuer"]),
    Claim.INSTITUTION: (Form.TEXT, LABELS["institution"]),
    Claim.THEORY: (Form.TEXT, LABELS["theory"]),
    Claim.PRACTICAL: (Form.TEXT, LABELS["practical"]),
    Claim.OVERALL: (Form.TEXT, LABELS["overall"]),
    Claim.PROVES: (Form.TEXT, PROVES),
    Claim.ORIGINAL_ISSUED_ON: (Form.DAY, FIRST_ISSUED_ON),
    Claim.ORIGINAL_ISSUER: (Form.TEXT, FIRST_ISSUER),
    Claim.REASON: (Form.TEXT, REASON),
    Claim.PAPER: (Form.TEXT, PAPER),
    Claim.CLAUSES: (Form.TEXT, CLAUSES),
    Claim.STATUS: (Form.NUMBER, Text("状态列表中的位置", "Place in the status lists")),
    Claim.ISSUED_AT: (Form.MOMENT, Text("签名时间", "Signed at")),
    Claim.ISSUER: (Form.TEXT, Text("签发的登记册", "Register that signed it")),
}
