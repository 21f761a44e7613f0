"""Many certificates checked at once: a row each, the same file back, one signed report over all."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xianjie.credentials.canonical import canonicalise
from xianjie.credentials.contexts import VC_CONTEXT, XIANJIE_CONTEXT
from xianjie.credentials.proofs import stamp
from xianjie.domain.certificates.checks import Result
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.logging import current_head
from xianjie.domain.certificates.models import Certificate, LogEntry
from xianjie.domain.certificates.selecting import issued_by, same_name
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.standing import standing_after
from xianjie.domain.certificates.verifying import result_of
from xianjie.identifiers.certificates import CertificateNumberError, parse
from xianjie.law import Law
from xianjie.tables import Column, Remark, Template, annotate, read_table
from xianjie.text import Lang, Text

MOST_ROWS = 10_000
_AT_ONCE = 2_000
TEMPLATE = Template(
    "check-certificates",
    1,
    Text("批量核验", "Certificates to check"),
    (
        Column(
            "number",
            Text("证书编号", "Certificate number"),
            note=Text("按文本填写，不丢数字", "as text, so that no digit is lost"),
        ),
        Column("name", Text("姓名", "Name"), example="张三"),
    ),
)
_NOT_FOUND = Text("没有编号和姓名都相符的证书", "no certificate has this number and this name")


@dataclass(frozen=True)
class CheckedMany:
    """The file with a result on every row, and the signed report over that very file."""

    returned: bytes
    report: str
    counts: Mapping[Result, int]
    wrong: int  # rows that could not be read


@dataclass(frozen=True, slots=True)
class Answered:
    """A row, counted from 1, its result and the sentence to quote."""

    row: int
    result: Result
    words: Text


@dataclass(frozen=True)
class CheckedRows:
    """A result for every row, and the signed report over them."""

    answers: Sequence[Answered]
    report: str


def check_many(
    *,
    content: bytes,
    filename: str,
    law: Law,
    issuer: Issuer,
    as_of: date,
    at: datetime,
    lang: Lang,
) -> CheckedMany:
    """Check every row by number and name as of a day.

    Raises `xianjie.tables.TableError` where the file cannot be read, `CertificateError` where it
    has more rows than are checked at once.
    """
    table = read_table(content, filename, TEMPLATE)
    if len(table) > MOST_ROWS:
        raise CertificateError(
            Text(
                f"一次至多核验 {MOST_ROWS:,} 行，文件有 {len(table):,} 行；请分开交",
                f"at most {MOST_ROWS:,} rows are checked at once and the file has "
                f"{len(table):,}; split it",
            )
        )
    remarks: dict[int, Remark] = {}
    asked: list[tuple[int, str, str]] = []
    for row in table:
        if row.problems:
            remarks[row.number] = Remark(
                Text("有误", "wrong"), tuple(one.reason for one in row.problems)
            )
        else:
            asked.append((row.number, str(row.values["number"]), str(row.values["name"])))
    wrong = len(remarks)
    counts: Counter[Result] = Counter()
    for number, result, words in _results(asked, law, as_of):
        counts[result] += 1
        remarks[number] = Remark(result.label, (words,))
    returned = annotate(content, filename, TEMPLATE, remarks, lang)
    report = _report(_told(returned, counts, rows=len(table), wrong=wrong, as_of=as_of), issuer, at)
    return CheckedMany(returned, report, counts, wrong)


def zipped(found: CheckedMany, filename: str) -> bytes:
    """The file that came back and its report together."""
    ending = "csv" if filename.lower().endswith(".csv") else "xlsx"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"checked.{ending}", found.returned)
        archive.writestr("report.json", found.report)
    return out.getvalue()


def check_rows(
    *,
    asked: Sequence[tuple[str, str]],
    law: Law,
    issuer: Issuer,
    as_of: date,
    at: datetime,
) -> CheckedRows:
    """The same of numbers with names that came in no file; the report is over the answers."""
    rows = [(place, *one) for place, one in enumerate(asked, start=1)]
    answers = [Answered(*found) for found in _results(rows, law, as_of)]
    counts = Counter(one.result for one in answers)
    told = _told(_canonical(answers), counts, rows=len(rows), wrong=0, as_of=as_of)
    return CheckedRows(answers, _report(told, issuer, at))


def _canonical(answers: Iterable[Answered]) -> bytes:
    """What the report's ``fileSha256`` is of: the rows with their results as RFC 8785 JSON."""
    return canonicalise([{"row": one.row, "result": one.result.value} for one in answers])


def _told(
    content: bytes, counts: Mapping[Result, int], *, rows: int, wrong: int, as_of: date
) -> Mapping[str, Any]:
    return {
        "fileSha256": hashlib.sha256(content).hexdigest(),
        "asOf": as_of.isoformat(),
        "rows": rows,
        "unreadable": wrong,
        "certifiedFact": [
            {"name": result.value, "factValue": str(counts[result])}
            for result in Result
            if counts.get(result)
        ],
    }


def _results(
    asked: Sequence[tuple[int, str, str]], law: Law, as_of: date
) -> Iterator[tuple[int, Result, Text]]:
    head = current_head()
    sealed = head.size if head else 0
    for start in range(0, len(asked), _AT_ONCE):
        piece = asked[start : start + _AT_ONCE]
        numbers = [_number(number) for _, number, _ in piece]
        found = _found(numbers, as_of)
        indexes = _indexes(found.values())
        for (row, _, name), number in zip(piece, numbers, strict=True):
            certificate = found.get(number)
            if certificate is None or not same_name(certificate, name):
                yield row, Result.NOT_FOUND, _NOT_FOUND
                continue
            changes = list(certificate.changes.all())
            held = standing_after(certificate, changes, law, as_of)
            index = indexes.get(certificate.pk)
            is_sealed = index is None or index < sealed
            yield row, result_of(held, is_sealed=is_sealed), held.sentence


def _number(typed: str) -> str:
    try:
        return str(parse(typed))
    except CertificateNumberError:
        return ""  # which no certificate has


def _found(numbers: Iterable[str], as_of: date) -> dict[str, Certificate]:
    rows = issued_by(as_of).filter(number__in=set(numbers) - {""}).prefetch_related("changes")
    return {one.number: one for one in rows}


def _indexes(certificates: Iterable[Certificate]) -> dict[int, int]:
    entries = LogEntry.objects.filter(
        subject_kind="certificate", kind="issue", subject_id__in=[one.pk for one in certificates]
    )
    return dict(entries.values_list("subject_id", "index"))


def _report(found: Mapping[str, Any], issuer: Issuer, at: datetime) -> str:
    """Signed, over the digest of the file that came back: neither is any other's."""
    told: dict[str, Any] = {
        "@context": [VC_CONTEXT, XIANJIE_CONTEXT],
        "id": f"urn:xianjie:checks:{found['fileSha256']}",
        "type": ["VerifiableCredential", "CheckReport"],
        "issuer": issuer.did,
        "validFrom": stamp(at),
        "credentialSubject": found,
    }
    return json.dumps(issuer.secure(told, at=at), ensure_ascii=False, indent=1)
