"""The command line's contract: commands, values, formats, exit statuses, messages."""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.commands import product
from tests.ops.conftest import Run
from xianjie.instruments import jurisdictions, law
from xianjie.ops.cli import xianjie
from xianjie.ops.cli.refusing import rule_of
from xianjie.text import LANGS, Lang

ACCEPTANCE = (
    "decide",
    "candidate-option",
    *("--fact", "occupation=电工"),
    *("--fact", "route=scheduled"),
    *("--fact", "announced_on=2020-06-01"),
    *("--fact", "registered_on=2020-08-15"),
    *("--fact", "exam_held=false"),
    *("--fact", "suspended=false"),
)
ROW_KEYS = [
    "item",
    "qualification",
    "occupation",
    "as_scanned",
    "departments",
    "treatment",
    "hrss_organised",
    "exit_on",
    "standing",
    "dadian_code",
    "dadian_name",
    "dadian_edition",
    "dadian_match",
]
ANNEX = Path(__file__).parents[1] / "fixtures" / "annex.txt"


def test_the_question_of_the_acceptance(run: Run) -> None:
    ran = run(*ACCEPTANCE, "--format", "json")
    answer = json.loads(ran.out)
    assert ran.status == 0
    assert answer["outcome"] == "choose_continue_or_refund"
    assert answer["clauses"] == ["252/2.1.2"]
    assert {"R3": False}.items() <= {
        r["id"]: r["changes_outcome"] for r in answer["readings"]
    }.items()
    assert answer["needs"] == []
    assert "registration_accepted_on" not in {b["fact"] for b in answer["because"]}


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "可选择继续或退费"), ("en", "choose: continue or refund")],
)
def test_text_in_both_languages(run: Run, lang: str, words: str) -> None:
    ran = run(*ACCEPTANCE, "--lang", lang)
    assert ran.status == 0
    assert words in ran.out
    assert "252/2.1.2" in ran.out
    assert "\x1b" not in ran.out, "no colours off a terminal"


def test_an_open_answer_is_no_error(run: Run) -> None:
    ran = run("decide", "replacement", "--fact", "occupation=电工", "--format", "json")
    answer = json.loads(ran.out)
    assert ran.status == 0
    assert answer["outcome"] is None
    assert answer["needs"] == ["requested_on"]
    assert answer["outcomes"] == ["replace", "written_proof"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("decide", "replacement", "--fact", "requested_on=2021-02-30"), "requested_on"),
        (("decide", "replacement", "--fact", "requested_on=none"), "requested_on"),
        (("decide", "replacement", "--fact", "reason=bored"), "reason"),
        (("decide", "replacement", "--fact", "colour=red"), "colour"),
        (("decide", "replacement", "--fact", "occupation=车公"), "车工"),
        (("decide", "replacement", "--fact", "occupation=重冶金法冶炼工"), "重冶湿法冶炼工"),
        (("decide", "replacement", "--fact", "occupation"), "--fact"),
        (("decide", "replacement", "--fact", "reason=lost", "--fact", "reason=lost"), "reason"),
        (("decide", "no-such-thing"), "candidate-option"),
        (("decide", "replacement", "--jurisdiction", "CN-XX"), "CN-GD"),
        (("decide", "replacement", "--reading", "R9=alternative"), "R8"),
        (("decide", "replacement", "--reading", "R4=other"), "alternative"),
        (("decide", "replacement", "--format", "outcome"), "--format"),
        (("decide", "replacement", "--input", "a"), "--output"),
        (("decide", "replacement", "--input", "nowhere.jsonl", "--output", "b"), "nowhere.jsonl"),
        (("catalogue", "show", "宇航员"), "宇航员"),
        (("catalogue", "list", "--on", "2020-9-4"), "--on"),
        (("catalogue", "list", "--on", "20200904"), "--on"),
        (("catalogue", "list", "--treatment", "batch_3"), "batch_3"),
        (("law", "show", "nothing"), "replacement"),
        (("law", "diff", "--date", "no_day=2020-01-01"), "no_reissue_from"),
        (("law", "diff", "--date", "no_reissue_from=soon"), "no_reissue_from"),
        (("notice", "read", "nowhere.txt"), "nowhere.txt"),
        (("demo", "--port", "0"), "--port"),
        (("nonsense",), "nonsense"),
    ],
)
def test_bad_input_is_refused_by_name(run: Run, arguments: tuple[str, ...], named: str) -> None:
    ran = run(*arguments)
    assert ran.status == 2
    assert named in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("filing", "list"), "--on"),
        (("filing", "show", "S000044010001"), "--on"),
        (("cohort", "list"), "--on"),
        (("cohort", "coverage"), "--on"),
        (("certificate", "list"), "--on"),
        (("certificate", "show", "Y000044010001204000001"), "--on"),
        (("certificate", "verify", __file__), "--as-of"),
        (("evaluation", "list"), "--on"),
        (("evaluation", "finder", "电工", "--level", "4"), "--on"),
        (("supervise", "run"), "--on"),
        (("supervise", "snapshot", "tables"), "--on"),
        (("supervise", "reprove"), "--on"),
    ],
)
def test_no_register_is_read_as_of_a_day_to_come(
    run: Run, arguments: tuple[str, ...], option: str
) -> None:
    for lang, said in (("zh", "9999-12-31 还没有到"), ("en", "9999-12-31 has not come")):
        ran = run(*arguments, option, "9999-12-31", "--lang", lang)
        assert (ran.status, ran.out) == (2, "")
        assert said in ran.err
        assert option in ran.err


def test_the_law_is_asked_of_any_day(run: Run) -> None:
    assert run("catalogue", "list", "--on", "9999-12-31").status == 0
    later = ("decide", "replacement", "--fact", "occupation=电工", "--fact", "reason=lost")
    assert run(*later, "--fact", "requested_on=2099-12-31").status == 0


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("nonsens",), "没有命令 nonsens", "No such command 'nonsens'"),
        (("law", "shou"), "没有命令 shou；是否指 show", "Did you mean 'show'?"),
        (("--nothing",), "没有选项 --nothing", "No such option '--nothing'"),
        (("filing", "list", "--lvel", "4"), "没有选项 --lvel；是否指 --level", "'--lvel'"),
        (("filing", "remind"), "缺少选项 --as；用法见 xianjie filing remind --help", "'--as'"),
        (("filing", "show"), "缺少参数 NUMBER", "Missing argument 'NUMBER'"),
        (("completion",), "应为 bash、zsh、fish 之一", "bash"),
        (("completion", "tcsh"), "应为 bash、zsh、fish 之一", "'tcsh' is not one of"),
        (("filing", "show", "1", "2"), "多出的参数：2", "unexpected extra argument (2)"),
        (("filing", "list", "--level"), "选项 --level 要带一个值", "requires an argument"),
        (("filing", "list", "--level", "9"), "应为整数，不小于 1，不大于 5；得到的是 9", "1<=x<=5"),
        (("filing", "list", "--level", "x"), "--level：应为整数", "not a valid integer"),
        (("supervise", "draw", "--list", "nowhere"), "--list：没有这个文件", "does not exist"),
        (("certificate", "issue", "--lang=zh=x"), "应为 zh、en 之一", "'zh=x' is not one of"),
    ],
)
def test_what_is_typed_wrongly_is_said_in_the_readers_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], zh: str, en: str
) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        monkeypatch.setenv("XIANJIE_LANG", lang)
        ran = run(*arguments)
        assert (ran.status, ran.out) == (2, "")
        assert said in ran.err
        assert ran.err.startswith("xianjie: ")
        assert ran.err.isascii() is (lang == "en")


def test_every_rule_of_every_command_is_said_in_chinese() -> None:
    """No option of the product takes a type whose rule would be left in English."""
    unsaid = {
        f"{path} {parameter.name}"
        for path, command in _commands(xianjie, "xianjie")
        for parameter in command.params
        if parameter.type is not click.STRING
        and not isinstance(parameter.type, type(click.UNPROCESSED))
        and not (getattr(parameter, "is_flag", False) or rule_of(parameter))
    }
    assert unsaid == set()


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below
            yield from _commands(below, f"{path} {name}")


def test_messages_turn_to_english(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANJIE_LANG", "en")
    assert "must be true or false" in run("decide", "candidate-option", "--fact", "exam_held=1").err


def test_a_wrong_clock_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANJIE_NOW", "yesterday")
    ran = run("catalogue", "list")
    assert ran.status == 2
    assert "XIANJIE_NOW" in ran.err


def test_the_catalogue_as_json(run: Run) -> None:
    rows = json.loads(run("catalogue", "list", "--format", "json").out)
    assert len(rows) == 192
    assert list(rows[0]) == ROW_KEYS
    assert {row["standing"] for row in rows} == {"leaving", "moving_to_access_type"}


def test_the_catalogue_on_a_day_and_by_treatment(run: Run) -> None:
    listed = ("catalogue", "list", "--on", "2020-10-01", "--treatment", "batch_1")
    rows = json.loads(run(*listed, "--format", "json").out)
    assert len(rows) == 29
    assert {(row["standing"], row["exit_on"]) for row in rows} == {("exited", "2020-09-30")}


def test_the_catalogue_as_csv_and_table(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("catalogue", "list", "--format", "csv").out)))
    assert len(rows) == 192
    assert list(rows[0]) == ROW_KEYS
    assert len(run("catalogue", "list").out.splitlines()) == 194


@pytest.mark.parametrize("name", ["水生物病害防治员", "水生生物病害防治员", "（粮油）仓储管理员"])
def test_an_occupation_by_either_name(run: Run, name: str) -> None:
    shown = json.loads(run("catalogue", "show", name, "--format", "json").out)
    assert list(shown) == ROW_KEYS
    assert shown["treatment"] == "batch_2"
    assert shown["occupation"] in run("catalogue", "show", name).out


def test_a_notice_is_read_as_rows(run: Run) -> None:
    rows = json.loads(run("notice", "read", str(ANNEX)).out)
    assert len(rows) == 100
    as_csv = csv.DictReader(io.StringIO(run("notice", "read", str(ANNEX), "--format", "csv").out))
    assert len(list(as_csv)) == 100


def test_a_notice_that_agrees(run: Run) -> None:
    ran = run("notice", "check", str(ANNEX))
    assert ran.status == 0
    assert "76 项，100 行，192 个职业" in ran.out
    assert "29 / 156 / 7" in ran.out
    assert "硬质合金烧结合工 → 硬质合金烧结工" in ran.out


def test_a_notice_with_a_row_removed(run: Run, tmp_path: Path) -> None:
    lines = ANNEX.read_text(encoding="utf-8").splitlines(keepends=True)
    damaged = tmp_path / "damaged.txt"
    kept = [line for line in lines if "茶艺师" not in line]
    assert len(kept) == len(lines) - 1
    damaged.write_text("".join(kept), encoding="utf-8")
    ran = run("notice", "check", str(damaged))
    assert ran.status == 1
    assert "茶艺师" in ran.err


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_the_law_holds(run: Run, jurisdiction: str) -> None:
    ran = run("law", "check", "--jurisdiction", jurisdiction, "--format", "json")
    (proof,) = json.loads(ran.out)
    assert ran.status == 0
    assert proof["holds"]
    assert proof["jurisdiction"] == jurisdiction
    assert proof["failures"] == []
    assert len(proof["decisions"]) == 9


def test_the_law_is_checked_everywhere_by_default(run: Run) -> None:
    ran = run("law", "check", "--lang", "en")
    assert ran.status == 0
    assert ran.out.count("all hold") == len(jurisdictions())


def test_the_proof_says_for_how_many_values_of_open_terms(run: Run) -> None:
    (proof,) = json.loads(run("law", "check", "--jurisdiction", "CN-GD", "--format", "json").out)
    counted = proof["open_values"]
    assert counted["exam-schedule"] > 100
    said = run("law", "check", "--jurisdiction", "CN-GD", "--lang", "en").out
    assert f"exam-schedule: 96 classes of cases, {counted['exam-schedule']} values" in said
    assert "catalogue-status" not in counted


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_what_no_rule_can_say(run: Run, jurisdiction: str) -> None:
    asked = ("law", "untranslated", "--jurisdiction", jurisdiction)
    for lang in ("zh", "en"):
        listed = json.loads(run(*asked, "--format", "json", "--lang", lang).out)
        text = run(*asked, "--lang", lang).out
        assert {"80/4", "80/annex"} <= {entry["clause"] for entry in listed}
        for entry in listed:
            assert entry["jurisdiction"] == jurisdiction
            for words in (entry["citation"], entry["words"], entry["reason"]):
                assert words in text


@pytest.mark.parametrize("lang", LANGS)
def test_rules_that_are_only_reported_say_so(run: Run, lang: Lang) -> None:
    shown = run("law", "show", "exam-permission", "--jurisdiction", "CN-JS", "--lang", lang).out
    provenance = law("CN-JS").source.provenance
    assert provenance is not None
    assert provenance.in_(lang) in shown
    decided = run(
        *("decide", "exam-permission", "--jurisdiction", "CN-JS", "--lang", lang),
        *("--fact", "occupation=车工", "--fact", "route=scheduled"),
        *("--fact", "accepted_on=2020-10-01"),
    )
    assert law("CN-JS").clauses["JS/1"].citation.in_(lang) in decided.out


def test_rules_as_sentences(run: Run) -> None:
    assert "如果考试已举行，则：合格者发证。" in run("law", "show", "candidate-option").out
    english = run("law", "show", "candidate-option", "--lang", "en").out
    assert "If the exam has been held: certificate if passed." in english


def test_what_another_reading_changes(run: Run) -> None:
    changed = json.loads(run("law", "diff", "--reading", "R4=alternative", "--format", "json").out)
    assert set(changed) == {"certificate-issuance", "certificate-validity"}
    first = changed["certificate-issuance"][0]
    assert list(first) == ["from", "to", "conditions", "witness"]
    assert (first["from"], first["to"]) == ("issue", "issue_window_closed")
    assert "2021-01-01" <= first["witness"]["issue_on"] <= "2021-03-31"


def test_what_another_date_changes(run: Run) -> None:
    moved = ("law", "diff", "--date", "no_reissue_from=2021-07-01")
    changed = json.loads(run(*moved, "--format", "json").out)
    assert list(changed) == ["replacement"]
    assert "written_proof → replace" in run(*moved).out


def test_a_reading_that_changes_nothing(run: Run) -> None:
    ran = run("law", "diff", "--reading", "R8=alternative")
    assert ran.status == 0
    assert "没有任何结论改变" in ran.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Run, shell: str) -> None:
    assert "_XIANJIE_COMPLETE" in run("completion", shell).out


@pytest.mark.parametrize("command", [(), ("decide",), ("law",), ("law", "diff"), ("notice",)])
def test_help(run: Run, command: tuple[str, ...]) -> None:
    assert "Usage: xianjie" in run(*command, "--help").out


def test_the_demonstration_is_built_once(run: Run, own_province: Path, tmp_path: Path) -> None:
    before = (own_province / "xianjie.sqlite3").read_bytes()
    again = product(own_province, "demo", "--no-serve")
    assert "已存在" in again
    assert "200 场考试" in again
    assert (own_province / "xianjie.sqlite3").read_bytes() == before
    cases = own_province / "demo" / "cases" / "replacement.jsonl"
    out = tmp_path / "answers.jsonl"
    assert run("decide", "replacement", "--input", str(cases), "--output", str(out)).status == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 200


def test_a_home_that_cannot_be(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XIANJIE_HOME", str(tmp_path / "file" / "home"))
    ran = run("demo", "--no-serve")
    assert ran.status == 2
    assert "XIANJIE_HOME" in ran.err


def test_the_installed_program_starts() -> None:
    program = shutil.which("xianjie", path=str(Path(sys.executable).parent))
    assert program is not None
    ran = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("xianjie, version")
