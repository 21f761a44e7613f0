"""A case held while something is done to it, its steps written, its events told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xianjie.domain.accounts.acting import Actor, Target
from xianjie.domain.accounts.sealed import seal_bytes
from xianjie.domain.audit.events import record
from xianjie.domain.locking import held
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.models import Alert, Case, CaseFile, CaseStep
from xianjie.text import Text

GROUND = ("252/2.4", "80/4", "80/5")
MOST_WORDS = 2_000
_MOST_BYTES = 5 << 20
_MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    name: str
    content: bytes


def locked(case: int) -> Case:
    """The case, held until the transaction ends; raises `SupervisionError` if there is none."""
    found = held(Case.objects.select_related("body", "complaint", "assignee"), case)
    if found is None:
        raise SupervisionError(Text("没有这个案件", "there is no such case"))
    return found


def target_of(case: Case) -> Target:
    """What the table must know of it: its area, who looks into it, never the body concerned."""
    return Target(area=case.area, owner=case.assignee_id)


def own_target_of(case: Case) -> Target:
    """The same for what the body itself may do: of the body alone."""
    return Target(body=case.body_id)


def step(  # noqa: PLR0917 - the columns of a step
    by: Actor,
    case: Case,
    kind: CaseStep.Kind,
    words: str,
    on: date,
    at: datetime,
    *,
    files: Sequence[Sent] = (),
    told: Mapping[str, object] | None = None,
    holds: bool | None = None,
    due_on: date | None = None,
    of: CaseStep | None = None,
    alert: Alert | None = None,
    **kept: object,
) -> CaseStep:
    """Write a step with its files and its event, in the caller's transaction."""
    require_words(words)
    _require_files(files)
    made = CaseStep.objects.create(
        case=case,
        kind=kind,
        words=words.strip(),
        holds=holds,
        due_on=due_on,
        of=of,
        alert=alert,
        on=on,
        by=by.username,
        at=at,
        **kept,
    )
    for digest, one in {_digest(one): one for one in files}.items():
        CaseFile.objects.create(
            step=made, filename=one.name[:200], content=seal_bytes(one.content), digest=digest
        )
    note(by, case, kind, at, {**(told or {}), **({"until": due_on} if due_on else {})})
    return made


def note(
    by: Actor, case: Case, what: str, at: datetime, told: Mapping[str, object] | None = None
) -> None:
    """An event of the case: what was done, without the words, which may name people."""
    record(
        by=by.username,
        at=at,
        action=f"case.{what}",
        subject=case,
        area=case.area,
        ground=GROUND,
        data={"body": case.body.name, **(told or {})},
    )


def require_words(words: str) -> None:
    """Raises `SupervisionError` for none, or too many."""
    if not 0 < len(words.strip()) <= MOST_WORDS:
        raise SupervisionError(
            Text(
                f"请写明情况，不超过 {MOST_WORDS} 字",
                f"say what it is about, in {MOST_WORDS} letters at most",
            )
        )


def _require_files(files: Sequence[Sent]) -> None:
    if len(files) > _MOST_FILES or not all(0 < len(one.content) <= _MOST_BYTES for one in files):
        raise SupervisionError(
            Text(
                f"一次至多 {_MOST_FILES} 份材料，每份不能空，不超过 5 MB",
                f"at most {_MOST_FILES} files at once, each of 1 byte to 5 MB",
            )
        )


def _digest(sent: Sent) -> str:
    return hashlib.sha256(sent.content).hexdigest()
