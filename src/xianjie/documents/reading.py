"""A PDF that somebody hands in: the data attached to it, and its seal checked step by step."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xianjie.documents import pdf_process
from xianjie.documents.apart import answer_apart
from xianjie.documents.steps import Outcome, Step
from xianjie.errors import XianjieError
from xianjie.text import Text

MOST_BYTES = 10 << 20


class PdfError(XianjieError, ValueError):
    """A file that is no PDF, or one that cannot be read within limits."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a check of the seal found; names, times and reasons are the seal's own claims."""

    steps: tuple[Step, ...]
    signer: str | None = None
    certificate: bytes | None = None
    sealed_at: datetime | None = None
    reason: str | None = None

    @property
    def holds(self) -> bool:
        return all(step.outcome is Outcome.HELD for step in self.steps)


@dataclass(frozen=True, slots=True)
class Reading:
    """The attached data, None where there is none, and the seal."""

    name: str | None
    attached: bytes | None
    seal: Seal


def read_pdf(pdf: bytes, *, roots: Sequence[bytes] = (), at: datetime | None = None) -> Reading:
    """The attachment and the seal, read once by a process of its own; raises `PdfError`.

    ``roots`` are the certificates (DER) that are trusted; without any, whether the seal's is to be
    trusted stays open. ``at`` is the moment at which it must have been valid: one that is known
    from elsewhere, such as a log's, else that which the seal claims.
    """
    if len(pdf) > MOST_BYTES:
        raise PdfError(
            Text(
                f"文件有 {len(pdf) >> 20} MB，至多 {MOST_BYTES >> 20} MB；请交系统签发的原件",
                f"the file has {len(pdf) >> 20} MB where {MOST_BYTES >> 20} may be; hand in the "
                "original as it was issued",
            )
        )
    if not pdf.startswith(b"%PDF-"):
        raise PdfError(_REFUSALS["no-pdf"])
    answer = _ask(pdf, roots, at)
    if "refused" in answer:
        raise PdfError(_REFUSALS[answer["refused"]])
    attached = answer["attached"] or {}
    return Reading(
        attached.get("name"),
        base64.b64decode(attached["content"]) if attached else None,
        _seal(answer["seal"], trusting=bool(roots)),
    )


def attached_credential(pdf: bytes) -> bytes | None:
    """The data attached to a PDF, None where there is none; raises `PdfError`."""
    return read_pdf(pdf).attached


def seal_check(pdf: bytes, *, roots: Sequence[bytes] = (), at: datetime | None = None) -> Seal:
    """The steps of the seal's check, as `read_pdf` explains them; raises `PdfError`."""
    return read_pdf(pdf, roots=roots, at=at).seal


def _ask(pdf: bytes, roots: Sequence[bytes], at: datetime | None) -> dict[str, Any]:
    asked = {
        "roots": [base64.b64encode(one).decode() for one in roots],
        "at": at.isoformat() if at else None,
    }
    return answer_apart(pdf_process, json.dumps(asked).encode() + b"\n" + pdf)


def _seal(found: dict[str, Any], *, trusting: bool) -> Seal:
    if found["count"] != 1:
        present = Step("seal-present", _PRESENT, Outcome.FAILED, _count(found["count"]))
        return Seal((present, *(_left_out(name) for name in _ASKED)))
    held = Step(
        "seal-present",
        _PRESENT,
        Outcome.HELD,
        Text(f"签章人：{found['signer']}", f"sealed by {found['signer']}"),
    )
    return Seal(
        (held, *_steps(found, trusting=trusting)),
        found["signer"],
        base64.b64decode(found["certificate"]),
        datetime.fromisoformat(found["at"]) if found["at"] else None,
        found["reason"],
    )


def _steps(found: dict[str, Any], *, trusting: bool) -> Iterator[Step]:
    """Each step if those before it hold; a signature over other content proves nothing of this."""
    going = True
    for name, (title, held, failed) in _ASKED.items():
        if not going:
            yield _left_out(name)
        elif name == "seal-trusted" and not trusting:
            yield Step(name, title, Outcome.OPEN, _NO_ROOTS)
        else:
            going = found[_KEYS[name]]
            outcome = Outcome.HELD if going else Outcome.FAILED
            yield Step(name, title, outcome, held if going else failed)


def _left_out(name: str) -> Step:
    return Step(name, _ASKED[name][0], Outcome.LEFT_OUT, _BEFORE)


def _count(count: int) -> Text:
    if count:
        return Text(
            f"文件有 {count} 个电子签章，签发时只有一个；可能有人在其后改动",
            f"the file has {count} seals where it was issued with one; it may have been changed",
        )
    return Text(
        "文件没有电子签章；打印件或另存的文件会失去签章，请交原件",
        "the file has no electronic seal; one printed or saved anew loses it: use the original",
    )


_PRESENT = Text("有一个电子签章", "One electronic seal")
_BEFORE = Text("前一步不成立，未进行", "a step before it does not hold")
_NO_ROOTS = Text("没有设定受信任的根证书", "no trusted root certificates are set")
_KEYS = {
    "seal-covers": "covers",
    "seal-intact": "intact",
    "seal-valid": "valid",
    "seal-trusted": "trusted",
}
_ASKED = {
    "seal-covers": (
        Text("签章覆盖整个文件", "The seal covers the whole file"),
        Text("签章之后没有增加内容", "nothing was added after the seal"),
        Text(
            "签章之后有增加的内容，或签章未覆盖整个文件",
            "something was added after the seal, or it does not cover the whole file",
        ),
    ),
    "seal-intact": (
        Text("内容与签章时一致", "The content is as it was sealed"),
        Text("摘要相同", "the digest is the same"),
        Text("摘要不同：文件被改动过", "the digest differs: the file was changed"),
    ),
    "seal-valid": (
        Text("签名有效", "The signature is valid"),
        Text("由证书的密钥签出", "made with the certificate's key"),
        Text("不是证书的密钥签出的", "not made with the certificate's key"),
    ),
    "seal-trusted": (
        Text("签章证书可信", "The seal's certificate is trusted"),
        Text("由受信任的根证书签发，当时有效", "issued under a trusted root, and valid then"),
        Text(
            "不由受信任的根证书签发，或当时不在有效期内",
            "not issued under a trusted root, or not valid then",
        ),
    ),
}
_ORIGINAL = Text("请交系统签发的原件", "hand in the original as it was issued")
_REFUSALS = {
    "no-pdf": Text(
        f"文件不是 PDF；{_ORIGINAL.zh}（.pdf）", f"the file is no PDF; {_ORIGINAL.en} (.pdf)"
    ),
    "encrypted": Text(
        f"文件已加密，签发的文件不加密；{_ORIGINAL.zh}",
        f"the file is encrypted, as none is issued; {_ORIGINAL.en}",
    ),
    "damaged": Text(
        f"文件已损坏、不完整或结构不合规；{_ORIGINAL.zh}",
        f"the file is damaged, cut short or malformed; {_ORIGINAL.en}",
    ),
    "attachments": Text(
        f"文件的数据附件不止一个，签发的文件只有一个；{_ORIGINAL.zh}",
        f"more than one data file is attached where one was issued; {_ORIGINAL.en}",
    ),
    "attachment-size": Text(
        f"附件大得不正常；{_ORIGINAL.zh}", f"the attachment is abnormally large; {_ORIGINAL.en}"
    ),
    "memory": Text(
        f"文件大得或深得不正常，读不下；{_ORIGINAL.zh}",
        f"the file unpacks to an abnormal size or depth; {_ORIGINAL.en}",
    ),
    "time": Text(
        f"文件太复杂，限时内读不完；{_ORIGINAL.zh}",
        f"the file takes too long to read; {_ORIGINAL.en}",
    ),
}
