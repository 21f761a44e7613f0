"""Drawn portraits for demonstrations: a few plain shapes, plainly nobody."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw

_WIDTH, _HEIGHT = 354, 496
_SHARPER = 2  # drawn twice as large and made smaller, for smooth edges
_GROUNDS = ("#e8eef2", "#e9efe6", "#f1ece4", "#ece8f0")
_SKINS = ("#f0d5bd", "#e6c3a3", "#d8ad8a")
_HAIRS = ("#24211f", "#3a2f29", "#4d4a48")
_CLOTHES = ("#2f4858", "#3f5b4a", "#5a4a63", "#70523f", "#33415c")


def portrait(seed: int) -> bytes:
    """A made-up portrait as JPEG of 354 by 496 pixels; the same for the same seed."""
    chance = Random(seed)  # noqa: S311 – a drawing, not a secret
    picture = Image.new("RGB", (_WIDTH * _SHARPER, _HEIGHT * _SHARPER), chance.choice(_GROUNDS))
    draw = ImageDraw.Draw(picture)
    skin, hair, clothes = (chance.choice(of) for of in (_SKINS, _HAIRS, _CLOTHES))
    wide, high = chance.uniform(0.23, 0.27), chance.uniform(0.2, 0.23)
    _ellipse(draw, (0.5, 0.37), (wide + 0.035, high + 0.03), hair)
    if chance.random() < 1 / 2:
        _box(draw, (0.5 - wide - 0.03, 0.37, 0.5 + wide + 0.03, 0.62), hair)
    _ellipse(draw, (0.5, 1.02), (0.47, 0.33), clothes)
    _box(draw, (0.42, 0.52, 0.58, 0.74), skin)
    _ellipse(draw, (0.5, 0.74), (0.08, 0.05), skin)
    _ellipse(draw, (0.5, 0.42), (wide, high), skin)
    for side in (-1, 1):
        _ellipse(draw, (0.5 + side * 0.09, 0.41), (0.016, 0.012), hair)
    _box(draw, (0.45, 0.53, 0.55, 0.536), "#a8705c")
    out = io.BytesIO()
    picture.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).save(out, "JPEG", quality=85)
    return out.getvalue()


def _ellipse(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], radii: tuple[float, float], colour: str
) -> None:
    """At shares of width and height."""
    _shape = (at[0] - radii[0], at[1] - radii[1], at[0] + radii[0], at[1] + radii[1])
    draw.ellipse(_scaled(_shape), fill=colour)


def _box(
    draw: ImageDraw.ImageDraw, corners: tuple[float, float, float, float], colour: str
) -> None:
    draw.rectangle(_scaled(corners), fill=colour)


def _scaled(corners: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = corners
    wide, high = _WIDTH * _SHARPER, _HEIGHT * _SHARPER
    return left * wide, top * high, right * wide, bottom * high
