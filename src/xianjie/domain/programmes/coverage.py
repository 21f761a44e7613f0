"""The route of each in training and how far it is covered: derived here and nowhere else.

Decision 8 (``training-route``) is asked with facts from the records as they stood on the day; the
certificate, the exam or the evaluation that the person has then says how it is covered. Nothing
of it is stored: it is computed again whenever it is shown, and the ruling is kept where a sponsor
is warned.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from django.db.models import QuerySet

from xianjie.calendar import add_months, end_of
from xianjie.domain.appraisals import facts as exam_facts
from xianjie.domain.appraisals.models import Exam, Offer, Registration
from xianjie.domain.appraisals.services.exams import ISSUABLE, PERMITTED
from xianjie.domain.certificates.models import Certificate, Scheme
from xianjie.domain.certificates.standing import State as Register
from xianjie.domain.certificates.standing import standing_after
from xianjie.domain.evaluations.models import Participant
from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.standing import cover
from xianjie.domain.programmes.knowing import (
    Known,
    as_corrected,
    key_of,
    known,
    offers_to_come,
)
from xianjie.domain.programmes.models import Cohort, Learner, Programme
from xianjie.domain.programmes.reasons import Reason, State
from xianjie.domain.sittings.publishing import published
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import AmbiguousOccupation, UnknownOccupation
from xianjie.instruments.practice import practice
from xianjie.law import Answer, Law, Value

DECISION = "training-route"
OPEN = "open"  # where the law's answer is not settled
_AT_ONCE = 900  # people of a statement
_BY_ROUTE = {
    "own_level_certification": Reason.PLAN,
    "entrust_filed_organisation": Reason.ENTRUST,
    "ordinary_route": Reason.ORDINARY,
    "no_route": Reason.NO_ROUTE,
}


@dataclass(frozen=True, slots=True)
class Covered:
    """A learner with the law's answer on the route, the state, and what it rests on.

    ``answer`` holds the facts; ``offer`` is of an exam to register for, where there is one.
    """

    learner: Learner
    answer: Answer
    state: State
    reason: Reason
    certificate: Certificate | None = None
    registration: Registration | None = None
    participation: Participant | None = None
    offer: Offer | None = None

    @property
    def route(self) -> str:
        """The outcome of decision 8, or ``open``."""
        return self.answer.outcome or OPEN


@dataclass(frozen=True, slots=True)
class _Way:
    """What is arranged for a person: an exam or an evaluation, and whether it can be relied on."""

    registration: Registration | None = None
    participation: Participant | None = None
    certain: bool = True


class Tally:
    """How many are in each state and on each route; the states sum to the whole."""

    def __init__(self) -> None:
        self.by_state: Counter[State] = Counter(dict.fromkeys(State, 0))
        self.by_route: Counter[str] = Counter()

    @property
    def total(self) -> int:
        return self.by_state.total()

    def add(self, one: Covered) -> None:
        self.by_state[one.state] += 1
        self.by_route[one.route] += 1

    def merge(self, other: Tally) -> None:
        """Count those of another besides."""
        self.by_state.update(other.by_state)
        self.by_route.update(other.by_route)


def in_training(on: date) -> QuerySet[Learner]:
    """Everybody who was on a class list by that day, whether or not they have left since."""
    return Learner.objects.filter(entered_at__lt=end_of(on)).select_related(
        "cohort__programme__sponsor", "cohort__programme__trainer"
    )


def covered(learners: Iterable[Learner], *, law: Law, on: date) -> Iterator[Covered]:
    """Each with its route and state as of the day, in the order given."""
    reckoner = _Reckoner(law, on)
    rest = iter(learners)
    while part := list(islice(rest, _AT_ONCE)):
        yield from reckoner.of(part)


def counted(learners: Iterable[Learner], *, law: Law, on: date) -> Tally:
    """The same as numbers alone."""
    tally = Tally()
    for one in covered(learners, law=law, on=on):
        tally.add(one)
    return tally


def by_cohort(learners: Iterable[Learner], *, law: Law, on: date) -> Mapping[Cohort, Tally]:
    """The numbers class by class."""
    found: dict[Cohort, Tally] = defaultdict(Tally)
    for one in covered(learners, law=law, on=on):
        found[one.learner.cohort].add(one)
    return found


def answer_for(programme: Programme, *, law: Law, on: date) -> Answer:
    """The law's answer for a learner of the programme for whom nothing is arranged."""
    return _Reckoner(law, on).general_answer(programme)


def risk_from(graduates_on: date, on: date) -> date:
    """From when on somebody without a way is at risk, by the practice of that day."""
    return add_months(graduates_on, -practice().number("coverage_warning_months", on))


class _Reckoner:
    """One day under one law; what many learners share is worked out once."""

    def __init__(self, law: Law, on: date) -> None:
        self.law = law
        self.on = on
        self.suspensions = exam_facts.in_force(on)
        self.offers: dict[str, Sequence[Offer]] = {}
        self.organisations: dict[int, Organisation | None] = {}
        self.leading: dict[tuple[int, str, date], bool] = {}
        self.general: dict[tuple[str, date], bool | None] = {}
        self.filed: dict[tuple[int, str, int, date], bool] = {}
        self.permission = law.decision("exam-permission").outcome
        self.issuance = law.decision("certificate-issuance").outcome
        self.route = law.decision(DECISION)

    def of(self, learners: Sequence[Learner]) -> Iterator[Covered]:
        self._load({one.cohort.programme for one in learners})
        records = known(map(key_of, learners), self.on)
        for one in learners:
            yield self._one(one, records)

    def general_answer(self, programme: Programme) -> Answer:
        self._load({programme})
        offer = self._offer(programme, programme.until_on)
        return self.route.decide(self._facts(programme, programme.until_on, (), offer))

    def _load(self, programmes: Iterable[Programme]) -> None:
        bodies = {
            pk
            for one in programmes
            for pk in (one.sponsor_id, one.trainer_id)
            if pk is not None and pk not in self.organisations
        }
        found = Organisation.objects.in_bulk(list(bodies))
        self.organisations |= {pk: found.get(pk) for pk in bodies}
        new = {one.occupation for one in programmes} - set(self.offers)
        to_come = offers_to_come(new, self.on)
        self.offers |= {name: to_come.get(name, ()) for name in new}

    def _one(self, learner: Learner, records: Known) -> Covered:
        programme, until = learner.cohort.programme, learner.cohort.graduates_on
        ways = list(self._ways(learner, records))
        offer = self._offer(programme, until)
        answer = self.route.decide(self._facts(programme, until, ways, offer))
        certificate = self._certificate(learner, records)
        if certificate is not None:
            is_level = certificate.scheme == Scheme.LEVEL
            state = State.LEVEL if is_level else State.QUALIFICATION
            return Covered(learner, answer, state, Reason.HELD, certificate)
        if learner.left_on and learner.left_on <= self.on:
            return Covered(learner, answer, State.UNCOVERED, Reason.LEFT)
        if self.on > until:
            return Covered(learner, answer, State.UNCOVERED, Reason.GRADUATED)
        if ways:
            return _arranged(learner, answer, ways)
        if self.on < risk_from(until, self.on):
            return Covered(learner, answer, State.ON_THE_WAY, Reason.TIME_LEFT, offer=offer)
        return Covered(learner, answer, State.AT_RISK, _lacking(answer, offer), offer=offer)

    def _facts(
        self, programme: Programme, until: date, ways: Iterable[_Way], offer: Offer | None
    ) -> Mapping[str, Value]:
        """Facts of decision 8; whether the qualification is open may be unknown."""
        told: dict[str, Value] = {
            "programme": programme.kind,
            "plan_aligned": programme.is_aligned,
            "sponsor_filed": self._sponsor_filed(programme, until),
        }
        registered = any(one.registration for one in ways)
        is_open = True if registered or offer else self._in_general(programme.occupation, until)
        return told if is_open is None else {**told, "qualification_open": is_open}

    def _ways(self, learner: Learner, records: Known) -> Iterator[_Way]:
        """What is arranged that can lead to a certificate by graduation."""
        programme, until = learner.cohort.programme, learner.cohort.graduates_on
        for one in records.registrations.get(key_of(learner), ()):
            offer = one.offer
            if offer.occupation != programme.occupation or offer.level > programme.level:
                continue
            if self._leads(offer, until) and not self._is_over(one):
                yield _Way(registration=one, certain=not self._stands_still(offer.exam))
        for each in records.participations.get(key_of(learner), ()):
            plan = each.plan
            if plan.occupation != programme.occupation or plan.level > programme.level:
                continue
            if plan.until_on <= until and not self._is_lost(each):
                yield _Way(participation=each)

    def _leads(self, offer: Offer, until: date) -> bool:
        """Whether the law lets the exam be held and its certificate be issued by that day."""
        exam = offer.exam
        key = exam.pk, offer.occupation, until
        if key not in self.leading:
            issue_on = exam.issue_on or exam.held_on  # where none is planned, the earliest there is
            self.leading[key] = (
                issue_on <= until
                and self.permission(
                    exam_facts.of_permission(exam, offer.occupation, is_suspended=False)
                )
                in PERMITTED
                and self.issuance(
                    exam_facts.of_issuance(exam, offer.occupation, issue_on, passed=True)
                )
                in ISSUABLE
            )
        return self.leading[key]

    def _offer(self, programme: Programme, until: date) -> Offer | None:
        """The next exam to register for that leads to the certificate by graduation."""
        return next(
            (
                one
                for one in self.offers[programme.occupation]
                if one.level == programme.level and self._leads(one, until)
            ),
            None,
        )

    def _in_general(self, occupation: str, until: date) -> bool | None:
        """Whether the law lets any exam of the occupation be held that is not announced yet.

        Unknown where another department organises them.
        """
        key = occupation, until
        if key not in self.general:
            self.general[key] = self._asked_in_general(occupation, until)
        return self.general[key]

    def _asked_in_general(self, occupation: str, until: date) -> bool | None:
        if not is_listed(occupation):
            return False  # no qualification of the notices
        exam: dict[str, Value] = {
            "occupation": occupation,
            "route": Exam.Route.SCHEDULED.value,
            "announced_on": None,
            "registration_accepted_on": None,
            "competition_in_plan": False,
        }
        permission = self.permission({**exam, "suspended": False})
        if permission == "other_department":
            return None
        issued = self.issuance({**exam, "passed": True, "issue_on": until})
        return permission in PERMITTED and issued in ISSUABLE

    def _sponsor_filed(self, programme: Programme, until: date) -> bool:
        """Whether the sponsor or the training body is filed through the day of graduation."""
        bodies = (programme.sponsor_id, programme.trainer_id)
        return any(
            self._filed(pk, programme.occupation, programme.level, until)
            for pk in bodies
            if pk is not None
        )

    def _filed(self, body: int, occupation: str, level: int, until: date) -> bool:
        organisation = self.organisations[body]
        if organisation is None:
            return False
        key = body, occupation, level, until
        if key not in self.filed:
            # Asked on a day that has been, so that no filing or measure of a later day is seen.
            asked = min(self.on, until)
            found = cover(organisation, occupation=occupation, level=level, on=asked)
            stretch = found.stretch
            self.filed[key] = bool(found.covers and stretch and stretch.filing.until_on >= until)
        return self.filed[key]

    def _certificate(self, learner: Learner, records: Known) -> Certificate | None:
        """A valid one of the occupation, at the level or above; a qualification's first."""
        programme = learner.cohort.programme
        found = [
            one
            for one in records.certificates.get(key_of(learner), ())
            if self._serves(one, programme) and self._is_valid(one)
        ]
        return min(found, key=lambda one: one.scheme == Scheme.LEVEL, default=None)

    def _serves(self, certificate: Certificate, programme: Programme) -> bool:
        occupation, level = as_corrected(certificate, self.on)
        return canonical(occupation) == programme.occupation and level <= programme.level

    def _is_valid(self, certificate: Certificate) -> bool:
        found = standing_after(certificate, certificate.changes.all(), self.law, self.on)
        is_lawful = found.answer is None or found.answer.outcome == "valid"
        return found.state is Register.LIVE and found.is_settled and is_lawful

    def _is_over(self, registration: Registration) -> bool:
        """Whether the exam's day passed without it, or it was not passed, as known by that day."""
        exam = registration.offer.exam
        if exam.held_at is None:
            return exam.held_on < self.on
        found = published(registration)
        return found is not None and found[0].published_at < end_of(self.on) and not found[1].passed

    def _is_lost(self, participation: Participant) -> bool:
        """Whether it is known by that day that it led to nothing."""
        known_at = participation.result_at
        return bool(known_at and known_at < end_of(self.on) and not participation.passed)

    def _stands_still(self, exam: Exam) -> bool:
        return exam.held_on >= self.on and any(
            exam_facts.reaches(one, exam) for one in self.suspensions
        )


def _arranged(learner: Learner, answer: Answer, ways: Sequence[_Way]) -> Covered:
    way = next((one for one in ways if one.certain), ways[0])
    state = State.ON_THE_WAY if way.certain else State.AT_RISK
    reason = Reason.PLANNED if way.participation else Reason.REGISTERED
    return Covered(
        learner,
        answer,
        state,
        reason if way.certain else Reason.STANDS_STILL,
        registration=way.registration,
        participation=way.participation,
    )


def _lacking(answer: Answer, offer: Offer | None) -> Reason:
    """What is to be done that is not, by the route."""
    if answer.outcome is None:
        return Reason.UNDECIDED
    if answer.outcome == "qualification_certificate":
        return Reason.REGISTER if offer else Reason.NO_EXAM
    return _BY_ROUTE[answer.outcome]


@cache
def canonical(occupation: str) -> str:
    """The name as the annex has it, corrected; as it is, where the annex does not have it."""
    try:
        return catalogue.load().find(occupation).occupation
    except (UnknownOccupation, AmbiguousOccupation):
        return occupation


@cache
def is_listed(occupation: str) -> bool:
    """Whether it is an occupation of the annex, by its name there."""
    return any(one.occupation == occupation for one in catalogue.load().occupations)
