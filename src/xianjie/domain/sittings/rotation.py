"""How often running an examiner may examine at one institution: a dated setting, with its reason.

No notice here sets a number; that examiners are rotated is asked for by the regulator's checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Rotation:
    """From a day on, so many exams running at most."""

    from_on: date
    most: int
    reason: Text


ROTATIONS = (
    Rotation(
        date(2000, 1, 1),
        3,
        Text(
            "考评员须轮换；未公布次数，取连续三次，可按主管部门的要求另定",
            "examiners are rotated; no number is published, three running is ours to be changed "
            "as the department asks",
        ),
    ),
)


def rotation_on(on: date) -> Rotation:
    """The setting in force that day."""
    return max((one for one in ROTATIONS if one.from_on <= on), key=lambda one: one.from_on)
