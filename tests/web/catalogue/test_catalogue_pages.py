"""The catalogue's pages: rows, filters, days, downloads, names that are not there."""

import csv
import io

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from xianjie.instruments import catalogue
from xianjie.text import LANGS
from xianjie.web.portal.catalogue.exports import inert


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.mark.parametrize("lang", LANGS)
def test_every_occupation_has_its_page(visitor: Client, lang: str) -> None:
    for entry in catalogue.load().occupations:
        page = visitor.get(f"/{lang}/occupation/{entry.occupation}/", {"on": "2020-10-15"})
        assert page.status_code == 200
        assert entry.occupation in page.content.decode()


@pytest.mark.parametrize("lang", LANGS)
def test_every_item_has_its_page(visitor: Client, lang: str) -> None:
    for item in catalogue.load().items():
        page = visitor.get(f"/{lang}/item/{item.number}/").content.decode()
        assert all(entry.occupation in page for entry in item.occupations)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 192),
        ("treatment=batch_1", 29),
        ("treatment=batch_2", 156),
        ("treatment=access_type", 7),
        ("treatment=access_type&hrss=1", 2),
        ("department=民政部", 3),
        ("q=消防", 3),
        ("q=6-31-01-03", 1),
        ("treatment=nonsense&department=nobody&order=none", 192),
    ],
)
def test_filters(visitor: Client, query: str, count: int) -> None:
    page = visitor.get(f"/zh/catalogue/?{query}").content.decode()
    assert page.count('<th scope="row" lang="zh-CN"><a ') == count


@pytest.mark.parametrize(
    ("order", "first"), [("item", "设备点检员"), ("code", "消防员"), ("exit", "电梯安装维修工")]
)
def test_order(visitor: Client, order: str, first: str) -> None:
    rows = _csv(visitor, f"order={order}")
    assert rows[1][2] == first


def test_standing_is_that_of_the_day(visitor: Client) -> None:
    before = _csv(visitor, "treatment=batch_1&on=2020-09-30")
    after = _csv(visitor, "treatment=batch_1&on=2020-10-01")
    assert {row[8] for row in before[1:]} == {"即将退出"}
    assert {row[8] for row in after[1:]} == {"已退出"}


def test_both_downloads_hold_the_same_rows(visitor: Client) -> None:
    asked = "treatment=batch_1&on=2020-10-01"
    content = visitor.get(f"/en/catalogue/catalogue.xlsx?{asked}").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert [[str(cell) for cell in row] for row in sheet.to_python()] == _csv(visitor, asked, "en")


def test_a_csv_that_excel_takes_for_utf_8(visitor: Client) -> None:
    response = visitor.get("/zh/catalogue/catalogue.csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in response["Content-Disposition"]


@given(st.sampled_from("=+-@\t\r"), st.text())
def test_no_cell_is_a_formula(start: str, rest: str) -> None:
    assert inert(start + rest) == f"'{start}{rest}"


@pytest.mark.parametrize("name", ["车公", "宇航员", "重冶金法冶炼工", "<script>alert(1)</script>"])
def test_a_name_that_is_not_there(visitor: Client, name: str) -> None:
    page = visitor.get(f"/zh/occupation/{name}/")
    assert page.status_code == 404
    assert "<script>alert" not in page.content.decode()


def test_near_names_and_both_of_an_ambiguous_one(visitor: Client) -> None:
    assert ">车工</a>" in visitor.get("/zh/occupation/车公/").content.decode()
    both = visitor.get("/zh/occupation/重冶金法冶炼工/").content.decode()
    assert ">重冶火法冶炼工</a>" in both
    assert ">重冶湿法冶炼工</a>" in both


def test_another_spelling_leads_to_the_page(visitor: Client) -> None:
    response = visitor.get("/zh/occupation/水生生物病害防治员/?on=2021-01-01")
    assert response.status_code == 302
    assert response["Location"].endswith("/?on=2021-01-01")


@pytest.mark.parametrize("where", ["/zh/catalogue/", "/zh/occupation/电工/"])
def test_a_day_that_is_none_is_said_at_the_field(visitor: Client, where: str) -> None:
    page = visitor.get(where, {"on": "2020-02-30"}).content.decode()
    assert 'aria-invalid="true"' in page
    assert "“2020-02-30”不是日期" in page
    assert 'value="2020-02-30"' in page


def test_an_item_that_is_not_there(visitor: Client) -> None:
    page = visitor.get("/zh/item/77/")
    assert page.status_code == 404
    assert "第1至76项" in page.content.decode()


def _csv(visitor: Client, query: str, lang: str = "zh") -> list[list[str]]:
    content = visitor.get(f"/{lang}/catalogue/catalogue.csv?{query}").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))
