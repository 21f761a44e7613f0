"""One of every thing in each place: a candidate's own, the body's, the prefecture's, elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from allauth.mfa.totp.internal.auth import TOTP
from django.db import models

from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import seal_bytes
from xianjie.domain.appraisals.models import (
    Candidate,
    Choice,
    ChoiceRound,
    Exam,
    Offer,
    Registration,
    Suspension,
)
from xianjie.domain.appraisals.states import RegistrationState, state_of
from xianjie.domain.certificates.models import (
    Appeal,
    Application,
    Attachment,
    Certificate,
    Change,
    Line,
    Proposal,
    Share,
)
from xianjie.domain.certificates.models import Batch as IssueBatch
from xianjie.domain.evaluations.models import Entrustment, Plan
from xianjie.domain.filings.models import Application as FilingApplication
from xianjie.domain.filings.models import (
    Assessor,
    Document,
    Measure,
    Organisation,
    Sought,
    Staff,
)
from xianjie.domain.filings.models import Site as FiledSite
from xianjie.domain.messages.models import Message, Notice, Reading
from xianjie.domain.organisations.models import Blacklisting, Institution, Site
from xianjie.domain.payments.models import Batch, Payment, Refund
from xianjie.domain.programmes.models import Cohort, Learner, Programme
from xianjie.domain.rulings.models import Ruling
from xianjie.domain.sittings.models import Examiner, Place, Publication, Review, Room
from xianjie.domain.supervision.drawing import Lists
from xianjie.domain.supervision.models import (
    Alert,
    Case,
    CaseFile,
    CaseStep,
    Draw,
    Inspection,
    InspectionItem,
    Run,
)
from xianjie.domain.webhooks.models import Dispatch, Endpoint, Occurrence

ON = date(2020, 9, 15)
AT = datetime(2020, 9, 15, 1, tzinfo=UTC)
BEFORE = date(2010, 1, 1)
PLACES = {"own": "440106", "body": "440106", "prefecture": "440105", "elsewhere": "440304"}
ABSENT = 10**9
_BODIES = {
    Role.PROVINCE: ("department", "440000"),
    Role.CENTRE: ("centre", "440000"),
    Role.AUDITOR: ("department", "440000"),
    Role.SECURITY_ADMIN: ("department", "440000"),
    Role.SYSTEM_ADMIN: ("department", "440000"),
    Role.PREFECTURE: ("bureau", "440100"),
    Role.FINANCE: ("bureau", "440100"),
    Role.SUPERVISOR: ("bureau", "440100"),
    Role.EVALUATION: ("evaluation", "440106"),
    Role.SCHOOL: ("school", "440106"),
    Role.ENTERPRISE: ("enterprise", "440106"),
}
AREA_OF = {role: area for role, (_, area) in _BODIES.items()} | {
    Role.INSTITUTION: "440106",
    Role.EXAMINER: "440106",
}


@dataclass
class World:
    """Numbers of things by kind, place and state; an actor for each role."""

    actors: Mapping[Role, Actor]
    things: dict[tuple[str, str, str | None], int] = field(default_factory=dict)


def make_world() -> World:
    institutions = {area: _institution(area) for area in dict.fromkeys(PLACES.values())}
    own = institutions["440106"].body
    actors = {role: _actor(role, own) for role in Role}
    world = World(actors)
    ruling = Ruling.objects.create(
        subject_kind="x",
        subject_id=1,
        at=AT,
        decision="candidate-option",
        jurisdiction="CN-GD",
        facts={},
        outcome=None,
        clauses=[],
        rules_version="1",
    )
    for place, area in PLACES.items():
        _things(world, place, institutions[area], ruling)
        _evaluated(world, place, area)
    return world


def _evaluated(world: World, place: str, area: str) -> None:
    """A plan of an organisation with all that can be about one; an entrustment of a sponsor's."""
    at_home = place in {"own", "body"}
    organisation = _organisation(Role.EVALUATION, area, at_home=at_home)
    sponsor = _body_of(Role.ENTERPRISE, area, at_home=at_home)
    site = organisation.sites.create(
        name=place, address="x", area=area, seats=9, tenure=FiledSite.Tenure.OWNED
    )
    plan = Plan.objects.create(
        organisation=organisation,
        site=site,
        area=area,
        title=place,
        occupation="电工",
        level=4,
        from_on=ON,
        until_on=ON,
        drafted_by="x",
        drafted_at=AT,
    )
    participant = plan.participants.create(
        name="x",
        document="resident",
        number_hash=place,
        number_sealed="",
        basis="own",
        condition="four_years",
        entered_by="x",
        entered_at=AT,
    )
    assessor = organisation.assessors.create(
        name="x",
        document="resident",
        number_hash=place,
        number_sealed="",
        card=place,
        from_on=BEFORE,
    )
    notice = plan.notices.create(from_on=ON, until_on=ON, posted_by="x", posted_at=AT)
    entrustment = Entrustment.objects.create(
        sponsor=sponsor,
        organisation=organisation,
        area=area,
        occupation="电工",
        lowest=5,
        highest=3,
        signed_on=ON,
        from_on=ON,
        until_on=ON,
        filename="x",
        content=seal_bytes(b"%PDF-"),
        digest=place,
        made_by="x",
        made_at=AT,
    )
    for kind, thing in {
        "plan": plan,
        "participant": participant,
        "post": plan.posts.create(assessor=assessor),
        "objection": notice.objections.create(words="", made_on=ON),
        "entrustment": entrustment,
        "received_entrustment": entrustment,
    }.items():
        world.things[kind, place, None] = thing.pk


def _organisation(role: Role, area: str, *, at_home: bool) -> Organisation:
    body = _body_of(role, area, at_home=at_home)
    made, _ = Organisation.objects.get_or_create(
        body=body, defaults={"kind": Organisation.Kind.SOCIAL, "credit_code": f"{body.pk:018}"}
    )
    return made


def _body_of(role: Role, area: str, *, at_home: bool) -> Body:
    """The body for which the role acts, or another of its kind elsewhere."""
    kind, home = _BODIES[role]
    return _body(kind, home) if at_home else _body(kind, area)


def _things(world: World, place: str, institution: Institution, ruling: Ruling) -> None:
    def keep(kind: str, thing: models.Model, state: str | None = None) -> None:
        world.things[kind, place, state] = thing.pk

    area = institution.body.area
    owner = world.actors[Role.CANDIDATE].user if place == "own" else None
    exam, open_exam = _exam(institution), _exam(institution)
    ChoiceRound.objects.create(
        exam=open_exam, published_at=AT, opens_on=ON, closes_on=date(2020, 9, 30), default="refund"
    )
    candidate = Candidate.objects.create(
        name=place, document="resident", number_hash=place, number_sealed="", user_id=owner
    )
    for state in RegistrationState:
        registration = _registration(
            open_exam if state in {"undecided", "decided"} else exam, candidate, state, ruling
        )
        assert state_of(registration) is state
        keep("registration", registration, state)
    suspension = Suspension.objects.create(
        area=area, from_on=ON, basis="1", ordered_by="x", ordered_at=AT
    )
    batch = Batch.objects.create(area=area, made_at=AT, made_by="x")
    payment = Payment.objects.create(
        subject_kind="registration",
        subject_id=world.things["registration", place, "refunding"],
        amount_fen=1,
        paid_at=AT,
        account="",
        area=area,
    )
    refund = Refund.objects.create(
        payment=payment, amount_fen=1, asked_at=AT, asked_by="x", ground="252/2.1.2"
    )
    member = User.objects.create(username=f"member-{place}", name="x")
    membership = Membership.objects.create(
        user=member, body=institution.body, role=Role.INSTITUTION, from_on=BEFORE, granted_by="x"
    )
    message = Message.objects.create(
        recipient_kind="candidate",
        recipient_id=candidate.pk,
        user_id=owner,
        about_kind="exam",
        about_id=exam.pk,
        subject_kind="registration",
        subject_id=1,
        template="result_published",
        version="1",
        values={},
        lang="zh",
        created_at=AT,
        created_by="x",
        area=area,
        body=institution.body,
    )
    notice = Notice.objects.create(
        title_zh="x",
        title_en="x",
        text_zh="x",
        text_en="x",
        basis="x",
        area=area,
        issued_by="x",
        issued_at=AT,
    )
    reading = Reading.objects.create(notice=notice, body=institution.body)
    sat = Registration.objects.get(pk=world.things["registration", place, "accepted"])
    room = Room.objects.create(site=exam.site, name=place, seats=9)
    seat = Place.objects.create(
        exam=exam,
        registration=sat,
        room=room,
        starts_at=time(9),
        number=1,
        ticket=f"{exam.pk}",
    )
    publication = Publication.objects.create(
        exam=exam, version=1, content="{}", digest="0", published_by="x", published_at=AT
    )
    review = Review.objects.create(registration=sat, reason="x", asked_by="x", asked_at=AT)
    pool = world.actors[Role.EXAMINER].user if place == "own" else member.pk
    examiner = Examiner.objects.create(user_id=pool, home=institution, card=place, from_on=BEFORE)
    for kind, thing in {
        "exam": exam,
        "offer_to_all": exam.offers.get(occupation="电工"),
        "suspension": suspension,
        "batch": batch,
        "refund": refund,
        "institution": institution,
        "membership": membership,
        "message": message,
        "notice": notice,
        "reading": reading,
        "place": seat,
        "publication": publication,
        "review": review,
        "examiner": examiner,
        **_certified(institution, candidate, owner, ruling, sat),
        **_filed(institution, place),
        **training_of(institution.body, candidate),
        **_supervised(institution, place),
    }.items():
        keep(kind, thing)


def _certified(
    institution: Institution,
    candidate: Candidate,
    owner: int | None,
    ruling: Ruling,
    sat: Registration,
) -> dict[str, models.Model]:
    """A certificate of the institution's with all that can be about one."""
    body = institution.body
    certificate = Certificate.objects.create(
        scheme="qualification",
        number=candidate.name,
        name=candidate.name,
        document=candidate.document,
        number_hash=candidate.number_hash,
        number_sealed="",
        occupation="电工",
        level=5,
        issued_on=ON,
        issuer="x",
        body=body,
        area=body.area,
    )
    change = Change.objects.create(
        certificate=certificate,
        kind="corrected",
        reason="x",
        basis="x",
        on=ON,
        proposed_by="x",
        made_by="y",
        made_at=AT,
    )
    application = Application.objects.create(
        certificate=certificate,
        user_id=owner,
        authority=body,
        area=body.area,
        reason="lost",
        outcome="written_proof",
        ruling=ruling,
        contact="",
        requested_on=ON,
        requested_by="x",
        requested_at=AT,
    )
    attachment = Attachment.objects.create(
        application=application,
        kind="identity",
        filename="x",
        content=b"x",
        digest="x",
        added_at=AT,
    )
    batch = IssueBatch.objects.create(
        scheme="qualification",
        body=body,
        area=body.area,
        title="x",
        submitted_by="x",
        submitted_at=AT,
    )
    return {
        "certificate": certificate,
        "own_certificate": certificate,
        "own_change": change,
        "own_share": Share.objects.create(
            certificate=certificate,
            code_hash=candidate.name,
            made_by="x",
            made_at=AT,
            until_on=ON,
        ),
        "proposal": Proposal.objects.create(
            certificate=certificate,
            kind="revoked",
            reason="x",
            basis="x",
            proposed_by="x",
            proposed_at=AT,
        ),
        "appeal": Appeal.objects.create(change=change, words="x", asked_by="x", asked_at=AT),
        "issue_batch": batch,
        "issue_line": Line.objects.create(batch=batch, registration=sat),
        "application": application,
        "own_application": application,
        "attachment": attachment,
        **_told(body, candidate.name),
    }


def _supervised(institution: Institution, place: str) -> dict[str, models.Model]:
    """The institution's body as supervision sees it: with an alert."""
    body = institution.body
    run = Run.objects.create(on=BEFORE, at=AT, version="x", tables="x", found=1, opened=1, ended=0)
    alert = Alert.objects.create(
        key=place,
        indicator="serial_gap",
        body=body,
        area=body.area,
        subject="x",
        day=BEFORE,
        score=50,
        sentence_zh="x",
        sentence_en="x",
        rows=1,
        evidence=[{"day": "2010-01-01"}],
        first_run=run,
        last_run=run,
    )
    return {"alert": alert, "supervised_body": body}


def _told(body: Body, place: str) -> dict[str, models.Model]:
    """Where a program of the body is told, and something that it was."""
    endpoint = Endpoint.objects.create(
        body=body,
        role="centre",
        address=f"https://a.example/{place}",
        kinds=[],
        made_by="x",
        made_at=AT,
    )
    ping = Occurrence.objects.create(key=f"msg_{endpoint.pk}", kind="ping", day=ON, at=AT)
    return {
        "endpoint": endpoint,
        "dispatch": Dispatch.objects.create(
            occurrence=ping, endpoint=endpoint, state="waiting", due_at=AT, at=AT
        ),
    }


def _filed(institution: Institution, place: str) -> dict[str, models.Model]:
    """The institution's body as an organisation, with all that can be about one."""
    organisation, _ = Organisation.objects.get_or_create(
        body=institution.body,
        defaults={"kind": "social_organisation", "credit_code": institution.body.area},
    )
    site = FiledSite.objects.create(
        organisation=organisation, name=place, address="x", area="440106", seats=1, tenure="owned"
    )
    application = FilingApplication.objects.create(
        organisation=organisation,
        kind="new",
        area=institution.body.area,
        drafted_by="x",
        drafted_at=AT,
        withdrawn_on=ON,
    )
    return {
        "filing_organisation": organisation,
        "filing_application": application,
        "filed_site": site,
        "filed_staff": Staff.objects.create(
            organisation=organisation, role="quality", name=place, from_on=BEFORE
        ),
        "assessor": Assessor.objects.create(
            organisation=organisation,
            name="x",
            document="resident",
            number_hash="x",
            number_sealed="",
            card=place,
            from_on=BEFORE,
        ),
        "sought": Sought.objects.create(
            application=application,
            site=site,
            occupation="电工",
            lowest=5,
            highest=5,
            standard="national",
            standard_name="x",
        ),
        "filing_document": Document.objects.create(
            application=application,
            kind="title",
            filename="x",
            content=b"x",
            digest="x",
            added_at=AT,
        ),
        "measure": Measure.objects.create(
            organisation=organisation,
            kind="suspended",
            grounds="x",
            basis="x",
            from_on=ON,
            proposed_by="x",
            proposed_at=AT,
            decided_by="y",
            decided_at=AT,
            granted=True,
        ),
        **_looked_into(institution.body, place),
    }


def _looked_into(body: Body, place: str) -> dict[str, models.Model]:
    """A case of the body with all that can be about one; "own" is that of the supervisor."""
    supervisor = User.objects.get(username=f"role-{Role.SUPERVISOR.value}")
    case = Case.objects.create(
        body=body,
        area=body.area,
        title="x",
        opened_on=ON,
        opened_by="public",
        assignee=supervisor if place == "own" else None,
    )
    told = {"case": case, "words": "x", "on": ON, "by": "x", "at": AT}
    noted = CaseStep.objects.create(kind="noted", **told)
    found = CaseStep.objects.create(kind="found", holds=True, **told)
    kept = {"filename": "x", "content": seal_bytes(b"x"), "digest": "x"}
    entry = Blacklisting.objects.create(
        body=body,
        name=body.name,
        area=body.area,
        grounds="x",
        basis="x",
        from_on=BEFORE,
        until_on=ON,
        proposed_by="x",
        proposed_at=AT,
    )
    CaseStep.objects.create(kind="proposed", blacklisting=entry, **told)
    return {
        "case": case,
        "case_file": CaseFile.objects.create(step=noted, **kept),
        "own_case": case,
        "own_case_step": found,
        "own_case_file": CaseFile.objects.create(step=found, **kept),
        "blacklisting": entry,
        **_inspected(body),
    }


def _inspected(body: Body) -> dict[str, models.Model]:
    """A draw with an inspection and an item of it."""
    draw = Draw.objects.create(
        area=body.area,
        title="x",
        lists=Lists(body.area, 0, 0, [], [], {}).as_json(),
        people={},
        digest="x",
        until_on=ON,
        announced_on=ON,
        announced_by="x",
        announced_at=AT,
    )
    inspection = Inspection.objects.create(
        draw=draw, body=body, area=body.area, place=1, checklist="x"
    )
    item = InspectionItem.objects.create(inspection=inspection, item="site", answer="in_order")
    return {"inspection_draw": draw, "inspection": inspection, "inspection_item": item}


def training_of(sponsor: Body, candidate: Candidate) -> dict[str, models.Model]:
    """A programme of the body with a class and a learner."""
    programme = Programme.objects.create(
        kind="dual_certificate",
        sponsor=sponsor,
        area=sponsor.area,
        title=candidate.name,
        occupation="电工",
        level=4,
        is_aligned=True,
        from_on=BEFORE,
        until_on=ON,
        made_by="x",
        made_at=AT,
    )
    cohort = Cohort.objects.create(
        programme=programme, name="x", graduates_on=ON, made_by="x", made_at=AT
    )
    learner = Learner.objects.create(
        cohort=cohort,
        name=candidate.name,
        document=candidate.document,
        number_hash=candidate.number_hash,
        number_sealed="",
        entered_by="x",
        entered_at=AT,
    )
    return {"programme": programme, "cohort": cohort, "learner": learner}


def _registration(
    exam: Exam, candidate: Candidate, state: RegistrationState, ruling: Ruling
) -> Registration:
    offer = Offer.objects.create(exam=exam, occupation=state.value, level=5, fee_fen=1, seats=9)
    made = Registration.objects.create(
        offer=offer,
        candidate=candidate,
        area=exam.area,
        registered_on=ON,
        seat=1,
        notice_version="1",
        notice_acknowledged_at=AT,
        accepted_at=None if state == "registered" else AT,
        withdrawn_at=AT if state == "refunding" else None,
    )
    if state in {"decided", "continuing"}:
        Choice.objects.create(
            registration=made,
            option="continue",
            chosen_at=AT,
            chosen_by="x",
            ruling=ruling,
            locked_at=AT if state == "continuing" else None,
        )
    return made


def _exam(institution: Institution) -> Exam:
    site, _ = Site.objects.get_or_create(
        institution=institution, name="1", area=institution.body.area, seats=100
    )
    exam = Exam.objects.create(
        institution=institution,
        site=site,
        title="x",
        area=site.area,
        route=Exam.Route.SCHEDULED,
        kind=Exam.Kind.ROUTINE,
        sitting=Exam.Sitting.FIRST,
        basis="1",
        held_on=date(2020, 11, 1),
        drafted_by="x",
        published_at=AT,
    )
    Offer.objects.create(exam=exam, occupation="电工", level=5, fee_fen=1, seats=9)
    return exam


def _institution(area: str) -> Institution:
    body = _body("institution", area)
    return Institution.objects.create(body=body, number=area, centre=_body("centre", "440000"))


def _actor(role: Role, own: Body) -> Actor:
    body: Body | None = own
    if role in _BODIES:
        body = _body(*_BODIES[role])
    elif role is Role.CANDIDATE:
        body = None
    user = User.objects.create(username=f"role-{role.value}", name=role.value)
    Membership.objects.create(user=user, body=body, role=role, from_on=BEFORE, granted_by="x")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return actor_of(user, ON)


def _body(kind: str, area: str) -> Body:
    found, _ = Body.objects.get_or_create(
        name=f"{kind} {area}", defaults={"kind": kind, "area": area, "opened_on": BEFORE}
    )
    return found
