"""Tiles, notes and entries: written, read by themselves alone, and refused once changed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from xianjie.tlog.entries import EntryError, entry_of, opens, read_entry
from xianjie.tlog.merkle import Edge, leaf_hash
from xianjie.tlog.notes import (
    COSIGNATURE,
    Checkpoint,
    NoteError,
    checkpoint_of,
    cosign,
    cosigned_at,
    read,
    read_verifier,
    require_signed,
    sign,
    verifier_of,
)
from xianjie.tlog.tiles import (
    TileError,
    entries_path,
    files_between,
    read_entries,
    require_tiles,
    tile_path,
    unbundle,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NAME = "log.example/trial"
CHECKPOINT = Checkpoint(NAME, 7, bytes(range(32)))


class Memory(dict[str, bytes]):
    def read(self, path: str) -> bytes | None:
        return self.get(path)


def written(*sizes: int) -> tuple[Memory, list[bytes]]:
    """A log to which so many entries were added at each time."""
    files, entries = Memory(), [b"entry %d" % one for one in range(sum(sizes))]
    done = 0
    for size in sizes:
        files.update(files_between(done, entries[done : done + size], files))
        done += size
    return files, entries


@pytest.mark.parametrize(
    ("number", "path"),
    [(0, "000"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")],
)
def test_numbers_are_written_in_threes(number: int, path: str) -> None:
    assert tile_path(0, number) == f"tile/0/{path}"
    assert entries_path(number, 9) == f"tile/entries/{path}.p/9"


@pytest.mark.parametrize("sizes", [(0,), (1,), (255, 1), (256,), (3, 300, 1), (256 * 256 + 5,)])
def test_tiles_are_those_of_the_entries(sizes: tuple[int, ...]) -> None:
    files, entries = written(*sizes)
    edge = Edge()
    edge.append(leaf_hash(one) for one in entries)
    assert require_tiles(files, len(entries)) == edge.root
    assert list(read_entries(files, len(entries))) == entries
    assert (
        list(read_entries(files, len(entries), len(entries) // 2)) == entries[len(entries) // 2 :]
    )


@given(st.lists(st.integers(0, 400), max_size=5))
def test_however_they_are_added_the_newest_files_are_the_same(sizes: list[int]) -> None:
    files, entries = written(*sizes)
    at_once, _ = written(len(entries))
    assert at_once.items() <= files.items() if entries else not files


def test_any_flipped_bit_of_a_file_is_found() -> None:
    files, entries = written(3, 299)
    newest, _ = written(302)
    root = require_tiles(files, len(entries))
    for path in newest:
        content = files[path]
        for place in range(0, len(content), 7):
            changed = bytearray(content)
            changed[place] ^= 1
            files[path] = bytes(changed)
            with suppress(TileError):
                assert require_tiles(files, len(entries)) != root, (path, place)
        files[path] = content
        del files[path]
        with pytest.raises(TileError, match=r"tile/"):
            require_tiles(files, len(entries))
        files[path] = content


def test_a_cut_bundle_and_a_missing_beginning_are_refused() -> None:
    with pytest.raises(TileError):
        unbundle(b"\0\5abc", "x")
    with pytest.raises(TileError):
        unbundle(b"\0", "x")
    with pytest.raises(TileError, match=r"000\.p/3"):
        dict(files_between(3, [b"x"], Memory()))


def test_a_checkpoint_is_signed_read_and_held() -> None:
    note = sign(CHECKPOINT.text, NAME, KEY)
    verifier = verifier_of(NAME, KEY)
    require_signed(read(note), verifier)
    assert checkpoint_of(read(note)) == CHECKPOINT
    assert read_verifier(verifier.text) == verifier
    with pytest.raises(NoteError):
        require_signed(read(note), verifier_of(NAME, WITNESS))


def test_any_changed_byte_of_a_checkpoint_is_refused() -> None:
    note = sign(CHECKPOINT.text, NAME, KEY).encode()
    verifier = verifier_of(NAME, KEY)
    for place in range(len(note)):
        for bit in (1, 128):
            changed = bytearray(note)
            changed[place] ^= bit
            with pytest.raises((NoteError, UnicodeDecodeError)):
                require_signed(read(bytes(changed).decode()), verifier)


def test_a_witness_says_when() -> None:
    note = sign(CHECKPOINT.text, NAME, KEY)
    line = cosign(note, "witness.example", WITNESS, 1_600_000_000)
    verifier = verifier_of("witness.example", WITNESS, COSIGNATURE)
    assert read_verifier(verifier.text) == verifier
    assert cosigned_at(read(note + line), verifier) == 1_600_000_000
    assert cosigned_at(read(note), verifier) is None
    require_signed(read(note + line), verifier_of(NAME, KEY))
    other = sign(Checkpoint(NAME, 8, bytes(32)).text, NAME, KEY)
    assert cosigned_at(read(other + line), verifier) is None
    with pytest.raises(NoteError):
        require_signed(read(note + line), verifier)  # a cosignature is no signature of the log


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "a\n\nb\n", "a\n1\nAA==\n\n\N{EM DASH} a AAAAAA==\n", "x" * (1 << 21)],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        checkpoint_of(read(text))


@pytest.mark.parametrize("size", ["01", "-1", "1 ", "١"])
def test_a_size_has_one_form(size: str) -> None:
    with pytest.raises(NoteError):
        checkpoint_of(read(sign(f"a\n{size}\n{'A' * 43}=\n", "a", KEY)))


@pytest.mark.parametrize("text", ["", "a", "a+0+AA==", "a+00000000+!", "a+b+c+d"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_verifier(text)


def test_an_entry_opens_with_its_record_and_salt_alone() -> None:
    salt, record = bytes(32), {"number": "1", "name": "张三"}
    content = entry_of("issue", date(2020, 9, 15), NAME, record, salt)
    assert "张三" not in content.decode()
    entry = read_entry(content)
    assert (entry.kind, entry.day, entry.authority) == ("issue", date(2020, 9, 15), NAME)
    assert opens(entry, record, salt)
    assert not opens(entry, {**record, "number": "2"}, salt)
    assert not opens(entry, record, bytes([1] * 32))
    with pytest.raises(ValueError, match="salt"):
        entry_of("issue", date(2020, 9, 15), NAME, record, b"short")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format":"other"}', b"[" * 9999])
def test_what_is_no_entry_is_refused(content: bytes) -> None:
    with pytest.raises(EntryError):
        read_entry(content)


def test_an_entry_has_one_form() -> None:
    content = entry_of("issue", date(2020, 9, 15), NAME, {}, bytes(32))
    with pytest.raises(EntryError):
        read_entry(content.replace(b",", b", "))
    with pytest.raises(EntryError):
        read_entry(content.replace(b"xianjie-log-1", b"xianjie-log-2"))


def test_the_folder_is_not_needed(tmp_path: Path) -> None:
    """A log is files: a copy of them anywhere proves the same."""
    files, entries = written(300)
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    again = Memory(
        {
            str(one.relative_to(tmp_path)): one.read_bytes()
            for one in tmp_path.rglob("*")
            if one.is_file()
        }
    )
    assert require_tiles(again, 300) == require_tiles(files, len(entries))
