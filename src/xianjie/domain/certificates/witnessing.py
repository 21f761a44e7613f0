"""Cosignatures of the log's heads by witnesses, asked for after each seal (C2SP tlog-witness).

A witness that cannot be reached is told and asked again with the next seal; sealing waits for none
longer than a few seconds. One that has seen more of the log than there is stops the log: then an
older copy of all that is here was restored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from xianjie.domain.certificates.logging import current_head
from xianjie.domain.certificates.models import Cosignature, LogHead, Sealing
from xianjie.domain.certificates.publishing import LogHalted, held_head, show
from xianjie.durable import Folder
from xianjie.fetching import Answer, Unreachable, exchange
from xianjie.text import Text
from xianjie.tlog.merkle import consistency_proof
from xianjie.tlog.notes import NoteError, Verifier, checkpoint_of, cosigned_at, read
from xianjie.tlog.tiles import TileError, subtree_in
from xianjie.tlog.witnessing import CONFLICT, PATH, Request

SECONDS = 5.0  # of one exchange with a witness
_OFF = 600  # seconds that a witness's clock may be off
_OK = 200


@dataclass(frozen=True, slots=True)
class Witness:
    """Who cosigns, and where."""

    verifier: Verifier
    address: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking a witness: its line and time, or why there is none."""

    witness: Witness
    line: str = ""
    at: datetime | None = None
    problem: Text | None = None
    seen: int | None = None  # entries, where it has cosigned a larger head


def configured() -> tuple[Witness, ...]:
    """The witnesses of ``XIANJIE_WITNESSES``."""
    return tuple(Witness(*one) for one in settings.LOG_WITNESSES)


def gather(
    *, files: Folder, witnesses: Sequence[Witness], at: datetime, anew: bool = False
) -> list[Text]:
    """Ask those who have not cosigned the head; ``anew`` asks all. What went wrong, for each.

    Raises `LogHalted` where a witness has cosigned more than there is.
    """
    head = current_head()
    if head is None:
        return []
    sealing = sealing_of(head)
    have = set(sealing.cosignatures.values_list("witness", flat=True))
    wanted = [one for one in witnesses if anew or one.verifier.name not in have]
    asked = ask(wanted, sealing.note, files, at=at)
    for one in asked:
        if one.at is not None:
            Cosignature.objects.get_or_create(
                sealing=sealing,
                witness=one.witness.verifier.name,
                defaults={"at": one.at, "line": one.line},
            )
    _publish_lines(sealing, files)
    _require_not_behind(asked)
    return [one.problem for one in asked if one.problem]


def ask(witnesses: Sequence[Witness], note: str, files: Folder, *, at: datetime) -> list[Asked]:
    """Ask all at once to cosign a note of the log; each answer checked before it is taken."""
    if not witnesses:
        return []
    known = _known(witnesses)
    with ThreadPoolExecutor(len(witnesses)) as pool:
        return list(
            pool.map(
                partial(_ask, note=note, known=known, files=files, at=at),
                witnesses,
            )
        )


def sealing_of(head: LogHead) -> Sealing:
    """The head as it was signed, kept for good."""
    assert head.signed_at  # noqa: S101 - as every head with entries
    found, _ = Sealing.objects.get_or_create(
        origin=head.origin,
        size=head.size,
        defaults={
            "root": head.root,
            "note": head.checkpoint,
            "signed_at": head.signed_at,
        },
    )
    return found


def witnessed(index: int) -> list[Cosignature]:
    """Of each witness the first cosignature of a head that has the entry."""
    names = [one.verifier.name for one in configured()]
    found = [
        Cosignature.objects.filter(
            witness=name, sealing__origin=settings.LOG_ORIGIN, sealing__size__gt=index
        )
        .order_by("sealing__size")
        .first()
        for name in names
    ]
    return [one for one in found if one]


def _known(witnesses: Sequence[Witness]) -> Mapping[str, int]:
    """The size of the last head that each cosigned, as far as is known here."""
    found = {}
    for one in witnesses:
        last = (
            Cosignature.objects.filter(
                witness=one.verifier.name, sealing__origin=settings.LOG_ORIGIN
            )
            .order_by("-sealing__size")
            .values_list("sealing__size", flat=True)
            .first()
        )
        found[one.verifier.name] = last or 0
    return found


def _ask(
    witness: Witness, *, note: str, known: Mapping[str, int], files: Folder, at: datetime
) -> Asked:
    try:
        return _asked(witness, note, known[witness.verifier.name], files, at)
    except (Unreachable, TileError, NoteError) as error:
        return Asked(witness, problem=_of(witness, error.message))


def _asked(witness: Witness, note: str, old: int, files: Folder, at: datetime) -> Asked:
    size = checkpoint_of(read(note)).size
    answer = _sent(witness, note, min(old, size), size, files)
    if answer.status == CONFLICT:
        seen = _size(answer)
        if seen is not None and seen > size:
            words = Text(
                f"已会签 {seen:,} 条，多于这里的 {size:,} 条",
                f"it cosigned {seen:,} entries, more than the {size:,} here",
            )
            return Asked(witness, problem=_of(witness, words), seen=seen)
        if seen is not None:
            answer = _sent(witness, note, seen, size, files)
    if answer.status != _OK:
        words = Text(f"答复 {answer.status}", f"it answered {answer.status}")
        return Asked(witness, problem=_of(witness, words))
    return _checked(witness, note, answer, at)


def _sent(witness: Witness, note: str, old: int, size: int, files: Folder) -> Answer:
    path = consistency_proof(old, size, subtree_in(files, size))
    content = Request(old, path, note).content
    return exchange(f"{witness.address}{PATH}", content=content, seconds=SECONDS / 2, most=1 << 14)


def _size(answer: Answer) -> int | None:
    told = answer.content.decode(errors="replace").removesuffix("\n")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else None  # noqa: PLR2004 - as sizes are written


def _checked(witness: Witness, note: str, answer: Answer, at: datetime) -> Asked:
    """Its own line alone is taken, where it holds and says a time that can be."""
    lines = answer.content.decode(errors="replace").splitlines(keepends=True)
    for line in lines:
        try:
            seconds = cosigned_at(read(f"{note}{line}"), witness.verifier)
        except NoteError:
            continue
        if seconds is None:
            continue
        off = seconds - int(at.timestamp())
        if abs(off) > _OFF:
            words = Text(f"时钟差 {off} 秒，会签未采用", f"its clock is off by {off} seconds")
            return Asked(witness, problem=_of(witness, words))
        return Asked(witness, line, datetime.fromtimestamp(seconds, UTC))
    return Asked(
        witness,
        problem=_of(witness, Text("会签无效", "its cosignature does not hold")),
    )


def _publish_lines(sealing: Sealing, files: Folder) -> None:
    """The published checkpoint with all cosignatures of its head, while it is the head."""
    lines = sealing.cosignatures.order_by("witness").values_list("line", flat=True)
    note = sealing.note + "".join(lines)
    with held_head(files).alone():
        with transaction.atomic():
            LogHead.objects.filter(
                origin=sealing.origin, size=sealing.size, root=sealing.root
            ).exclude(checkpoint=note).update(checkpoint=note)
        show(files)


def _require_not_behind(asked: Sequence[Asked]) -> None:
    size = LogHead.objects.values_list("size", flat=True).get(origin=settings.LOG_ORIGIN)
    for one in asked:
        if one.seen is not None and one.seen > size:  # not merely sealed by another meanwhile
            assert one.problem  # noqa: S101 - said where it was found
            raise LogHalted(
                Text(
                    f"日志停签：{one.problem.zh}。恢复的备份旧于已会签的检查点；"
                    "请恢复最新的数据库、keys 和 log，见《关注公开日志》",
                    f"the log signs no more: {one.problem.en}. What was restored is older than "
                    "what was cosigned; restore the newest database, keys and log, see the how-to "
                    "on watching the log",
                )
            )


def _of(witness: Witness, words: Text) -> Text:
    name = witness.verifier.name
    return Text(f"见证方 {name}：{words.zh}", f"witness {name}: {words.en}")
