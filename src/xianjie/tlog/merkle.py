"""The Merkle tree of RFC 6962: hashes, roots, proofs of inclusion and of consistency (RFC 9162)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
Subtree = Callable[[int, int], bytes]  # the hash of the leaves from ``start`` up to ``end``


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Edge:
    """The right edge of a tree: the hashes of its full subtrees, the largest first.

    All that is needed to append; 32 bytes for each bit of the size that is set.
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(hashes):
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} full subtrees")
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaves by their hashes."""
        for one in leaf_hashes:
            found, size = one, self.size
            while size & 1:
                found = node_hash(self.hashes.pop(), found)
                size >>= 1
            self.hashes.append(found)
            self.size += 1

    @property
    def root(self) -> bytes:
        if not self.hashes:
            return EMPTY_ROOT
        found = self.hashes[-1]
        for one in reversed(self.hashes[:-1]):
            found = node_hash(one, found)
        return found


def subtree_of(leaf_hashes: Sequence[bytes]) -> Subtree:
    """Hashes of subtrees worked out from all leaves."""

    def subtree(start: int, end: int) -> bytes:
        edge = Edge()
        edge.append(leaf_hashes[start:end])
        return edge.root

    return subtree


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The path of a leaf in the tree of ``size`` leaves; raises ValueError out of range."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end = 0, size
    path: list[bytes] = []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """That the tree of ``old`` leaves is the beginning of that of ``new``."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves is not the beginning of one of {new}")
    if old in {0, new}:
        return []
    path: list[bytes] = []
    start, end, is_whole = 0, new, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start, is_whole = middle, False
    if not is_whole:
        path.append(subtree(start, end))
    return path[::-1]


def includes(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf's hash to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(one, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, one)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def consistent(
    *, old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the path proves the one tree to be the beginning of the other (RFC 9162, 2.1.4.2)."""
    if old in {0, new}:
        return not path and old_root == (EMPTY_ROOT if old == 0 else new_root)
    if not 0 < old < new:
        return False
    return _both_roots(old, old_root, new, path) == (old_root, new_root)


def _both_roots(
    old: int, old_root: bytes, new: int, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """The roots to which a path of consistency leads; None where it is too long or too short."""
    rest = list(path)
    if old & (old - 1) == 0:
        rest.insert(0, old_root)
    if not rest:
        return None
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = rest[0]
    for one in rest[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            first, second = node_hash(one, first), node_hash(one, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node_hash(second, one)
        here, last = here >> 1, last >> 1
    return (first, second) if last == 0 else None


def split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1
