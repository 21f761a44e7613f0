"""Batches: in order, with progress; one that cannot be made does not stop the others."""

from __future__ import annotations

from tests.documents import made
from xianjie.documents.batches import each_document
from xianjie.documents.official import Named
from xianjie.documents.skill_certificates import skill_certificate_document


def test_each_is_made_or_refused_in_order() -> None:
    items = [
        made.certificate(number=f"S00004400000120300000{place}", holder=Named(name))
        for place, name in enumerate(["李明", "王\ue000", "张三"])
    ]
    told: list[int] = []
    found = list(each_document(items, skill_certificate_document, progress=told.append, every=2))
    assert [one.of for one in found] == items
    assert [one.pdf is None for one in found] == [False, True, False]
    assert [type(one.error).__name__ for one in found] == ["NoneType", "MissingGlyph", "NoneType"]
    assert told == [2, 3]


def test_progress_ends_at_the_whole() -> None:
    for count, expected in ((0, [0]), (2, [2]), (5, [2, 4, 5])):
        told: list[int] = []
        assert len(list(each_document(range(count), bytes, progress=told.append, every=2))) == count
        assert told == expected


def test_nothing_is_made_before_it_is_asked_for() -> None:
    asked: list[int] = []

    def make(item: int) -> bytes:
        asked.append(item)
        return b""

    documents = each_document(iter(range(9)), make)
    next(documents)
    next(documents)
    assert asked == [0, 1]
