"""What can go wrong with a name or with the packaged table.

CatalogueError
├── UnknownOccupation    the annex does not hold the name
├── AmbiguousOccupation  the name stands for several occupations
└── DamagedCatalogue     the packaged data contradicts itself
"""

from xianjie.errors import XianjieError
from xianjie.instruments.catalogue.model import Occupation
from xianjie.text import Text

_SHOWN = 60


class CatalogueError(XianjieError):
    """Root of the errors of the catalogue."""


class UnknownOccupation(CatalogueError):
    """The annex does not hold ``name``; ``suggestions`` are near names, the nearest first."""

    def __init__(self, name: str, suggestions: tuple[Occupation, ...]) -> None:
        super().__init__(_unknown(name, tuple(near.occupation for near in suggestions)))
        self.name = name
        self.suggestions = suggestions


class AmbiguousOccupation(CatalogueError):
    """``name`` stands for every one of ``candidates``."""

    def __init__(self, name: str, candidates: tuple[Occupation, ...]) -> None:
        names = tuple(candidate.occupation for candidate in candidates)
        super().__init__(
            Text(
                f"“{_shown(name)}”在扫描件中同时代表 {len(names)} 个工种："
                f"{'、'.join(names)}。请改用其中一个名称。",
                f"“{_shown(name)}” stands for {len(names)} occupations in the scan: "
                f"{', '.join(names)}. Use one of these names instead.",
            )
        )
        self.name = name
        self.candidates = candidates


class DamagedCatalogue(CatalogueError):
    """The packaged data breaks a rule of its own; the message names place and rule."""


def _shown(name: str) -> str:
    return name if len(name) <= _SHOWN else name[:_SHOWN] + "…"


def _unknown(name: str, near: tuple[str, ...]) -> Text:
    if not name.strip():
        return Text(
            "没有给出工种名称。请填写附件中的名称，例如“电工”。",
            "No occupation was named. Give a name from the annex, for example 电工.",
        )
    zh = f"两份通知都没有提到“{_shown(name)}”：附件未列入这一工种，不一定是写错。"
    en = (
        f"The notices say nothing of “{_shown(name)}”: "
        "the annex does not hold this occupation, which need not be a mistype."
    )
    if not near:
        return Text(
            zh + "附件中也没有相近的名称；可按职业资格或实施部门在目录中查找。",
            en + " No name in the annex comes near; "
            "search the catalogue by qualification or implementing department.",
        )
    return Text(
        zh + f"相近的名称：{'、'.join(near)}。如果指的是其中之一，请用该名称。",
        en + f" Near names: {', '.join(near)}. If one of these is meant, use that name.",
    )
