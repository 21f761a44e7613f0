"""Rounds of an import, each beside the bare inserts of the rows that it made."""

from __future__ import annotations

import csv
import io
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection

from bench.inserts import bare_inserts, replace
from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.services import exams, importing, uploading
from xianjie.domain.organisations.models import Institution, Site
from xianjie.identifiers.persons import check_digit
from xianjie.instruments import law

ON = date(2020, 9, 1)
AT = datetime(2020, 9, 1, 1, tzinfo=UTC)
AIM = 0.25
TABLES = (
    "appraisals_candidate",
    "appraisals_registration",
    "audit_event",
    "payments_payment",
    "payments_move",
    "domain_messages_message",
    "domain_messages_delivery",
)


@dataclass(frozen=True)
class Round:
    """Seconds of the import, of its transaction alone, and of the bare inserts."""

    whole: float
    written: float
    bare: float


def measure(folder: Path, rows: int, rounds: int) -> list[Round]:

    path = folder / "xianjie.sqlite3"
    call_command("migrate", verbosity=0)
    connection.close()
    empty = path.read_bytes()
    found = []
    for number in range(rounds):
        print(f"{number + 1} / {rounds}", file=sys.stderr)
        connection.close()
        replace(path, empty)
        exam, institution = _exam(rows)
        connection.close()
        before = path.read_bytes()
        whole, written = _imported(rows, exam, institution)
        connection.close()
        bare, _ = bare_inserts(path, folder / "bare.sqlite3", before, TABLES)
        found.append(Round(whole, written, bare))
    return found


def _imported(rows: int, exam: Exam, institution: Actor) -> tuple[float, float]:
    """An import in one go, its progress reported; seconds in all and in its transaction."""
    content = _file(rows)
    rules = law()
    written: list[float] = []
    reports: list[int] = []
    with patch.object(uploading, "write", _timed(importing.write, written)):
        begun = time.perf_counter()
        done = uploading.upload(
            by=institution,
            exam=exam,
            content=content,
            filename="registrations.csv",
            mode=uploading.Mode.ALL,
            law=rules,
            on=ON,
            at=AT,
            lang="zh",
            progress=reports.append,
        )
        whole = time.perf_counter() - begun
    assert (done.written, done.wrong) == (rows, 0), done.problems[:3]
    assert len(reports) >= rows // 2_000
    return whole, written[0]


def _timed(act: Callable[..., object], seconds: list[float]) -> Callable[..., object]:
    def timed(**given: object) -> object:
        begun = time.perf_counter()
        try:
            return act(**given)
        finally:
            seconds.append(time.perf_counter() - begun)

    return timed


def _exam(seats: int) -> tuple[Exam, Actor]:
    """A published exam with a seat for every row, and who may import for it."""
    founded = date(2010, 1, 1)
    centre, body = (
        Body.objects.create(kind=kind, name=kind, area="440100", opened_on=founded)
        for kind in (Body.Kind.CENTRE, Body.Kind.INSTITUTION)
    )
    institution = Institution.objects.create(body=body, number="1", centre=centre)
    site = Site.objects.create(institution=institution, name="1", area="440100", seats=seats)
    user = User.objects.create(username="institution")
    Membership.objects.create(
        user=user, body=body, role=Role.INSTITUTION, from_on=founded, granted_by="bench"
    )
    actor = actor_of(user, ON)
    exam = exams.draft_exam(
        by=actor,
        site=site,
        title="bench",
        kind=Exam.Kind.ROUTINE,
        held_on=date(2020, 11, 1),
        basis="1",
        offers=[exams.Offered("电工", 5, 20_000, seats)],
        announced_on=date(2020, 6, 1),
        at=AT,
    )
    return exams.publish_exam(by=actor, exam=exam.pk, law=law(), on=ON, at=AT), actor


def _file(rows: int) -> bytes:
    """A CSV of made-up people, as an institution would fill the template in."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.title.zh for column in uploading.TEMPLATE.columns])
    for number in range(rows):
        first = f"440100{date(1880, 1, 1) + timedelta(days=number // 900):%Y%m%d}{number % 900:03}"
        writer.writerow(
            [
                f"试{number % 97}",
                "居民身份证",
                first + check_digit(first),
                f"100{number:08}",
                "",
                "电工",
                "初级（五级）",
                "2020-08-20",
                "是",
                f"62220000{number:010}",
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def page(rounds: Sequence[Round], rows: int) -> str:
    whole, written, bare = (
        statistics.median(getattr(one, name) for one in rounds)
        for name in ("whole", "written", "bare")
    )
    ratios = sorted(one.bare / one.whole for one in rounds)
    ratio = statistics.median(ratios)
    made = (
        f"由 `python -m bench.imports --write` 生成：{rows:,} 行的 CSV 一次导入嵌入式数据库——读、"
        "逐行核对、加密证件号、问规则、在一个事务里写入考生、报名、缴费、流水、事件和告知考生的消息，退回带结果的"
        "同一文件。上限是同一次运行里 SQLite 插入这同一些行（同样的表、索引和约束，一个事务）的"
        "时间。\n\n"
        f"Written by `python -m bench.imports --write`: a CSV of {rows:,} rows imported in one go "
        "into the embedded database: read, each row checked, identity numbers sealed, the law "
        "asked, candidates, registrations, payments, moves, events and messages to the candidates "
        "written in one transaction, the same file given back with what became of each row. The "
        "limit is what SQLite takes in "
        "the same run to insert those very rows (same tables, indexes and constraints, one "
        "transaction)."
    )
    counted = (
        f"{len(rounds)} 轮的中位数，各轮倍数 {', '.join(f'{one:.2f}' for one in ratios)} · the "
        f"median of {len(rounds)} rounds, whose ratios are these."
    )
    lines = [
        "# 导入报名 · Importing registrations",
        "",
        made,
        "",
        "| | s | 占上限的速度 · of the limit's speed |",
        "| --- | ---: | ---: |",
        f"| 导入，全程 · the import, whole | {whole:.1f} | {ratio:.2f}（目标 · aim ≥ {AIM}） |",
        f"| 其中写入 · of it, its transaction | {written:.1f} | {bare / written:.2f} |",
        f"| 上限：只插入 · the limit, bare inserts | {bare:.1f} | 1 |",
        "",
        counted,
        "",
    ]
    return "\n".join(lines)
