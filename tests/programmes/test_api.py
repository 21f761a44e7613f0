"""Programmes and coverage as JSON: as far as reach goes, as of a day, lists row-exact."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import fields, refused
from tests.api.records.conftest import Asker, asker
from tests.api.records.test_doing import ok
from tests.domain.conftest import Province
from tests.programmes.test_rolls import number
from tests.programmes.training import Training, certificate
from xianjie.clock import VARIABLE
from xianjie.domain.audit.models import Event
from xianjie.domain.programmes.models import Cohort, Learner


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2021-02-01")


@pytest.fixture
def cohort(training: Training) -> Cohort:
    made = training.cohort()
    for place in (1, 2):
        training.learner(made, place)
    certificate(2, issued_on=made.programme.from_on)
    return made


def told(who: Asker, path: str, **query: object) -> Any:  # noqa: ANN401 - JSON
    answer = who.get(path, **query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_school_reads_its_programmes_and_their_coverage(
    training: Training, cohort: Cohort
) -> None:
    school = asker(training.teacher)
    (programme,) = told(school, "/programmes")["items"]
    assert programme["occupation"] == "电工"
    assert told(school, f"/programmes/{programme['id']}") == programme
    (listed,) = told(school, f"/programmes/{programme['id']}/cohorts")["items"]
    assert listed["id"] == cohort.pk
    coverage = told(school, f"/cohorts/{cohort.pk}")["coverage"]
    assert coverage["total"] == sum(coverage["by_state"].values()) == 2
    assert coverage["by_state"]["covered_by_qualification"] == 1
    earlier = told(school, f"/cohorts/{cohort.pk}", on="2020-09-15")["coverage"]
    assert earlier["by_state"]["on_the_way"] == 1
    assert told(school, "/coverage") == coverage
    assert told(school, "/coverage", sponsor=training.enterprise.pk)["total"] == 0
    first, second = told(school, f"/cohorts/{cohort.pk}/learners")["items"]
    assert (first["state"], first["reason"]) == ("at_risk", "entrust")
    assert first["route"] == "entrust_filed_organisation"
    assert first["facts"]["qualification_open"] is False
    assert first["clauses"] == ["252/2.2"]
    assert second["name"] == "考生2"
    page = told(school, f"/cohorts/{cohort.pk}/learners", limit=1)
    assert len(page["items"]) == 1
    assert told(school, f"/cohorts/{cohort.pk}/learners", cursor=page["next"])["items"] == [second]


def test_a_bureau_reads_names_covered_and_enters_nobody(cohort: Cohort, province: Province) -> None:
    bureau = asker(province.actors["bureau"])
    names = [one["name"] for one in told(bureau, f"/cohorts/{cohort.pk}/learners")["items"]]
    assert names == ["考＊＊", "考＊＊"]
    rows = [{"name": "张三", "document": "resident", "number": number(1)}]
    answer = bureau.post(f"/cohorts/{cohort.pk}/learners", {"rows": rows})
    assert answer.status_code == 403


def test_a_list_is_taken_row_by_row(training: Training, cohort: Cohort) -> None:
    school = asker(training.teacher)
    rows = [
        {"name": "张三", "document": "resident", "number": number(1)},
        {"name": "李四", "document": "resident", "number": "1"},
    ]
    path = f"/cohorts/{cohort.pk}/learners"
    checked = school.post(path, {"rows": rows, "mode": "check"}).json()
    assert (checked["rows"], checked["wrong"], checked["written"]) == (2, 1, 0)
    assert checked["problems"][0]["row"] == 2
    key = "the-same-key"
    first = school.post(path, {"rows": rows, "mode": "good"}, key=key)
    again = school.post(path, {"rows": rows, "mode": "good"}, key=key)
    assert first.json()["written"] == again.json()["written"] == 1
    assert Learner.objects.filter(name="张三").count() == 1


PROGRAMME = {
    "kind": "dual_certificate",
    "title": "电工（2020级）",
    "occupation": "电工",
    "level": 4,
    "is_aligned": True,
    "from_on": "2020-09-01",
    "until_on": "2023-08-31",
}


def test_a_school_enters_a_programme_a_class_and_who_leaves_it(training: Training) -> None:
    school = asker(training.teacher)
    body = {**PROGRAMME, "sponsor": training.school.pk}
    programme = ok(school.post("/programmes", body), 201)
    assert told(school, f"/programmes/{programme['id']}") == programme
    refused(school.post("/programmes", body), 409, "not-possible-now")  # called alike
    path = f"/programmes/{programme['id']}/cohorts"
    made = ok(school.post(path, {"name": "1班", "graduates_on": "2023-06-30"}), 201)
    refused(
        school.post(path, {"name": "1班", "graduates_on": "2023-06-30"}), 409, "not-possible-now"
    )
    refused(
        school.post(path, {"name": "2班", "graduates_on": "2024-06-30"}), 409, "not-possible-now"
    )
    rows = [{"name": "张三", "document": "resident", "number": number(1)}]
    assert ok(school.post(f"/cohorts/{made['id']}/learners", {"rows": rows}))["written"] == 1
    moved = {"graduates_on": "2023-07-15", "reason": "延期"}
    told_again = ok(school.post(f"/cohorts/{made['id']}/graduation", moved))
    assert told_again["graduates_on"] == "2023-07-15"
    learner = Learner.objects.get().pk
    left = ok(school.post(f"/learners/{learner}/leave", {"reason": "退学"}))
    assert left == {
        "id": learner,
        "cohort": made["id"],
        "left_on": "2021-02-01",
        "reason": "退学",
    }
    refused(school.post(f"/learners/{learner}/leave", {"reason": "退学"}), 409, "not-possible-now")
    back = ok(school.post(f"/learners/{learner}/return"))
    assert (back["left_on"], back["reason"]) == (None, "")
    refused(school.post(f"/learners/{learner}/return"), 409, "not-possible-now")
    actions = Event.objects.filter(action__startswith="learner.").order_by("pk")
    assert list(actions.values_list("action", flat=True))[-2:] == [
        "learner.left",
        "learner.taken_back",
    ]


def test_a_programme_is_amended_while_its_aim_may_change(
    training: Training, cohort: Cohort
) -> None:
    school, path = asker(training.teacher), f"/programmes/{cohort.programme_id}/amend"
    now = told(school, f"/programmes/{cohort.programme_id}")
    kept = {name: now[name] for name in PROGRAMME if name != "kind"}
    amended = ok(school.post(path, {**kept, "title": "电工（改）"}))
    assert amended == {**now, "title": "电工（改）"}
    short = {**kept, "until_on": kept["from_on"]}
    refused(school.post(path, short), 409, "not-possible-now")
    refused(school.post(path, {**kept, "level": 3}), 409, "not-possible-now")  # one is certified
    problem = refused(school.post(path, {**kept, "kind": "apprenticeship"}), 422, "invalid-request")
    assert fields(problem) == ["kind"]
    event = Event.objects.get(action="programme.amended")
    assert (event.actor, event.subject_id) == (training.teacher.username, cohort.programme_id)


def test_an_enterprise_enters_apprentices_with_agreement_and_subsidy(training: Training) -> None:
    enterprise = asker(training.foreman)
    body = {
        **PROGRAMME,
        "kind": "apprentice",
        "sponsor": training.enterprise.pk,
        "until_on": "2022-08-31",
        "trainer": training.school.name,
        "agreement": "协议1",
        "subsidy": {"fen_a_year": 500_000, "advance_percent": 50, "basis": "协议"},
    }
    made = ok(enterprise.post("/programmes", body), 201)
    assert made["trainer"]["id"] == training.school.pk
    assert made["subsidy"]["fen_a_year"] == 500_000
    for wrong, status, field in (
        ({"trainer": "没有这个单位"}, 422, ["trainer"]),
        ({"sponsor": training.school.pk}, 422, ["sponsor"]),
        ({"subsidy": {"fen_a_year": 0, "basis": "x"}}, 422, ["subsidy.fen_a_year"]),
        ({"title": "另一个", "until_on": "2026-08-31"}, 409, []),  # too long
        ({"title": "另一个", "agreement": ""}, 409, []),
    ):
        answer = enterprise.post("/programmes", {**body, **wrong})
        kind = "invalid-request" if status == 422 else "not-possible-now"
        assert fields(refused(answer, status, kind)) == field
