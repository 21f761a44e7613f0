"""Rounds over one register: a batch issued, checked and sealed, an old register taken in."""

from __future__ import annotations

import csv
import gc
import hashlib
import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connection

from bench.inserts import bare_inserts
from tests.certificates.conftest import make_issuer
from tests.certificates.filed import ISSUED, Filed, make_filed
from tests.sittings.conftest import THEN, staff
from xianjie.credentials.verification import verify
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates import importing, publishing
from xianjie.domain.certificates.checking_many import check_many
from xianjie.domain.certificates.issuing import issue
from xianjie.domain.certificates.models import Batch, Certificate, Credential, LogEntry
from xianjie.durable import Folder
from xianjie.identifiers.persons import check_digit
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.tlog.merkle import Edge, leaf_hash
from xianjie.tlog.tiles import files_between

BATCH = 2_000
CHECKED = 10_000
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
_ISSUED = (
    "certificates_certificate",
    "certificates_statusentry",
    "certificates_logentry",
    "certificates_credential",
    "rulings_ruling",
    "audit_event",
)
_IMPORTED = ("certificates_certificate", "audit_event")


@dataclass(frozen=True)
class Act:
    """What is timed, the limit beside it, how many it does, and the aim where there is one."""

    name: Text
    limit: Text
    aim: Text | None = None


ISSUE = Act(
    Text(
        f"核发 {BATCH:,} 张：问规则、编号、签名、入日志、提交",
        f"issue {BATCH:,}: law, numbers, signatures, log, commit",
    ),
    Text("只签名，再只插入这些行", "bare signing, then bare inserts of the rows"),
    Text("每核每秒 ≥ 1,000", "≥ 1,000 a second and core"),
)
VERIFY = Act(
    Text(f"离线核验 {BATCH:,} 份凭证", f"verify {BATCH:,} credentials offline"),
    Text("只验签名", "bare signature checks"),
    Text("≤ 2 倍", "within 2×"),
)
SEAL = Act(
    Text(
        f"封存 {BATCH:,} 条日志：切片、检查点、落盘", f"seal {BATCH:,} entries: tiles, head, disk"
    ),
    Text("只算 SHA-256（叶与结点）", "bare SHA-256 of leaves and nodes"),
)
TREE = Act(
    Text("同样的条目只在内存里切片", "the same entries as tiles, in memory alone"), SEAL.limit
)
IMPORT = Act(
    Text("导入旧登记 {rows:,} 行", "import {rows:,} rows of an old register"),
    Text("只插入这些行", "bare inserts of the rows"),
)
MANY = Act(
    Text(f"批量核验 {CHECKED:,} 行 CSV，报告签名", f"check {CHECKED:,} rows of CSV, signed report"),
    Text("一次查出这些行", "one query for the rows"),
    Text("≤ 30 s", "≤ 30 s"),
)


@dataclass(frozen=True)
class Spent:
    """Seconds of an act and of its limit; how many it did."""

    seconds: float
    limit: float
    count: int


def measure(folder: Path, rows: int, rounds: int) -> dict[Act, list[Spent]]:
    """Every act beside its limit, round by round."""
    call_command("migrate", verbosity=0)
    filed = make_filed()
    home = _Home(folder, folder / "xianjie.sqlite3", Folder(folder / "log"), filed)
    found: dict[Act, list[Spent]] = {act: [] for act in (ISSUE, VERIFY, SEAL, TREE, IMPORT, MANY)}
    for number in range(rounds):
        print(f"{number + 1} / {rounds}", file=sys.stderr)
        found[ISSUE].append(home.issued(number))
        found[VERIFY].append(_verified())
        found[SEAL].append(home.sealed())
        found[TREE].append(_tree())
        found[IMPORT].append(home.imported(number, rows))
        found[MANY].append(_checked())
    return found


@dataclass(frozen=True)
class _Home:
    folder: Path
    database: Path
    files: Folder
    filed: Filed

    def issued(self, number: int) -> Spent:
        batch = self.filed.approved(range(number * BATCH, (number + 1) * BATCH))
        before = self._copy()
        rules, issuer = law(), make_issuer()
        seconds = _timed(lambda: issue(batch=batch.pk, law=rules, issuer=issuer, at=THEN))
        assert Batch.objects.get(pk=batch.pk).finished_at
        signing = _timed(lambda: [_KEY.sign(b"\0" * 64) for _ in range(BATCH)])
        connection.close()
        inserting = bare_inserts(self.database, self.folder / "bare.sqlite3", before, _ISSUED)
        return Spent(seconds, signing + inserting, BATCH)

    def sealed(self) -> Spent:
        seconds = _timed(lambda: publishing.publish(files=self.files, key=_KEY, at=THEN))
        return Spent(seconds, _hashed(_leaves()), BATCH)

    def imported(self, number: int, rows: int) -> Spent:
        centre = Body.objects.filter(kind="centre").first() or Body.objects.create(
            kind="centre", name="某鉴定中心", area="440100", opened_on=date(2000, 1, 1)
        )
        by = staff(Role.CENTRE, centre, f"导入{number}")
        path = self.folder / f"old-{number}.csv"
        path.write_text(_old(number * rows, rows), encoding="utf-8")
        before = self._copy()

        def run() -> None:
            told = importing.run(
                by=by,
                path=path,
                mapping={},
                area="440100",
                report=None,
                lang="zh",
                dry_run=False,
                at=THEN,
            )
            assert (told.entered, told.wrong) == (rows, 0)

        seconds = _timed(run)
        connection.close()
        bare = bare_inserts(self.database, self.folder / "bare.sqlite3", before, _IMPORTED)
        return Spent(seconds, bare, rows)

    def _copy(self) -> bytes:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return self.database.read_bytes()


def _verified() -> Spent:
    issuer = make_issuer()
    texts = Credential.objects.order_by("-pk").values_list("content", flat=True)[:BATCH]
    documents = [json.loads(one) for one in texts]
    seconds = _timed(lambda: [verify(one, keys=issuer.keys, at=THEN) for one in documents])
    public, signature = _KEY.public_key(), _KEY.sign(b"\0" * 64)
    bare = _timed(lambda: [public.verify(signature, b"\0" * 64) for _ in range(BATCH)])
    return Spent(seconds, bare, BATCH)


def _leaves() -> list[bytes]:
    found = LogEntry.objects.order_by("-index").values_list("leaf", flat=True)[:BATCH]
    return [one.encode() for one in found]


def _hashed(leaves: Sequence[bytes]) -> float:
    def run() -> None:
        for one in leaves:
            hashlib.sha256(one).digest()
            hashlib.sha256(b"\1" * 65).digest()  # a tree has as many nodes as leaves

    return _timed(run)


class _Memory(dict[str, bytes]):
    """Files in memory."""

    def read(self, path: str) -> bytes | None:
        return self.get(path)


def _tree() -> Spent:
    leaves = _leaves()

    def run() -> None:
        files = _Memory()
        files.update(files_between(0, leaves, files))
        edge = Edge(0, [])
        edge.append(leaf_hash(one) for one in leaves)

    return Spent(_timed(run), _hashed(leaves), BATCH)


def _checked() -> Spent:
    asked = list(Certificate.objects.values_list("number", "name")[:CHECKED])
    out = io.StringIO()
    csv.writer(out).writerows([("证书编号", "姓名"), *asked])
    content, issuer, rules = out.getvalue().encode(), make_issuer(), law()

    def run() -> None:
        done = check_many(
            content=content,
            filename="check.csv",
            law=rules,
            issuer=issuer,
            as_of=ISSUED,
            at=THEN,
            lang="zh",
        )
        assert sum(done.counts.values()) == len(asked) == CHECKED

    seconds = _timed(run)
    bare = _timed(lambda: list(Certificate.objects.values_list("number", "name")[:CHECKED]))
    return Spent(seconds, bare, CHECKED)


def _old(start: int, rows: int) -> str:
    """An old register's rows, with numbers of a centre that is not ours."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["证书编号", "姓名", "证件号码", "职业（工种）", "等级", "发证日期", "发证机关"])
    for row in range(start, start + rows):
        level, serial = row // 90_000 % 3, row % 90_000 + 1
        year = 10 + row // 270_000
        body = f"440106{19_600_101 + row // 900 % 28}{row % 900:03}"
        lines.writerow(
            [
                f"{year:02}99000002{3 + level}{serial:05}",
                f"持证人{row}",
                body + check_digit(body),
                "电工",
                {3: "高级", 4: "中级", 5: "初级"}[3 + level],
                f"20{year}-06-01",
                "某市职业技能鉴定中心",
            ]
        )
    return out.getvalue()


def _timed(act: Callable[[], object]) -> float:
    gc.collect()
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def page(found: dict[Act, list[Spent]], rows: int) -> str:
    """The table, as the page has it."""
    rounds = len(next(iter(found.values())))
    lines = [
        "# 证书 · Certificates",
        "",
        (
            "由 `python -m bench.certificates --write` 生成：嵌入式数据库（WAL，"
            f"`synchronous=FULL`），{rounds} 轮的中位数；每项与同一轮里它的上限并列。"
        ),
        "",
        (
            "Written by `python -m bench.certificates --write`: the embedded database (WAL, "
            f"`synchronous=FULL`), medians of {rounds} rounds, each act beside its limit in the "
            "same round."
        ),
        "",
        "| | 每秒 · a second | s | 上限 · limit | s | 倍 · times |",
        "| --- | ---: | ---: | --- | ---: | ---: |",
    ]
    for act, spent in found.items():
        seconds = statistics.median(one.seconds for one in spent)
        limit = statistics.median(one.limit for one in spent)
        times = statistics.median(one.seconds / one.limit for one in spent)
        count = spent[0].count
        aim = f"（目标 · aim {act.aim.zh} · {act.aim.en}）" if act.aim else ""
        name = f"{act.name.zh} · {act.name.en}{aim}".replace("{rows:,}", f"{rows:,}")
        lines.append(
            f"| {name} | {count / seconds:,.0f} | {seconds:.2f} "
            f"| {act.limit.zh} · {act.limit.en} | {limit:.3f} | {times:.1f} |"
        )
    return "\n".join([*lines, ""])
