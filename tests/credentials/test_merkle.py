"""Trees over SM3: the shape of RFC 6962, and a proof for each leaf and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.credentials.merkle import Tree, leaf_hash, node_hash, root_of


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, as written."""
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


@pytest.mark.parametrize("size", range(1, 34))
def test_every_leaf_has_its_proof_and_no_other(size: int) -> None:
    leaves = [bytes([number]) for number in range(size)]
    tree = Tree(leaves)
    assert (tree.size, tree.root) == (size, plain_root(leaves))
    for index, leaf in enumerate(leaves):
        path = tree.path(index)
        assert root_of(leaf, index, size, path) == tree.root
        assert root_of(b"another", index, size, path) != tree.root
        assert root_of(leaf, index, size, [*path, bytes(32)]) is None
        assert not path or root_of(leaf, index, size, path[:-1]) is None
        places = [
            other for other in range(-1, size + 1) if root_of(leaf, other, size, path) == tree.root
        ]
        assert places == [index]


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70))
def test_the_root_is_that_of_the_standard(leaves: list[bytes]) -> None:
    assert Tree(leaves).root == plain_root(leaves)


def test_a_leaf_is_never_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


def test_no_leaves_make_no_tree() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Tree([])
