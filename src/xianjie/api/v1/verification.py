"""Checking certificates, for anybody: by number and name, by file, by the holder's code, by rows.

No login, nothing kept. A bare number tells nothing of a person, and what one address may ask in an
hour is limited, as on the page.
"""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field, model_validator

from xianjie.api.language import language
from xianjie.api.v1.catalogue import LASTING
from xianjie.api.v1.describing import both, words
from xianjie.api.v1.files import content_of, described
from xianjie.api.v1.inputs import KnownDay, Speaking, listed, refuse
from xianjie.api.v1.limits import require_within
from xianjie.api.v1.outputs import Words
from xianjie.api.v1.records.given import Given, Word, wrong
from xianjie.api.v1.standings import StandingShown, standing_shown
from xianjie.clock import CHINA, today
from xianjie.domain.certificates import feed, limiting
from xianjie.domain.certificates.checking_many import check_many, check_rows, zipped
from xianjie.domain.certificates.checks import Check, Outcome, Result
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.reporting import report_json
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.certificates.verifying import check_record, check_shared
from xianjie.domain.certificates.verifying_files import check_file
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.certificates import CertificateNumberError, explain, parse
from xianjie.tables import TableError
from xianjie.text import Lang, Text

router = Router(tags=["verification"])

MOST_ROWS = 1_000
_MOST_BYTES = 10 << 20
_ZIP = "application/zip"
_NEVER_KEPT = "no-store"

StepOutcome = Annotated[Outcome, listed(Outcome)]
CheckResult = Annotated[Result, listed(Result)]


class CheckGiven(Given):
    """One of three: ``number`` with ``name``; ``credential``; ``code``."""

    number: Word | None = Field(None, description="证书编号", examples=["2099000001500001"])
    name: Word | None = Field(None, description="姓名；只有编号不核验", examples=["张三"])
    credential: dict[str, Any] | None = Field(
        None, description="签名的证书或书面证明（JSON）。The signed certificate or proof."
    )
    code: Word | None = Field(None, description="持证人给的分享码。The code that a holder gave.")
    as_of: KnownDay | None = Field(None, description="以哪天为准，缺省今天。As of which day.")
    report: bool = Field(False, description="附签名的核验报告。With a signed report.")
    lang: Lang | None = None

    @model_validator(mode="after")
    def _one_way(self) -> CheckGiven:
        ways = [self.number or self.name, self.credential, self.code]
        if sum(one is not None for one in ways) != 1:
            raise refuse(_ONE_WAY, "number")
        if self.credential is None and self.code is None and not (self.number and self.name):
            raise refuse(BOTH_NEEDED, "name" if self.number else "number")
        return self


_ONE_WAY = Text(
    "编号和姓名、credential、code 三种办法选一种",
    "choose one: number with name, credential, or code",
)
BOTH_NEEDED = Text(
    "编号和姓名都要给出；只有编号不能查询", "give number and name: a number alone is not enough"
)


class CheckFile(Given):
    as_of: KnownDay | None = None
    report: bool = False


class PairGiven(Given):
    number: Word
    name: Word


class ManyGiven(Given):
    rows: list[PairGiven] = Field(min_length=1, max_length=MOST_ROWS)
    as_of: KnownDay | None = None
    lang: Lang | None = None


class ManyFile(Given):
    as_of: KnownDay | None = None


class StepShown(BaseModel):
    name: str
    title: Words
    outcome: StepOutcome
    words: Words


class Checked(BaseModel):
    """``fields`` is every certified field, empty where nothing may be told."""

    result: CheckResult
    label: Words
    as_of: date
    number: str | None
    fields: dict[str, str]
    standing: StandingShown | None
    steps: list[StepShown]
    report: dict[str, Any] | None = Field(description="签名的核验报告（JSON）")


class RowChecked(BaseModel):
    """``row`` counts from 1."""

    row: int
    result: CheckResult
    words: Words


class CheckedRowsShown(BaseModel):
    """The report's ``fileSha256`` is that of ``[{"result", "row"}, …]`` as RFC 8785 JSON."""

    as_of: date
    rows: list[RowChecked]
    report: dict[str, Any] = Field(description="签名的核验报告（JSON）")


class NumberPart(BaseModel):
    """Positions count from 1, both included."""

    first: int
    last: int
    label: Words
    value: str
    meaning: Words


class NumberTold(BaseModel):
    """By form alone: whether a certificate has the number is not said."""

    number: str
    parts: list[NumberPart]


class Entry(BaseModel):
    """An entry: what the public log says, and a place where the status lists show it."""

    index: int
    kind: str
    day: date
    authority: str
    commitment: str
    status_index: int | None


class FeedPart(BaseModel):
    """``next`` is where to go on, now or later; ``size`` entries are sealed."""

    items: list[Entry]
    size: int
    next: int


@router.post(
    "/verify",
    response=Checked,
    summary="核验一张证书 Check a certificate",
    description=both(
        "编号和姓名，或签名的证书（JSON），或分享码；不登录，不保存。"
        f"一个网络地址一小时至多 {limiting.MOST} 次。",
        "By number and name, by the signed certificate as JSON, or by the holder's code. No "
        f"login, nothing kept. One address checks at most {limiting.MOST} an hour.",
    ),
)
def verify(
    request: HttpRequest, response: HttpResponse, body: CheckGiven, query: Query[Speaking]
) -> Mapping[str, Any]:
    require_within(request, "one", limiting.MOST)
    on = today()
    as_of, rules = body.as_of or on, law_on(on)
    if body.credential is not None:
        content = json.dumps(body.credential, ensure_ascii=False).encode()
        check = check_file(content, issuer=issuer(), law=rules, as_of=as_of)
    elif body.code is not None:
        check = check_shared(body.code, law=rules, as_of=as_of, on=on)
    else:
        check = check_record(
            number=_number(body.number or ""), name=body.name or "", law=rules, as_of=as_of
        )
    response["Cache-Control"] = _NEVER_KEPT
    return checked(check, body.number or "--", with_report=body.report)


@router.post(
    "/verify/file",
    response=Checked,
    summary="核验证书文件 Check a file",
    description=both(
        f"PDF 或 JSON，至多 {_MOST_BYTES >> 20} MB；PDF 另核电子签章。",
        f"PDF or JSON, at most {_MOST_BYTES >> 20} MB; of a PDF the seal is checked too.",
    ),
)
def verify_file(
    request: HttpRequest,
    response: HttpResponse,
    form: Form[CheckFile],
    file: File[UploadedFile],
    query: Query[Speaking],
) -> Mapping[str, Any]:
    content = content_of(file, _MOST_BYTES)
    require_within(request, "one", limiting.MOST)
    on = today()
    check = check_file(content, issuer=issuer(), law=law_on(on), as_of=form.as_of or on)
    response["Cache-Control"] = _NEVER_KEPT
    return checked(check, file.name or "--", with_report=form.report)


@router.post(
    "/verify/many",
    response=CheckedRowsShown,
    summary="核验多张证书 Check many",
    description=both(
        f"至多 {MOST_ROWS:,} 行编号和姓名，连同签名的报告；更多的请传文件。"
        f"一个网络地址一小时至多 {limiting.MOST_FILES} 次。",
        f"At most {MOST_ROWS:,} rows of number and name, with a signed report; more as a file. "
        f"One address asks at most {limiting.MOST_FILES} times an hour.",
    ),
)
def verify_many(
    request: HttpRequest, response: HttpResponse, body: ManyGiven, query: Query[Speaking]
) -> Mapping[str, Any]:
    require_within(request, "many", limiting.MOST_FILES)
    on = today()
    as_of = body.as_of or on
    found = check_rows(
        asked=[(one.number, one.name) for one in body.rows],
        law=law_on(on),
        issuer=issuer(),
        as_of=as_of,
        at=datetime.now(CHINA),
    )
    response["Cache-Control"] = _NEVER_KEPT
    return {
        "as_of": as_of,
        "rows": [
            {"row": one.row, "result": one.result, "words": words(one.words)}
            for one in found.answers
        ],
        "report": json.loads(found.report),
    }


@router.post(
    "/verify/many/file",
    summary="核验一个名单文件 Check a file of many",
    description=both(
        "Excel 或 CSV，至多 10,000 行；退回同一文件，每行写上结果，附对该文件签名的报告（ZIP）。",
        "Excel or CSV of at most 10,000 rows; the same file comes back with a result on each and "
        "a report signed over it (ZIP).",
    ),
    openapi_extra=described(_ZIP),
)
def verify_many_file(
    request: HttpRequest, form: Form[ManyFile], file: File[UploadedFile], query: Query[Speaking]
) -> HttpResponse:
    content = content_of(file, _MOST_BYTES)
    require_within(request, "many", limiting.MOST_FILES)
    on = today()
    name = file.name or ""
    try:
        found = check_many(
            content=content,
            filename=name,
            law=law_on(on),
            issuer=issuer(),
            as_of=form.as_of or on,
            at=datetime.now(CHINA),
            lang=language(request),
        )
    except (TableError, CertificateError) as error:
        raise wrong("file", error.message) from error
    headers = {
        "Content-Disposition": 'attachment; filename="checked.zip"',
        "Cache-Control": _NEVER_KEPT,
    }
    return HttpResponse(zipped(found, name), content_type=_ZIP, headers=headers)


@router.get(
    "/certificate-numbers/{number}",
    response=NumberTold,
    summary="证书编号各位的含义 A number explained",
    description=both(
        "只看编号本身，不说是否有这张证书。",
        "By form alone; whether there is such a certificate is not said.",
    ),
)
def explain_number(
    request: HttpRequest, response: HttpResponse, number: str, query: Query[Speaking]
) -> Mapping[str, Any]:
    response["Cache-Control"] = LASTING
    return told_number(number, today())


def told_number(typed: str, on: date) -> Mapping[str, Any]:
    """Raises `Problem` for what no number can be."""
    plain = _number(typed)
    return {
        "number": plain,
        "parts": [
            {
                "first": one.positions[0],
                "last": one.positions[1],
                "label": words(one.label),
                "value": one.value,
                "meaning": words(one.meaning),
            }
            for one in explain(plain, by=on)
        ],
    }


class FeedQuery(Speaking):
    since: int = Field(0, ge=0, le=2**53, description="从第几条起。The first index wanted.")
    kind: feed.EntryKind | None = Field(None, description="只要一种。Of one kind.")
    limit: int = Field(200, ge=1, le=feed.MOST, description="至多几条。At most so many.")


@router.get(
    "/certificate-changes",
    response=FeedPart,
    summary="证书变动 What happens to certificates",
    description=both(
        "公开日志已封存的条目，不含编号和个人信息。持有证书的人按证书里的 `logIndex` 和状态列表位置"
        "对上自己的；更正、换发、证明不给位置。",
        "Sealed entries of the public log, without numbers or personal data. Who holds a "
        "certificate finds it by its `logIndex` and its place in the status lists; of "
        "corrections, exchanges and proofs no place is told.",
    ),
)
def list_certificate_changes(
    request: HttpRequest, response: HttpResponse, query: Query[FeedQuery]
) -> Mapping[str, Any]:
    response["Cache-Control"] = "public, max-age=60"
    return asdict(feed.entries_since(query.since, on=today(), kind=query.kind, most=query.limit))


def _number(typed: str) -> str:
    try:
        return str(parse(typed))
    except CertificateNumberError as error:
        raise wrong("number", error.message) from error


def checked(check: Check, subject: str, *, with_report: bool) -> Mapping[str, Any]:
    """A check as it is answered; its report is signed with the real time."""
    number = check.certificate.number if check.certificate else None
    report = None
    if with_report:
        at = datetime.now(CHINA)
        report = json.loads(report_json(check, subject=number or subject, issuer=issuer(), at=at))
    return {
        "result": check.result,
        "label": words(check.result.label),
        "as_of": check.as_of,
        "number": number,
        "fields": {name: str(value) for name, value in check.fields.items() if value},
        "standing": standing_shown(check.standing) if check.standing else None,
        "steps": [
            {
                "name": one.name,
                "title": words(one.title),
                "outcome": one.outcome,
                "words": words(one.words),
            }
            for one in check.steps
        ],
        "report": report,
    }
