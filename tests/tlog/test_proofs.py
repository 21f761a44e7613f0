"""Proofs and cosignatures: each holds as it is, and with no bit of it changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.tlog.making import NAME, VERIFIER, WITNESS_VERIFIERS, WITNESSES, Log
from xianjie.errors import XianjieError
from xianjie.tlog.entries import entry_of
from xianjie.tlog.merkle import inclusion_proof
from xianjie.tlog.notes import COSIGNATURE, cosigners, read, require_signed, verifier_of
from xianjie.tlog.proofs import ProofError, proof, require_proof
from xianjie.tlog.tiles import subtree_in

AT = datetime(2026, 1, 5, tzinfo=UTC)
DAY = date(2026, 1, 5)
RECORD = {"number": "1", "name": "张三"}
SALT = bytes(range(32))
INDEX, SIZE, COSIGNED = 5, 11, 2


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    log = Log()
    leaves = [entry_of("issue", DAY, NAME, {**RECORD, "n": n}, SALT) for n in range(SIZE)]
    leaves[INDEX] = entry_of("issue", DAY, NAME, RECORD, SALT)
    log.add_leaves(leaves)
    return proof(
        entry=leaves[INDEX].decode(),
        salt=SALT.hex(),
        index=INDEX,
        size=SIZE,
        path=inclusion_proof(INDEX, SIZE, subtree_in(log.files, SIZE)),
        checkpoint=log.note(AT, COSIGNED),
    )


def written(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def holds(content: bytes) -> bool:
    """As who has the record, the log's key and the witnesses' keys sees it."""
    try:
        proved = require_proof(content, VERIFIER)
    except XianjieError:
        return False
    own = cosigners(proved.note, [VERIFIER.cosigning])
    seen = cosigners(proved.note, WITNESS_VERIFIERS)
    return len(own) == 1 and len(seen) == COSIGNED and proved.is_of(RECORD)


def flipped(content: bytes, bits: int) -> Iterator[tuple[int, bytes]]:
    for place in range(len(content)):
        for bit in range(bits):
            changed = bytearray(content)
            changed[place] ^= 1 << bit
            yield place, bytes(changed)


def test_a_proof_holds_for_its_record_alone(told: dict[str, Any]) -> None:
    assert holds(written(told))
    proved = require_proof(written(told), VERIFIER)
    assert (proved.index, proved.entry.day, proved.checkpoint.size) == (INDEX, DAY, SIZE)
    assert not proved.is_of({**RECORD, "name": "李四"})
    with pytest.raises(XianjieError):
        require_proof(written(told), verifier_of(NAME, WITNESSES["witness.example/1"]))


@pytest.mark.parametrize("bits", [1, pytest.param(8, marks=pytest.mark.slow)])
def test_no_bit_of_a_proof_can_be_another(told: dict[str, Any], bits: int) -> None:
    content = written(told)
    assert [place for place, changed in flipped(content, bits) if holds(changed)] == []


@pytest.mark.parametrize("bits", [1, pytest.param(8, marks=pytest.mark.slow)])
def test_no_bit_of_a_cosignature_can_be_another(bits: int) -> None:
    log = Log()
    log.add(DAY)
    note, lines = log.note(AT), log.note(AT, 1)
    line = lines.removeprefix(note).encode()
    (verifier,) = WITNESS_VERIFIERS[:1]
    assert cosigners(read(lines), [verifier])

    def is_taken(changed: bytes) -> bool:
        try:
            return bool(cosigners(read(note + changed.decode()), [verifier]))
        except (XianjieError, UnicodeDecodeError):
            return False

    assert [place for place, changed in flipped(line, bits) if is_taken(changed)] == []


@pytest.mark.parametrize("bits", [1, pytest.param(8, marks=pytest.mark.slow)])
def test_no_bit_of_a_checkpoint_can_be_another(bits: int) -> None:
    log = Log()
    log.add(DAY)
    content = log.note(AT).encode()

    def is_taken(changed: bytes) -> bool:
        try:
            note = read(changed.decode())
            require_signed(note, VERIFIER)
        except (XianjieError, UnicodeDecodeError):
            return False
        return bool(cosigners(note, [VERIFIER.cosigning]))

    assert is_taken(content)
    assert [place for place, changed in flipped(content, bits) if is_taken(changed)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"format": "xianjie-log-proof-2"},
        {"index": INDEX + 1},
        {"index": True},
        {"size": SIZE + 1},
        {"path": []},
        {"path": ["00"]},
        {"path": "0" * 64},
        {"path": None},
        {"salt": "00"},
        {"salt": SALT.hex().upper()},
        {"entry": 1},
        {"more": 1},
    ],
)
def test_what_is_no_proof_is_refused(told: dict[str, Any], change: dict[str, object]) -> None:
    with pytest.raises(ProofError):
        require_proof(written({**told, **change}), VERIFIER)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000, b"1"])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(ProofError):
        require_proof(content, VERIFIER)


def test_a_key_that_cosigns_does_not_sign(told: dict[str, Any]) -> None:
    """A witness's line is no signature of the log, though it be of the same key."""
    assert VERIFIER.cosigning.kind == COSIGNATURE
    with pytest.raises(XianjieError):
        require_proof(written(told), VERIFIER.cosigning)
