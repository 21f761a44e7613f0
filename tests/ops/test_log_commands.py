"""The public log by command: sealed with witnesses, verified, mirrored, watched, proved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.certificates.witness import witnessing
from tests.commands import product
from tests.ops.conftest import Run
from tests.tlog.making import VERIFIER, Log, noon
from xianjie import clock
from xianjie.config.logs import WrongLogSetting, days, quorum, require_trial, witnesses
from xianjie.domain.certificates.witnessing import Witness
from xianjie.ops.keeping import LogKeeper
from xianjie.ops.sealing import Sealed, seconds_to_midnight
from xianjie.text import Text
from xianjie.tlog.notes import read_verifier

DAY = date(2026, 3, 10)


@dataclass(frozen=True)
class Watched:
    """The demonstration's log with two witnesses."""

    home: Path
    key: str
    settings: dict[str, str]
    witnesses: list[Witness]

    def product(self, *arguments: str, status: int = 0) -> str:
        return product(self.home, *arguments, status=status, settings=self.settings)

    @property
    def options(self) -> list[str]:
        return [
            *("--key", self.key),
            *(part for one in self.witnesses for part in ("--witness", one.verifier.text)),
        ]


@contextmanager
def watched(home: Path, folder: Path) -> Iterator[Watched]:
    key = product(home, "log", "key").strip()
    with ExitStack() as stack:
        found = [
            stack.enter_context(witnessing(folder / name, read_verifier(key)))
            for name in ("huizhou", "meizhou")
        ]
        told = ", ".join(f"{one.verifier.text} {one.address}" for one in found)
        yield Watched(home, key, {"XIANJIE_WITNESSES": told}, found)


@pytest.mark.slow  # tests/tlog and tests/certificates walk the parts of it
def test_from_seal_to_proof_with_witnesses(own_province: Path, tmp_path: Path, run: Run) -> None:
    nowhere = tmp_path / "nowhere"  # what anybody runs needs no database
    with watched(own_province, tmp_path) as log:
        assert "封存 0 条" in log.product("log", "seal")
        assert "2 个所列见证方会签" in log.product("log", "verify")
    told = log.product("log", "seal", status=1)
    assert told.count("没有应答") == 2
    (row,) = json.loads(
        product(own_province, "certificate", "list", "--limit", "1", "--format", "json").rpartition(
            "]"
        )[0]
        + "]"
    )
    proof, certificate = str(tmp_path / "p.json"), str(tmp_path / "c.json")
    log.product("log", "prove", row["number"], "--output", proof)
    log.product("certificate", "export", row["number"], "--output", certificate)
    assert "2 个见证方会签" in log.product("certificate", "verify", certificate)
    checked = ("log", "check-proof", proof, *log.options)
    assert "就是这份证书的" in product(nowhere, *checked, "--credential", certificate)
    other = json.loads(Path(certificate).read_text(encoding="utf-8"))
    other["credentialSubject"]["name"] = "李四"
    Path(certificate).write_text(json.dumps(other), encoding="utf-8")
    assert "不是这份证书的" in product(nowhere, *checked, "--credential", certificate, status=1)
    place = str(own_province / "log")
    mirror = str(tmp_path / "mirror")
    product(nowhere, "log", "mirror", place, mirror, *log.options)
    product(nowhere, "log", "verify", "--folder", mirror, *log.options)
    watching = ("log", "monitor", mirror, *log.options, "--once", "--state", str(tmp_path / "m"))
    ran = run(*watching)
    assert (ran.status, "--demonstration" in ran.err) == (2, True)
    ran = run(*watching, "--demonstration", "--format", "json")
    assert ran.status == 0
    assert json.loads(ran.out)["findings"] == []
    bundle = next((tmp_path / "mirror" / "tile" / "entries").rglob("[0-9]*[0-9]"))
    bundle.write_bytes(bundle.read_bytes().replace(b"issue", b"proof", 1))
    assert "与条目不符" in product(
        nowhere, "log", "verify", "--folder", mirror, *log.options, status=1
    )


def written(folder: Path, log: Log) -> str:
    for path, content in log.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return str(folder)


def test_a_monitor_goes_on_from_what_it_saw_and_keeps_the_evidence(
    tmp_path: Path, run: Run
) -> None:
    log, today = Log(), clock.today({})
    log.add(today)
    log.seal(noon(today))
    place = written(tmp_path / "log", log)
    told = ("log", "monitor", place, "--key", VERIFIER.text, "--once", "--lang", "en")
    state = ("--state", str(tmp_path / "state"))
    assert run(*told, *state).status == 0
    log.add(DAY)
    log.seal(noon(today))
    written(tmp_path / "log", log)
    ran = run(*told, *state)
    assert ran.status == 1
    assert ran.out.startswith(f"backdated: entry 1: dated {DAY}")
    assert run(*told, *state).status == 0  # told once
    other = Log()
    other.add(DAY, DAY)
    other.seal(noon(today))
    written(tmp_path / "log", other)
    for _ in range(2):  # and as long as it lasts
        ran = run(*told, *state)
        assert (ran.status, ran.out.startswith("forked: ")) == (1, True)
    (evidence,) = (tmp_path / "state").glob("evidence-*")
    assert evidence.read_text(encoding="utf-8").count("log.example/register") == 6
    next((tmp_path / "state").glob("*.json")).write_text("{}x", encoding="utf-8")
    assert run(*told, *state).status == 2


def test_a_mirror_is_not_overwritten_by_a_fork(tmp_path: Path, run: Run) -> None:
    log, other = Log(), Log()
    for one, day in ((log, DAY), (other, date(2026, 1, 1))):
        one.add(*[day] * 300)
        one.seal(noon(DAY))
    mirror = tmp_path / "mirror"
    told = ("--key", VERIFIER.text)
    assert run("log", "mirror", written(tmp_path / "a", log), str(mirror), *told).status == 0
    kept = (mirror / "checkpoint").read_bytes()
    other.add(DAY)
    other.seal(noon(DAY))
    assert run("log", "mirror", written(tmp_path / "b", other), str(mirror), *told).status == 1
    assert (mirror / "checkpoint").read_bytes() == kept
    assert run("log", "verify", "--folder", str(mirror), *told).status == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--key", "x"], "公钥不是"),
        (["--key", VERIFIER.cosigning.text], "--key"),
        (["--key", VERIFIER.text, "--witness", VERIFIER.text], "--witness"),
        (["--key", VERIFIER.text, "--quorum", "1"], "--quorum"),
    ],
)
def test_wrong_keys_are_told(run: Run, tmp_path: Path, options: list[str], words: str) -> None:
    ran = run("log", "verify", "--folder", str(tmp_path), *options)
    assert (ran.status, words in ran.err) == (2, True)


def test_a_moved_clock_writes_into_no_real_log(province_home: Path) -> None:
    settings = {"XIANJIE_LOG_ORIGIN": "log.example/register"}
    assert "XIANJIE_NOW" in product(province_home, "log", "key", status=2, settings=settings)
    with pytest.raises(WrongLogSetting):
        require_trial("log.example/register", DAY)
    require_trial("log.example/register", None)
    require_trial("any-trial", DAY)


WITNESS = f"{VERIFIER.cosigning.text} http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("x", "公钥"),
        (f"{VERIFIER.text} http://127.0.0.1:1", "不是见证方"),
        (VERIFIER.cosigning.text, "网址"),
        (f"{WITNESS}, {WITNESS}", "同名"),
    ],
)
def test_wrong_witnesses_are_told(written: str, words: str) -> None:
    with pytest.raises(WrongLogSetting, match=words):
        witnesses(written)


def test_settings_of_the_log() -> None:
    assert witnesses("") == ()
    assert witnesses(f"{WITNESS}/") == ((VERIFIER.cosigning, "http://127.0.0.1:1"),)
    assert [quorum("", count) for count in (0, 1, 2, 3)] == [0, 1, 2, 2]
    assert (quorum("0", 3), quorum("3", 3), days("0"), days("7")) == (0, 3, 0, 7)
    for wrong in ("-1", "x", "٣", "4"):
        with pytest.raises(WrongLogSetting):
            quorum(wrong, 3)
    for wrong in ("", "-1", "367", "3.5"):
        with pytest.raises(WrongLogSetting):
            days(wrong)


def test_the_keeper_asks_all_until_all_have_answered(capsys: pytest.CaptureFixture[str]) -> None:
    problem = Text("没有应答", "away")
    answers = [[problem], [problem], [], []]
    asked: list[bool] = []

    def seal(*, anew: bool) -> Sealed:
        asked.append(anew)
        return Sealed(0, answers[len(asked) - 1])

    keeper = LogKeeper(seal)
    for _ in answers:
        keeper.turn()
    assert asked == [True, True, True, False]
    assert capsys.readouterr().err.count("away") == 1  # said when it changes
    assert 0 < seconds_to_midnight() <= 86_400
