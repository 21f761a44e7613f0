"""A file given back with what became of each row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.tables import Remark, Table, Template, annotate
from xianjie.text import Lang, Text

_WRONG, _RIGHT, _WRITTEN = (
    Text("有误", "wrong"),
    Text("无误", "right"),
    Text("已登记", "entered"),
)


def writes(mode: Mode, right: Collection[int], wrong: Collection[int]) -> bool:
    """Whether rows are written: there are some, and no wrong one stands in the way."""
    return bool(right) and (mode is Mode.GOOD or (mode is Mode.ALL and not wrong))


def given_back(
    sent: tuple[bytes, str],
    template: Template,
    table: Table,
    *,
    right: Collection[int],
    wrong: Mapping[int, Sequence[Text]],
    is_written: bool,
    lang: Lang,
) -> Uploaded:
    """What is told of a file, with the file itself: ``sent`` is its content and its name."""
    remarks = {number: Remark(_WRONG, tuple(words)) for number, words in wrong.items()}
    remarks |= {number: Remark(_WRITTEN if is_written else _RIGHT) for number in right}
    return Uploaded(
        len(right) + len(wrong),
        len(wrong),
        len(right) if is_written else 0,
        [(number, words) for number in sorted(wrong) for words in wrong[number]],
        annotate(*sent, template, remarks, lang),
        table.notices,
    )
