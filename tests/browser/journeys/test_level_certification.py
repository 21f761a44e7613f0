"""An enterprise is filed, holds a plan that is accepted, issues, and its certificate is checked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.journeys.conftest import LogIn, Person
from tests.filings.conftest import credit_code, person_number

EVALUATED, ACCEPTED = "2020-09-28", "2020-10-20"  # the second, once the notice is over


def send(person: Person, path: str, **given: str) -> str:
    """Fill in a form of the workbench and send it; where that leads, below the workbench."""
    person.open(f"work/{path}")
    for name, value in given.items():
        _fill(person.page, name.replace("__", "-"), value)
    person.click(person.page.locator("main form.form button"))
    assert person.page.locator("main [role=alert], main .error").count() == 0, person.words
    return person.page.url.partition("/zh/work/")[2]


def _fill(page: Page, name: str, value: str) -> None:
    field = page.locator(f"main [name='{name}']")
    match field.first.evaluate("one => one.type || one.tagName"):
        case "select-one":
            option = field.locator("option", has_text=value)
            field.select_option(
                value=option.first.get_attribute("value") if option.count() else value
            )
        case "radio":
            page.locator(f"main [name='{name}'][value='{value}']").check()
        case "checkbox":
            field.check()
        case "file":
            field.set_input_files(value)
        case _:
            field.fill(value)


@pytest.mark.slow  # tests/filings, tests/evaluations and tests/certificates walk the parts of it
def test_an_enterprise_files_plans_evaluates_and_issues(
    log_in: LogIn, open_page: OpenPage, served: str, tmp_path: Path
) -> None:
    enterprise, another = log_in("enterprise"), log_in("enterprise-b", width=360)
    officer, other = log_in("bureau-01"), log_in("bureau-b-01")

    page = send(enterprise, "filings/new/", kind="employer", credit_code=credit_code(77))
    send(enterprise, f"{page}sites/", name="一号场地", address="某路1号", area="广州市", seats="60")
    for role in ("responsible", "affairs", "quality", "records"):
        send(enterprise, f"{page}staff/", role=role, name=f"王{role}", from_on="2020-01-01")
    for number in range(1, 4):
        send(
            enterprise,
            f"{page}examiners/",
            name=f"考评{number}",
            number=person_number(number),
            card=f"QY{number}",
            occupation="电工",
            highest="1",
            from_on="2020-01-01",
        )
    application = send(enterprise, f"{page}apply/", kind="new")
    wanted = {"lowest": "5", "highest": "3", "standard": "national", "standard_name": "标准"}
    send(enterprise, f"{application}seek/", occupation="电工", **wanted)
    for kind in ("registration", "rules", "title"):
        paper = tmp_path / f"{kind}.pdf"
        paper.write_bytes(b"%PDF-1.7 " + kind.encode())
        send(enterprise, f"{application}documents/", kind=kind, file=str(paper))
    send(enterprise, f"{application}hand-in/")
    send(officer, f"{application}review/", verdict="grant")
    send(other, f"{application}decide/", verdict="grant", basis="备案通告3号")

    plan = send(
        enterprise,
        "plans/new/",
        title="电工四级首批",
        occupation="电工",
        level="4",
        from_on=EVALUATED,
        until_on=EVALUATED,
    )
    send(
        enterprise,
        f"{plan}people/new/",
        name="张首批",
        number=person_number(9),
        basis="own",
        condition="four_years",
        years="6",
    )
    for number in range(1, 4):
        chief = {"is_chief": "on"} if number == 1 else {}
        send(enterprise, f"{plan}panel/new/", assessor=f"考评{number}", **chief)
    send(enterprise, f"{plan}reporting/")
    enterprise.move_to(EVALUATED)
    send(enterprise, f"{plan}hold/")
    enterprise.open(f"work/{plan}results/enter/")
    for part, points in (("theory", "85"), ("practical", "78")):
        enterprise.page.locator(f"main [name$='-{part}']").fill(points)
    enterprise.press("保存本页")
    send(enterprise, f"{plan}report/show/")
    send(enterprise, f"{plan}report/hand-in/")
    officer.move_to(ACCEPTED)
    send(officer, f"{plan}report/accept/")

    enterprise.move_to(ACCEPTED)
    enterprise.open("work/")
    assert "合格人员待提交核发：电工四级首批" in enterprise.words
    batch = send(enterprise, f"{plan}report/submit/")
    another.move_to(ACCEPTED)
    send(another, f"{batch}approve/")
    another.page.get_by_text("已核发 1 张").wait_for()
    another.look()
    enterprise.open(f"work/{plan}report/")
    issued = enterprise.page.locator("main li code").inner_text()
    assert issued.startswith("Y000044")

    employer = Person(open_page(width=360), served)
    employer.open("verify/")
    employer.move_to(ACCEPTED)
    employer.page.locator("main [name=number]").fill(issued)
    employer.page.locator("main [name=name]").fill("张首批")
    employer.press(re.compile("^核验$"))
    assert "广州市某机械有限公司的备案自" in employer.words
