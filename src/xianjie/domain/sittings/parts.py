"""The parts of an appraisal, and which a level has."""

from __future__ import annotations

from xianjie.domain.points import Part

__all__ = ["Part", "parts_of_level"]
_TECHNICIAN = 2  # 技师; 1 is 高级技师


def parts_of_level(level: int) -> tuple[Part, ...]:
    """Technicians and senior technicians are reviewed by a panel besides."""
    return tuple(Part) if level <= _TECHNICIAN else (Part.THEORY, Part.PRACTICAL)
