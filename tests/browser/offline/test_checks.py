"""Codes and documents as the page's scripts judge them: what Python signed, and each change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.browser.offline.conftest import Call
from tests.credentials.made import AT, CERTIFICATE, DID, document, ring, signer
from tests.credentials.test_bit_flips import SECURED, changed
from xianjie.credentials.canonical import Document, canonicalise
from xianjie.credentials.compact import claims_of
from xianjie.credentials.contexts import VC_CONTEXT, XIANJIE_CONTEXT
from xianjie.credentials.cose import Claim, Claims, sign_claims, to_address
from xianjie.credentials.encodings import encode_base45, encode_base64url, encode_digits
from xianjie.credentials.keys import KeyRing
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.proofs import secure, stamp
from xianjie.domain.certificates.signing import Issuer

HOLDER = replace(CERTIFICATE.holder, document_kind="resident", document_masked="44＊＊01")
FACTS = {"theory": "86", "practical": "91", "overall": "合格"}
CLAIMS = dict(claims_of(replace(CERTIFICATE, holder=HOLDER, facts=FACTS), 77))
CLAIMS[Claim.ISSUED_AT] = int(AT.timestamp())
SIGNED = {algorithm: sign_claims(CLAIMS, signer(algorithm)) for algorithm in Algorithm}
REPORT = {
    "@context": [VC_CONTEXT, XIANJIE_CONTEXT],
    "id": "urn:xianjie:check:1",
    "type": ["VerifiableCredential", "CheckReport"],
    "issuer": DID,
    "validFrom": stamp(AT),
    "credentialSubject": {
        "checked": "S000044000001203000001",
        "asOf": "2020-10-20",
        "outcome": "revoked",
        "certifiedFact": [{"name": "name", "factValue": "欧阳𠮷"}],
        "checkedStep": [
            {"name": "found", "outcome": "passed", "description": "相符", "outcomeEn": "right"}
        ],
    },
}
REFUSED = {"unreadable", "not_ours", "unknown_key", "altered", "out_of_time"}


def in_(lang: str, found: Document) -> dict[str, str]:
    return {label[lang]: value[lang] for label, value in found["fields"]}


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_code_shows_every_field_in_every_spelling(checked: Call, algorithm: Algorithm) -> None:
    data = SIGNED[algorithm]
    spellings = (
        to_address("https://hrss.example/verify/offline", data),
        f"  {encode_digits(data)}\n",
        f"https://hrss.example/verify/offline#{encode_base64url(data)}",
        encode_base64url(data),
        encode_base45(data),
    )
    for found in checked(*spellings):
        assert found["verdict"] == "holds"
        assert found["number"] == CERTIFICATE.number
        assert in_("zh", found) == {
            "证书": "职业技能等级证书",
            "证书编号": "S000044000001203000001",
            "姓名": "欧阳𠮷",
            "证件类型": "居民身份证",
            "证件号码（部分）": "44**01",
            "职业（工种）": "车工",
            "职业方向": "数控车工",
            "等级": "三级/高级工",
            "发证日期": "2020-10-20",
            "发证单位": "示范省人力资源和社会保障厅",
            "鉴定（评价）机构": "示范技师学院",
            "理论成绩": "86",
            "操作成绩": "91",
            "评定成绩": "合格",
            "状态列表中的位置": "77",
            "签名时间": "2020-10-20 16:30 (UTC+8)",
            "签发的登记册": DID,
        }
        assert in_("en", found)["Level"] == "Level 3 / advanced worker"
        assert [step["outcome"] for step in found["steps"]] == ["passed"] * 5 + ["left_out"] * 2


@pytest.mark.parametrize("algorithm", Algorithm)
def test_every_byte_of_a_code_counts(checked: Call, algorithm: Algorithm) -> None:
    data = SIGNED[algorithm]
    texts = [encode_digits(changed(data, at, 1)) for at in range(len(data))]
    found = checked(*texts)
    assert {one["verdict"] for one in found} <= REFUSED
    signature = slice(len(data) - 64, len(data))
    assert {one["verdict"] for one in found[signature]} == {"altered"}
    assert not [one for one in found if one["fields"]]


@pytest.mark.parametrize("name", ["a set", "a batch", *(f"{one} JCS" for one in Algorithm)])
def test_a_document_holds_by_each_of_its_proofs(checked: Call, name: str) -> None:
    (found,) = checked(json.dumps(SECURED[name], indent=2))
    assert found["verdict"] == "holds"
    told = in_("zh", found)
    for value in ("欧阳𠮷", "2020-10-20", "示范技师学院", "440***********01", "数控车工"):
        assert value in told.values(), value
    assert told["证书"] == "职业技能等级证书"
    proofs = SECURED[name]["proof"]
    for proof in proofs if isinstance(proofs, list) else [proofs]:
        assert proof["cryptosuite"] in found["steps"][2]["words"]["en"]


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("a set", 23),
        ("a batch", 23),
        pytest.param("a set", 1, marks=pytest.mark.slow),
        pytest.param("a batch", 1, marks=pytest.mark.slow),
    ],
)
def test_every_byte_of_a_document_counts(checked: Call, name: str, step: int) -> None:
    """A byte that is no longer UTF-8 is no text at all, so it cannot be handed in as one."""
    data = canonicalise(SECURED[name])
    texts = []
    for at in range(0, len(data), step):
        try:
            texts.append(changed(data, at, 1).decode())
        except UnicodeDecodeError:
            continue
    verdicts = [one["verdict"] for one in checked(*texts)]
    assert set(verdicts) <= REFUSED
    assert "altered" in verdicts
    assert len(texts) > len(data) / step * 0.9


def test_one_proof_of_a_set_that_is_wrong_is_told(checked: Call) -> None:
    """Every proof counts: an old reader may look at another than we do."""
    secured = SECURED["a set"]
    for place in range(3):
        proofs = [dict(one) for one in secured["proof"]]
        value = proofs[place]["proofValue"]
        proofs[place]["proofValue"] = value[:-1] + ("2" if value[-1] != "2" else "3")
        (found,) = checked(json.dumps(secured | {"proof": proofs}))
        assert found["verdict"] == "altered"
        assert proofs[place]["cryptosuite"] in found["steps"][3]["words"]["en"]
        assert found["fields"] == []


def test_reports_are_shown_whole(checked: Call) -> None:
    secured = secure(REPORT, [signer(Algorithm.ED25519), signer(Algorithm.SM2)], created=AT)
    (found,) = checked(json.dumps(secured, ensure_ascii=False))
    assert found["verdict"] == "holds"
    assert in_("zh", found) == {
        "核验对象": "S000044000001203000001",
        "核验日期": "2020-10-20",
        "以哪天为准": "2020-10-20",
        "结果": "已撤销",
        "姓名": "欧阳𠮷",
        "登记册里有这张证书": "是。相符",
    }
    assert in_("en", found)["Result"] == "revoked"


def other_register() -> Issuer:
    did = "did:web:other.example"
    return Issuer(did, "https://other.example", KeyRing(did).with_new_key(Algorithm.ED25519, at=AT))


def signed_by(claims: Claims, algorithm: Algorithm, made: KeyRing, at: datetime) -> str:
    told = {**claims, Claim.ISSUED_AT: int(at.timestamp())}
    return encode_digits(sign_claims(told, made.signer(algorithm, at=at)))


def test_whose_it_is_and_when_the_key_held_are_told_apart(checked: Call) -> None:
    other = other_register()
    rotated = ring().with_new_key(Algorithm.ED25519, at=AT + timedelta(days=1))
    before = datetime(2019, 1, 1, tzinfo=UTC)
    old = signer(Algorithm.ED25519)
    codes = {
        "not_ours": signed_by(
            {**CLAIMS, Claim.ISSUER: other.did}, Algorithm.ED25519, other.ring, AT
        ),
        "unknown_key": signed_by(CLAIMS, Algorithm.ED25519, rotated, AT + timedelta(days=2)),
        "out_of_time": signed_by(CLAIMS, Algorithm.SM2, ring(), AT + timedelta(days=900)),
    }
    now = AT + timedelta(days=3)
    for verdict, text in codes.items():
        (found,) = checked(text, now=now)
        assert found["verdict"] == verdict
    told = {**CLAIMS, Claim.ISSUED_AT: int(before.timestamp())}
    (early,) = checked(encode_digits(sign_claims(told, old)), now=now)
    assert early["verdict"] == "unknown_key"  # that key was not yet in its period
    core = document()
    documents = {
        "not_ours": secure(
            core | {"issuer": other.did}, [other.ring.signer(Algorithm.ED25519, at=AT)], created=AT
        ),
        "unknown_key": secure(core, [old], created=before),
        "out_of_time": secure(core, [old], created=AT, expires=stamp(AT + timedelta(days=1))),
        "unreadable": core
        | {"proof": {**SECURED["P-256 JCS"]["proof"], "cryptosuite": "toString"}},
    }
    assert checked(json.dumps(core))[0]["verdict"] == "unreadable"  # nobody signed it
    for verdict, one in documents.items():
        (found,) = checked(json.dumps(one), now=now)
        assert found["verdict"] == verdict, verdict
    (early,) = checked(json.dumps(SECURED["a set"]), now=AT - timedelta(days=1))
    assert early["verdict"] == "out_of_time"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://hrss.example/zh/verify/?number=S000044000001203000001",
        "https://hrss.example/verify/offline#",
        "123",
        "{}",
        '{"@context":["https://example.org"],"type":["VerifiableCredential"],"issuer":"x"}',
        encode_digits(b"\xd2\x84" + bytes(100)),
        encode_digits(b"\xd2\x84\x40\xa0\x40\x40"),
        "9" * 10_000,
    ],
)
def test_what_is_none_of_them_is_unreadable(checked: Call, text: str) -> None:
    (found,) = checked(text)
    assert found["verdict"] == "unreadable"
    assert found["fields"] == []


def test_a_claim_that_the_page_cannot_show_is_not_passed_over(checked: Call) -> None:
    wrong: list[dict[Any, Any]] = [{99: "x"}, {Claim.LEVEL: "3"}, {Claim.HOLDER: 3}]
    for claims in wrong:
        data = sign_claims({**CLAIMS, **claims}, signer(Algorithm.ED25519))
        (found,) = checked(encode_digits(data))
        assert found["verdict"] == "unreadable"
