"""Who is let in, and that a record outside one's reach is answered as one that is not there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.api.asking import refused
from tests.api.records import evaluating, supervising
from tests.api.records.certified import certified
from tests.api.records.conftest import V1, Asker, World, asker
from tests.authorisation.places import training_of
from tests.certificates.filed import make_filed
from tests.domain.conftest import AT, ON, _actor
from tests.supervision.kept import kept
from xianjie.api.v1.api import api
from xianjie.api.v1.records.visiting import Token
from xianjie.domain.access.models import ApiToken
from xianjie.domain.access.services import AccessError
from xianjie.domain.access.tokens import make_token, revoke_token
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.roles import TABLE, Role
from xianjie.domain.accounts.sealed import seal_bytes
from xianjie.domain.audit.models import Event
from xianjie.domain.filings.models import Application, Measure, Organisation
from xianjie.domain.organisations.models import Blacklisting, Institution
from xianjie.domain.rulings.models import Ruling
from xianjie.domain.sittings.models import Publication
from xianjie.domain.supervision.models import Case, Draw, Inspection
from xianjie.ops.records import now

ABSENT = 10**12
BASIS = {"basis": "依据"}
MEASURE = {"kind": "suspended", "grounds": "x", "from_on": "2020-12-01"}
# What each operation with a number is asked: who has the right elsewhere, of what, with which body.
FOREIGN: dict[str, tuple[str, str, Any]] = {
    "show_exam": ("other-institution", "exam", None),
    "publish_exam": ("other-institution", "draft", None),
    "move_exam": ("other-institution", "exam", {**BASIS, "held_on": "2020-11-02"}),
    "hold_exam": ("other-institution", "exam", None),
    "cancel_exam": ("other-institution", "exam", BASIS),
    "open_round": (
        "other-institution",
        "draft",
        {"opens_on": "2020-09-20", "closes_on": "2020-09-25"},
    ),
    "lock_round": ("other-institution", "exam", None),
    "import_registrations": (
        "other-institution",
        "exam",
        {
            "rows": [
                {
                    "name": "张三",
                    "document": "passport",
                    "number": "E12345678",
                    "occupation": "电工",
                    "level": 5,
                    "registered_on": "2020-08-01",
                    "notice_acknowledged": True,
                }
            ]
        },
    ),
    "show_registration": ("other-bureau", "chooser", None),
    "accept_registration": ("other-institution", "chooser", {"account": "6222"}),
    "make_choice": ("other", "chooser", {"option": "refund"}),
    "record_choice": ("other-institution", "chooser", {"option": "refund", "evidence": "电话"}),
    "show_suspension": ("other-bureau", "suspension", None),
    "list_affected": ("other-bureau", "suspension", None),
    "lift_suspension": ("other-bureau", "suspension", {**BASIS, "on": "2020-12-02"}),
    "show_refund": ("other-finance", "refund", None),
    "change_account": ("other-finance", "refund", {"account": "6222"}),
    "show_batch": ("other-finance", "batch", None),
    "approve_batch": ("other-finance", "batch", None),
    "show_bank_file": ("other-finance", "batch", None),
    "settle_batch": ("other-finance", "batch", {"results": [{"line": 1, "result": "paid"}]}),
    "list_places": ("other-institution", "exam", None),
    "take_places": (
        "other-institution",
        "exam",
        {"marks": [{"ticket": "1", "attendance": "present"}]},
    ),
    "show_results": ("other-institution", "exam", None),
    "enter_results": ("other-institution", "exam", {"results": [{"ticket": "1"}]}),
    "show_publication": ("other-institution", "publication", None),
    "ask_review": ("other", "chooser", {"reason": "漏计"}),
    "show_institution": ("other-institution", "institution", None),
    "show_filing": ("other-bureau", "filing", None),
    "show_certificate": ("other-bureau", "certificate", None),
    "show_credential": ("other-bureau", "certificate", None),
    "show_paper": ("other-bureau", "certificate", None),
    "show_log_proof": ("other-bureau", "certificate", None),
    "propose_change": (
        "evaluation",
        "certificate",
        {**BASIS, "kind": "revoked", "reason": "伪造"},
    ),
    "show_proposal": ("other-bureau", "proposal", None),
    "decide_proposal": ("evaluation", "proposal", {"grant": True}),
    "show_appeal": ("other-bureau", "appeal", None),
    "answer_appeal": ("evaluation", "appeal", {"upheld": False, "words": "不成立"}),
    "make_appeal": ("other", "change", {"words": "不服"}),
    "show_issue_batch": ("evaluation", "issue_batch", None),
    "list_issue_lines": ("evaluation", "issue_batch", None),
    "approve_issue_batch": ("evaluation", "issue_batch", None),
    "return_issue_batch": ("evaluation", "issue_batch", {"reason": "退"}),
    "issue_batch": ("evaluation", "issue_batch", None),
    "apply_for": (
        "other-bureau",
        "certificate",
        {
            "reason": "lost",
            "contact": "1",
            "holder": {"document": "passport", "number": "E1234567"},
        },
    ),
    "show_application": ("other-bureau", "application", None),
    "add_document": ("other-bureau", "application", ({"kind": "identity"}, b"%PDF-", "a.pdf")),
    "show_document": ("other-bureau", "document", None),
    "ask_for_missing": ("other-bureau", "application", {"missing": ["paper"]}),
    "review_application": ("other-bureau", "application", {"grant": True}),
    "decide_application": ("other-bureau", "application", {"grant": True}),
    "show_proof": ("other-bureau", "proof", None),
    "show_proof_credential": ("other-bureau", "proof", None),
    "show_proof_paper": ("other-bureau", "proof", None),
    "show_own_certificate": ("other", "certificate", None),
    "show_own_credential": ("other", "certificate", None),
    "show_own_paper": ("other", "certificate", None),
    "list_shares": ("other", "certificate", None),
    "make_share": ("other", "certificate", {"days": 3}),
    "end_share": ("other", "share", None),
    "apply_oneself": ("other", "certificate", {"reason": "lost", "contact": "1"}),
    "show_import": ("other-bureau", "import", None),
    "run_import": ("other-bureau", "import", None),
    "show_endpoint": ("evaluation", "endpoint", None),
    "rotate_secret": ("evaluation", "endpoint", None),
    "end_endpoint": ("evaluation", "endpoint", None),
    "ping_endpoint": ("evaluation", "endpoint", None),
    "list_dispatches": ("evaluation", "endpoint", None),
    "resend_dispatch": ("evaluation", "dispatch", None),
    "show_filing_application": ("other-institution", "filing_application", None),
    "ask_filing_application": ("other-bureau", "filing_application", {}),
    "review_filing_application": ("other-bureau", "filing_application", {"grant": True}),
    "decide_filing_application": ("other-bureau", "filing_application", {"grant": True}),
    "propose_measure": ("other-bureau", "institution", {**MEASURE, **BASIS}),
    "decide_measure": ("other-bureau", "measure", {"grant": True}),
    **evaluating.FOREIGN,
    **supervising.FOREIGN,
    "show_programme": ("other-bureau", "programme", None),
    "list_cohorts": ("other-bureau", "programme", None),
    "show_cohort": ("other-bureau", "cohort", None),
    "list_learners": ("other-bureau", "cohort", None),
    "import_learners": (
        "other-school",
        "cohort",
        {"rows": [{"name": "张三", "document": "passport", "number": "E12345678"}]},
    ),
    "open_cohort": ("other-school", "programme", {"name": "1班", "graduates_on": "2021-06-30"}),
    "move_graduation": (
        "other-school",
        "cohort",
        {"graduates_on": "2021-06-30", "reason": "延期"},
    ),
    "take_out_learner": ("other-school", "learner", {"reason": "退学"}),
    "take_back_learner": ("other-school", "learner", None),
    "amend_programme": (
        "other-school",
        "programme",
        {
            "title": "x",
            "occupation": "电工",
            "level": 4,
            "is_aligned": True,
            "from_on": "2020-09-01",
            "until_on": "2021-09-01",
        },
    ),
}
# Only rights over all reach these, so that none is foreign to who has the verb.
OVER_ALL = {
    "take_over_exam": "centre",
    "publish_results": "centre",
    "answer_review": "centre",
    "show_ruling": "auditor",
    "show_event": "auditor",
    "show_membership": "security_admin",
    "end_membership": "security_admin",
}
BODIES: dict[str, Any] = {name: body for name, (_, _, body) in FOREIGN.items()} | {
    "take_over_exam": BASIS,
    "answer_review": {"words": "维持"},
}
OPERATIONS = [
    (operation.view_func.__name__, method, path, operation.auth_callbacks)
    for prefix, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
    if prefix.strip("/") == "records"
]


def looked_into(body: Body) -> dict[str, int]:
    """A case of which the body was told, with a file and an entry; an inspection that found."""
    case = Case.objects.create(
        body=body, area=body.area, title="x", opened_on=ON, opened_by="public"
    )
    asked = case.steps.create(kind="asked", words="x", due_on=ON, on=ON, by="x", at=AT)
    entry = Blacklisting.objects.create(
        body=body,
        name=body.name,
        area=body.area,
        grounds="x",
        basis="x",
        from_on=ON,
        until_on=ON + timedelta(days=30),
        proposed_by="x",
        proposed_at=AT,
    )
    case.steps.create(kind="proposed", words="x", blacklisting=entry, on=ON, by="x", at=AT)
    draw = Draw.objects.create(
        area=body.area,
        title="x",
        lists={},
        people={},
        digest="x",
        until_on=ON,
        announced_on=ON,
        announced_by="x",
        announced_at=AT,
    )
    inspection = draw.inspections.create(body=body, area=body.area, place=1, checklist="x")
    item = inspection.items.create(
        item="site", answer="in_order", photo=seal_bytes(b"x"), digest="x"
    )
    Inspection.objects.update(handed_in_on=ON, handed_in_by="x", handed_in_at=AT)
    return {
        "case": case.pk,
        "case_step": asked.pk,
        "case_file": asked.files.create(filename="x", content=seal_bytes(b"x"), digest="x").pk,
        "blacklisting": entry.pk,
        "draw": draw.pk,
        "inspection": inspection.pk,
        "inspection_item": item.pk,
    }


def ask(who: Asker, method: str, path: str, number: int, body: object) -> Any:  # noqa: ANN401 - a response
    address = path.replace("{int:pk}", str(number))
    if isinstance(body, tuple):
        return who.send(address, *body)
    return who.get(address) if method == "GET" else who.post(address, body)


def test_every_operation_has_a_verb_of_the_table() -> None:
    assert len(OPERATIONS) == 199
    verbs = {grant.verb for grant in TABLE}
    for name, _, _, auth in OPERATIONS:
        assert isinstance(auth[0], Token), name
        assert auth[0].verbs, name
        assert set(auth[0].verbs) <= verbs, name


@pytest.mark.parametrize(
    ("name", "method", "path"), [one[:3] for one in OPERATIONS], ids=[one[0] for one in OPERATIONS]
)
@pytest.mark.django_db
def test_nobody_is_let_in_without_a_login(name: str, method: str, path: str) -> None:
    del name
    response = Client().generic(method, V1 + path.replace("{int:pk}", "1"))
    refused(response, 401, "not-logged-in")
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_foreign_record_is_answered_as_an_absent_one(world: World) -> None:
    named = {one[0] for one in OPERATIONS if "{int:pk}" in one[2]}
    assert named == {*FOREIGN, *OVER_ALL}
    things = {
        name: getattr(world, name).pk
        for name in ("exam", "draft", "chooser", "suspension", "refund", "batch")
    } | {"institution": world.province.institution.pk}
    things["publication"] = Publication.objects.create(
        exam=world.exam, version=1, content="{}", digest="0", published_by="x", published_at=AT
    ).pk
    things |= certified(world.province, world.chooser)
    organisation = Organisation.objects.create(
        body=world.province.institution.body, kind="social_organisation", credit_code="x"
    )
    things["filing_application"] = Application.objects.create(
        organisation=organisation, kind="new", area="440106", drafted_by="x", drafted_at=AT
    ).pk
    things["measure"] = Measure.objects.create(
        organisation=organisation,
        kind="suspended",
        grounds="x",
        basis="x",
        from_on=ON,
        proposed_by="x",
        proposed_at=AT,
    ).pk
    (alert,) = kept(world.province.institution.body)
    things["alert"] = alert.pk
    things |= looked_into(world.province.institution.body)
    evaluated, evaluators, _ = evaluating.evaluating()
    things |= evaluated
    people = {
        **world.people,
        "other": world.candidate(world.other),
        "evaluation": asker(make_filed().maker),
        "other-supervisor": asker(_actor(Role.SUPERVISOR, Body.objects.get(name="深圳市局"))),
        **evaluators,
    }
    things |= _in_training(world, people)
    before = Event.objects.count()
    for name, method, path, _ in OPERATIONS:
        if name not in FOREIGN:
            continue
        who, kind, body = FOREIGN[name]
        foreign = ask(people[who], method, path, things[kind], body)
        absent = ask(people[who], method, path, ABSENT, body)
        assert refused(foreign, 404, "no-such-record") == absent.json(), name
        assert foreign.content == absent.content
        assert dict(foreign.headers) == dict(absent.headers)
    assert Event.objects.count() == before


def _in_training(world: World, people: dict[str, Asker]) -> dict[str, int]:
    """A programme, a class and a learner; somebody of a school elsewhere."""
    school = Body.objects.create(
        kind="school", name="深圳技校", area="440304", opened_on=date(2000, 1, 1)
    )
    people["other-school"] = asker(_actor(Role.SCHOOL, school))
    made = training_of(world.province.institution.body, world.chooser.candidate)
    return {kind: thing.pk for kind, thing in made.items()}


def test_what_is_not_there_is_not_there_for_who_sees_all(world: World) -> None:
    for name, method, path, _ in OPERATIONS:
        if name in OVER_ALL:
            response = ask(world[OVER_ALL[name]], method, path, ABSENT, BODIES.get(name))
            refused(response, 404, "no-such-record")


def test_who_has_no_such_verb_is_refused_whatever_the_number(world: World) -> None:
    for name, method, path, _ in OPERATIONS:
        response = ask(world["system_admin"], method, path, world.exam.pk, BODIES.get(name, {}))
        refused(response, 403, "forbidden")


def test_a_token_ends_when_it_expires_or_is_revoked(world: World) -> None:
    who = world["bureau"]
    token = ApiToken.objects.get(owner=who.actor.user)
    assert who.token not in {token.digest, token.name}
    token.expires_at = token.made_at + timedelta(microseconds=1)
    token.save()
    refused(who.get("/exams"), 401, "not-logged-in")
    again = asker(who.actor)
    assert again.get("/exams").status_code == 200
    name = ApiToken.objects.filter(owner=who.actor.user).latest("pk").name
    with pytest.raises(Denied):
        revoke_token(by=world["finance"].actor, owner=who.actor.username, name=name, at=now())
    revoke_token(by=world["security_admin"].actor, owner=who.actor.username, name=name, at=now())
    refused(again.get("/exams"), 401, "not-logged-in")
    with pytest.raises(AccessError):
        revoke_token(by=who.actor, owner=who.actor.username, name=name, at=now())
    assert {"token.made", "token.revoked"} <= set(Event.objects.values_list("action", flat=True))


def test_a_token_is_named_once_and_lasts_a_year_at_most(world: World) -> None:
    by = world["bureau"].actor
    make_token(by=by, name="report", days=366, at=now())
    for name, days in (("report", 1), ("", 1), ("x" * 65, 1), ("other", 0), ("other", 367)):
        with pytest.raises(AccessError):
            make_token(by=by, name=name, days=days, at=now())


def test_a_closed_account_and_one_without_a_second_factor_are_not_let_in(world: World) -> None:
    who = world["bureau"]
    Authenticator.objects.filter(user=who.actor.user).delete()
    refused(who.get("/exams"), 403, "no-second-factor")
    User.objects.filter(pk=who.actor.user).update(is_active=False)
    refused(who.get("/exams"), 401, "not-logged-in")


def test_a_session_is_let_in_and_writes_with_its_csrf_token_alone(world: World) -> None:
    user = User.objects.get(pk=world["institution"].actor.user)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"{V1}/exams").status_code == 200
    path, headers = f"{V1}/exams/{world.draft.pk}/publish", {"Idempotency-Key": "a-key-of-mine"}
    refused(client.post(path, headers=headers), 403, "not-from-here")
    client.cookies["csrftoken"] = token = "a" * 32
    allowed = {**headers, "X-CSRFToken": token}
    assert client.post(path, headers=allowed).status_code == 200
    # A token that is wrong is not made good by a session.
    wrong = {"Authorization": "Bearer xj_wrong"}
    refused(client.get(f"{V1}/exams", headers=wrong), 401, "not-logged-in")
    wrong = {"Authorization": "Basic x"}
    refused(client.get(f"{V1}/exams", headers=wrong), 401, "not-logged-in")


def test_another_method_head_and_options(world: World) -> None:
    who = world["bureau"]
    headers = {"Authorization": f"Bearer {who.token}"}
    head = who.client.head(f"{V1}/exams", headers=headers)
    assert (head.status_code, head.content) == (200, b"")
    options = who.client.options(f"{V1}/exams", headers=headers)
    assert options["Allow"] == "GET, HEAD, OPTIONS, POST"
    refused(who.client.delete(f"{V1}/exams", headers=headers), 405, "method-not-allowed")
    assert "ETag" not in who.get("/exams")


def test_a_ruling_is_reached_by_a_right_over_all_alone(world: World) -> None:
    assert world["auditor"].get(f"/rulings/{Ruling.objects.latest('pk').pk}").status_code == 200
    assert Institution.objects.count() == 2
    assert world["bureau"].get("/rulings").status_code == 403
