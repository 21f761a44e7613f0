"""Old registers: mapped, checked row by row, resumed, never written twice."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter

from tests.certificates.conftest import Office
from tests.sittings.conftest import THEN
from xianjie.domain import bulk
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates import importing
from xianjie.domain.certificates.checks import Result
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.importing import Told, run
from xianjie.domain.certificates.models import Certificate, Import
from xianjie.domain.certificates.old_rows import check_row, mapped
from xianjie.domain.certificates.verifying import check_record
from xianjie.instruments import law

HEADS = ["证书编号", "姓名", "证件号码", "职业（工种）", "等级", "发证日期", "发证机关"]
GOOD = ["1810012003400001", "张三", "440106199001011235", "电工", "中级", "2018-05-01", "省厅"]


def rows(count: int) -> list[list[str]]:
    return [[f"18100120034{one:05}", *GOOD[1:]] for one in range(1, count + 1)]


def as_csv(path: Path, lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADS, *lines])
    return path


def imported(
    office: Office, path: Path, report: io.StringIO | None = None, **given: object
) -> Told:
    told: dict[str, object] = {"mapping": {}, "area": "440100", "dry_run": False, **given}
    return run(by=office.maker, path=path, report=report, lang="zh", at=THEN, **told)  # type: ignore[arg-type]


def test_a_file_is_entered_once_and_sealed(office: Office, tmp_path: Path) -> None:
    path = as_csv(tmp_path / "old.csv", rows(30))
    dry = imported(office, path, dry_run=True)
    assert (dry.entered, Certificate.objects.count(), Import.objects.count()) == (30, 0, 0)
    for _ in range(2):
        told = imported(office, path)
        assert (told.rows, told.entered, told.known, told.wrong) == (30, 30, 0, 0)
    assert Certificate.objects.count() == 30
    made = Certificate.objects.order_by("pk")[0]
    assert (made.level, made.issued_on, made.area) == (4, date(2018, 5, 1), "440100")
    assert "440106" not in made.number_sealed
    assert unseal(made.number_sealed) == "440106199001011235"
    assert list(Event.objects.filter(action__startswith="import").values_list("action", flat=True))
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    again = imported(office, path)  # another file, the same rows
    assert (again.entered, again.known) == (0, 30)


def test_parquet_and_excel_read_alike(office: Office, tmp_path: Path) -> None:
    lines = rows(3)
    table = pa.table(
        {
            head: [
                date.fromisoformat(line[place]) if head == "发证日期" else line[place]
                for line in lines
            ]
            for place, head in enumerate(HEADS)
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([HEADS, *lines]):
            sheet.write_row(number, 0, line)
    assert imported(office, tmp_path / "a.parquet").entered == 3
    assert imported(office, tmp_path / "b.xlsx").known == 3


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (0, "181001200340000", "16位"),
        (0, "1810015003400001", "第 7 位"),
        (0, "1810012003600001", "第 11 位"),
        (0, "1810012003500001", "等级"),
        (0, "1710012003400001", "年份"),
        (1, "", "姓名"),
        (2, "440106199001011230", "校验"),
        (4, "特级", "等级"),
        (5, "2018-13-01", "发证日期"),
        (6, "", "发证机关"),
    ],
)
def test_a_wrong_row_is_told_with_its_number_and_the_rest_is_entered(
    office: Office, tmp_path: Path, place: int, value: str, said: str
) -> None:
    lines = rows(3)
    lines[1][place] = value
    report = io.StringIO()
    told = imported(office, as_csv(tmp_path / "old.csv", lines), report)
    assert (told.entered, told.wrong) == (2, 1)
    ((number, _, reason),) = list(csv.reader(io.StringIO(report.getvalue())))[1:]
    assert number == "3"
    assert said in reason


def test_what_the_register_or_the_file_says_otherwise_is_wrong(
    office: Office, tmp_path: Path
) -> None:
    imported(office, as_csv(tmp_path / "a.csv", rows(1)))
    other = [*GOOD]
    other[1] = "李四"
    twice = [f"18100120034{2:05}", *GOOD[1:]]
    report = io.StringIO()
    told = imported(office, as_csv(tmp_path / "b.csv", [other, twice, twice]), report)
    assert (told.entered, told.wrong) == (1, 2)
    assert "内容不同" in report.getvalue()
    assert "重复" in report.getvalue()


def test_an_import_that_was_cut_off_goes_on(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    path = as_csv(tmp_path / "old.csv", rows(35))
    real, calls = bulk.insert_values, []

    def fail(*given: object) -> object:
        calls.append(given)
        if len(calls) == 3:
            raise RuntimeError
        return real(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(importing, "insert_values", fail)
        with pytest.raises(RuntimeError):
            imported(office, path)
    assert Certificate.objects.count() == 20
    done: list[int] = []
    told = imported(office, path, progress=done.append)
    assert (told.rows, told.entered, done) == (35, 35, [30, 35])
    assert Certificate.objects.count() == 35
    assert Import.objects.get().finished_at
    with pytest.raises(CertificateError, match="另一种列对应"):
        imported(office, path, mapping={"institution": "发证机关"})


def test_columns_are_found_by_title_or_as_given() -> None:
    assert mapped(HEADS, {})["occupation"] == "职业（工种）"
    heads = ["编号", *HEADS[1:]]
    assert mapped(heads, {"number": "编号"})["number"] == "编号"
    for given, said in (
        ({}, "缺|没有这些列"),
        ({"number": "没有"}, "没有列"),
        ({"x": "编号"}, "没有字段"),
    ):
        with pytest.raises(CertificateError, match=said):
            mapped(heads, given)


def test_numbers_that_a_sheet_damaged_are_refused() -> None:
    row: dict[str, object] = dict(
        zip(
            ("number", "name", "document_number", "occupation", "level", "issued_on", "issuer"),
            GOOD,
            strict=True,
        )
    )
    assert not isinstance(check_row(row), list)
    for number in (1.810012003400001e15, "1.81E+15", 1810012003400001):
        found = check_row({**row, "number": number})
        assert isinstance(found, list), number


def test_only_who_may_imports(office: Office, tmp_path: Path) -> None:
    path = as_csv(tmp_path / "old.csv", rows(1))
    for by in (office.sat.one, office.filed_maker):
        with pytest.raises(Denied):
            run(
                by=by,
                path=path,
                mapping={},
                area="440100",
                report=None,
                lang="zh",
                dry_run=True,
                at=THEN,
            )


def test_an_old_record_stays_valid_or_says_what_it_lacks(office: Office, tmp_path: Path) -> None:
    late = [f"21100120034{1:05}", *GOOD[1:5], "2021-02-01", GOOD[6]]
    imported(office, as_csv(tmp_path / "old.csv", [GOOD, late]))
    held = check_record(number=GOOD[0], name="张三", law=law(), as_of=date(2021, 6, 1))
    assert held.result is Result.VALID
    assert held.standing
    assert "继续有效" in held.standing.sentence.zh
    assert held.standing.answer
    assert "252/2.3" in held.standing.answer.clauses
    open_ = check_record(number=late[0], name="张三", law=law(), as_of=date(2021, 6, 1))
    assert open_.result is Result.UNSETTLED
    words = next(one for one in open_.steps if one.name == "law").words
    assert "考试公告发布日" in words.zh


def test_of_an_occupation_beyond_the_annex_the_law_says_nothing(
    office: Office, tmp_path: Path
) -> None:
    other = [*GOOD[:3], "不在附件的职业", *GOOD[4:]]
    imported(office, as_csv(tmp_path / "old.csv", [other]))
    found = check_record(number=GOOD[0], name="张三", law=law(), as_of=date(2021, 6, 1))
    assert found.result is Result.UNSETTLED
    assert found.standing
    assert "没有提到" in found.standing.sentence.zh
