"""Lines of the inbox: a task each, or many tasks of one kind that would else hide the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xianjie.text import Text
from xianjie.web.workbench.waiting.task import Task

_MANY = 5  # tasks of one kind, beyond which they are folded


@dataclass(frozen=True)
class Waiting:
    """A line: what is to be done, and the tasks, each with whether it is late."""

    kind: Text
    tasks: tuple[tuple[Task, bool], ...]

    @property
    def is_folded(self) -> bool:
        return len(self.tasks) > 1

    @property
    def late(self) -> int:
        return sum(late for _, late in self.tasks)


def folded(tasks: Sequence[Task], on: date) -> list[Waiting]:
    """Lines in the order of the tasks; where many are of one kind, all in the line of the first."""
    alike: dict[Text, list[tuple[Task, bool]]] = {}
    for one in tasks:
        alike.setdefault(_kind(one), []).append((one, bool(one.due and one.due < on)))
    lines = []
    for one in tasks:
        kind = _kind(one)
        if len(alike.get(kind, ())) > _MANY:
            lines.append(Waiting(kind, tuple(alike.pop(kind))))
        elif kind in alike:
            lines.append(Waiting(kind, ((one, bool(one.due and one.due < on)),)))
    return lines


def _kind(task: Task) -> Text:
    """What is to be done, without to what: the words before the colon."""
    return Text(task.words.zh.partition("：")[0], task.words.en.partition(":")[0])
