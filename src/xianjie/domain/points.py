"""Points of an examination by its parts, and what can be wrong with those that are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from xianjie.text import Text

MOST = 100


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


def faults(
    points: Mapping[Part, int | None], parts: Sequence[Part], *, without: bool, why: Text
) -> list[Text]:
    """Points that are missing, too many, or out of range.

    ``parts`` are those examined; ``without`` says that there are to be none, for the reason
    ``why``, such as that somebody was absent.
    """
    found = []
    for part in Part:
        given, label = points[part], part.label
        if given is None:
            if part in parts and not without:
                found.append(
                    Text(
                        f"缺{label.zh}成绩；请填 0 至 {MOST}",
                        f"the points of {label.en} are missing; give 0 to {MOST}",
                    )
                )
        elif part not in parts or without:
            found.append(
                Text(
                    f"不考{label.zh}，或{why.zh}；请留空",
                    f"{label.en} is not examined, or {why.en}; leave it blank",
                )
            )
        elif not 0 <= given <= MOST:
            found.append(
                Text(
                    f"{label.zh}成绩 {given} 不在 0 至 {MOST} 之间；请核对",
                    f"{given} points of {label.en} are not within 0 to {MOST}; look again",
                )
            )
    return found
