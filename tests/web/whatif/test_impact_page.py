"""The page of what-if: what it finds is what the engine finds, what is wrong is said by field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.web.ask.visiting import visit
from xianjie.instruments import jurisdictions, law
from xianjie.populations import apart
from xianjie.populations.errors import PopulationError
from xianjie.populations.sample import made_up_csv
from xianjie.text import LANGS, Lang
from xianjie.web.portal.whatif import asking, views

ISSUANCE = "certificate-issuance"
ROWS = 120
SAMPLE = made_up_csv(law().decision(ISSUANCE), ROWS).encode()
CHANGE = {"reading": "R4"}
JSON = {**CHANGE, "form": "json"}


def post(
    form: Mapping[str, str],
    content: bytes | None = SAMPLE,
    name: str = "cases.csv",
    *,
    lang: Lang = "zh",
    query: str = "",
) -> HttpResponse:
    sent: dict[str, object] = {**form}
    if content is not None:
        sent["file"] = SimpleUploadedFile(name, content)
    return Client().post(f"/{lang}/law/impact/{query}", sent)  # type: ignore[return-value]


def words(response: HttpResponse) -> str:
    return unescape(" ".join(response.content.decode().split()))


@pytest.mark.parametrize("lang", LANGS)
def test_it_shows_what_the_engine_finds(lang: Lang) -> None:
    answer = post({**CHANGE, "form": "json", "by": "prefecture"}, lang=lang)
    found = json.loads(answer.content)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert found["total"] == ROWS == sum(found["before"].values())
    assert found["changed"] > 0
    page = post({**CHANGE, "by": "prefecture"}, lang=lang)
    said = words(page)
    assert page.status_code == 200
    told = {
        "zh": f"{ROWS} 个情形中 {found['changed']} 个改变",
        "en": f"{found['changed']} of {ROWS} cases change",
    }
    assert told[lang] in said
    outcomes = law().decision(ISSUANCE).outcomes
    for name, count in found["after"].items():
        if name in outcomes:
            label = outcomes[name].label.in_(lang)
            assert label[1:] in said
            assert f'<td class="number">{count}</td>' in said
    for one in found["classes"]:
        assert all(condition["text"][1:] in said for condition in one["conditions"])
    assert "韶关市" in said
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "form", [CHANGE, {"date": "issuance_end_on", "day": "2020-12-31"}, {"against": "CN"}]
)
def test_every_kind_of_change_can_be_tried(form: dict[str, str]) -> None:
    query = "?decision=certificate-issuance&jurisdiction=CN-GD"
    assert json.loads(post({**form, "form": "json"}, query=query).content)["changed"] > 0


@pytest.mark.parametrize("kind", [".xlsx", ".parquet"])
def test_other_kinds_of_file_are_answered_alike(kind: str) -> None:
    rows = [line.split(",") for line in SAMPLE.decode().splitlines()]
    out = BytesIO()
    if kind == ".parquet":
        columns = dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True))
        pyarrow.parquet.write_table(pa.table({n: pa.array(c) for n, c in columns.items()}), out)
    else:
        with xlsxwriter.Workbook(out) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    one = json.loads(post(JSON, out.getvalue(), f"cases{kind}").content)
    assert one == json.loads(post(JSON).content)


@pytest.mark.parametrize("lang", LANGS)
def test_the_workbook_can_be_downloaded(lang: Lang) -> None:
    answer = post({**CHANGE, "form": "xlsx"}, lang=lang)
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names[0] == {"zh": "总数", "en": "Counts"}[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_changes_and_wrong_rows_are_said(lang: Lang) -> None:
    wrong = SAMPLE.replace("电工".encode(), "宇航员".encode()).replace(
        b"competition,", b"match,", 1
    )
    said = words(post({"date": "issuance_end_on", "day": "2021-03-31"}, wrong, lang=lang))
    assert {"zh": "没有一行的结论改变", "en": "No row is answered otherwise"}[lang] in said
    assert {"zh": "数据有误的行", "en": "Rows with wrong data"}[lang] in said
    assert "<code>route</code>" in said


FAULTS: list[tuple[dict[str, str], str, bytes | None, tuple[str, str]]] = [
    ({}, "cases.csv", SAMPLE, ("请至少选一种改动", "choose a change")),
    (CHANGE, "cases.csv", None, ("请选一个不为空的文件", "choose a file")),
    (CHANGE, "cases.csv", b"", ("请选一个不为空的文件", "choose a file")),
    (CHANGE, "cases.doc", SAMPLE, ("只认", "the ending must be")),
    (CHANGE, "cases.xlsx", b"PK\x03\x04 not a workbook", ("读不了", "cannot be read")),
    (CHANGE, "cases.parquet", b"PAR1", ("读不了", "cannot be read")),
    (CHANGE, "cases.csv", "名称\n电工\n".encode("gbk"), ("不是 UTF-8", "not in UTF-8")),
    (CHANGE, "cases.csv", b"a,b\n1,2\n", ("没有一列是", "no column is a fact")),
    ({**CHANGE, "by": "county"}, "cases.csv", SAMPLE, ("county", "county")),
    ({"date": "issuance_end_on"}, "cases.csv", SAMPLE, ("请填改到哪一天", "which day")),
    ({"date": "issuance_end_on", "day": "soon"}, "cases.csv", SAMPLE, ("请填改到", "which day")),
    (
        {"date": "no_such", "day": "2021-01-01"},
        "cases.csv",
        SAMPLE,
        ("没有这个日期", "no such date"),
    ),
    ({"day": "2021-01-01"}, "cases.csv", SAMPLE, ("请选要改的日期", "choose the date")),
    ({"against": "CN-XX"}, "cases.csv", SAMPLE, ("没有收录这个法域", "no such jurisdiction")),
]


@pytest.mark.parametrize("number", range(len(FAULTS)))
def test_what_is_wrong_is_said_by_field(number: int) -> None:
    form, name, content, said = FAULTS[number]
    lang = LANGS[number % 2]
    answer = post(form, content, name, lang=lang)
    assert answer.status_code == 400
    page = words(answer).lower()
    assert said[LANGS.index(lang)].lower() in page
    assert 'role="alert"' in page


def test_too_many_rows_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_ROWS", 50)
    assert "超过 50 行" in words(post(CHANGE))


@pytest.mark.parametrize("lang", LANGS)
def test_too_large_a_file_is_said(monkeypatch: pytest.MonkeyPatch, lang: Lang) -> None:
    monkeypatch.setattr(asking, "MOST_BYTES", 1_000)
    answer = post(CHANGE, lang=lang)
    said = {"zh": "文件不能超过", "en": "file must not exceed"}[lang]
    assert (answer.status_code, said in words(answer)) == (400, True)


def test_far_too_large_a_form_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its token would be read, and found to be missing; the page has one for the next attempt."""
    monkeypatch.setattr(asking, "MOST_BYTES", 1_000)
    monkeypatch.setattr(asking, "_FORM_ITSELF", 0)
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/zh/law/impact/", {**CHANGE, "file": SimpleUploadedFile("a.csv", SAMPLE)})
    assert (answer.status_code, "文件不能超过" in answer.content.decode()) == (413, True)
    assert not hasattr(answer.wsgi_request, "_files")
    monkeypatch.undo()
    found = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', answer.content)
    assert found
    form = {**JSON, "csrfmiddlewaretoken": found[1].decode()}
    again = client.post("/zh/law/impact/", {**form, "file": SimpleUploadedFile("a.csv", SAMPLE)})
    assert json.loads(again.content)["total"] == ROWS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("semaphore", ["_working", "_waiting"])
def test_one_after_the_other(monkeypatch: pytest.MonkeyPatch, semaphore: str, lang: Lang) -> None:
    taken = BoundedSemaphore(1)
    taken.acquire()
    monkeypatch.setattr(views, "_WAIT", 0)
    with monkeypatch.context() as patch:
        patch.setattr(views, semaphore, taken)
        answer = post(CHANGE, lang=lang)
        said = {"zh": "正在为别人计算", "en": "another file is being answered"}[lang]
        assert (answer.status_code, said in words(answer).lower()) == (503, True)
    assert post(CHANGE).status_code == 200  # nothing is held after all


def test_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    post(CHANGE)
    post(CHANGE, b"PAR1", "cases.parquet")
    large = SAMPLE + b"\n" * settings.FILE_UPLOAD_MAX_MEMORY_SIZE  # Django puts it on disk
    assert post(CHANGE, large).status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_asks_for_all_memory_ends_its_reader_only(tmp_path: Path) -> None:
    """One cell in the far corner: a few kilobytes that unfold to half a terabyte."""
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "occupation")
        sheet.write_string(1_048_575, 16_383, "x")
    asked = apart.Asked(str(path), ISSUANCE, "CN-GD", 100, readings={"R4": "alternative"})
    with pytest.raises(PopulationError, match="内存"):
        apart.impact_apart(asked)
    assert post(CHANGE, path.read_bytes(), "far.xlsx").status_code == 400


def test_what_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(SAMPLE)
    asked = apart.Asked(str(path), ISSUANCE, "CN-GD", 1_000, readings={"R4": "alternative"})
    with pytest.raises(PopulationError, match="0 秒"):
        apart.impact_apart(asked, seconds=0)


def test_a_fault_of_ours_is_not_called_the_files(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(SAMPLE)
    asked = apart.Asked(str(path), ISSUANCE, "CN-GD", 1_000, workbook=str(tmp_path / "no" / "a"))
    with pytest.raises(RuntimeError, match="FileNotFoundError"):
        apart.impact_apart(asked)


@pytest.mark.parametrize("lang", LANGS)
def test_a_column_that_is_not_there_is_said_at_its_field(lang: Lang) -> None:
    answer = post({**CHANGE, "by": "county"}, lang=lang)
    assert 'href="#f-by"' in words(answer)
    assert 'value="county"' in words(answer)


def test_a_form_from_elsewhere_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/en/law/impact/", {"reading": "R4"})
    assert (answer.status_code, b"not sent from a page of ours" in answer.content) == (403, True)


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_sample_is_answered_whole(jurisdiction: str) -> None:
    for name, decision in law(jurisdiction).decisions.items():
        page = visit(f"/en/law/impact/{name}/sample.csv?jurisdiction={jurisdiction}")
        assert page.status == 200
        header = page.content.decode("utf-8-sig").splitlines()[0].split(",")
        assert header == ["id", "prefecture", *(fact.name for fact in decision.facts)]
    other = "CN" if jurisdiction != "CN" else "CN-GD"
    query = f"?decision={ISSUANCE}&jurisdiction={jurisdiction}"
    sample = made_up_csv(law(jurisdiction).decision(ISSUANCE), ROWS).encode()
    found = json.loads(post({"against": other, "form": "json"}, sample, query=query).content)
    assert (found["total"], found["refused"]) == (ROWS, 0)


def test_the_law_leads_to_it() -> None:
    for page in ("/en/law/", "/en/law/reading/R4/"):
        assert "/en/law/impact/" in visit(page).links.values()
    address = "/en/law/impact/?decision=replacement&jurisdiction=CN-GD"
    assert address in visit("/en/law/decision/replacement/").links.values()
    assert visit(address).status == 200
    assert visit("/en/law/impact/?decision=nothing").status == 404
