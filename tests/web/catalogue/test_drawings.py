"""Timelines and bars: what is drawn where, on paper of numbers alone."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.web.portal.catalogue.charts import Bar, drawn
from xianjie.web.portal.catalogue.timeline import (
    NARROW,
    WIDE,
    Moment,
    Span,
    drawing,
    heads,
    margins,
    marks,
    words,
)

DAYS = [
    date(2020, 7, 21),
    date(2020, 9, 4),
    date(2020, 12, 31),
    date(2021, 1, 1),
    date(2021, 3, 31),
]
MOMENTS = [Moment(day, (f"on {day}",)) for day in DAYS]
FIRST, LAST = margins(MOMENTS)
SPANS = [
    Span(FIRST, DAYS[0], "in the catalogue", "in"),
    Span(DAYS[0], DAYS[3], "leaving", "leaving"),
    Span(DAYS[3], LAST, "exited", "exited"),
]


def parsed(chosen: date = DAYS[1], width: int = WIDE) -> ET.Element:
    return ET.fromstring(drawing("Timeline of <x>", MOMENTS, SPANS, chosen, width))  # noqa: S314 - ours


def of(tree: ET.Element, tag: str, kind: str) -> list[ET.Element]:
    return [e for e in tree.iter(tag) if kind in e.attrib.get("class", "").split()]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_day_has_a_number_and_every_span_its_name(width: int) -> None:
    tree = parsed(width=width)
    assert tree.attrib["aria-label"] == "Timeline of <x>"
    assert [e.text for e in of(tree, "text", "mark-number")] == ["1", "2", "3", "4", "5"]
    assert [e.text for e in of(tree, "text", "span-label")] == [span.label for span in SPANS]
    places = [float(e.attrib["cx"]) for e in of(tree, "circle", "mark")]
    assert places == sorted(places)
    assert places[3] - places[2] < 5  # a day apart


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_spans_meet_and_fill_the_line(width: int) -> None:
    bars = [
        (float(e.attrib["x"]), float(e.attrib["width"]))
        for e in of(parsed(width=width), "rect", "span")
    ]
    for (x, wide), (following, _) in itertools.pairwise(bars):
        assert x + wide == pytest.approx(following, abs=0.11)
    assert bars[0][0] + sum(wide for _, wide in bars) == pytest.approx(width - 12, abs=0.5)


def test_the_chosen_day_is_marked_where_it_falls() -> None:
    (ring,) = of(parsed(DAYS[1]), "circle", "chosen-mark")
    (_, second, *_) = of(parsed(), "circle", "mark")
    assert ring.attrib["cx"] == second.attrib["cx"]


@pytest.mark.parametrize(
    ("chosen", "edge", "way"), [(date.min, 12, "l10"), (date.max, WIDE - 12, "l-10")]
)
def test_a_chosen_day_beyond_the_drawing_is_an_arrow_at_its_edge(
    chosen: date, edge: int, way: str
) -> None:
    tree = parsed(chosen)
    (arrow,) = of(tree, "path", "chosen-mark")
    assert arrow.attrib["d"].startswith(f"M{edge} ")
    assert way in arrow.attrib["d"]
    assert of(tree, "circle", "chosen-mark") == []


@given(
    places=st.lists(st.floats(0, 760), min_size=1, max_size=12).map(sorted),
)
def test_no_two_marks_touch(places: list[float]) -> None:
    rows = marks(places)
    for i, (x, row) in enumerate(zip(places, rows, strict=True)):
        for other, its_row in zip(places[:i], rows, strict=False):
            assert row != its_row or abs(x - other) > 18


@given(
    labels=st.lists(st.tuples(st.integers(0, 700), st.integers(10, 300)), min_size=1, max_size=6)
)
def test_no_two_names_of_spans_touch(labels: list[tuple[int, int]]) -> None:
    labels = sorted(labels)
    levels = heads(labels, 760)
    for i, ((x, wide), level) in enumerate(zip(labels, levels, strict=True)):
        for (other, _), its_level in zip(labels[i + 1 :], levels[i + 1 :], strict=True):
            assert level != its_level or x + wide < other


def test_chinese_letters_are_wider_than_latin_ones() -> None:
    assert words("退出") == 24
    assert words("a") < words("退")


def test_margins_leave_room_on_both_sides() -> None:
    assert DAYS[0] - timedelta(days=20) > FIRST
    assert DAYS[-1] + timedelta(days=20) < LAST


def test_a_bar_is_as_long_as_its_share_of_the_longest() -> None:
    rows = [
        Bar("a & b", (("batch_1", 3), ("batch_2", 1), ("access_type", 0))),
        Bar("c", (("batch_2", 2),)),
        Bar("d", (("batch_1", 0),)),
    ]
    lengths = [_parts(svg) for _, svg in drawn(rows)]
    assert lengths == [
        [("bar--batch_1", 0.0, 75.0), ("bar--batch_2", 75.0, 25.0)],
        [("bar--batch_2", 0.0, 50.0)],
        [],
    ]


def test_no_bars_are_drawn_of_nothing() -> None:
    assert drawn([]) == []


def _parts(svg: str) -> list[tuple[str, float, float]]:
    found = re.findall(r'<rect class="([^"]+)" x="([^"]+)" y="0" width="([^"]+)"', svg)
    return [(kind, float(x), float(width)) for kind, x, width in found]
