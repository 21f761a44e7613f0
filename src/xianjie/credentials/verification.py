"""Verifying a credential or a presentation, in numbered steps; nothing is fetched.

A step that fails leaves those that lean on it unchecked. Only a report whose every step holds (or
does not apply) is a verified credential.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from xianjie.credentials.canonical import Document, read_json
from xianjie.credentials.contexts import Contexts, standard_contexts
from xianjie.credentials.did import Keys
from xianjie.credentials.errors import CredentialError, InvalidDocument, InvalidStatus
from xianjie.credentials.linked_data import check_terms
from xianjie.credentials.proof_reading import ReadProof, Signatures, check_key, read_proof
from xianjie.credentials.related import check_related
from xianjie.credentials.report import TITLES, Outcome, Report, Step
from xianjie.credentials.shapes import Shape
from xianjie.credentials.status_list import StatusList, read_list
from xianjie.credentials.structure import (
    check_credential,
    check_presentation,
    issuer_of,
    objects,
    period,
    without_proof,
)
from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Expected:
    """What the verifier asks for; the defaults are a credential's."""

    purpose: str = "assertionMethod"
    challenge: str | None = None
    domain: str | None = None
    suites: frozenset[str] = frozenset()  # proofs that must be there, beside any others


CREDENTIAL = Expected()
_READABLE = frozenset({"related", "signature", "validity"})  # one that fails leaves the rest so
_Finding = Text | None | Outcome  # what is wrong; None where it holds


@dataclass
class _Run:
    """One verification under way."""

    keys: Keys
    at: datetime
    contexts: Contexts
    resource: Callable[[str], bytes | None]
    lists: Mapping[str, StatusList]
    expected: Expected
    document: Document = field(default_factory=dict)
    bare: Document = field(default_factory=dict)
    shape: Shape | None = None
    proofs: list[ReadProof] = field(default_factory=list)

    def read(self, data: bytes | Document) -> None:
        self.document = read_json(data) if isinstance(data, bytes) else data
        self.bare = without_proof(self.document)

    def data_model(self) -> _Finding:
        self.shape = self.contexts.shapes.of(self.bare)
        if self.party == "issuer":
            check_credential(self.document, self.contexts.bases, self.shape)
        else:
            check_presentation(self.document, self.contexts.bases)
        return None

    @property
    def party(self) -> str:
        return "issuer" if self.expected.purpose == "assertionMethod" else "holder"

    def terms(self) -> _Finding:
        check_terms(self.bare, self.contexts, self.shape)
        return None

    def related(self) -> _Finding:
        if "relatedResource" not in self.document:
            return Outcome.NOT_APPLICABLE
        if absent := check_related(self.document, self.resource):
            raise _Unchecked(Text(f"手头没有 {'、'.join(absent)}", f"not at hand: {absent}"))
        return None

    def proof(self) -> _Finding:
        proofs = objects(self.document, "proof")
        self.proofs = [read_proof(proof, self.document) for proof in proofs]
        if not proofs:
            return Text("没有任何证明，等于未签名", "there is no proof, so nobody signed it")
        expected = self.expected
        missing = expected.suites - {proof.suite.name for proof in self.proofs}
        if missing:
            names = ", ".join(sorted(missing))
            return Text(f"缺少所要求的证明：{names}", f"the proof asked for is missing: {names}")
        for proof in self.proofs:
            proof.check_expected(expected.purpose, expected.challenge, expected.domain)
        return None

    def key(self) -> _Finding:
        owner = issuer_of(self.document, self.party)
        owners = {check_key(proof, self.keys).controller for proof in self.proofs}
        if owner and owner not in owners:
            others = ", ".join(sorted(owners))
            return Text(
                f"没有 {owner} 的证明，只有 {others} 的；请勿采信",
                f"there is no proof by {owner}, only by {others}; do not rely on this",
            )
        return None

    def signature(self) -> _Finding:
        signatures = Signatures(self.document, self.keys, self.contexts, self.shape)
        for proof in self.proofs:
            signatures.check(proof)
        return None

    def validity(self) -> _Finding:
        check_validity(self.document, self.at)
        expired = [proof for proof in self.proofs if proof.expires and proof.expires < self.at]
        if expired:
            return Text("证明已过期", "a proof has expired")
        return None

    def status(self) -> _Finding:
        entries = [
            *objects(self.document, "credentialStatus"),
            *objects(self.document, "furtherStatus"),
        ]
        if not entries:
            return Outcome.NOT_APPLICABLE
        for entry in entries:
            _check_status(entry, self.lists, issuer_of(self.document), self.at)
        return None


class _Unchecked(CredentialError):
    """What a step needs is not at hand."""


def verify(
    data: bytes | Document,
    *,
    keys: Keys,
    at: datetime,
    contexts: Contexts | None = None,
    resource: Callable[[str], bytes | None] | None = None,
    lists: Mapping[str, StatusList] | None = None,
    expected: Expected = CREDENTIAL,
) -> Report:
    """Verify a credential, or a presentation where ``expected.purpose`` is ``authentication``.

    ``keys`` finds verification methods (`xianjie.credentials.did.resolver`). ``lists`` are status
    lists verified before (`verified_list`), by address. ``resource`` gives the bytes of related
    resources; the contexts are at hand without. Never raises for what ``data`` holds.
    """
    known = contexts or standard_contexts()
    run = _Run(keys, at, known, resource or known.resource, lists or {}, expected)
    found = list(_steps(run, data))
    return Report(tuple(found), run.document or None)


def verified_list(
    data: bytes | Document, *, keys: Keys, at: datetime, contexts: Contexts | None = None
) -> StatusList:
    """The status list of a credential that holds; raises `InvalidStatus` where a step fails."""
    report = verify(data, keys=keys, at=at, contexts=contexts)
    if not report.holds or report.document is None:
        failed = next(step for step in report.steps if step.outcome is Outcome.FAILS)
        detail = failed.detail or failed.title
        raise InvalidStatus(
            Text(
                f"状态列表凭证未通过验证：{detail.zh}",
                f"the status list's credential does not verify: {detail.en}",
            )
        )
    return read_list(report.document)


def check_validity(document: Document, at: datetime) -> None:
    """Raise `InvalidDocument` for a checked document before or after its time (section 4.9)."""
    start, end = period(document)
    if start is not None and at < start:
        raise _out_of_time(f"自 {start} 起才有效", f"it is valid from {start} only")
    if end is not None and at > end:
        raise _out_of_time(f"有效期至 {end}，已过", f"it was valid until {end}")


def _out_of_time(zh: str, en: str) -> InvalidDocument:
    return InvalidDocument("validity", Text(zh, en))


def _steps(run: _Run, data: bytes | Document) -> Iterator[Step]:
    actions: tuple[Callable[[], _Finding], ...] = (
        lambda: run.read(data), run.data_model, run.terms, run.related, run.proof, run.key,
        run.signature, run.validity, run.status,
    )  # fmt: skip
    failed: set[str] = set()
    for number, (slug, action) in enumerate(zip(TITLES, actions, strict=True), start=1):
        # Without a sound document nothing can be said.
        if failed - _READABLE:
            yield _plain(number, slug, Outcome.NOT_CHECKED)
            continue
        step = _step(number, slug, action)
        if step.outcome is Outcome.FAILS:
            failed.add(slug)
        yield step


def _step(number: int, slug: str, action: Callable[[], _Finding]) -> Step:
    try:
        finding = action()
    except _Unchecked as error:
        return Step(number, slug, Outcome.NOT_CHECKED, error.message)
    except CredentialError as error:
        return Step(number, slug, Outcome.FAILS, error.message)
    if isinstance(finding, Text):
        return Step(number, slug, Outcome.FAILS, finding)
    return _plain(number, slug, finding or Outcome.HOLDS)


@cache
def _plain(number: int, slug: str, outcome: Outcome) -> Step:
    """Of most steps there is no more to say, and they are made once."""
    return Step(number, slug, outcome)


def _check_status(
    entry: Document, lists: Mapping[str, StatusList], issuer: str, at: datetime
) -> None:
    """Bitstring Status List 1.0, section 3.2; raises where the entry's bit is set."""
    address, purpose = entry.get("statusListCredential"), entry.get("statusPurpose")
    if entry["type"] != "BitstringStatusListEntry" or "statusSize" in entry:
        raise _Unchecked(Text(f"不支持的状态类型 {entry['type']}", f"unknown: {entry['type']}"))
    found = lists.get(str(address))
    if found is None:
        raise _Unchecked(Text(f"手头没有状态列表 {address}", f"the list {address} is not at hand"))
    if purpose not in found.purposes or found.issuer != issuer or found.id != address:
        raise InvalidDocument(
            "status", Text("状态列表与凭证不是一套", "the status list is not this credential's")
        )
    if not found.held_at(at):
        raise _Unchecked(Text("手头的状态列表已过期", "the status list at hand is out of date"))
    if found.is_set(int(entry["statusListIndex"])):
        raise InvalidDocument(
            "status", Text(f"已被置为：{purpose}", f"its bit is set in the list of {purpose}")
        )
