"""What was found out of one document answers for no other that it does not hold of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.credentials.made import AT, document, keys, signer
from xianjie.credentials.canonical import Document, canonicalise, read_json
from xianjie.credentials.contexts import Contexts, standard_contexts
from xianjie.credentials.errors import InvalidDocument
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.proofs import secure
from xianjie.credentials.shapes import Shapes
from xianjie.credentials.structure import without_proof
from xianjie.credentials.verification import verify

DEEP: Any = [[]]
for _ in range(100):
    DEEP = [DEEP]
ONE = [signer(Algorithm.ED25519)]
SIGNED = read_json(canonicalise(secure(document(), ONE, created=AT)))
OTHERS: list[Any] = [
    "",
    "𠮷",
    "urn:x:1",
    "2020-13-01T00:00:00Z",
    "-1",
    "\ud800",
    7,
    1 << 60,
    1.0,
    True,
    None,
    [],
    ["urn:x:1", "x"],
    {},
    {"名": 1},
    {"type": None},
    DEEP,
]
# What no JSON that was read holds, but a document made here might.
NOT_READ: list[Any] = [float("nan"), {"type": float("nan")}, {"@context": float("nan")}, (1,)]


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every member of a document, the contexts' own aside."""
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, member in members:
        yield (*path, name)
        if path != ("@context",):
            yield from places(member, (*path, name))


def changed(path: tuple[Any, ...], other: object) -> Document:
    made = deepcopy(SIGNED)
    inner: Any = made
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = other
    return made


PLACES = list(places(SIGNED))
SOME = [(path, OTHERS[(7 * at) % len(OTHERS)]) for at, path in enumerate(PLACES)]


def fresh() -> Contexts:
    return standard_contexts().with_resources({})


def warm() -> Contexts:
    """Under which a certificate of the kind was verified before."""
    contexts = fresh()
    assert verify(SIGNED, keys=keys(), at=AT, contexts=contexts).intact
    return contexts


@pytest.mark.parametrize("path", PLACES[::9], ids=str)
def test_a_changed_document_is_told_as_if_it_were_the_first(path: tuple[Any, ...]) -> None:
    told_alike([(path, other) for place, other in SOME if place == path])


def test_a_proof_is_hashed_with_its_own_context_to_the_letter() -> None:
    """Python takes 1 for True; a reader of the proof does not."""
    made = changed(("proof", "@context", 2, "@protected"), 1)
    assert made["proof"]["@context"] == made["@context"]
    report = verify(made, keys=keys(), at=AT)
    assert report.fault == report.step("signature")


@pytest.mark.slow
def test_every_member_changed_is_told_as_if_it_were_the_first() -> None:
    told_alike([(path, other) for at, path in enumerate(PLACES) for other in OTHERS[at % 4 :: 4]])


def told_alike(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    contexts = warm()
    for path, other in changes:
        made = changed(path, other)
        told = verify(made, keys=keys(), at=AT, contexts=contexts)
        assert told.steps == verify(made, keys=keys(), at=AT, contexts=fresh()).steps, (path, other)
        assert told.intact == (outcome(canonicalise, made) == canonicalise(SIGNED)), (path, other)


def test_the_canonical_form_is_the_same() -> None:
    shapes = kept(without_proof(SIGNED))
    for path in PLACES[::5]:
        for other in [*OTHERS, *NOT_READ]:
            made = without_proof(changed(path, other))
            told = outcome(lambda one: shapes.of(one).canonicalise(one), made)
            assert told == outcome(canonicalise, made), (path, other)


def test_options_with_another_context_are_hashed_as_they_are() -> None:
    bare = without_proof(SIGNED)
    shape = kept(bare).of(bare)
    own = bare["@context"]
    alike = [*own[:2], {**own[2], "@protected": 1}]  # which Python takes for True
    for context in (own, alike, own[:2], None, float("nan"), "x"):
        for more in ({}, {"名": 1}, {"nonce": 1.5}):
            options = {"@context": context, "created": "x", **more}
            assert outcome(shape.canonicalise_options, options) == outcome(canonicalise, options)
    assert shape.canonicalise_options({"created": "x"}) == canonicalise({"created": "x"})


def test_shapes_of_large_documents_are_not_kept() -> None:
    """Anybody may send documents to be verified: what is kept of them is bounded."""
    large = without_proof(SIGNED) | {"description": "x" * (1 << 15)}
    shapes = kept(large)
    assert shapes.of(large) is not shapes.of(large)
    shapes = kept(document())
    assert shapes.of(document()) is shapes.of(document(2))


def test_names_and_ends_are_not_mixed_up() -> None:
    """The same marks in another order: an object that ends, or one with such a name."""
    shapes = Shapes()
    alike: list[Document] = [
        {"a": [{}, "x"]},
        {"a": [{"}": "x"}]},
        {"a": [{"x": []}]},
        {"a": [{}], "x": []},
        {"a": {"x": []}},
        {"a": {}, "x": []},
        {"a": [[], "x"]},
        {"a": [["x"]]},
        {"a": 1},
        {"a": True},
        {"a": 1.0},
        {"a": 1 << 60},
        {"a": "1"},
        {"type": "1"},
        {"type": ["1"]},
    ]
    found = [shapes.of(one).tokens for one in alike]
    assert len(set(found)) == len(found)


def kept(bare: Document) -> Shapes:
    shapes = Shapes()
    shapes.keep(shapes.of(bare), bare)
    return shapes


def outcome(write: Callable[[Document], bytes], document: Document) -> bytes | str:
    try:
        return write(document)
    except InvalidDocument:
        return "refused"
