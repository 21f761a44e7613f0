"""From the packaged files to the catalogue, every rule of the table checked on the way."""

import csv
import io
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn, TypeVar

from xianjie.instruments.catalogue.errors import DamagedCatalogue
from xianjie.instruments.catalogue.lookup import Catalogue
from xianjie.instruments.catalogue.model import (
    BracketStyle,
    CodeMatch,
    Confidence,
    Correction,
    Occupation,
    Treatment,
)
from xianjie.text import Text

HRSS_MINISTRY = "人力资源和社会保障部"
DEPARTMENT_SEPARATOR = "、"

_COLUMNS = [
    "row", "item", "qualification", "occupation", "as_scanned", "departments", "treatment",
    "access_from", "dadian_code", "dadian_name", "dadian_match",
]  # fmt: skip
_DADIAN_CODE = re.compile(r"[1-8](-\d\d){3}")

CorrectionKey = tuple[int, str, str]
_T = TypeVar("_T")


@cache
def load() -> Catalogue:
    """The catalogue in the package, read once."""
    folder = files(__package__)
    texts = (
        folder.joinpath(name).read_text("utf-8")
        for name in ("occupations.csv", "corrections.toml", "source.toml")
    )
    return parse(*texts)


def parse(occupations: str, corrections: str, source: str) -> Catalogue:
    """The catalogue from the text of its three files; raises DamagedCatalogue."""
    about = tomllib.loads(source)
    recorded = tomllib.loads(corrections)
    reader = csv.DictReader(io.StringIO(occupations))
    if reader.fieldnames != _COLUMNS:
        _damaged(1, f"列应为 {_COLUMNS}", f"columns must be {_COLUMNS}")
    context = _Context(about["dadian"]["edition"], _corrections(recorded["correction"]))
    entries = tuple(_occupation(line, cells, context) for line, cells in enumerate(reader, start=2))
    _check_rows(entries)
    _check_corrections(entries, context.corrections)
    catalogue = Catalogue(entries, _bracket_styles(recorded["bracket_style"]))
    _check_counts(catalogue, about["annex"])
    return catalogue


@dataclass(frozen=True, slots=True)
class _Context:
    edition: str
    corrections: Mapping[CorrectionKey, Correction]


def _corrections(entries: list[dict[str, Any]]) -> dict[CorrectionKey, Correction]:
    return {
        (entry["item"], entry["as_scanned"], entry["corrected"]): Correction(
            Text(**entry["ground"]), _confidence(entry["confidence"])
        )
        for entry in entries
    }


def _confidence(value: str) -> Confidence:
    if value == "H":
        return "H"
    if value == "M":
        return "M"
    message = Text(
        f"corrections.toml：confidence 只能是 H 或 M，不能是 {value!r}。",
        f"corrections.toml: confidence is H or M, not {value!r}.",
    )
    raise DamagedCatalogue(message)


def _bracket_styles(entries: list[dict[str, Any]]) -> tuple[BracketStyle, ...]:
    return tuple(
        BracketStyle(entry["item"], entry["occupation"], Text(**entry["note"])) for entry in entries
    )


def _occupation(line: int, cells: dict[str, str], context: _Context) -> Occupation:
    if set(cells) != set(_COLUMNS) or None in cells.values():
        _damaged(line, f"应有 {len(_COLUMNS)} 格", f"must have {len(_COLUMNS)} cells")
    item = _value(line, cells, "item", int)
    occupation, as_scanned = cells["occupation"], cells["as_scanned"]
    departments = tuple(cells["departments"].split(DEPARTMENT_SEPARATOR))
    if not (cells["qualification"] and occupation and as_scanned and all(departments)):
        _damaged(line, "名称与实施部门不能为空", "names and departments must not be empty")
    match = _value(line, cells, "dadian_match", CodeMatch)
    code = _code(line, cells, match)
    return Occupation(
        item=item,
        qualification=cells["qualification"],
        occupation=occupation,
        as_scanned=as_scanned,
        departments=departments,
        treatment=_value(line, cells, "treatment", Treatment),
        hrss_organised=HRSS_MINISTRY in departments,
        dadian_code=code,
        dadian_name=cells["dadian_name"] or None,
        dadian_edition=context.edition if code else None,
        dadian_match=match,
        correction=context.corrections.get((item, as_scanned, occupation)),
        access_from=_value(line, cells, "access_from", _day_or_none),
        row=_value(line, cells, "row", int),
    )


def _value(line: int, cells: dict[str, str], column: str, kind: Callable[[str], _T]) -> _T:
    try:
        return kind(cells[column])
    except ValueError:
        given = cells[column]
        _damaged(line, f"{column} 不能是 {given!r}", f"{column} cannot be {given!r}")


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _code(line: int, cells: dict[str, str], match: CodeMatch) -> str | None:
    code = cells["dadian_code"]
    if match is CodeMatch.NONE and not code and not cells["dadian_name"]:
        return None
    if match is CodeMatch.NONE or not _DADIAN_CODE.fullmatch(code) or not cells["dadian_name"]:
        _damaged(line, "大典编码、名称与匹配方式不一致", "Dadian code, name and match disagree")
    return code


def _check_rows(entries: tuple[Occupation, ...]) -> None:
    """Occupations of one printed row are adjacent and share all but their names."""
    previous = None
    for line, entry in enumerate(entries, start=2):
        if previous is None or entry.row == previous.row + 1:
            previous = entry
            continue
        if entry.row != previous.row:
            _damaged(line, "row 应逐行加一", "row must grow by one")
        if _shared(entry) != _shared(previous):
            _damaged(
                line, f"与第 {entry.row} 行的其他工种不一致", f"differs within row {entry.row}"
            )


def _shared(entry: Occupation) -> tuple[object, ...]:
    return (entry.item, entry.qualification, entry.departments, entry.treatment)


def _check_corrections(
    entries: tuple[Occupation, ...], corrections: Mapping[CorrectionKey, Correction]
) -> None:
    """Every difference from the scan is recorded, and nothing else is."""
    differing = {
        (entry.item, entry.as_scanned, entry.occupation)
        for entry in entries
        if entry.as_scanned != entry.occupation
    }
    unexplained = sorted(differing ^ set(corrections))
    if unexplained:
        message = Text(
            f"corrections.toml 与 occupations.csv 不一致：{unexplained}。",
            f"corrections.toml and occupations.csv disagree on {unexplained}.",
        )
        raise DamagedCatalogue(message)


def _check_counts(catalogue: Catalogue, declared: Mapping[str, object]) -> None:
    counts = {
        "items": len(catalogue.items()),
        "rows": len(catalogue.rows()),
        "occupations": len(catalogue.occupations),
    }
    expected = {name: declared[name] for name in counts}
    if counts != expected:
        message = Text(
            f"目录数量应为 {expected}，实为 {counts}。",
            f"the catalogue must count {expected}, but counts {counts}.",
        )
        raise DamagedCatalogue(message)


def _damaged(line: int, zh: str, en: str) -> NoReturn:
    raise DamagedCatalogue(
        Text(f"occupations.csv 第 {line} 行：{zh}。", f"occupations.csv line {line}: {en}.")
    )
