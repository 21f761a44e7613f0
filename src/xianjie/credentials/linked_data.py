"""A document as linked data: whether every term means something, and its canonical quads.

A term that no context defines would vanish from the quads, unsigned, while a reader of the JSON
still sees it. The check costs a millisecond, so it is made once for each shape of document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyoxigraph
from pyld import jsonld
from pyld.context_resolver import ContextResolver

from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import XIANJIE_CONTEXT, Contexts
from xianjie.credentials.errors import InvalidDocument
from xianjie.credentials.shapes import Shape, is_url
from xianjie.text import Text

_UNDEFINED = "urn:undefined:"
_RELATIVE = "https://relative.invalid/"  # what is relative ends up below it
_KEYWORDS = frozenset(
    {
        "@context", "@direction", "@graph", "@id", "@included", "@index", "@json", "@language",
        "@list", "@nest", "@none", "@reverse", "@set", "@type", "@value",
    }
)  # fmt: skip
_CONTEXT_KEYWORDS = frozenset(
    {
        "@base", "@direction", "@import", "@language", "@propagate", "@protected", "@type",
        "@version", "@vocab",
    }
)  # fmt: skip
_MAX_BLANK_NODES = 64  # canonical labels of many alike take time without bound


def check_terms(document: Document, contexts: Contexts, shape: Shape | None = None) -> None:
    """Raise `InvalidDocument` for terms undefined or redefined, and for relative identifiers.

    ``shape`` is the document's under these contexts, where the caller has it.
    """
    shape = shape or contexts.shapes.of(document)
    if shape.has_terms:
        return
    _check_names(document)
    for address in _addresses(_run(jsonld.expand, document, contexts)):
        if address.startswith(_UNDEFINED):
            term = address.removeprefix(_UNDEFINED)
            raise _wrong(f"{term!r} 没有在 @context 中定义", f"{term!r} is not defined by @context")
        if address.startswith(_RELATIVE) or not is_url(address):
            name = address.removeprefix(_RELATIVE)
            raise _wrong(f"{name!r} 不是绝对地址", f"{name!r} is no absolute address")
    if _has_known_contexts_only(document):
        shape.has_terms = True
        contexts.shapes.keep(shape, document)


def canonical_quads(document: Document, contexts: Contexts) -> bytes:
    """N-Quads in the canonical form of RDFC-1.0; raises `InvalidDocument`."""
    quads = _run(jsonld.to_rdf, document, contexts, format="application/n-quads")
    dataset = pyoxigraph.Dataset(
        pyoxigraph.parse(quads.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    )
    nodes = {
        node
        for quad in dataset
        for node in (quad.subject, quad.object)
        if isinstance(node, pyoxigraph.BlankNode)
    }
    if len(nodes) > _MAX_BLANK_NODES:
        raise _wrong(
            f"没有标识的节点超过 {_MAX_BLANK_NODES} 个",
            f"there are more than {_MAX_BLANK_NODES} nodes without an id",
        )
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset)).encode()


def _run(process: Any, document: Document, contexts: Contexts, **options: Any) -> Any:  # noqa: ANN401
    """One of PyLD's algorithms; what no context names ends up below ``urn:undefined:``."""
    options |= {
        "base": _RELATIVE,
        "documentLoader": contexts.load,
        # Not PyLD's own cache, which would answer with what other contexts hold.
        "contextResolver": ContextResolver(contexts.resolved, contexts.load),
        "expandContext": {"@vocab": _UNDEFINED},
    }
    try:
        with contexts.lock:
            return process(document, options)
    except jsonld.JsonLdError as error:
        cause: BaseException = error
        while cause.__cause__ is not None:
            cause = cause.__cause__
        if isinstance(cause, InvalidDocument):
            raise cause from error
        raise _wrong(f"不能作为 JSON-LD 处理（{cause}）", f"is no JSON-LD ({cause})") from error


def _check_names(value: object) -> None:
    """Refuse members that JSON-LD drops in silence: unknown keywords, terms mapped to null."""
    if isinstance(value, list):
        for member in value:
            _check_names(member)
    if isinstance(value, dict):
        for name, member in value.items():
            if name.startswith("@") and name not in _KEYWORDS:
                raise _wrong(f"{name!r} 不是 JSON-LD 关键字", f"{name!r} is no keyword of JSON-LD")
            if name == "@context":
                _check_context(member)
            else:
                _check_names(member)


def _check_context(context: object) -> None:
    if isinstance(context, list):
        for member in context:
            _check_context(member)
    if isinstance(context, dict) and set(context) == {"@context"}:
        _check_context(context["@context"])  # as a file of a context is, which may stand in a list
    elif isinstance(context, dict):
        for name, definition in context.items():
            if name.startswith("@") and name not in _CONTEXT_KEYWORDS:
                raise _wrong(f"{name!r} 不是 JSON-LD 关键字", f"{name!r} is no keyword of JSON-LD")
            identifier = definition
            if isinstance(definition, dict):
                identifier = definition.get("@id", "")
                _check_context(definition.get("@context"))
            if identifier is None and name not in _CONTEXT_KEYWORDS:
                raise _wrong(f"@context 将 {name!r} 定义为空", f"@context defines {name!r} as null")


def _addresses(value: Any) -> Iterator[str]:  # noqa: ANN401  # expanded JSON-LD
    """Every name and identifier of an expanded document."""
    if isinstance(value, list):
        for member in value:
            yield from _addresses(member)
    elif isinstance(value, dict) and "@value" in value:
        datatype = value.get("@type")
        if datatype not in {None, "@json"}:
            yield datatype
    elif isinstance(value, dict):
        for name, member in value.items():
            if name == "@id":
                yield member
            elif name == "@type":
                yield from member
            else:
                if not name.startswith("@"):
                    yield name
                yield from _addresses(member)


def _has_known_contexts_only(document: Document) -> bool:
    """An inline context could give ``type`` another name, which a shape would not tell apart."""

    def nested(value: object) -> bool:
        if isinstance(value, list):
            return any(nested(member) for member in value)
        if isinstance(value, dict):
            return "@context" in value or any(nested(member) for member in value.values())
        return False

    context = document["@context"]
    known = all(isinstance(each, str) or each == XIANJIE_CONTEXT for each in context)
    return known and not any(nested(member) for name, member in document.items())


def _wrong(zh: str, en: str) -> InvalidDocument:
    return InvalidDocument(
        "terms",
        Text(
            f"凭证{zh}；请联系签发单位，改正后重新签发",
            f"in the credential, {en}; ask the issuer to correct and issue it again",
        ),
    )
