"""Tiles, notes and entries: written, read by themselves alone, and refused once changed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.making import Memory
from xianjie.tlog.entries import EntryError, entry_of, opens, read_entry
from xianjie.tlog.merkle import (
    Edge,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    subtree_of,
)
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
    place_of,
    read_entries,
    require_tiles,
    subtree_in,
    tile_path,
    unbundle,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NAME = "log.example/trial"
CHECKPOINT = Checkpoint(NAME, 7, bytes(range(32)))


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


@given(st.integers(1, 700), st.data())
def test_proofs_come_from_tiles_as_from_all_leaves(size: int, data: st.DataObject) -> None:
    files, entries = written(size)
    hashes = [leaf_hash(one) for one in entries]
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    ours, all_ = subtree_in(files, size), subtree_of(hashes)
    assert inclusion_proof(index, size, ours) == inclusion_proof(index, size, all_)
    assert consistency_proof(old, size, ours) == consistency_proof(old, size, all_)


def test_a_partial_tile_may_be_gone_where_the_full_one_is() -> None:
    files, entries = written(250, 6)
    hashes = [leaf_hash(one) for one in entries]
    for path in [one for one in files if ".p/250" in one]:
        del files[path]
    assert inclusion_proof(3, 250, subtree_in(files, 250)) == inclusion_proof(
        3, 250, subtree_of(hashes)
    )
    with pytest.raises(TileError, match="tile/0/000"):
        subtree_in(Memory(), 250)(0, 8)


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ("tile/0/000.p/7", 7),
        ("tile/0/000", 256),
        ("tile/1/000.p/2", 512),
        ("tile/entries/x001/000.p/1", 256_001),
        ("tile/63/000.p/1", 256**63),
    ],
)
def test_a_path_says_how_large_the_tree_is(path: str, end: int) -> None:
    place = place_of(path)
    assert place
    assert place.end == end


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/x000/001",
        "tile/0/../000",
        "tile/entries/000/",
        "checkpoint",
        "tile/0/١00",
    ],
)
def test_what_is_no_path_of_a_tile_is_none(path: str) -> None:
    assert place_of(path) is None


def test_every_file_that_is_there_is_worked_out_again() -> None:
    files, _ = written(3, 299, 5)
    paths = list(files)
    require_tiles(files, 302, paths)  # those of 307 are passed over: nobody signed them
    old = ["tile/0/000.p/3", "tile/entries/000.p/3"]
    for path in old:
        content = files[path]
        files[path] = content[:-1] + bytes([content[-1] ^ 1])
        require_tiles(files, 307)  # nobody needs it
        with pytest.raises(TileError, match=path):
            require_tiles(files, 307, paths)
        files[path] = content
    with pytest.raises(TileError, match="不是日志的文件"):
        require_tiles(files, 307, ["tile/x"])


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
    with pytest.raises(NoteError, match="公钥"):
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
