"""Check a log with none of our code: ``check.py DIR KEY [PROOF.json ...]``.

By the definitions of RFC 6962, 2.1, as they stand there (recursive, from all leaves), where the
product has the loops of RFC 9162; signatures by the cryptography package.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import sys
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class WrongError(Exception):
    """What is not as it should be."""


def require(holds: object, what: str) -> None:
    if not holds:
        raise WrongError(what)


def head(content: bytes, vkey: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint that the key signed."""
    name, key_id, encoded = vkey.strip().split("+", 2)
    kind = base64.b64decode(encoded)
    body, lines = content.decode().split("\n\n", 1)
    signed = f"{body}\n".encode()
    for line in lines.splitlines():
        dash, who, written = line.split(" ")
        raw = base64.b64decode(written)
        if (dash, who, raw[:4].hex()) == ("\u2014", name, key_id):
            Ed25519PublicKey.from_public_bytes(kind[1:]).verify(raw[4:], signed)
            break
    else:
        raise WrongError("no signature")
    origin, size, root = body.split("\n")[:3]
    require(origin == name, "origin")
    return int(size), base64.b64decode(root)


class Tree:
    """The leaves, and the hash of any run of them by its definition."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves
        self.mth = cache(self._mth)

    def _mth(self, first: int, last: int) -> bytes:
        if last == first:
            return hashlib.sha256().digest()
        if last - first == 1:
            return hashlib.sha256(b"\x00" + self.leaves[first]).digest()
        k = half(last - first)
        left, right = self.mth(first, first + k), self.mth(first + k, last)
        return hashlib.sha256(b"\x01" + left + right).digest()

    def path(self, m: int, first: int, last: int) -> list[bytes]:
        """PATH(m, D[n]) of RFC 6962, 2.1.1."""
        if last - first == 1:
            return []
        k = half(last - first)
        if m < k:
            return [*self.path(m, first, first + k), self.mth(first + k, last)]
        return [*self.path(m - k, first + k, last), self.mth(first, first + k)]


def half(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def name_of(number: int, width: int) -> str:
    digits = f"{number:0{-(-len(str(number)) // 3) * 3}}"
    groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
    path = "/".join([*(f"x{one}" for one in groups[:-1]), groups[-1]])
    return path if width == 256 else f"{path}.p/{width}"


def read_entries(folder: Path, size: int) -> list[bytes]:
    found: list[bytes] = []
    for number in range(-(-size // 256)):
        content = (
            folder / "tile/entries" / name_of(number, min(256, size - len(found)))
        ).read_bytes()
        while content:
            (length,) = struct.unpack(">H", content[:2])
            found.append(content[2 : 2 + length])
            content = content[2 + length :]
    return found


def check_tiles(folder: Path, tree: Tree, size: int) -> None:
    level, span = 0, 1
    while span <= size:
        count = size // span
        for number in range(-(-count // 256)):
            first = number * 256
            width = min(256, count - first)
            content = (folder / "tile" / str(level) / name_of(number, width)).read_bytes()
            wanted = b"".join(
                tree.mth(one * span, (one + 1) * span) for one in range(first, first + width)
            )
            require(content == wanted, f"tile {level} {number}")
        level, span = level + 1, span * 256


def check_proof(content: bytes, vkey: str, tree: Tree) -> None:
    told = json.loads(content)
    size, root = head(told["checkpoint"].encode(), vkey)
    require(tree.mth(0, size) == root, "root of the proof")
    require(tree.leaves[told["index"]] == told["entry"].encode(), "entry of the proof")
    path = [one.hex() for one in tree.path(told["index"], 0, size)]
    require(path == told["path"], "path of the proof")


def check(folder: Path, vkey: str, proofs: list[Path]) -> str:
    size, root = head((folder / "checkpoint").read_bytes(), vkey)
    tree = Tree(read_entries(folder, size))
    require(len(tree.leaves) == size, "entries are missing")
    require(tree.mth(0, size) == root, "root")
    check_tiles(folder, tree, size)
    days = sorted((folder / "sealing").glob("[0-9]*"))
    for day in days:
        old, old_root = head(day.read_bytes(), vkey)
        require(tree.mth(0, old) == old_root, day.name)
    for one in proofs:
        check_proof(one.read_bytes(), vkey, tree)
    return f"ok {size} {len(days)} {len(proofs)}"


if __name__ == "__main__":
    sys.stdout.write(check(Path(sys.argv[1]), sys.argv[2], [Path(one) for one in sys.argv[3:]]))
