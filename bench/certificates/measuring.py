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
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connection

from bench.inserts import bare_inserts
from bench.page import machine
from tests.certificates.conftest import DID, make_issuer
from tests.certificates.filed import ISSUED, Filed, make_filed, moment
from tests.sittings.conftest import THEN, staff
from xianjie.credentials.canonical import Document
from xianjie.credentials.keys import KeyRing
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.proofs import with_proof
from xianjie.credentials.signing import Signer
from xianjie.credentials.signing import verify as check_signature
from xianjie.credentials.verification import verify
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates import importing, publishing
from xianjie.domain.certificates.checking_many import check_many
from xianjie.domain.certificates.issuing import AT_ONCE, issue
from xianjie.domain.certificates.key_ring import FIRST
from xianjie.domain.certificates.models import Batch, Certificate, Credential, LogEntry
from xianjie.domain.certificates.signing import Issuer
from xianjie.durable import Folder
from xianjie.identifiers.persons import check_digit
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.tlog.merkle import Edge, leaf_hash
from xianjie.tlog.tiles import files_between

BATCH = 2_000
CHECKED = 10_000
_MESSAGE = b"\0" * 64  # as long as what a proof signs
_LEAST = 1e-6  # seconds
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
    """What is timed, the limits beside it, and the aim where there is one."""

    name: Text
    limits: tuple[Text, ...]
    aim: Text | None = None


_SIGN = Text("只签名", "bare signing")
_INSERT = Text("只插入这些行", "bare inserts of the rows")
_HASH = Text("只算 SHA-256（叶与结点）", "bare SHA-256 of leaves and nodes")
_A_THOUSAND = Text("每核每秒 ≥ 1,000", "≥ 1,000 a second and core")
ISSUE = Act(
    Text(
        f"核发 {BATCH:,} 张，Ed25519：问规则、编号、签名、入日志、提交",
        f"issue {BATCH:,}, Ed25519: law, numbers, signatures, log, commit",
    ),
    (_SIGN, _INSERT),
    _A_THOUSAND,
)
ISSUE_BOTH = Act(
    Text(
        f"核发 {BATCH:,} 张，Ed25519 和每 {AT_ONCE} 张一个的 SM2 签名",
        f"issue {BATCH:,}, Ed25519 and one SM2 signature for each {AT_ONCE}",
    ),
    (_SIGN, _INSERT),
    Text("不过只用 Ed25519 的 2 倍", "within 2× of Ed25519 alone"),
)
VERIFY = Act(
    Text(
        f"离线核验 {BATCH:,} 份凭证文件，两个签名",
        f"verify {BATCH:,} offline from their files' bytes, both signatures",
    ),
    (Text("只验 Ed25519", "bare checks of Ed25519"), Text("只验 SM2", "bare checks of SM2")),
    Text("≤ 2 倍", "within 2×"),
)
VERIFY_ONE = Act(
    Text(
        f"离线核验 {BATCH:,} 份凭证文件，只有 Ed25519",
        f"verify {BATCH:,} offline from their files' bytes, Ed25519 alone",
    ),
    VERIFY.limits[:1],
    VERIFY.aim,
)
SEAL = Act(
    Text(
        f"封存 {2 * BATCH:,} 条日志：切片、检查点、落盘",
        f"seal {2 * BATCH:,} entries: tiles, head, disk",
    ),
    (_HASH,),
)
TREE = Act(Text("同样的条目只在内存里切片", "the same entries as tiles, in memory alone"), (_HASH,))
IMPORT = Act(Text("导入旧登记 {rows:,} 行", "import {rows:,} rows of an old register"), (_INSERT,))
MANY = Act(
    Text(f"批量核验 {CHECKED:,} 行 CSV，报告签名", f"check {CHECKED:,} rows of CSV, signed report"),
    (Text("一次查出这些行", "one query for the rows"),),
    Text("≤ 30 s", "≤ 30 s"),
)


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and of this process's processor time."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Spent:
    """What an act took, and each of its limits; how many it did."""

    took: Took
    limits: tuple[Took, ...]
    count: int

    @property
    def times(self) -> float:
        """Processor time to the limits': another's load on the machine is not in it."""
        return self.took.processor / sum(one.processor for one in self.limits)


def measure(folder: Path, rows: int, rounds: int) -> dict[Act, list[Spent]]:
    """Every act beside its limits, round by round."""
    call_command("migrate", verbosity=0)
    filed = make_filed()
    home = _Home(folder, folder / "xianjie.sqlite3", Folder(folder / "log"), filed)
    both = make_issuer()
    one = replace(both, ring=KeyRing(DID).with_new_key(Algorithm.ED25519, at=FIRST))
    found: dict[Act, list[Spent]] = {}
    for number in range(rounds):
        print(f"{number + 1} / {rounds}", file=sys.stderr)
        done = {
            ISSUE: home.issued(2 * number, one),
            ISSUE_BOTH: home.issued(2 * number + 1, both),
            VERIFY: _verified(both),
            VERIFY_ONE: _verified_one(both),
            SEAL: home.sealed(),
            TREE: _tree(),
            IMPORT: home.imported(number, rows),
            MANY: _checked(),
        }
        for act, spent in done.items():
            found.setdefault(act, []).append(spent)
    return found


@dataclass(frozen=True)
class _Home:
    folder: Path
    database: Path
    files: Folder
    filed: Filed

    def issued(self, number: int, issuer: Issuer) -> Spent:
        batch = self.filed.approved(range(number * BATCH, (number + 1) * BATCH))
        before = self._copy()
        rules = law()
        took = timed(lambda: issue(batch=batch.pk, law=rules, issuer=issuer, at=THEN))
        assert Batch.objects.get(pk=batch.pk).finished_at
        own, sm2 = issuer.signers(THEN)
        steps = BATCH // AT_ONCE if sm2 else 0

        def sign() -> None:
            for _ in range(BATCH):
                own.sign(_MESSAGE)
            for _ in range(steps):
                sm2.sign(_MESSAGE)  # type: ignore[union-attr]  # none without a key

        return Spent(took, (timed(sign), self._inserted(before, _ISSUED)), BATCH)

    def sealed(self) -> Spent:
        took = timed(lambda: publishing.publish(files=self.files, key=_KEY, at=THEN))
        return Spent(took, (_hashed(_leaves()),), 2 * BATCH)

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

        took = timed(run)
        return Spent(took, (self._inserted(before, _IMPORTED),), rows)

    def _inserted(self, before: bytes, tables: Sequence[str]) -> Took:
        connection.close()
        clock, processor = bare_inserts(self.database, self.folder / "bare.sqlite3", before, tables)
        return Took(clock, processor)

    def _copy(self) -> bytes:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return self.database.read_bytes()


def _documents() -> list[Document]:
    """The newest certificates, as stored: those with both signatures."""
    texts = Credential.objects.order_by("-pk").values_list("content", flat=True)[:BATCH]
    return [json.loads(one) for one in texts]


def _verified(issuer: Issuer) -> Spent:
    took = _verifying([orjson.dumps(one) for one in _documents()], issuer)
    own, sm2 = issuer.signers(THEN)
    assert sm2
    return Spent(took, (bare_checks(own), bare_checks(sm2)), BATCH)


def _verified_one(issuer: Issuer) -> Spent:
    documents = [with_proof(one, "eddsa-jcs-2022") for one in _documents()]
    took = _verifying([orjson.dumps(one) for one in documents], issuer)
    return Spent(took, (bare_checks(issuer.signers(THEN)[0]),), BATCH)


def _verifying(files: Sequence[bytes], issuer: Issuer) -> Took:
    def run() -> None:
        for one in files:
            assert verify(one, keys=issuer.keys, at=moment(ISSUED)).intact

    return timed(run)


def bare_checks(signer: Signer, count: int = BATCH) -> Took:
    """Checks of so many signatures by one key, and nothing else."""
    signature, key = signer.sign(_MESSAGE), signer.public_key

    def run() -> None:
        for _ in range(count):
            assert check_signature(key, _MESSAGE, signature)

    return timed(run)


def _leaves() -> list[bytes]:
    found = LogEntry.objects.order_by("-index").values_list("leaf", flat=True)[: 2 * BATCH]
    return [one.encode() for one in found]


def _hashed(leaves: Sequence[bytes]) -> Took:
    def run() -> None:
        for one in leaves:
            hashlib.sha256(one).digest()
            hashlib.sha256(b"\1" * 65).digest()  # a tree has as many nodes as leaves

    return timed(run)


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

    return Spent(timed(run), (_hashed(leaves),), len(leaves))


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

    took = timed(run)
    bare = timed(lambda: list(Certificate.objects.values_list("number", "name")[:CHECKED]))
    return Spent(took, (bare,), CHECKED)


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


def timed(act: Callable[[], object]) -> Took:
    """What an act takes."""
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    act()
    return Took(time.perf_counter() - clock, time.process_time() - processor)


_OPENING = """\
# 证书 · Certificates

由 `python -m bench.certificates --write` 生成：嵌入式数据库（WAL，`synchronous=FULL`），\
{rounds} 轮的中位数；每项与同一轮里它的上限并列。“每秒”按处理器时间，即每核每秒；“倍”是处理\
器时间之比，旁边的负载不计入；最后一栏是钟表时间，落盘在内。“只插入”用 SQLite 自己，把产品刚写\
下的那些行原样插入同样的表。

Written by `python -m bench.certificates --write`: the embedded database (WAL, \
`synchronous=FULL`), medians of {rounds} rounds, each act beside its limits in the same round. \
“A second” is of processor time, so a second and core; “times” is the ratio of processor \
times, which another's load on the machine leaves alone; the last column is by the clock, the \
disk included. Bare inserts are SQLite's own, of the very rows that the product wrote, into the \
same tables.
"""


def page(found: dict[Act, list[Spent]], rows: int) -> str:
    """The table, as the page has it."""
    rounds = len(next(iter(found.values())))
    lines = [
        _OPENING.format(rounds=rounds),
        f"{machine()}\n",
        "| | 每秒 · a second | 上限 · limit | 倍 · times | s |",
        "| --- | ---: | --- | ---: | ---: |",
    ]
    for act, spent in found.items():
        rate = statistics.median(one.count / one.took.processor for one in spent)
        times = statistics.median(one.times for one in spent)
        clock = statistics.median(one.took.clock for one in spent)
        aim = f"（目标 · aim {_both(act.aim)}）" if act.aim else ""
        name = _both(act.name).replace("{rows:,}", f"{rows:,}")
        lines.append(
            f"| {name}{aim} | {rate:,.0f} | {_limits(act, spent)} | {times:.1f} | {clock:.2f} |"
        )
    both = statistics.median(
        two.took.processor / one.took.processor
        for one, two in zip(found[ISSUE], found[ISSUE_BOTH], strict=True)
    )
    told = Text(
        f"加上 SM2 签名，核发用只有 Ed25519 时的 {both:.2f} 倍时间。",
        f"With SM2's signature beside it issuing takes {both:.2f} times what Ed25519 alone does.",
    )
    return "\n".join([*lines, "", told.zh, "", told.en, ""])


def _limits(act: Act, spent: Sequence[Spent]) -> str:
    """Each limit with how many a second it does."""
    told = []
    for place, limit in enumerate(act.limits):
        rate = statistics.median(
            one.count / max(one.limits[place].processor, _LEAST) for one in spent
        )
        told.append(f"{_both(limit)} {rate:,.0f}")
    return "；".join(told)


def _both(text: Text) -> str:
    return f"{text.zh} · {text.en}"
