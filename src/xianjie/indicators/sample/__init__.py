"""A made-up province to try indicators on: honest bodies, and frauds planted among others.

Made of numbers alone: nothing in it is a real person or body. The same seed makes the same tables.
"""

from xianjie.indicators.sample.plants import KINDS, MIDDLE, STRENGTHS, Kind, Plant, plant
from xianjie.indicators.sample.world import DEADLINES, FIRST, LAST, World, body_code, make
from xianjie.indicators.sample.writing import write

__all__ = [
    "DEADLINES",
    "FIRST",
    "KINDS",
    "LAST",
    "MIDDLE",
    "STRENGTHS",
    "Kind",
    "Plant",
    "World",
    "body_code",
    "make",
    "plant",
    "write",
]
