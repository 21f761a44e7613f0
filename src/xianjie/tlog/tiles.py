"""Tiles of a log (C2SP tlog-tiles): files of 256 hashes a level, and of 256 entries.

What is written follows from the entries alone; who reads tiles works every hash out again from
the entries, since a tile says nothing that it does not prove.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.tlog.merkle import Edge, Subtree, leaf_hash, node_hash, split

WIDTH = 256
_HASH = 32  # bytes
_HEIGHT = 8  # of the tree that a tile has
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-5]?[0-9]|6[0-3])"
    r"/(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
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


@dataclass(frozen=True, slots=True)
class Place:
    """Which tile a path names; ``level`` is None for entries."""

    level: int | None
    number: int
    width: int

    @property
    def end(self) -> int:
        """The size that a tree has at least which has the tile."""
        return (self.number * WIDTH + self.width) << _HEIGHT * (self.level or 0)


def place_of(path: str) -> Place | None:
    """None for what is no path of a tile."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = None if found["level"] == "entries" else int(found["level"])
    number = int(found["number"].replace("x", "").replace("/", ""))
    width = int(found["width"] or WIDTH)
    place = Place(level, number, width)
    written = entries_path(number, width) if level is None else tile_path(level, number, width)
    return place if written == path else None


def is_full(path: str) -> bool:
    place = place_of(path)
    return place is not None and place.width == WIDTH


def partials_of(path: str) -> str:
    """The folder of the partial files of a full one, which may be removed once it is there."""
    return f"{path}.p"


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


def subtree_in(files: Files, size: int) -> Subtree:
    """Hashes of subtrees put together from the tiles of a tree of that size.

    They are as good as the tiles: what is proved with them is to be checked against a root.
    Raises `TileError` when asked for what a missing tile has.
    """

    def subtree(start: int, end: int) -> bytes:
        if end - start == 1 << _bits(end - start) and start % (end - start) == 0:
            return _of_tile(files, size, start, end)
        middle = start + split(end - start)
        return node_hash(subtree(start, middle), subtree(middle, end))

    return subtree


def _of_tile(files: Files, size: int, start: int, end: int) -> bytes:
    """The hash of a full subtree, from the tile of the level below its own or at it."""
    level, height = divmod(_bits(end - start), _HEIGHT)
    number, first = divmod(start >> _HEIGHT * level, WIDTH)
    width = min(WIDTH, (size >> _HEIGHT * level) - number * WIDTH)
    path = tile_path(level, number, width)
    content = files.read(path)
    if content is None:
        path = tile_path(level, number)
        content = files.read(path)
    piece = (content or b"")[first * _HASH : (first + (1 << height)) * _HASH]
    if len(piece) != _HASH << height:
        raise TileError(path, Text(f"日志缺文件 {path}", f"the log lacks the file {path}"))
    return _root(piece)


def _bits(count: int) -> int:
    return count.bit_length() - 1


def require_tiles(files: Files, size: int, paths: Iterable[str] = ()) -> bytes:
    """Work every tile out from the entries and compare; the root. Raises `TileError`.

    ``paths`` are further files to compare, such as older and narrower ones; those of a larger
    tree, which nobody has signed yet, are passed over.
    """
    hashes = [leaf_hash(one) for one in read_entries(files, size)]
    edge = Edge()
    edge.append(hashes)
    levels = [hashes]
    while len(levels[-1]) >= WIDTH:
        levels.append([_root(b"".join(piece)) for piece in _pieces(levels[-1], full=True)])
    for level, known in enumerate(levels):
        for number, piece in enumerate(_pieces(known)):
            path = tile_path(level, number, len(piece))
            if files.read(path) is None and len(piece) < WIDTH:
                _require_starts(files, tile_path(level, number), b"".join(piece))
            else:
                _require(files, path, b"".join(piece))
    for path in paths:
        _require_beginning(files, path, levels)
    return edge.root


def _pieces(hashes: Sequence[bytes], *, full: bool = False) -> Iterator[Sequence[bytes]]:
    for first in range(0, len(hashes), WIDTH):
        piece = hashes[first : first + WIDTH]
        if len(piece) == WIDTH or not full:
            yield piece


def _require_beginning(files: Files, path: str, levels: Sequence[Sequence[bytes]]) -> None:
    place = place_of(path)
    if place is None:
        raise TileError(path, Text(f"{path} 不是日志的文件", f"{path} is no file of a log"))
    size, first = len(levels[0]), place.number * WIDTH
    if place.end > size:
        return
    if place.level is None:
        entries = islice(read_entries(files, size, first), place.width)
        _require(files, path, bundle(list(entries)))
    else:
        hashes = levels[place.level][first : first + place.width]
        _require(files, path, b"".join(hashes))


def _require(files: Files, path: str, content: bytes) -> None:
    if files.read(path) != content:
        raise _unlike(path)


def _require_starts(files: Files, path: str, content: bytes) -> None:
    """Of a full tile that stands in for a partial one."""
    if not (files.read(path) or b"").startswith(content):
        raise _unlike(path)


def _unlike(path: str) -> TileError:
    words = Text(f"{path} 与条目不符或缺失", f"{path} is missing or not what the entries make it")
    return TileError(path, words)
