"""The workbench's pages of filings: from entering a body to filing it, and what others see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.filings.conftest import LONG_AGO, ON, Office, acting, credit_code, moment, person_number
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.filings import deciding
from xianjie.domain.filings.models import Application, Measure, Organisation
from xianjie.domain.filings.states import ApplicationState, Standing, standing_on, state_of
from xianjie.domain.supervision import complaining
from xianjie.domain.supervision.models import Case

LogIn = Callable[[Actor], Client]


@pytest.fixture
def log_in(monkeypatch: pytest.MonkeyPatch) -> LogIn:
    """Return ``log_in(actor)``: a browser of that person, who has a second factor."""
    monkeypatch.setenv("XIANJIE_NOW", ON.isoformat())

    def by(actor: Actor) -> Client:
        user = User.objects.get(username=actor.username)
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return by


def text(client: Client, path: str) -> str:
    response = client.get(f"/zh/work/{path}")
    assert response.status_code == 200, path
    return response.content.decode()


def sent(client: Client, path: str, **given: object) -> str:
    """What a form leads to; its page of errors fails the test."""
    response = client.post(f"/zh/work/{path}", given)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"]).removeprefix("/zh/work/")


def examiner(number: int) -> dict[str, object]:
    return {
        "name": f"考评{number}",
        "document": "resident",
        "number": person_number(number),
        "card": f"K{number}",
        "highest": "1",
        "from_on": "2020-01-01",
    }


def test_an_enterprise_is_filed_by_page_forms_alone(office: Office, log_in: LogIn) -> None:
    body = Body.objects.create(
        kind="enterprise", name="某机械公司", area="440106", opened_on=LONG_AGO
    )
    applicant = log_in(acting("applicant", Role.ENTERPRISE, body))
    assert "登记本单位" in text(applicant, "filings/")
    page = sent(
        applicant, "filings/new/", body=body.pk, kind="employer", credit_code=credit_code(7)
    )
    sent(
        applicant,
        f"{page}sites/",
        name="一号场地",
        address="某路1号",
        area="广州市",
        seats=60,
        tenure="owned",
    )
    for role in ("responsible", "affairs", "quality", "records"):
        sent(applicant, f"{page}staff/", role=role, name=f"王{role}", from_on="2020-01-01")
    for number in range(3):
        sent(applicant, f"{page}examiners/", **examiner(number), occupation="电工")
    sent(applicant, f"{page}examiners/", **examiner(2), occupation="焊工")
    application = sent(applicant, f"{page}apply/", kind="new")
    site = Organisation.objects.get().sites.get()
    wanted = {"lowest": "5", "highest": "3", "standard": "national", "standard_name": "标准"}
    sent(applicant, f"{application}seek/", site=site.pk, occupation="电工", **wanted)
    shown = text(applicant, application)
    for words in ("登记证照", "评价管理制度", "场地产权证明", "还缺"):
        assert words in shown
    for kind in ("registration", "rules", "title"):
        file = SimpleUploadedFile(f"{kind}.pdf", b"%PDF-1.7 " + kind.encode())
        sent(applicant, f"{application}documents/", kind=kind, file=file)
    assert "材料已齐" in text(applicant, f"{application}hand-in/")
    sent(applicant, f"{application}hand-in/")
    for page_of in ("seek/", "documents/", "import/"):  # nobody fills in what would be refused
        closed = text(applicant, f"{application}{page_of}")
        assert "现在不能这样办" in closed
        assert 'enctype="multipart/form-data"' not in closed
    assert "没有待登记的单位" in text(applicant, "filings/new/")
    officer, other = log_in(office.officer), log_in(office.other)
    assert "备案申请待审核：某机械公司" in text(officer, "")
    sent(officer, f"{application}review/", verdict="grant")
    assert "待决定：某机械公司" in text(other, "")
    assert "待决定" not in text(officer, "")
    sent(other, f"{application}decide/", verdict="grant", basis="备案通告3号")
    organisation = Organisation.objects.get()
    assert organisation.number == "Y000044000001"
    assert standing_on(organisation, ON) is Standing.IN_FORCE
    shown = text(applicant, page)
    for words in ("Y000044000001", "有效", "备案通告3号", "五级/初级工 至 三级/高级工"):
        assert words in shown
    document = organisation.applications.get().documents.get(kind="title")
    saved = applicant.get(f"/zh/work/filing-documents/{document.pk}/")
    assert saved.content == b"%PDF-1.7 title"
    assert saved["Content-Type"] == "application/pdf"
    assert saved["Content-Disposition"] == f'attachment; filename="title-{document.pk}.pdf"'


def test_the_bureau_asks_once_and_the_organisation_sees_what_and_until_when(
    office: Office, log_in: LogIn
) -> None:
    organisation = office.registered()
    application = office.draft(organisation)
    officer, applicant = log_in(office.officer), log_in(office.of(organisation))
    page = f"filing-applications/{application.pk}/"
    assert "写明申请的职业、等级和场地以后才能提交" in text(applicant, f"{page}hand-in/")
    office.seek(application, office.site(organisation))
    assert "现在提交的，主管部门会一次告知补正" in text(applicant, f"{page}hand-in/")
    office.hand_in(application)
    assert "待告知补正：第1评价机构" in text(officer, "")
    assert "考评员 3 名" in text(officer, f"{page}ask/")
    assert "还没有审核" in text(log_in(office.other), f"{page}decide/")
    sent(officer, f"{page}ask/", besides="章程没有盖章\n\n法人证书过期")
    shown = text(applicant, page)
    for words in ("章程没有盖章", "法人证书过期", "须补正（一次告知）", "2020年6月15日"):
        assert words in shown
    assert "已经一次告知，不再告知" in text(applicant, f"{page}hand-in/")
    assert f"备案申请待补正：{application.pk}" in text(applicant, "")
    assert f"{page}ask/" not in text(officer, page)
    told = applicant.get("/zh/me/messages/")
    assert "备案申请须补正" in told.content.decode()


def test_documents_are_scans_and_may_be_taken_back(office: Office, log_in: LogIn) -> None:
    organisation = office.registered()
    application = office.draft(organisation)
    applicant = log_in(office.of(organisation))
    page = f"filing-applications/{application.pk}/"
    for name, content in (("v.exe", b"MZ"), ("fake.pdf", b"hello")):
        answer = applicant.post(
            f"/zh/work/{page}documents/",
            {"kind": "registration", "file": SimpleUploadedFile(name, content)},
        )
        assert answer.status_code == 400
        assert "材料须为 PDF、PNG 或 JPEG 文件" in answer.content.decode()
    office.attach(application, "registration")
    document = application.documents.get()
    assert "登记证照" in text(applicant, f"filing-documents/{document.pk}/remove/")
    assert sent(applicant, f"filing-documents/{document.pk}/remove/") == page
    assert not application.documents.exists()
    shown = text(applicant, page)
    for words in ("申请事项：首次备案", "去掉材料", "材料：登记证照"):
        assert words in shown
    in_english = applicant.get(f"/en/work/{page}").content.decode()
    for words in ("For: first filing", "a person in the role “head of evaluation”"):
        assert words in in_english
    assert "类别：社会培训评价组织" in text(applicant, f"filings/{organisation.pk}/")
    site = office.site(organisation)
    sought = {"lowest": 4, "highest": 4, "standard": "national", "standard_name": "某标准"}
    sent(applicant, f"{page}seek/", site=site.pk, occupation="汽车修里工", **sought)
    shown = text(applicant, page)
    assert "请核对职业名称" in shown
    assert shown.count("汽车维修工") == 2  # once as what was just entered, once as what is so
    assert '<option value="汽车维修工">' in text(applicant, f"{page}seek/")
    office.seek(application, site)
    office.attach(application, "registration")
    office.hand_in(application)
    kept = application.documents.get()
    refused = applicant.post(f"/zh/work/filing-documents/{kept.pk}/remove/")
    assert refused.status_code == 400
    assert "现在不能这样办" in refused.content.decode()


def test_a_measure_is_proposed_and_decided_on_pages(
    office: Office, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = office.filed()
    officer, other = log_in(office.officer), log_in(office.other)
    page = f"filings/{organisation.pk}/"
    given = {"kind": "removed", "grounds": "评价不实", "basis": "决定1号", "from_on": "2020-06-01"}
    sent(officer, f"{page}measures/", bars="on", **given)
    measure = Measure.objects.get()
    assert f"measures/{measure.pk}/" not in text(officer, page)
    assert "备案措施待决定" in text(other, "")
    assert "2022-05-31前不得再备案" in text(other, f"measures/{measure.pk}/")
    monkeypatch.setenv("XIANJIE_NOW", "2020-06-04")
    late = text(other, f"measures/{measure.pk}/")
    assert "自2020-06-04起移出；2022-06-03前不得再备案" in late
    assert "原提自2020-06-01起" in late
    monkeypatch.setenv("XIANJIE_NOW", ON.isoformat())
    assert "原提自" not in text(other, f"measures/{measure.pk}/")
    sent(other, f"measures/{measure.pk}/", verdict="grant")
    shown = text(log_in(office.of(organisation)), page)
    for words in ("移出", "评价不实", "2022年5月31日"):
        assert words in shown
    wrong = officer.post(f"/zh/work/{page}measures/", given)
    assert wrong.status_code == 400
    assert "移出" in wrong.content.decode()


def test_names_are_covered_for_the_province_and_files_are_not_given(
    office: Office, log_in: LogIn
) -> None:
    organisation = office.filed()
    application = organisation.applications.get()
    department = Body.objects.create(
        kind="department", name="省厅", area="440000", opened_on=LONG_AGO
    )
    province = log_in(acting("province", Role.PROVINCE, department))
    shown = text(province, f"filings/{organisation.pk}/")
    assert "考＊＊" in shown
    assert "考评0" not in shown
    assert "filing-documents" not in text(province, f"filing-applications/{application.pk}/")
    document = application.documents.first()
    assert document
    assert province.get(f"/zh/work/filing-documents/{document.pk}/").status_code == 404
    rival = log_in(office.of(office.registered()))
    assert rival.get(f"/zh/work/filings/{organisation.pk}/").status_code == 404


def test_lists_show_what_had_happened_by_the_day(
    office: Office, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = office.filed(on=date(2020, 7, 1))
    officer = log_in(office.officer)
    assert "尚未备案" in text(officer, "filings/")
    assert "共 0 条" in text(officer, "filing-applications/")
    assert organisation.number not in text(officer, "filings/")
    monkeypatch.setenv("XIANJIE_NOW", "2020-07-02")
    assert organisation.number in text(officer, "filings/?standing=in_force")
    assert "共 1 条" in text(officer, "filing-applications/?state=granted")
    assert "共 0 条" in text(officer, "filing-applications/?state=review")
    assert officer.get("/zh/work/filings/?form=csv").status_code == 200


def test_each_filter_of_states_keeps_what_the_state_says(office: Office, log_in: LogIn) -> None:
    """The list's conditions and the one function that derives states agree."""
    made = {
        ApplicationState.DRAFT: office.draft(office.registered()),
        ApplicationState.INCOMPLETE: office.incomplete(office.registered()),
        ApplicationState.REVIEW: office.hand_in(office.whole(office.registered())),
        ApplicationState.GRANTED: office.filed().applications.get(),
        ApplicationState.REFUSED: office.decided(
            office.hand_in(office.whole(office.registered())), grant=False
        ),
    }
    asked = office.incomplete(office.registered())
    step = {"by": office.officer, "on": ON, "at": moment(ON)}
    deciding.ask_for(application=asked.pk, besides=[], **step)  # type: ignore[arg-type] # told above
    made[ApplicationState.ASKED] = asked
    reviewed = office.hand_in(office.whole(office.registered()))
    deciding.review(application=reviewed.pk, grant=True, words="", **step)  # type: ignore[arg-type]
    made[ApplicationState.DECIDE] = reviewed
    withdrawn = office.draft(office.registered())
    applicant = log_in(office.of(withdrawn.organisation))
    sent(applicant, f"filing-applications/{withdrawn.pk}/withdraw/")
    made[ApplicationState.WITHDRAWN] = withdrawn
    assert set(made) == set(ApplicationState)
    officer = log_in(office.officer)
    for state, application in made.items():
        assert state_of(Application.objects.get(pk=application.pk)) is state
        shown = text(officer, f"filing-applications/?state={state}")
        assert "共 1 条" in shown, state
        assert f"filing-applications/{application.pk}/" in shown


def test_a_complaint_is_read_and_answered_in_the_area(office: Office, log_in: LogIn) -> None:
    organisation = office.filed()
    receipt = complaining.complain(
        body=organisation.body, words="半小时就考完了", contact="某人", on=ON, at=moment(ON)
    )
    case = Case.objects.get()
    officer = log_in(office.officer)
    assert "投诉待答复：第1评价机构" in text(officer, "")
    assert receipt.number in text(officer, "cases/?state=open")
    shown = text(officer, f"cases/{case.pk}/")
    assert "半小时就考完了" in shown
    assert "某人" in shown
    department = Body.objects.create(
        kind="department", name="省厅", area="440000", opened_on=LONG_AGO
    )
    auditor = log_in(acting("auditor", Role.AUDITOR, department))
    assert "半小时就考完了" not in text(auditor, f"cases/{case.pk}/")
    sent(officer, f"cases/{case.pk}/answer/", findings="属实", words="已责令整改")
    assert "投诉待答复" not in text(officer, "")
    own = log_in(office.of(organisation))
    assert own.get(f"/zh/work/cases/{case.pk}/").status_code == 404


def test_organisations_are_renamed_and_reminded_and_people_leave(
    office: Office, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = office.filed()
    officer, own = log_in(office.officer), log_in(office.of(organisation))
    page = f"filings/{organisation.pk}/"
    sent(officer, f"{page}rename/", name="新名评价中心", basis="变更登记")
    assert "新名评价中心" in text(own, page)
    staff, examiner = organisation.staff.first(), organisation.assessors.first()
    assert staff
    assert examiner
    sent(own, f"filed-staff/{staff.pk}/end/", on="2020-06-02")
    sent(own, f"assessors/{examiner.pk}/end/", on="2020-06-02")
    sent(own, f"{page}sites/", name="备用", address="x", area="440106", seats=1, tenure="owned")
    spare = organisation.sites.get(name="备用")
    assert "删去" in text(own, page)
    sent(own, f"filed-sites/{spare.pk}/remove/")
    assert "没有需要提醒" in officer.post("/zh/work/filings/remind/").content.decode()
    monkeypatch.setenv("XIANJIE_NOW", "2023-03-01")
    sent(officer, "filings/remind/")
    told = own.get("/zh/me/messages/").content.decode()
    assert "备案即将期满" in told


def test_sought_occupations_are_taken_out_and_a_workbook_template_is_given(
    office: Office, log_in: LogIn
) -> None:
    application = office.whole(office.registered())
    own = log_in(office.of(application.organisation))
    sought = application.sought.get()
    sent(own, f"sought/{sought.pk}/drop/")
    assert not application.sought.exists()
    page = f"/zh/work/filing-applications/{application.pk}/import/"
    template = own.get(f"{page}template/")
    assert template.content[:2] == b"PK"
    form = own.get(page).content.decode()
    assert "全部无误才导入" in form
    assert "无误的先导入" not in form  # such a workbook is taken whole, or not at all
