"""What waits for somebody: much of one kind is one line and hides nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.web.work.conftest import LogIn, Province
from xianjie.text import Text
from xianjie.web.workbench import inbox
from xianjie.web.workbench.waiting.task import Task

ON = date(2020, 9, 15)
SINCE = date(2020, 9, 1)


def _locks(count: int) -> list[Task]:
    return [
        Task(
            Text(f"待锁定：第{number}场", f"lock it: exam {number}"),
            1,
            SINCE,
            ON + timedelta(days=number - 2),
            f"/lock/{number}/",
        )
        for number in range(count)
    ]


def _to_answer() -> Task:
    return Task(Text("待答复：第1件", "to answer: 1"), 1, SINCE, ON, "/answer/1/")


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    tasks: list[Task] = []
    monkeypatch.setattr(inbox, "tasks_of", lambda _actor, _on: tasks)
    return tasks


@pytest.mark.django_db
def test_many_of_a_kind_are_one_line_with_how_many_are_late(
    log_in: LogIn, province: Province, waiting: list[Task]
) -> None:
    waiting += [*_locks(6), _to_answer()]
    words = log_in(province.actors["institution"]).get("/en/work/").content.decode()
    folded = words.partition("<summary>")[2].partition("</details>")[0]
    summary, _, inside = folded.partition("</summary>")
    assert "Lock it" in summary
    assert '<span class="tag">6</span>' in summary
    assert "late: 2" in summary
    assert [f"/lock/{number}/" in inside for number in range(6)] == [True] * 6
    assert "/answer/1/" in words.partition("</details>")[2]


@pytest.mark.django_db
def test_a_few_of_a_kind_stay_in_the_order_of_their_days(
    log_in: LogIn, province: Province, waiting: list[Task]
) -> None:
    waiting += [*_locks(5), _to_answer()]
    words = log_in(province.actors["institution"]).get("/en/work/").content.decode()
    assert "<summary>" not in words
    places = [words.index(f"{address}") for address in ("/lock/1/", "/answer/1/", "/lock/3/")]
    assert places == sorted(places)
