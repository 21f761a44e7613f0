"""Pages of programmes: what a school enters and sees, what a bureau sees covered."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.domain.conftest import Province
from tests.domain.conftest import _actor as actor_in
from tests.programmes.test_rolls import HEADS, number
from tests.programmes.training import Training, certificate, filed, person
from tests.web.work.conftest import LogIn, log_in
from tests.web.work.test_exam_day import AtOnce
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import seal
from xianjie.domain.appraisals.models import Candidate, Exam
from xianjie.domain.appraisals.services.uploading import TEMPLATE as REGISTRATIONS
from xianjie.domain.audit.models import Event
from xianjie.domain.programmes.models import Cohort, Learner, Programme
from xianjie.domain.programmes.rolls import enrol
from xianjie.domain.programmes.warning import warn
from xianjie.instruments import law
from xianjie.tables import read_table
from xianjie.web.workbench import jobs

__all__ = ["log_in"]
NEAR = date(2021, 2, 1)


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch, log_in: LogIn) -> None:
    """Within six months of graduation."""
    del log_in  # which sets another day
    monkeypatch.setenv("XIANJIE_NOW", NEAR.isoformat())
    monkeypatch.setattr(jobs, "Thread", AtOnce)


pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def cohort(training: Training) -> Cohort:
    """Three learners of whom one holds a certificate."""
    made = training.cohort()
    enrol(
        by=training.teacher,
        cohort=made,
        entries=[person(place) for place in (1, 2, 3)],
        at=datetime(2018, 9, 1, tzinfo=UTC),
    )
    certificate(3, issued_on=date(2020, 1, 1))
    return made


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode().partition("<main")[2])


def test_a_school_enters_a_programme_a_class_and_its_list(
    training: Training, log_in: LogIn
) -> None:
    school = log_in(training.teacher)
    form = words(school, "/zh/work/programmes/new/")
    assert training.school.name in form
    assert "培养协议" not in form  # of apprentices
    made = school.post(
        "/zh/work/programmes/new/",
        {
            "sponsor": training.school.pk,
            "title": "电工2018级",
            "occupation": "电工",
            "level": "4",
            "is_aligned": "yes",
            "from_on": "2018-09-01",
            "until_on": "2021-06-30",
        },
    )
    programme = Programme.objects.get()
    assert made["Location"] == f"/zh/work/programmes/{programme.pk}/"
    for day, status in (("2021-07-01", 400), ("2021-06-30", 302)):
        answer = school.post(
            f"/zh/work/programmes/{programme.pk}/cohorts/", {"name": "1班", "graduates_on": day}
        )
        assert answer.status_code == status
    cohort = Cohort.objects.get()
    content = f"{HEADS}张三,居民身份证,{number(1)}\n李四,居民身份证,1\n".encode()
    sent = school.post(
        f"/zh/work/cohorts/{cohort.pk}/import/",
        {"file": SimpleUploadedFile("班.csv", content), "mode": "good"},
    )
    assert "已导入 1 行" in words(school, sent["Location"])
    entered = school.post(
        f"/zh/work/cohorts/{cohort.pk}/enrol/",
        {"name": "王五", "document": "resident", "number": number(2)},
    )
    assert entered["Location"] == f"/zh/work/cohorts/{cohort.pk}/"
    wrong = school.post(
        f"/zh/work/cohorts/{cohort.pk}/enrol/",
        {"name": "王五", "document": "resident", "number": "1"},
    )
    assert wrong.status_code == 400
    shown = words(school, f"/en/work/cohorts/{cohort.pk}/")
    assert "2 learners" in shown
    learner = Learner.objects.get(name="王五")
    school.post(f"/zh/work/learners/{learner.pk}/leave/", {"reason": "转学"})
    learner.refresh_from_db()
    assert learner.left_on == NEAR
    assert "撤销离开" in words(school, f"/zh/work/learners/{learner.pk}/")
    assert "撤销离开" in words(school, f"/zh/work/learners/{learner.pk}/return/")
    school.post(f"/zh/work/learners/{learner.pk}/return/")
    learner.refresh_from_db()
    assert learner.left_on is None
    school.post(
        f"/zh/work/cohorts/{cohort.pk}/graduation/",
        {"graduates_on": "2021-06-15", "reason": "提前"},
    )
    cohort.refresh_from_db()
    assert cohort.graduates_on == date(2021, 6, 15)


def test_an_enterprise_enters_apprentices_with_their_agreement(
    training: Training, log_in: LogIn
) -> None:
    enterprise = log_in(training.foreman)
    given = {
        "sponsor": training.enterprise.pk,
        "title": "学徒",
        "occupation": "电工",
        "level": "4",
        "is_aligned": "yes",
        "from_on": "2020-09-01",
        "until_on": "2021-08-31",
        "trainer": training.school.name,
        "agreement": "2020-1",
        "yuan_a_year": "5000",
        "advance_percent": "50",
        "basis": "协议",
    }
    missing = enterprise.post("/zh/work/programmes/new/", {**given, "trainer": "没有这个单位"})
    assert missing.status_code == 400
    label = words(enterprise, "/zh/work/programmes/new/").partition("培养协议编号")[2]
    assert not label.startswith(" <span")  # so that it is not said to be optional
    made = enterprise.post("/zh/work/programmes/new/", given)
    shown = words(enterprise, made["Location"])
    assert "5,000.00" in shown
    assert training.school.name in shown
    form = words(enterprise, f"{made['Location']}amend/")
    for value in ("学徒", "电工", "2020-1", "5000", "50", training.school.name):
        assert f'value="{value}"' in form
    changed = {name: value for name, value in given.items() if name != "sponsor"}
    sent = enterprise.post(f"{made['Location']}amend/", {**changed, "until_on": "2022-08-31"})
    assert sent["Location"] == made["Location"]
    assert "修改培养计划" in words(enterprise, made["Location"])
    assert Programme.objects.get().until_on == date(2022, 8, 31)
    guide = words(enterprise, f"{made['Location']}guide/")
    assert "委托已备案机构认定" in guide
    assert "entrustments/finder/?occupation=" in guide
    filed(training.enterprise, date(2020, 1, 1), date(2023, 1, 1))
    assert "由培养单位自行认定" in words(enterprise, f"{made['Location']}guide/")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_school_sees_who_is_at_risk_and_why(
    cohort: Cohort, training: Training, log_in: LogIn, lang: str
) -> None:
    school, root = log_in(training.teacher), f"/{lang}/"
    page = words(school, f"{root}work/coverage/")
    assert ("共 3 人" if lang == "zh" else "3 in training") in page
    assert f"{root}work/cohorts/{cohort.pk}/" in page
    listed = words(school, f"{root}work/coverage/learners/?state=at_risk")
    assert listed.count("考生") == 2
    learner = cohort.learners.get(name="考生1")
    shown = words(school, f"{root}work/learners/{learner.pk}/")
    assert "entrustments/finder/" in shown
    assert "252/2.2" in shown
    recomputed = shown.partition("/ask/training-route/answer/?")[2].partition('"')[0]
    answer = words(Client(), f"{root}ask/training-route/answer/?{recomputed.replace('&amp;', '&')}")
    assert ("委托已备案机构认定" if lang == "zh" else "ntrust a filed organisation") in answer
    todo = words(school, "/zh/work/")
    assert "学员取证有风险" in todo
    assert "（按月计）" in todo
    assert "（工作日计）" not in todo


def test_a_warning_is_read_by_the_school(cohort: Cohort, training: Training, log_in: LogIn) -> None:
    warn(law=law(), on=NEAR, at=datetime(2021, 2, 1, 1, tzinfo=UTC))
    school = log_in(training.teacher)
    assert "取证预警：1班" in words(school, "/zh/me/messages/")
    learner = cohort.learners.get(name="考生1")
    assert "首次预警" in words(school, f"/zh/work/learners/{learner.pk}/")


def test_a_bureau_sees_its_schools_with_names_covered(
    cohort: Cohort, province: Province, log_in: LogIn
) -> None:
    bureau, elsewhere = (log_in(province.actors[name]) for name in ("bureau", "other-bureau"))
    assert "共 3 人" in words(bureau, "/zh/work/coverage/")
    assert "共 0 人" in words(elsewhere, "/zh/work/coverage/")
    page = words(bureau, f"/zh/work/cohorts/{cohort.pk}/")
    assert "考＊＊" in page
    assert "考生" not in page
    assert "导入名单" not in page
    assert "考生1" not in words(bureau, "/zh/work/coverage/learners/")
    listed = bureau.get("/zh/work/coverage/learners/?form=csv").content.decode("utf-8-sig")
    assert "考＊＊" in listed
    assert "考生" not in listed
    assert elsewhere.get(f"/zh/work/cohorts/{cohort.pk}/").status_code == 404
    assert bureau.get(f"/zh/work/cohorts/{cohort.pk}/registrations/").status_code == 404


def test_the_province_looks_from_prefectures_down_to_classes(
    cohort: Cohort, training: Training, log_in: LogIn
) -> None:
    department = Body.objects.create(
        kind="department", name="省厅", area="440000", opened_on=date(2000, 1, 1)
    )
    other = Body.objects.create(
        kind="school", name="深圳技校", area="440304", opened_on=date(2000, 1, 1)
    )
    elsewhere = Training(other, training.enterprise, actor_in(Role.SCHOOL, other), training.foreman)
    elsewhere.learner(number=9)
    province = log_in(actor_in(Role.PROVINCE, department))
    page = words(province, "/zh/work/coverage/")
    assert "广州市" in page
    assert "深圳市" in page
    within = words(province, "/zh/work/coverage/?area=440100")
    assert f"/zh/work/cohorts/{cohort.pk}/" in within  # its only sponsor's classes
    assert "共 1 人" in words(province, f"/zh/work/coverage/?sponsor={other.pk}")
    assert "共 0 人" in words(province, "/zh/work/coverage/?year=1999")
    assert "共 4 人" in words(province, "/zh/work/coverage/?kind=dual_certificate&area=x")
    for day in ("never", "0001-01-01", "9999-12-31"):
        assert province.get(f"/zh/work/coverage/?on={day}").status_code == 200
    assert "9999-12-31 还没有到" in words(province, "/zh/work/coverage/?on=9999-12-31")
    assert "没有用上：year=abc" in words(province, "/zh/work/coverage/?year=abc")
    asked = words(province, "/zh/work/coverage/learners/?on=2020-02-30&state=xx")
    assert "没有用上：state=xx" in asked
    assert "“2020-02-30”不是日期" in asked
    assert "没有用上" not in words(province, "/zh/work/coverage/learners/?state=at_risk")
    content = province.get("/zh/work/coverage/?form=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert [row[0] for row in rows[1:]] == ["广州市", "深圳市"]
    assert sum(int(row[2]) for row in rows[1:]) == 4
    assert province.get("/zh/work/coverage/?form=xlsx").content.startswith(b"PK")


def test_the_list_to_register_is_a_template_filled_in_and_its_download_is_on_record(
    cohort: Cohort, training: Training, province: Province, log_in: LogIn
) -> None:
    for place in (1, 2):
        Learner.objects.filter(name=f"考生{place}").update(number_sealed=seal(number(place)))
    school = log_in(training.teacher)
    address = f"/zh/work/cohorts/{cohort.pk}/registrations/"
    assert "审计日志" in words(school, address)
    assert school.post(address).status_code == 400  # there is no exam yet
    exam = province.exam()
    Exam.objects.filter(pk=exam.pk).update(held_on=date(2021, 3, 1))
    exam.offers.update(level=4)
    assert not Event.objects.filter(action="cohort.revealed").exists()
    content = school.post(address).content
    rows = list(read_table(content, "a.xlsx", REGISTRATIONS))
    assert [row.values["number"] for row in rows] == [number(1), number(2)]
    assert {row.values["occupation"] for row in rows} == {"电工"}
    event = Event.objects.get(action="cohort.revealed")
    assert event.told == {"lines": 2}
    Learner.objects.update(left_on=NEAR, left_reason="x")
    assert school.post(address).status_code == 400


def test_a_holder_sees_the_next_step_and_who_certifies_it(
    training: Training, province: Province, log_in: LogIn
) -> None:
    exam = province.exam()
    registration = province.registered(exam, 1)
    Candidate.objects.filter(pk=registration.candidate_id).update(name="考生1")
    certificate(1, issued_on=date(2019, 1, 1), level=4)
    certificate(1, issued_on=date(2018, 1, 1), level=5)
    certificate(1, issued_on=date(2018, 1, 1), level=1, occupation="焊工")
    filed(training.school, date(2020, 1, 1), date(2023, 1, 1))
    holder = log_in(province.candidate(registration))
    page = words(holder, "/zh/me/path/")
    assert "三级/高级工" in page
    assert training.school.name in page
    assert "特级技师" in page
    assert page.count("<h2") == 2
    assert "我的技能路径" in words(holder, "/zh/me/certificates/")
