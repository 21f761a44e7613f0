"""Re-proof: what is changed behind a certificate, at any step, shows; what is not, does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models import Model
from django.test import Client

from tests.certificates.filed import moment
from tests.supervision.looked_at import (
    AT,
    ISSUED,
    Register,
    issuer,
    office,
    province,
    register,
    sat,
)
from xianjie.domain.appraisals.models import Exam, Offer, Registration
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates.models import (
    Batch,
    Certificate,
    Change,
    Credential,
    Line,
    LogEntry,
)
from xianjie.domain.evaluations.models import Objection, Participant, Plan, PublicNotice, Report
from xianjie.domain.filings.models import Filing, Measure, Organisation, Scope
from xianjie.domain.rulings.models import Ruling
from xianjie.domain.sittings.models import Publication
from xianjie.domain.supervision import reproving
from xianjie.domain.supervision.gauges import gauges
from xianjie.domain.supervision.models import Alert, Run
from xianjie.domain.supervision.reproving import Reproved, reprove
from xianjie.instruments import law
from xianjie.web import health

__all__ = ["issuer", "office", "province", "register", "sat"]
pytestmark = pytest.mark.django_db
Tamper = Callable[[Register], object]


def proved(register: Register) -> Reproved:
    return reprove(on=ISSUED, at=AT, law=law(), issuer=register.office.issuer)


def test_all_follow_where_nothing_was_changed(register: Register) -> None:
    done = proved(register)
    assert (done.good, done.failed, done.beyond) == (4, [], 0)
    assert (done.run.kind, done.run.looked_at, done.run.found) == ("reproof", 4, 0)
    assert Event.objects.get(action="supervision.reproved").told["looked_at"] == 4


def _one(register: Register) -> dict[str, Certificate]:
    return {"issue_lines__certificate": register.levels[0]}


def _measure(register: Register) -> None:
    Measure.objects.create(
        organisation=Organisation.objects.get(pk=register.body.pk),
        kind="removed",
        grounds="x",
        basis="x",
        from_on=ISSUED - timedelta(days=9),
        proposed_by="a",
        proposed_at=moment(ISSUED),
        decided_by="b",
        decided_at=moment(ISSUED) - timedelta(hours=2),
        granted=True,
    )


def _objected(register: Register) -> None:
    Objection.objects.create(
        notice=PublicNotice.objects.get(plan=register.plan),
        participant=Participant.objects.earliest("pk"),
        words="x",
        made_on=ISSUED,
        answer="x",
        upheld=True,
        answered_by="x",
        answered_on=ISSUED,
    )


def _told(**changes: str) -> Tamper:
    """The signed form says something else."""

    def tamper(register: Register) -> None:
        one = Credential.objects.get(certificate=register.levels[0])
        for old, new in changes.items():
            assert old in one.content
            one.content = one.content.replace(old, new)
        one.save()

    return tamper


def _updated(model: type[Model], lookup: str = "", **values: object) -> Tamper:
    """Rows are changed under the register; those of a certificate, where a look-up is given."""

    def tamper(register: Register) -> None:
        rows = model._default_manager.all()
        if lookup:
            rows = rows.filter(**{lookup: register.levels[0]})
        assert rows.update(**values)

    return tamper


def _deleted(model: type[Model], lookup: str) -> Tamper:
    def tamper(register: Register) -> None:
        rows = model._default_manager.filter(**{lookup: register.levels[0]})
        assert rows.delete()[0]

    return tamper


def _entry(register: Register) -> LogEntry:
    return LogEntry.objects.get(
        subject_kind="certificate", kind="issue", subject_id=register.levels[0].pk
    )


def by_step(tampers: dict[str, tuple[str, Tamper]]) -> list[object]:
    """Their names; quick runs have one for each step that tells of it."""
    quick = {step: what for what, (step, _) in reversed(tampers.items())}.values()
    return [pytest.param(what, marks=[] if what in quick else pytest.mark.slow) for what in tampers]


OF_LINE = "issue_lines__certificate"
LEVEL_TAMPERS: dict[str, tuple[str, Tamper]] = {
    "no line": ("registration", _updated(Line, "certificate", certificate=None)),
    "another person": ("registration", _updated(Participant, OF_LINE, number_hash="f" * 64)),
    "not held": ("sitting", _updated(Plan, held_on=None)),
    "another level": ("sitting", _updated(Plan, level=3)),
    "another occupation": ("sitting", _updated(Plan, occupation="焊工")),
    "held later": (
        "sitting",
        _updated(
            Plan,
            from_on=ISSUED + timedelta(days=1),
            until_on=ISSUED + timedelta(days=1),
            held_on=ISSUED + timedelta(days=1),
        ),
    ),
    "failed": ("result", _updated(Participant, OF_LINE, passed=False)),
    "no result": ("result", _updated(Participant, OF_LINE, passed=None, result_at=None)),
    "not accepted": ("result", _updated(Report, accepted_on=None, accepted_by="")),
    "accepted later": ("result", _updated(Report, accepted_on=ISSUED + timedelta(days=1))),
    "on show": ("result", _updated(PublicNotice, until_on=ISSUED)),
    "objection upheld": ("result", _objected),
    "not approved": (
        "decision",
        _updated(Batch, "lines__certificate", approved_by="", approved_at=None, finished_at=None),
    ),
    "no decision": ("decision", _updated(Line, "certificate", ruling=None)),
    "refused": ("decision", _updated(Ruling, OF_LINE, outcome="refuse")),
    "facts of another": ("decision", _updated(Ruling, OF_LINE, facts={"passed": True})),
    "scope": ("filing", _updated(Scope, highest=5)),
    "term": ("filing", _updated(Filing, until_on=ISSUED - timedelta(days=1))),
    "removed": ("filing", _measure),
    "no entry": ("log", lambda register: _entry(register).delete()),
    "entry of another": (
        "log",
        lambda register: LogEntry.objects.filter(pk=_entry(register).pk).update(subject_id=999),
    ),
    "entry altered": (
        "log",
        lambda register: LogEntry.objects.filter(pk=_entry(register).pk).update(salt="ab" * 32),
    ),
    "salt of an entry lost": (
        "log",
        lambda register: LogEntry.objects.filter(pk=_entry(register).pk).update(salt="none"),
    ),
    "no signature": ("signature", _deleted(Credential, "certificate")),
    "signature altered": ("signature", _told(考生1="考生9")),
    "record altered": ("signature", _updated(Certificate, "pk", name="李四")),
}


@pytest.mark.parametrize("what", by_step(LEVEL_TAMPERS))
def test_what_is_changed_behind_a_skill_level_certificate_shows(
    register: Register, what: str
) -> None:
    step, tamper = LEVEL_TAMPERS[what]
    if what == "record altered":
        Certificate.objects.filter(pk=register.levels[0].pk).update(name="李四")
    else:
        tamper(register)
    done = proved(register)
    number = register.levels[0].number
    (one,) = [each for each in done.failed if each.subject == number]
    assert step in {str(row["step"]) for row in one.evidence}
    assert one.rows == len(one.evidence)
    stored = Alert.objects.get(subject=number)
    assert (stored.indicator, stored.body, stored.score) == (
        "no_longer_follows",
        register.body,
        100,
    )
    assert stored.evidence[0]["why"]
    others = {each.subject for each in done.failed} - {number}
    assert register.qualification.number not in others
    assert done.run.looked_at == done.good + len(done.failed)


EXAM_TAMPERS: dict[str, tuple[str, Tamper]] = {
    "withdrawn": ("registration", _updated(Registration, withdrawn_at=AT)),
    "not accepted": ("registration", _updated(Registration, accepted_at=None)),
    "not held": ("sitting", _updated(Exam, held_at=None)),
    "another level": ("sitting", _updated(Offer, level=2)),
    "published later": ("result", _updated(Publication, published_at=AT + timedelta(days=2))),
    "results altered": ("result", _updated(Publication, digest="0" * 64)),
}


@pytest.mark.parametrize("what", by_step(EXAM_TAMPERS))
def test_what_is_changed_behind_a_qualification_certificate_shows(
    register: Register, what: str
) -> None:
    step, tamper = EXAM_TAMPERS[what]
    tamper(register)
    (one,) = proved(register).failed
    assert one.subject == register.qualification.number
    assert [str(row["step"]) for row in one.evidence] == [step]


def test_a_result_that_is_taken_from_what_was_published_shows(register: Register) -> None:
    publication = Publication.objects.get()
    ticket = register.office.tickets[0]
    Publication.objects.update(content=publication.content.replace(ticket, "0" * len(ticket)))
    (one,) = proved(register).failed
    assert {str(row["step"]) for row in one.evidence} == {"result"}
    assert one.rows == 2  # there is no such line, and the digest is another


def test_what_was_revoked_or_imported_is_not_looked_at(register: Register) -> None:
    Change.objects.create(
        certificate=register.levels[0],
        kind="revoked",
        on=ISSUED,
        made_at=AT,
        proposed_by="a",
        made_by="b",
    )
    assert proved(register).run.looked_at == 3


def test_what_is_mended_ends_and_a_run_of_the_indicators_ends_none_of_it(
    register: Register,
) -> None:
    Participant.objects.update(passed=False)
    assert len(proved(register).failed) == 3
    register.run()
    assert Alert.objects.filter(indicator="no_longer_follows", ended_run=None).count() == 3
    Participant.objects.update(passed=True)
    assert proved(register).run.ended == 3
    now = gauges()
    assert (now.good, now.bad, now.run, now.reproof) == (
        4,
        0,
        Run.objects.get(kind="indicators"),
        Run.objects.latest("pk"),
    )


def test_the_gauge_is_told_to_who_watches_the_service(
    register: Register, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/healthz/register").json() == {"status": "ok", "reproof": None}
    Participant.objects.update(passed=False)
    done = proved(register)
    told = client.get("/healthz/register")
    assert "no-store" in told["Cache-Control"]
    assert told.json()["reproof"] == {
        "on": done.run.on.isoformat(),
        "at": done.run.at.isoformat(),
        "good": done.good,
        "bad": 3,
    }

    def unreadable() -> None:
        raise OperationalError

    monkeypatch.setattr(health, "last_reproof", unreadable)
    broken = client.get("/healthz/register")
    assert (broken.status_code, broken.json()["status"]) == (503, "unreadable")


def test_where_too_many_fail_they_are_counted_and_none_is_ended(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    Participant.objects.update(passed=False)
    proved(register)
    monkeypatch.setattr(reproving, "MOST", 2)
    done = proved(register)
    assert (len(done.failed), done.beyond, done.good) == (2, 1, 1)
    assert (done.run.found, done.run.ended) == (3, 0)
    assert gauges().bad == 3


def test_pieces_are_looked_at_like_the_whole(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    Participant.objects.filter(issue_lines__certificate=register.levels[1]).update(passed=False)
    whole = [one.subject for one in proved(register).failed]
    monkeypatch.setattr(reproving, "_AT_ONCE", 1)
    assert [one.subject for one in proved(register).failed] == whole == [register.levels[1].number]
