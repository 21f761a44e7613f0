"""The parts of an appraisal, and which a level has."""

from __future__ import annotations

from enum import StrEnum

from xianjie.text import Text

_TECHNICIAN = 2  # 技师; 1 is 高级技师


class Part(StrEnum):
    """Named as the columns that hold their points."""

    THEORY = "theory"
    PRACTICAL = "practical"
    PANEL = "panel"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Part.THEORY: Text("理论知识", "theory"),
    Part.PRACTICAL: Text("操作技能", "practical skill"),
    Part.PANEL: Text("综合评审", "panel review"),
}


def parts_of_level(level: int) -> tuple[Part, ...]:
    """Technicians and senior technicians are reviewed by a panel besides."""
    return tuple(Part) if level <= _TECHNICIAN else (Part.THEORY, Part.PRACTICAL)
