"""An application from a workbook: what each row does, and what is said of a wrong one."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.filings.conftest import ON, Office, moment, person_number
from xianjie.domain.audit.models import Event
from xianjie.domain.filings.completeness import lacking
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import Application, Site, Sought, Staff
from xianjie.domain.filings.workbook import TEMPLATE, Taken, take_in
from xianjie.tables import TableError, read_table, write_template, write_xlsx

SITE: dict[str, Any] = {
    "kind": "site",
    "name": "一号场地",
    "address": "某路1号",
    "area": "广州市",
    "seats": 60,
    "tenure": "owned",
}
EXAMINER: dict[str, Any] = {
    "kind": "assessor",
    "document": "resident",
    "occupation": "电工",
    "highest": "1",
    "from_on": date(2020, 1, 1),
}
WANTED: dict[str, Any] = {
    "kind": "sought",
    "name": "一号场地",
    "occupation": "电工",
    "lowest": "5",
    "highest": "3",
    "standard": "national",
    "standard_name": "国家职业技能标准",
}


def person(role: str) -> dict[str, Any]:
    return {"kind": "staff", "name": f"人员{role}", "role": role, "from_on": date(2020, 1, 1)}


def examiner(which: int, **given: object) -> dict[str, Any]:
    told = {"name": f"考评{which}", "number": person_number(which), "card": f"K{which}"}
    return {**EXAMINER, **told, **given}


WHOLE = [
    SITE,
    *(person(role.value) for role in Staff.Role),
    *(examiner(number) for number in range(3)),
    examiner(0, occupation="焊工"),
    WANTED,
]


def taken(
    office: Office, application: Application, rows: Sequence[Mapping[str, Any]], *, write: bool
) -> Taken:
    return take_in(
        by=office.of(application.organisation),
        application=application.pk,
        content=write_xlsx(TEMPLATE.columns, rows, "zh"),
        filename="申请.xlsx",
        write=write,
        at=moment(ON),
        lang="zh",
    )


@pytest.fixture
def application(office: Office) -> Application:
    return office.draft(office.registered())


def test_a_whole_file_fills_the_application(office: Office, application: Application) -> None:
    found = taken(office, application, WHOLE, write=True)
    assert (found.rows, found.wrong, found.written) == (len(WHOLE), 0, len(WHOLE))
    organisation = application.organisation
    assert organisation.staff.count() == 4
    assert organisation.assessors.count() == 3
    assert organisation.assessors.get(card="K0").competences.count() == 2
    assert organisation.sites.get().area == "440100"
    assert Sought.objects.get().occupation == "电工"
    kinds = {one.words.zh for one in lacking(application, ON)}
    assert kinds == {"登记证照", "章程", "评价管理制度", "场地产权证明"}
    again = taken(office, application, [WANTED], write=False)
    assert "已写入申请" in again.problems[0][1].zh


def test_a_dry_run_finds_the_same_and_leaves_nothing(
    office: Office, application: Application
) -> None:
    before = Event.objects.count()
    found = taken(office, application, WHOLE, write=False)
    assert (found.rows, found.wrong, found.written) == (len(WHOLE), 0, 0)
    assert not Site.objects.exists()
    assert Event.objects.count() == before


def test_each_wrong_row_is_named_and_nothing_is_written(
    office: Office, application: Application
) -> None:
    rows = [
        SITE,
        {**SITE, "tenure": "leased"},
        {**SITE, "name": "二号场地", "area": "999999"},
        person("quality"),
        {**person("records"), "seats": 3},
        {**person("records"), "from_on": None},
        examiner(1),
        examiner(1, number=person_number(2)),
        examiner(3, number="440106190001010000"),
        {**WANTED, "name": "三号场地"},
        {**WANTED, "lowest": "2"},
        WANTED,
        SITE,
    ]
    found = taken(office, application, rows, write=True)
    assert (found.rows, found.written) == (len(rows), 0)
    told: dict[int, str] = {}
    for number, words in found.problems:
        told.setdefault(number, words.zh)
    assert told == {
        3: "“场地”行须填“租期自”",
        4: told[4],
        6: "“人员”行没有“工位数”；请清空这一格",
        7: "“人员”行须填“起始日”",
        9: "证卡 K1 已登记在另一人名下；请核对姓名、证件和证号",
        10: told[10],
        11: "没有名为“三号场地”的场地；场地的行写在前面",
        12: "等级应为五级至一级，最高等级不低于最低等级",
        14: "已有名为“一号场地”的场地；租期续签的，请另起名称登记",
    }
    assert "999999" in told[4]
    assert "校验码" in told[10]
    assert not Site.objects.exists()
    returned = read_table(found.returned, "退回.xlsx", TEMPLATE)
    assert len(list(returned)) == len(rows)


def test_an_empty_template_another_table_and_too_many_rows_are_refused(
    office: Office, application: Application
) -> None:
    with pytest.raises(TableError, match="没有数据"):
        read_table(write_template(TEMPLATE, "zh"), "空.xlsx", TEMPLATE)
    with pytest.raises(TableError, match="表头"):
        take_in(
            by=office.of(application.organisation),
            application=application.pk,
            content="姓名,号码\n张三,1\n".encode(),
            filename="别的.csv",
            write=True,
            at=moment(ON),
            lang="zh",
        )
    with pytest.raises(FilingError, match="至多"):
        taken(office, application, [SITE] * 2_001, write=True)


def test_a_file_for_an_application_that_is_handed_in_is_refused(office: Office) -> None:
    handed = office.hand_in(office.whole(office.registered()))
    with pytest.raises(FilingError, match="现在不能"):
        taken(office, handed, WHOLE, write=True)


def test_the_template_says_which_rows_need_a_column_and_has_a_row_of_each_kind(
    office: Office, application: Application
) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_template(TEMPLATE, "zh")))
    notes = book.get_sheet_by_name("说明").to_python()
    needs = {row[0]: row[1] for row in notes if len(row) > 1}
    assert needs["地址"] == "场地必填"
    assert needs["租期自"] == "场地可填"
    assert needs["职业（工种）"] == "考评员、申请职业必填"
    assert needs["名称或姓名"] == "必填"
    top = next(at for at, row in enumerate(notes) if row[0] == "整行的例")
    heads, *rows = notes[top + 1 : top + 6]
    assert [row[0] for row in rows] == ["场地", "人员", "考评员", "申请职业"]
    content = "\n".join(",".join(map(str, row)) for row in (heads, *rows)).encode()
    told = take_in(
        by=office.of(application.organisation),
        application=application.pk,
        content=content,
        filename="例.csv",
        write=False,
        at=moment(ON),
        lang="zh",
    )
    assert (told.rows, told.wrong) == (4, 0)  # the examples are themselves in order
