"""Documents of made-up people for the tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from xianjie.documents.check_reports import CheckReport, check_report_document
from xianjie.documents.demonstration_seals import demonstration_chain
from xianjie.documents.official import Attachment, Named
from xianjie.documents.photos import photo
from xianjie.documents.portraits import portrait
from xianjie.documents.register_extracts import RegisterExtract, register_extract_document
from xianjie.documents.seals import sealed
from xianjie.documents.skill_certificates import SkillCertificate, skill_certificate_document
from xianjie.documents.steps import Outcome, Step
from xianjie.documents.written_proofs import Disagreement, WrittenProof, written_proof_document
from xianjie.identifiers.levels import Level
from xianjie.text import Text

CODE = "https://hrss.example.gov.cn/v#" + "0123456789ABCDEF" * 26
LOOKUP = Text("可在 hrss.example.gov.cn 查询。", "Look it up at hrss.example.gov.cn.")
CREDENTIAL = Attachment(
    "credential.json",
    json.dumps(
        {"type": ["VerifiableCredential"], "name": "李明 · 𠮷"}, ensure_ascii=False
    ).encode(),
    "application/vc",
    Text("可验证凭证", "verifiable credential"),
)
AUTHORITY = Named("广东省人力资源和社会保障厅", "Department of Human Resources of Guangdong")
VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)
VALID_UNTIL = datetime(2030, 1, 1, tzinfo=UTC)
AT = datetime(2020, 9, 28, 2, tzinfo=UTC)
REASON = Text("颁发", "issue")


def certificate(**changes: Any) -> SkillCertificate:  # noqa: ANN401
    given: dict[str, Any] = {
        "number": "S000044000001203000001",
        "holder": Named("李明", "LI Ming"),
        "document_kind": Text("居民身份证", "resident identity card"),
        "document_number": "440106199003070028",
        "occupation": Named("电工", "electrician"),
        "direction": None,
        "level": Level.ADVANCED,
        "organisation": Named("广州某某职业培训评价有限公司", "Guangzhou Example Evaluation"),
        "issued_on": date(2020, 9, 28),
        "photo": photo(portrait(3)),
        "qr": CODE,
        "lookup": LOOKUP,
        "credential": CREDENTIAL,
    }
    return SkillCertificate(**(given | changes))


def extract(**changes: Any) -> RegisterExtract:  # noqa: ANN401
    given: dict[str, Any] = {
        "number": "1810012003400001",
        "holder": Named("王小红"),
        "document_kind": Text("居民身份证", "resident identity card"),
        "document_number": "440106199003070028",
        "qualification": Named("维修电工", "maintenance electrician"),
        "direction": None,
        "level": Level.INTERMEDIATE,
        "issued_on": date(2018, 5, 4),
        "issuing_authority": Named("江苏省人力资源和社会保障厅"),
        "institution": None,
        "theory": "82",
        "practice": None,
        "result": "合格",
        "education": None,
        "print_serial": "12345678",
        "status": Text("有效", "in force"),
        "keeper": AUTHORITY,
        "extracted_on": date(2020, 9, 15),
        "qr": CODE,
        "lookup": LOOKUP,
        "credential": CREDENTIAL,
    }
    return RegisterExtract(**(given | changes))


def proof(**changes: Any) -> WrittenProof:  # noqa: ANN401
    given: dict[str, Any] = {
        "number": "粤职证明〔2021〕000123号",
        "authority": AUTHORITY,
        "holder": Named("王小红", "WANG Xiaohong"),
        "document_kind": Text("居民身份证", "resident identity card"),
        "document_number": "440106199003070028",
        "qualification": Named("维修电工", "maintenance electrician"),
        "direction": None,
        "level": Level.INTERMEDIATE,
        "certificate_number": "1810012003400001",
        "issued_on": date(2018, 5, 4),
        "issued_by": Named("江苏省人力资源和社会保障厅"),
        "theory": "82",
        "practice": None,
        "result": "合格",
        "disagreements": [
            Disagreement(Text("姓名", "Name"), paper="王小虹", register="王小红"),
        ],
        "reason": Text("证书遗失", "certificate lost"),
        "basis": Text("粤人社函〔2020〕252号", "notice 252 of 2020"),
        "proved_on": date(2021, 4, 2),
        "qr": CODE,
        "lookup": LOOKUP,
        "credential": CREDENTIAL,
    }
    return WrittenProof(**(given | changes))


def report(**changes: Any) -> CheckReport:  # noqa: ANN401
    steps = [
        Step("found", Text("查到证书", "Found"), Outcome.HELD, Text("有此编号", "has it")),
        Step(
            "status", Text("未被撤销", "Not revoked"), Outcome.FAILED, Text("已暂停", "suspended")
        ),
        Step("standing", Text("当日效力", "Standing"), Outcome.OPEN, Text("缺日期", "lacks a day")),
        Step(
            "log", Text("已入日志", "In the log"), Outcome.LEFT_OUT, Text("早于日志", "too early")
        ),
    ]
    given: dict[str, Any] = {
        "number": "HY20210405-000017",
        "keeper": AUTHORITY,
        "subject": Text("证书 S000044000001203000001", "certificate S000044000001203000001"),
        "checked_at": datetime(2021, 4, 5, 2, 3, tzinfo=UTC),
        "as_of": date(2021, 4, 1),
        "outcome": Outcome.FAILED,
        "conclusion": Text("证书已被暂停。", "The certificate is suspended."),
        "steps": steps,
        "fields": [(Text("姓名", "Name"), "李明"), (Text("等级", "Level"), "三级/高级工")],
        "qr": CODE,
        "lookup": LOOKUP,
        "report": CREDENTIAL,
    }
    return CheckReport(**(given | changes))


@dataclass(frozen=True)
class Kind:
    """A kind of document: its name, how one is made up, and how it is set."""

    name: str
    made: Callable[..., Any]
    document: Callable[[Any], bytes]


KINDS = (
    Kind("skill certificate", certificate, skill_certificate_document),
    Kind("register extract", extract, register_extract_document),
    Kind("written proof", proof, written_proof_document),
    Kind("check report", report, check_report_document),
)


def new_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    )


@cache
def keys() -> tuple[bytes, bytes]:
    return new_key(), new_key()


@cache
def chain() -> tuple[bytes, bytes]:
    key, root_key = keys()
    return demonstration_chain(
        "广州某某职业培训评价有限公司",
        key=key,
        root_key=root_key,
        valid_from=VALID_FROM,
        valid_until=VALID_UNTIL,
    )


@cache
def unsealed_certificate() -> bytes:
    return skill_certificate_document(certificate())


@cache
def sealed_certificate() -> bytes:
    return sealed(unsealed_certificate(), keys()[0], chain(), reason=REASON, at=AT)
