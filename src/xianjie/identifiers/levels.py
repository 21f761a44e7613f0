"""The five levels that are examined: their digit, and their names of either certificate.

The ladder of 人社部发〔2022〕14号 has eight steps. 学徒工 stands below these five, 特级技师
and 首席技师 above: an entry and two appointments to a post, which no certificate number holds.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

from xianjie.errors import XianjieError
from xianjie.text import Text


class UnknownLevel(XianjieError, ValueError):
    """No examined level has this digit or name."""


class Level(IntEnum):
    """A level by the digit that numbers hold: 5 is the lowest, 1 the highest."""

    ELEMENTARY = 5
    INTERMEDIATE = 4
    ADVANCED = 3
    TECHNICIAN = 2
    SENIOR_TECHNICIAN = 1

    @property
    def ordinal(self) -> Text:
        """五级."""
        return Text(f"{_NUMERALS[self]}级", f"level {self.value}")

    @property
    def qualification_name(self) -> Text:
        """As qualification certificates say: 初级."""
        return _NAMES[self][0]

    @property
    def skill_name(self) -> Text:
        """As skill-level certificates say: 初级工."""
        return _NAMES[self][1]

    @property
    def printed(self) -> Text:
        """As a skill-level certificate prints it: 一级/高级技师."""
        ordinal, name = self.ordinal, self.skill_name
        return Text(f"{ordinal.zh}/{name.zh}", f"{ordinal.en.capitalize()} / {name.en}")


_NUMERALS = {5: "五", 4: "四", 3: "三", 2: "二", 1: "一"}
_TECHNICIAN = Text("技师", "technician")
_SENIOR = Text("高级技师", "senior technician")
_NAMES = {
    5: (Text("初级", "elementary"), Text("初级工", "elementary worker")),
    4: (Text("中级", "intermediate"), Text("中级工", "intermediate worker")),
    3: (Text("高级", "advanced"), Text("高级工", "advanced worker")),
    2: (_TECHNICIAN, _TECHNICIAN),
    1: (_SENIOR, _SENIOR),
}
_NOT_EXAMINED = {"学徒工", "特级技师", "首席技师"}
_KNOWN = {
    word: level
    for level in Level
    for word in (
        str(level.value),
        *(form.in_(lang) for form in (level.ordinal, *_NAMES[level]) for lang in ("zh", "en")),
    )
}
_JOINED = re.compile(r"[/()、]|\s+(?=[^\x00-\x7f])")  # the space in “level 5” joins nothing


def level_named(words: str) -> Level:
    """The level of a digit or name, in any of the ways they are written.

    5, 五级, 初级, 初级工, 五级/初级工, 初级（五级）, level 5: all that is said must agree. Raises
    `UnknownLevel`.
    """
    plain = unicodedata.normalize("NFKC", words).strip().casefold()
    if plain in _KNOWN:
        return _KNOWN[plain]
    said = [part.strip() for part in _JOINED.split(plain) if part.strip()]
    if any(part in _NOT_EXAMINED for part in said):
        raise UnknownLevel(
            Text(
                f"等级“{words}”不经考核评定（学徒工在初级工以下，特级技师、首席技师为岗位聘任）；"
                "请填写五级/初级工至一级/高级技师之一",
                f"the level {words!r} is not examined (an apprentice stands below it, the two "
                "above senior technician are appointments to a post); give one of levels 5 to 1",
            )
        )
    levels = {_KNOWN.get(part) for part in said}
    if len(levels) == 1 and (level := levels.pop()) is not None:
        return level
    raise UnknownLevel(
        Text(
            f"没有等级“{words}”；请填写 5 至 1，或五级/初级工、四级/中级工、三级/高级工、"
            "二级/技师、一级/高级技师",
            f"no level is called {words!r}; give 5 to 1, or one of elementary, intermediate, "
            "advanced, technician, senior technician",
        )
    )
