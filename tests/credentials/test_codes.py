"""Codes for paper: what they say, how large they are on it, and the ways in which they are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import zxingcpp

from tests.credentials.made import AT, CERTIFICATE, DID, keys, signer
from xianjie.credentials.certificate import CertificateKind
from xianjie.credentials.compact import DOCUMENTS, KINDS, claims_of
from xianjie.credentials.cose import (
    Claim,
    Claims,
    read_claims,
    read_text,
    sign_claims,
    to_address,
    unverified,
)
from xianjie.credentials.encodings import encode_base45, encode_base64url, encode_digits
from xianjie.credentials.errors import CredentialError, InvalidDocument
from xianjie.credentials.multikey import Algorithm
from xianjie.documents.official import qr
from xianjie.identifiers.persons import DocumentKind
from xianjie.text import Text

PAGE = "https://zsdj.hrss.gd.gov.cn/verify/offline"
# As long as such names are: of Guangdong's own department, of an institution, of an occupation.
DEPARTMENT = Text("广东省人力资源和社会保障厅", "广东省人力资源和社会保障厅")
CENTRE = Text("广州市职业技能鉴定指导中心", "广州市职业技能鉴定指导中心")
LEVEL = replace(
    CERTIFICATE,
    issuer="did:web:zsdj.hrss.gd.gov.cn",
    issuer_name=Text("广东省机械行业职业技能评价中心", "广东省机械行业职业技能评价中心"),
    organisation=Text("广东省机械行业职业技能评价中心", "广东省机械行业职业技能评价中心"),
    occupation=Text("有害生物防制员", "有害生物防制员"),
    direction="数控车工",
    holder=replace(
        CERTIFICATE.holder, document_kind="resident", document_masked=f"44{'＊' * 14}01"
    ),
    facts={"theory": "86", "practical": "91", "overall": "合格"},
)
QUALIFICATION = replace(
    LEVEL,
    kind=CertificateKind.QUALIFICATION,
    number="1919012003400001",
    issuer_name=DEPARTMENT,
    organisation=CENTRE,
    direction="--",
)
PROOF = replace(
    QUALIFICATION,
    kind=CertificateKind.WRITTEN_PROOF,
    number="ZM2021000001",
    organisation=CENTRE,
    facts={
        **QUALIFICATION.facts,
        "proves": "1919012003400001",
        "originalIssuer": DEPARTMENT.zh,
        "originalIssuedOn": "2019-06-01",
        "reason": "lost",
        "paperSays": [],
        "statement": ["原证书继续有效"],
        "clauses": ["252/2.3"],
    },
)


def signed(claims: Claims, algorithm: Algorithm = Algorithm.ED25519) -> bytes:
    told = {**claims, Claim.ISSUER: DID, Claim.ISSUED_AT: int(AT.timestamp())}
    return sign_claims(told, signer(algorithm))


def version(address: str) -> int:
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    width = code.to_image(scale=1, add_quiet_zones=False).shape[0]
    return int(width - 17) // 4


def test_a_code_says_all_that_the_certificate_certifies() -> None:
    assert claims_of(PROOF) == {
        Claim.ISSUER: "did:web:zsdj.hrss.gd.gov.cn",
        Claim.NUMBER: "ZM2021000001",
        Claim.KIND: 3,
        Claim.HOLDER: "欧阳𠮷",
        Claim.DOCUMENT: "44**************01",
        Claim.DOCUMENT_KIND: 1,
        Claim.OCCUPATION: "有害生物防制员",
        Claim.LEVEL: 3,
        Claim.ISSUED_ON: (date(2020, 10, 20) - date(1970, 1, 1)).days,
        Claim.ORGANISATION: DEPARTMENT.zh,
        Claim.INSTITUTION: CENTRE.zh,
        Claim.THEORY: "86",
        Claim.PRACTICAL: "91",
        Claim.OVERALL: "合格",
        Claim.PROVES: "1919012003400001",
        Claim.ORIGINAL_ISSUED_ON: (date(2019, 6, 1) - date(1970, 1, 1)).days,
        Claim.ORIGINAL_ISSUER: DEPARTMENT.zh,
        Claim.REASON: "lost",
        Claim.CLAUSES: "252/2.3",
    }
    told = claims_of(LEVEL, 77)
    assert told[Claim.STATUS] == 77
    assert told[Claim.DIRECTION] == "数控车工"
    assert Claim.INSTITUTION not in told  # the same as issued it
    with pytest.raises(KeyError):
        claims_of(replace(LEVEL, facts={"another": "1"}))
    paper = claims_of(replace(PROOF, facts={"paperSays": ["name=甲", "level=4"]}))
    assert paper[Claim.PAPER] == "name=甲\nlevel=4"


def test_every_kind_and_document_has_its_number() -> None:
    assert set(KINDS) == set(CertificateKind)
    assert set(DOCUMENTS) == set(DocumentKind)
    for numbers in (KINDS, DOCUMENTS):
        assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("algorithm", Algorithm)
def test_codes_are_small_enough_for_paper(algorithm: Algorithm) -> None:
    """A skill-level certificate's: under 300 bytes, version 14 at level M; a proof's two more."""
    sizes = {}
    for certificate in (LEVEL, QUALIFICATION, PROOF):
        data = signed(claims_of(certificate, 2_000_000), algorithm)
        sizes[certificate.kind] = len(data), version(to_address(PAGE, data))
    assert sizes[CertificateKind.SKILL_LEVEL][0] < 300
    assert sizes[CertificateKind.SKILL_LEVEL][1] <= 14
    assert sizes[CertificateKind.QUALIFICATION][1] <= 14
    assert sizes[CertificateKind.WRITTEN_PROOF][1] <= 16


def test_digits_take_less_paper_than_letters() -> None:
    data = signed(claims_of(LEVEL, 77))
    assert version(to_address(PAGE, data)) < version(f"{PAGE}#{encode_base64url(data)}")


def test_the_same_address_is_the_same_picture() -> None:
    address = to_address(PAGE, signed(claims_of(LEVEL, 77)))
    assert qr(address) == qr(address)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_code_is_read_in_every_spelling(algorithm: Algorithm) -> None:
    data = signed(claims_of(LEVEL, 77), algorithm)
    for text in (
        to_address(PAGE, data),
        f"{PAGE}#{encode_base64url(data)}",
        f" {encode_digits(data)}\n",
        encode_base64url(data),
        encode_base45(data),
    ):
        assert read_text(text) == data
    read = read_claims(data, keys(), AT)
    assert unverified(data) == read.claims
    assert read.claims[Claim.HOLDER] == "欧阳𠮷"
    assert read.method.startswith(f"{DID}#key-")


@pytest.mark.parametrize("text", ["", "#", "https://a.example/", "123", "0oR", "张三", "1" * 17])
def test_other_texts_hold_no_code(text: str) -> None:
    with pytest.raises(InvalidDocument, match="没有证书"):
        read_text(text)


def test_a_code_of_another_time_or_key_is_refused() -> None:
    data = signed(claims_of(LEVEL, 77))
    with pytest.raises(CredentialError):
        read_claims(data, keys(), datetime(2020, 10, 1, tzinfo=UTC))  # it was not yet signed
    with pytest.raises(CredentialError):
        read_claims(data, lambda _: None, AT)
    with pytest.raises(InvalidDocument, match="ISSUED_AT"):
        sign_claims(claims_of(LEVEL, 77), signer(Algorithm.ED25519))
