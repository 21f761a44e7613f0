"""The tree against the test data of Certificate Transparency, and against its definition."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.tlog.merkle import (
    EMPTY_ROOT,
    Edge,
    consistency_proof,
    consistent,
    includes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    subtree_of,
)

# The leaves and roots that RFC 6962's own implementation is tested by.
LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


# The same implementation's proofs, of leaves counted from none.
PATHS = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
BEGINNINGS = {
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}


def naive(hashes: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(naive(hashes[:split]), naive(hashes[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_test_data(size: int) -> None:
    edge = Edge()
    edge.append(leaf_hash(one) for one in LEAVES[:size])
    assert edge.root.hex() == ROOTS[size - 1]


@pytest.mark.parametrize("place", PATHS)
def test_paths_are_those_of_the_test_data(place: tuple[int, int]) -> None:
    index, size = place
    hashes = [leaf_hash(one) for one in LEAVES[:size]]
    path = inclusion_proof(index, size, subtree_of(hashes))
    assert [one.hex() for one in path] == list(PATHS[place])
    root = bytes.fromhex(ROOTS[size - 1])
    assert includes(leaf=hashes[index], index=index, size=size, path=path, root=root)


@pytest.mark.parametrize("sizes", BEGINNINGS)
def test_beginnings_are_those_of_the_test_data(sizes: tuple[int, int]) -> None:
    old, new = sizes
    path = consistency_proof(old, new, subtree_of([leaf_hash(one) for one in LEAVES[:new]]))
    assert [one.hex() for one in path] == list(BEGINNINGS[sizes])
    roots = [bytes.fromhex(ROOTS[size - 1]) for size in sizes]
    assert consistent(old=old, old_root=roots[0], new=new, new_root=roots[1], path=path)


def test_the_empty_tree() -> None:
    assert Edge().root == EMPTY_ROOT == hashlib.sha256().digest()
    with pytest.raises(ValueError, match="subtrees"):
        Edge(3, [b"\0" * 32])


@given(st.integers(0, 70), st.integers(0, 70))
def test_an_edge_kept_is_the_edge_made_anew(first: int, more: int) -> None:
    hashes = [leaf_hash(bytes([one])) for one in range(first + more)]
    edge = Edge()
    edge.append(hashes[:first])
    again = Edge(edge.size, edge.hashes)
    again.append(hashes[first:])
    assert again.root == naive(hashes)


@given(st.data())
def test_every_leaf_is_proved_and_no_other(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    hashes = [leaf_hash(bytes([one])) for one in range(size)]
    root = naive(hashes)
    path = inclusion_proof(index, size, subtree_of(hashes))
    told = {"leaf": hashes[index], "index": index, "size": size, "path": path, "root": root}
    assert includes(**told)  # type: ignore[arg-type]
    other = data.draw(st.integers(0, size).filter(lambda one: one != index))
    assert not includes(**{**told, "index": other})  # type: ignore[arg-type]
    assert not includes(**{**told, "path": [*path, root]})  # type: ignore[arg-type]
    if path:
        assert not includes(**{**told, "path": path[:-1]})  # type: ignore[arg-type]
        place, bit = data.draw(st.integers(0, len(path) * 32 - 1)), data.draw(st.integers(0, 7))
        flipped = bytearray(b"".join(path))
        flipped[place] ^= 1 << bit
        changed = [bytes(flipped[one : one + 32]) for one in range(0, len(flipped), 32)]
        assert not includes(**{**told, "path": changed})  # type: ignore[arg-type]


@given(st.data())
def test_every_beginning_is_proved_and_no_other(data: st.DataObject) -> None:
    new = data.draw(st.integers(0, 70))
    old = data.draw(st.integers(0, new))
    hashes = [leaf_hash(bytes([one])) for one in range(new)]
    roots = naive(hashes[:old]), naive(hashes)
    path = consistency_proof(old, new, subtree_of(hashes))
    told = {"old": old, "old_root": roots[0], "new": new, "new_root": roots[1], "path": path}
    assert consistent(**told)  # type: ignore[arg-type]
    forged = naive([*hashes[: old - 1], leaf_hash(b"forged")]) if old else leaf_hash(b"forged")
    assert not consistent(**{**told, "old_root": forged})  # type: ignore[arg-type]
    assert not consistent(**{**told, "path": [*path, roots[1]]})  # type: ignore[arg-type]
    if path:
        assert not consistent(**{**told, "path": path[:-1]})  # type: ignore[arg-type]
    assert not consistent(**{**told, "old": new + 1})  # type: ignore[arg-type]


def test_what_is_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(3, 3, subtree_of([]))
    with pytest.raises(ValueError, match="beginning"):
        consistency_proof(3, 2, subtree_of([]))
