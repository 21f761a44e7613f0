"""What documents of one template have in common, found out once and not for each of them.

A shape tells apart all that decides of terms, structure and canonical form: every name, every kind
of value, which texts are URLs, and types and contexts to the letter. What hangs on the letters of
other texts, or on how large a number is, no shape answers for.
"""

from __future__ import annotations

import re
from types import NoneType

import orjson

from xianjie.credentials.canonical import (
    MAX_DEPTH,
    SAFE_INTEGER,
    Document,
    canonicalise,
    canonicalise_simple,
    inexact,
    is_simple,
    too_deep,
)

_absolute = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*").fullmatch
_EXACT = frozenset({"@context", "@type", "type"})
_KINDS = frozenset({bool, float, NoneType})
# Marks that no name and no text equals.
_VALUES, _OBJECT, _LIST, _END, _LARGE = object(), object(), object(), object(), object()
_dumps = orjson.dumps
_NATIVE = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_MAX_SHAPES = 4096
_MAX_BYTES = 1 << 14  # of a document whose shape is kept; a certificate has a third of it

Tokens = tuple[object, ...]


def is_url(value: object) -> bool:
    """Whether it is an absolute URL, as identifiers are."""
    return isinstance(value, str) and _absolute(value) is not None


class Shape:
    """What was found out of the documents that have it, beginning with a first one."""

    __slots__ = ("_context", "_written", "has_form", "has_terms", "is_exact", "tokens")

    def __init__(self, tokens: Tokens, first: Document) -> None:
        self.tokens = tokens
        self.has_form = False  # as `xianjie.credentials.structure` demands
        self.has_terms = False  # as `xianjie.credentials.linked_data` demands
        # What is no number is written as null is, so that documents that differ would be alike.
        self.is_exact = not any(b"null" in one for one in tokens if isinstance(one, bytes))
        self._written = b""
        if self.is_exact and "@context" in first and is_simple(first):
            self._written = _written(first["@context"])
            self._context = orjson.Fragment(canonicalise(first["@context"]))

    def canonicalise(self, document: Document) -> bytes:
        """The canonical bytes of a document of this shape."""
        if not self._written:
            return canonicalise(document)
        return canonicalise_simple({**document, "@context": self._context})

    def canonicalise_options(self, options: Document) -> bytes:
        """Those of a proof's options, which mostly repeat the document's context."""
        others = options.copy()
        others.pop("@context", None)
        if _written(options.get("@context")) != self._written or not is_simple(others):
            return canonicalise(options)
        return canonicalise_simple({**others, "@context": self._context})


class Shapes:
    """The shapes of documents whose terms were all found to be defined."""

    def __init__(self) -> None:
        self._kept: dict[Tokens, Shape] = {}

    def of(self, document: Document) -> Shape:
        """Its shape, a new one where it was not kept; raises `InvalidDocument` if it is none."""
        tokens = _tokens(document)
        return self._kept.get(tokens) or Shape(tokens, document)

    def keep(self, shape: Shape, document: Document) -> None:
        """Answer with this one from now on; bounded, since anybody may send documents."""
        if not shape.is_exact or not _is_small(document):
            return
        if len(self._kept) >= _MAX_SHAPES:
            self._kept.clear()
        self._kept[shape.tokens] = shape


def _is_small(document: Document) -> bool:
    try:
        return len(_written(document)) <= _MAX_BYTES
    except orjson.JSONEncodeError:
        return False


def _tokens(document: Document) -> Tokens:
    tokens: list[object] = []
    try:
        _put_members(document, tokens, 0)
    except orjson.JSONEncodeError as error:
        raise inexact() from error
    return tuple(tokens)


def _put_members(value: Document, tokens: list[object], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise too_deep()
    tokens.extend(value)
    tokens.append(_VALUES)
    put = tokens.append
    for name, member in value.items():
        # Texts are most of a document, and need no call of their own; few hold a colon.
        if name in _EXACT:
            put(_dumps(member, None, _NATIVE))
        elif type(member) is str:
            put(":" in member and _absolute(member) is not None)
        else:
            _put(member, tokens, depth)


def _put(value: object, tokens: list[object], depth: int) -> None:
    if isinstance(value, dict):
        tokens.append(_OBJECT)
        _put_members(value, tokens, depth + 1)
    elif isinstance(value, list):
        if depth > MAX_DEPTH:
            raise too_deep()
        tokens.append(_LIST)
        for member in value:
            _put(member, tokens, depth + 1)
        tokens.append(_END)
    elif isinstance(value, str):
        tokens.append(is_url(value))
    elif type(value) is int:
        tokens.append(int if -SAFE_INTEGER <= value <= SAFE_INTEGER else _LARGE)
    else:
        tokens.append(type(value) if type(value) in _KINDS else object())  # which equals no other


def _written(value: object) -> bytes:
    return _dumps(value, None, _NATIVE)
