"""What a witness cosigns and what it answers otherwise, by the words of C2SP tlog-witness."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.tlog.making import KEY, NAME, VERIFIER, WITNESSES, Log
from xianjie.tlog.merkle import EMPTY_ROOT
from xianjie.tlog.notes import Checkpoint, checkpoint_of, read, sign
from xianjie.tlog.witnessing import Refused, Request, origin_of, read_request, require_next

AT = datetime(2026, 1, 5, tzinfo=UTC)
DAY = date(2026, 1, 5)
LOGS = {NAME: VERIFIER}


@pytest.fixture
def log() -> Log:
    made = Log()
    made.add(*[DAY] * 300)
    return made


def held(log: Log, size: int) -> Checkpoint | None:
    return checkpoint_of(read(log.note(AT, size=size))) if size else None


def status(request: Request, before: Checkpoint | None) -> int:
    with pytest.raises(Refused) as refused:
        require_next(request, LOGS, before)
    return refused.value.status


@pytest.mark.parametrize("old", [0, 1, 7, 255, 256, 299, 300])
def test_a_head_that_grew_is_the_next(log: Log, old: int) -> None:
    request = read_request(log.request(old, AT).content)
    assert request == log.request(old, AT)
    assert origin_of(request) == NAME
    assert require_next(request, LOGS, held(log, old)).size == 300


def test_an_empty_log_has_one_root() -> None:
    empty = Request(0, [], sign(Checkpoint(NAME, 0, EMPTY_ROOT).text, NAME, KEY))
    assert require_next(empty, LOGS, None).size == 0
    other = Request(0, [], sign(Checkpoint(NAME, 0, bytes(32)).text, NAME, KEY))
    assert status(other, None) == 422


def test_the_size_that_is_held_is_told_where_another_was_given(log: Log) -> None:
    for given, kept in ((0, 7), (7, 0), (7, 8), (299, 300)):
        with pytest.raises(Refused) as refused:
            require_next(log.request(given, AT), LOGS, held(log, kept))
        assert (refused.value.status, refused.value.size) == (409, kept)


def test_a_fork_is_not_cosigned(log: Log) -> None:
    other = Log()
    other.add(*[DAY] * 6, date(2020, 1, 1), *[DAY] * 293)
    assert status(other.request(7, AT), held(log, 7)) == 422
    assert status(other.request(300, AT), held(log, 300)) == 422
    proof = log.request(7, AT)
    assert status(Request(7, proof.path[:-1], proof.note), held(log, 7)) == 422
    assert status(Request(7, [*proof.path, bytes(32)], proof.note), held(log, 7)) == 422
    assert status(Request(0, [bytes(32)], proof.note), None) == 422


def test_a_smaller_head_is_not_cosigned(log: Log) -> None:
    smaller = Request(7, [], log.note(AT, size=7))
    assert status(smaller, held(log, 300)) == 409
    assert status(Request(300, [], log.note(AT, size=7)), held(log, 300)) == 400


def test_whose_log_it_is_and_who_signed_are_told_apart(log: Log) -> None:
    text = Checkpoint(NAME, 300, log.root).text
    stranger = WITNESSES["witness.example/1"]
    assert status(Request(0, [], sign(text, NAME, stranger)), None) == 403
    forged = log.note(AT).replace("\n300\n", "\n301\n")
    assert status(Request(0, [], forged), None) == 403
    other = Checkpoint("other.example", 300, log.root).text
    assert status(Request(0, [], sign(other, "other.example", KEY)), None) == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"old 0\n\n",
        b"old 00\n\nx",
        b"old -1\n\nx",
        b"new 1\n\nx",
        b"old 1\nAA==\n\nx",
        b"old 1\n!\n\nx",
        b"old 1\n" + b"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n" * 64 + b"\nx",
        b"\xff",
        b"old 0\n\nno note",
    ],
)
def test_what_is_no_request_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        require_next(read_request(content), LOGS, None)
    assert refused.value.status == 400
