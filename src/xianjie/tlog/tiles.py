"""Tiles of a log (C2SP tlog-tiles): files of 256 hashes a level, and of 256 entries.

What is written follows from the entries alone; who reads tiles works every hash out again from
the entries, since a tile says nothing that it does not prove.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.tlog.merkle import Edge, leaf_hash

WIDTH = 256
_HASH = 32  # bytes
_MOST_ENTRY = (1 << 16) - 1  # bytes, by the two that tell its length


class TileError(XianjieError):
    """A file of a log is missing or not what the entries make it; ``path`` names it."""

    def __init__(self, path: str, message: Text) -> None:
        super().__init__(message)
        self.path = path


class Files(Protocol):
    """Where the files of a log are."""

    def read(self, path: str) -> bytes | None:
        """None where there is no such file."""
        ...


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    return f"tile/{level}/{_number(number)}{_partial(width)}"


def entries_path(number: int, width: int = WIDTH) -> str:
    return f"tile/entries/{_number(number)}{_partial(width)}"


def _number(number: int) -> str:
    """In groups of three digits, all but the last after an x."""
    text = f"{number % 1000:03}"
    while number >= 1000:  # noqa: PLR2004 - three digits
        number //= 1000
        text = f"x{number % 1000:03}/{text}"
    return text


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries, each after its length in two bytes; raises ValueError for one that is too long."""
    for one in entries:
        if len(one) > _MOST_ENTRY:
            raise ValueError(f"an entry has at most {_MOST_ENTRY} bytes")
    return b"".join(len(one).to_bytes(2) + one for one in entries)


def unbundle(content: bytes, path: str) -> list[bytes]:
    """The entries of a bundle; raises `TileError`."""
    found = []
    place = 0
    while place < len(content):
        length = int.from_bytes(content[place : place + 2])
        one = content[place + 2 : place + 2 + length]
        if place + 2 > len(content) or len(one) < length:
            raise TileError(path, Text(f"{path} 残缺", f"{path} is cut off"))
        found.append(one)
        place += 2 + length
    return found


def files_between(old: int, entries: Sequence[bytes], files: Files) -> Iterator[tuple[str, bytes]]:
    """What is to be written when ``entries`` come after the first ``old``, bundles first.

    Reads the partial files that they continue; raises `TileError` where one is missing.
    """
    first = old // WIDTH
    kept = _read_partial(files, entries_path(first, old % WIDTH), old % WIDTH)
    before = unbundle(kept, entries_path(first, old % WIDTH or WIDTH)) if kept else []
    all_ = [*before, *entries]
    for place in range(0, len(all_), WIDTH):
        piece = all_[place : place + WIDTH]
        yield entries_path(first + place // WIDTH, len(piece)), bundle(piece)
    hashes = [leaf_hash(one) for one in entries]
    level, size = 0, old
    while hashes:
        number, width = divmod(size, WIDTH)
        begun = _read_partial(files, tile_path(level, number, width), width)
        content = begun + b"".join(hashes)
        full = []
        for place in range(0, len(content), WIDTH * _HASH):
            tile = content[place : place + WIDTH * _HASH]
            count = len(tile) // _HASH
            yield tile_path(level, number + place // (WIDTH * _HASH), count), tile
            if count == WIDTH:
                full.append(_root(tile))
        hashes, level, size = full, level + 1, number


def _read_partial(files: Files, path: str, width: int) -> bytes:
    """What a partial file has; nothing where none is begun."""
    if width == 0:
        return b""
    content = files.read(path)
    if content is None:
        raise TileError(path, Text(f"日志缺文件 {path}", f"the log lacks the file {path}"))
    return content


def _root(tile: bytes) -> bytes:
    edge = Edge()
    edge.append(tile[place : place + _HASH] for place in range(0, len(tile), _HASH))
    return edge.root


def read_entries(files: Files, size: int, start: int = 0) -> Iterator[bytes]:
    """The entries from ``start`` of a log of that size; raises `TileError`."""
    for number in range(start // WIDTH, -(-size // WIDTH)):
        width = min(WIDTH, size - number * WIDTH)
        path = entries_path(number, width)
        content = files.read(path)
        if content is None and width < WIDTH:  # a later, fuller one stands in for it
            path = entries_path(number)
            content = files.read(path)
        if content is None:
            raise TileError(path, Text(f"日志缺文件 {path}", f"the log lacks the file {path}"))
        found = unbundle(content, path)
        if len(found) < width:
            raise TileError(path, Text(f"{path} 缺条目", f"{path} lacks entries"))
        yield from found[max(0, start - number * WIDTH) : width]


def require_tiles(files: Files, size: int) -> bytes:
    """Work every tile out from the entries and compare; the root. Raises `TileError`."""
    hashes = [leaf_hash(one) for one in read_entries(files, size)]
    edge = Edge()
    edge.append(hashes)
    level = 0
    while hashes:
        full = []
        for number in range(-(-len(hashes) // WIDTH)):
            piece = b"".join(hashes[number * WIDTH : (number + 1) * WIDTH])
            width = len(piece) // _HASH
            path = tile_path(level, number, width)
            if files.read(path) != piece:
                raise TileError(
                    path,
                    Text(
                        f"{path} 与条目不符或缺失",
                        f"{path} is missing or not what the entries make it",
                    ),
                )
            if width == WIDTH:
                full.append(_root(piece))
        hashes, level = full, level + 1
    return edge.root
