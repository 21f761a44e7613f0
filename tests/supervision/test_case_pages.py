"""Cases on pages: by forms alone from the alert to the close, and what each party sees."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.filings.conftest import ON, acting, moment
from tests.filings.test_pages import LogIn, log_in, sent, text
from tests.supervision.conftest import Desk, desk
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.supervision import asking, complaining, opening
from xianjie.domain.supervision.locking import Sent
from xianjie.domain.supervision.models import Case, CaseFile

__all__ = ["desk", "log_in"]


def main(client: Client, path: str) -> str:
    """The page without its navigation."""
    return text(client, path).partition("<main")[2]


def test_from_an_alert_to_the_close_by_page_forms_alone(desk: Desk, log_in: LogIn) -> None:
    alert = desk.alert()
    officer, body = log_in(desk.officer), log_in(desk.body)
    assert "超出备案范围颁发 3 张证书" in text(officer, f"cases/new/?alert={alert.pk}")
    page = sent(officer, f"cases/new/?alert={alert.pk}", title="超范围颁证")
    assert "案件待核查：第1评价机构" in text(officer, "")
    assert body.get(f"/zh/work/own-{page}").status_code == 404
    sent(officer, f"{page}ask/", words="请说明依据", days="5")
    assert "核查待说明：超范围颁证" in text(body, "")
    own = f"own-{page}"
    assert "请说明依据" in text(body, own)
    paper = SimpleUploadedFile("说明.pdf", b"%PDF-1.7")
    sent(body, f"{own}answer/", words="当时正在增项", papers=paper)
    assert "案件待认定" in text(officer, "")
    sent(officer, f"{page}find/", verdict0="yes", words0="名册属实")
    sent(officer, f"{page}order/", words="停止超范围评价", days="10")
    assert "整改待报告：超范围颁证" in text(body, "")
    sent(body, f"{own}report/", words="已停止")
    sent(officer, f"{page}recheck/", verdict="yes", words="现场核实")
    sent(officer, f"{page}close/", findings="属实，已整改")
    shown = text(officer, page)
    for words in ("已办结", "请说明依据", "当时正在增项", "说明.pdf", "停止超范围评价", "现场核实"):
        assert words in shown
    kept = CaseFile.objects.get()
    for client, address in ((officer, "case-files"), (body, "own-case-files")):
        answer = client.get(f"/zh/work/{address}/{kept.pk}/")
        assert (answer.content, answer["Content-Disposition"]) == (
            b"%PDF-1.7",
            f'attachment; filename="case-file-{kept.pk}.pdf"',
        )
    told = body.get("/zh/me/messages/").content.decode()
    assert "核查：请说明情况" in told
    assert "核查已办结" in told


def test_a_step_that_the_case_does_not_take_now_has_no_form(desk: Desk, log_in: LogIn) -> None:
    case = desk.opened()
    desk.asked(case)
    officer, body = log_in(desk.officer), log_in(desk.body)
    for client, page in (
        (officer, f"cases/{case.pk}/close/"),
        (officer, f"cases/{case.pk}/order/"),
        (officer, f"cases/{case.pk}/settle/"),
        (body, f"own-cases/{case.pk}/report/"),
    ):
        shown = main(client, page)
        assert "现在不能办理：" in shown, page
        assert "待机构说明" in shown
        assert 'class="card form"' not in shown
    for client, page in (
        (officer, f"cases/{case.pk}/find/"),
        (body, f"own-cases/{case.pk}/answer/"),
    ):
        assert 'class="card form"' in main(client, page), page


def test_the_body_sees_neither_the_evidence_nor_who_looks_into_it(
    desk: Desk, log_in: LogIn
) -> None:
    case = desk.opened()
    note = asking.add_evidence(
        by=desk.officer,
        case=case.pk,
        words="举报人提供的录音",
        files=(Sent("录音.mp3", b"x"),),
        on=ON,
        at=moment(ON),
    )
    desk.asked(case)
    body = log_in(desk.body)
    shown = text(body, f"own-cases/{case.pk}/")
    for hidden in ("录音", "officer", "补充证据"):
        assert hidden not in shown
    kept = note.files.get()
    for address in (f"own-case-files/{kept.pk}/", f"case-files/{kept.pk}/", f"cases/{case.pk}/"):
        assert body.get(f"/zh/work/{address}").status_code == 404


def test_a_case_of_another_body_or_area_is_not_there(desk: Desk, log_in: LogIn) -> None:
    case = desk.opened()
    desk.asked(case)
    bureau = Body.objects.create(kind="bureau", name="深圳市局", area="440300", opened_on=ON)
    alert = desk.alert("b")
    stranger = log_in(acting("stranger", Role.PREFECTURE, bureau))
    for address in (f"cases/{case.pk}/", f"cases/{case.pk}/ask/", f"cases/new/?alert={alert.pk}"):
        assert stranger.get(f"/zh/work/{address}").status_code == 404
    assert "超范围颁证" not in text(stranger, "cases/")
    foreign = log_in(desk.office.of(desk.office.registered()))
    assert foreign.get(f"/zh/work/own-cases/{case.pk}/").status_code == 404


def test_the_assigned_supervisor_sees_the_case_and_no_other(desk: Desk, log_in: LogIn) -> None:
    case, other = desk.opened(), desk.opened([desk.alert("b")])
    officer, supervisor = log_in(desk.officer), log_in(desk.supervisor)
    sent(officer, f"cases/{case.pk}/assign/", to=desk.supervisor.user)
    assert "案件待核查" in text(supervisor, "")
    shown = text(supervisor, f"cases/{case.pk}/")
    assert "要求机构说明" in shown
    assert f"cases/{case.pk}/close/" not in shown
    assert supervisor.get(f"/zh/work/cases/{other.pk}/").status_code == 404
    assert supervisor.get(f"/zh/work/cases/{case.pk}/order/").status_code == 404


def test_the_next_step_comes_first(desk: Desk, log_in: LogIn) -> None:
    case = desk.opened()
    officer = log_in(desk.officer)

    def first() -> str:
        shown = text(officer, f"cases/{case.pk}/")
        return shown.partition('<a class="btn" href="/zh/work/cases/')[2].partition('"')[0]

    assert first() == f"{case.pk}/ask/"
    desk.found(case)
    assert first() == f"{case.pk}/order/"
    desk.ordered(case)
    assert first() == ""  # it is the body's turn
    desk.reported(case)
    assert first() == f"{case.pk}/recheck/"
    desk.checked(case)
    assert first() == f"{case.pk}/close/"


def test_an_entry_of_the_blacklist_is_decided_by_another_on_its_page(
    desk: Desk, log_in: LogIn
) -> None:
    case = desk.opened()
    desk.found(case)
    officer, other, body = log_in(desk.officer), log_in(desk.other), log_in(desk.body)
    province = log_in(desk.province)
    given = {"grounds": "虚假评价", "basis": "决定1号", "from_on": "2020-06-01", "months": "12"}
    page = sent(officer, f"cases/{case.pk}/blacklist/", card="", **given)
    assert "失信名单待决定" in text(other, "")
    assert "失信名单待决定" not in text(officer, "")
    assert "案件" not in main(province, "")
    step = case.steps.get(kind="proposed")
    decide = f"blacklistings/{step.blacklisting_id}/"
    wrong = officer.post(f"/zh/work/{decide}", {"verdict": "grant"})
    assert "不能由本人审批" in wrong.content.decode()
    sent(other, decide, verdict="grant", words="")
    assert "已决定" in text(other, page)
    sent(body, f"own-case-steps/{step.pk}/appeal/", words="处理过重")
    assert "案件待答复异议" in text(province, "")
    sent(province, f"{page}settle/", verdict="yes", words="理由成立")
    assert "异议成立，已撤回" in text(body, f"own-{page}")


def test_a_complaint_is_still_answered_at_once(desk: Desk, log_in: LogIn) -> None:
    complaining.complain(
        body=desk.organisation.body, words="没有考试", contact="", on=ON, at=moment(ON)
    )
    case = Case.objects.get()
    officer = log_in(desk.officer)
    assert "投诉待答复：第1评价机构" in text(officer, "")
    assert "没有考试" in text(officer, f"cases/{case.pk}/")
    assert "没有考试" not in text(log_in(desk.province), f"cases/{case.pk}/")
    sent(officer, f"cases/{case.pk}/answer/", findings="不属实", words="经核查不属实")
    assert "已办结" in text(officer, f"cases/{case.pk}/")


@pytest.mark.parametrize("filters", ["state=open", "of=alerts", "late=yes", "q=第1", "form=csv"])
def test_the_list_is_filtered_without_asking_for_each_row(
    desk: Desk, log_in: LogIn, filters: str, django_assert_max_num_queries: object
) -> None:
    for number in range(6):
        desk.asked(desk.opened([desk.alert(str(number))]))
    officer: Client = log_in(desk.officer)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        text(officer, f"cases/?{filters}")


def test_who_has_a_case_reads_its_alerts_with_their_evidence_and_no_others(
    desk: Desk, log_in: LogIn
) -> None:
    alert, other = desk.alert(), desk.alert("b")
    case = desk.opened([alert])
    supervisor = log_in(desk.supervisor)
    pages = [f"/zh/work/alerts/{one.pk}/" for one in (alert, other)]
    assert [supervisor.get(one).status_code for one in pages] == [404, 404]
    opening.assign(by=desk.officer, case=case.pk, to=desk.supervisor.user, on=ON, at=moment(ON))
    assert [supervisor.get(one).status_code for one in pages] == [200, 404]
    shown = text(supervisor, f"alerts/{alert.pk}/")
    assert alert.evidence[0]["number"] in shown
    assert f"/zh/work/cases/{case.pk}/" in shown
    assert "supervision/bodies/" not in shown  # all of a body is its bureau's
    listed = text(supervisor, "alerts/")
    assert pages[0] in listed
    assert pages[1] not in listed
