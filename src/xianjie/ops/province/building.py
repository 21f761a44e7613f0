"""Building the province, step by step, by the services that real records are made by."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import transaction

from xianjie.domain.accounts import demonstrating
from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Candidate, Choice, Exam, Registration
from xianjie.domain.appraisals.notices import NOTICE
from xianjie.domain.appraisals.services import choices, exams, importing
from xianjie.domain.appraisals.services.registrations import Person
from xianjie.domain.organisations.models import Institution, Site
from xianjie.domain.payments import services as payments
from xianjie.domain.payments.models import Line, Refund
from xianjie.domain.rulings.asking import RefusedByLaw
from xianjie.domain.sittings import results, seating
from xianjie.domain.sittings import services as sittings
from xianjie.domain.sittings.conduct import Attendance, take_attendance
from xianjie.domain.sittings.publishing import publish as publish_results
from xianjie.domain.sittings.resits import entitled
from xianjie.identifiers.areas import prefectures
from xianjie.identifiers.persons import check_digit
from xianjie.instruments import catalogue, law
from xianjie.instruments.catalogue import Treatment
from xianjie.law import Law
from xianjie.ops.province import certificates as register
from xianjie.ops.province import (
    evaluations,
    filings,
    irregular,
    level_certificates,
    programmes,
    supervised_lives,
)
from xianjie.ops.province.plan import SORTS, Sort

DAY = date(2020, 9, 15)
_SEED = 20200915
_FOUNDED = date(2010, 1, 1)
_INSTITUTIONS = 60
_SEATS = 150
_LARGE = 3_000  # seats of the first exam, so that thousands can be registered by file
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "一二三四五六七八九十百千甲乙丙丁戊己庚辛"
_ROUND = (date(2020, 9, 7), date(2020, 9, 28))  # when candidates choose
_ROUND_OVER = date(2020, 9, 14)
_ANNOUNCED_ON = date(2020, 9, 5)
_ANSWERS = 40  # of the first candidates of an exam, so many have been asked by telephone
_REFUND_SHARE = 0.35
_ROOM = 60  # seats
_ABSENT = 0.06  # the share of those who do not come
_REVIEWED_FROM = 2  # technicians are reviewed by a panel besides
_SLIPS = 2  # results that a second person enters otherwise
_LEFT_OVER = 3  # refunds that wait for a batch in each prefecture


@dataclass(frozen=True)
class Made:
    """How much there is of each."""

    bodies: int
    exams: int
    registrations: int
    choices: int
    refunds: int


def build(home: Path) -> Made:
    """Make the province if there is none; takes some tens of seconds."""
    if not Body.objects.exists():
        old_register = home / "demo" / "old-register.csv"
        register.write_old_register(old_register)
        with transaction.atomic():
            chance = random.Random(_SEED)  # noqa: S311 - the same province every time
            _Province(chance, old_register).make()
    return Made(
        Body.objects.count(),
        Exam.objects.count(),
        Registration.objects.count(),
        Choice.objects.count(),
        Refund.objects.count(),
    )


class _Province:
    def __init__(self, chance: random.Random, old_register: Path) -> None:
        self.chance = chance
        self.old_register = old_register
        self.law: Law = law()
        self.people = self._people()
        self.accounts = count(1)
        self.occupations = _occupations()

    def make(self) -> None:
        self._central()
        self._bureaus()
        self._institutions()
        self._others()
        made = [
            (sort, exam)
            for number, sort in enumerate(one for one in SORTS for _ in range(one.count))
            if (exam := self._exam(number, sort))
        ]
        self._suspensions()
        self._cancellations(made)
        self._choices(made)
        for area in self.finance:
            self._batches(area)
        self._hold(made)
        self._sittings(made)
        self._candidate()
        filings.make(account=_acting, body=_body, bureaus=self.bureaus, on=DAY)
        staff = self._evaluating()
        evaluations.build(staff, DAY)
        self._certificates(staff)
        programmes.make(account=_acting, body=_body, law=self.law, on=DAY)

    def _evaluating(self) -> evaluations.Staff:
        """Who evaluates around the day: the organisation's two, its bureau, the enterprise."""
        names = ("evaluation", "evaluation-b", "bureau-01", "enterprise")
        return evaluations.Staff(
            *(actor_of(User.objects.get(username=name), DAY) for name in names)
        )

    def _certificates(self, staff: evaluations.Staff) -> None:
        """The register: old certificates, issued ones, a batch to approve, an application.

        In the order of their days, which is that of the log: before the demonstration's, on it,
        after it.
        """
        register.import_old_register(self.central, self.old_register, _at(DAY))
        due = level_certificates.due(DAY)
        supervised_lives.report()
        level_certificates.issue_all([one for one in due if one.on < DAY], self.law)
        held = irregular.hold(account=_acting, body=_body, law=self.law, on=DAY)
        supervised_lives.before_the_day(account=_acting)
        held.issue(DAY)
        register.enter_code(self.centre)
        register.issue_qualifications(
            self.central, self.central_b, self.centre, law=self.law, on=DAY, at=_at(DAY, 2)
        )
        register.own_old_certificate(
            User.objects.get(pk=_acting("holder", Role.CANDIDATE, None, "李旧证").user)
        )
        register.apply_for_another(self.central, law=self.law, on=DAY, at=_at(DAY, 3))
        body = Body.objects.get(memberships__user__username="evaluation")
        register.issue_levels(staff.one, staff.two, body, law=self.law, on=DAY, at=_at(DAY, 4))
        level_certificates.issue_all([one for one in due if one.on > DAY], self.law)

    def _central(self) -> None:
        self.department = _body(Body.Kind.DEPARTMENT, "省人力资源和社会保障厅", "440000")
        self.centre = _body(Body.Kind.CENTRE, "省职业技能鉴定服务中心", "440000", self.department)
        self.central = _acting("centre", Role.CENTRE, self.centre)
        self.central_b = _acting("centre-b", Role.CENTRE, self.centre)
        for name in ("province", "province-b"):
            _acting(name, Role.PROVINCE, self.department)
        _acting("auditor", Role.AUDITOR, self.department)
        _acting("security", Role.SECURITY_ADMIN, self.department)
        _acting("security-b", Role.SECURITY_ADMIN, self.department)
        _acting("system", Role.SYSTEM_ADMIN, self.department)

    def _bureaus(self) -> None:
        self.bureaus: dict[str, tuple[Body, Actor]] = {}
        self.finance: dict[str, list[Actor]] = {}
        for number, area in enumerate(prefectures(), start=1):
            name = f"{area.name.zh}人力资源和社会保障局"
            body = _body(Body.Kind.BUREAU, name, area.code, self.department)
            self.bureaus[area.code] = body, _acting(_login("bureau", number), Role.PREFECTURE, body)
            self.finance[area.code] = [
                _acting(_login(f"finance-{letter}", number), Role.FINANCE, body) for letter in "ab"
            ]

    def _institutions(self) -> None:
        self.institutions: list[tuple[Site, Actor]] = []
        places = prefectures()
        for number in range(_INSTITUTIONS):
            area = places[number % len(places)]
            ordinal = "一二三"[number // len(places)]
            name = f"{area.name.zh}第{ordinal}职业技能鉴定所"
            body = _body(Body.Kind.INSTITUTION, name, area.code, self.bureaus[area.code][0])
            institution = Institution.objects.create(
                body=body, number=f"44{number + 1:06}", centre=self.centre
            )
            site = Site.objects.create(
                institution=institution, name=f"{name}考点", area=area.code, seats=_LARGE
            )
            staff = _acting(_login("institution", number + 1), Role.INSTITUTION, body)
            self.institutions.append((site, staff))

    def _others(self) -> None:
        """One account of each role that the exams themselves do not need."""
        guangzhou, _ = self.bureaus["440100"]
        institution = self.institutions[0][0].institution.body
        for name in ("examiner", "examiner-b"):
            _acting(name, Role.EXAMINER, institution)
        for name in ("supervisor", "supervisor-b", "supervisor-c"):
            _acting(name, Role.SUPERVISOR, guangzhou)
        for kind, role, name in (
            (Body.Kind.EVALUATION, Role.EVALUATION, "广州市某技能人才评价中心"),
            (Body.Kind.SCHOOL, Role.SCHOOL, "广州市某技工学校"),
            (Body.Kind.ENTERPRISE, Role.ENTERPRISE, "广州市某机械有限公司"),
        ):
            body = _body(kind, name, "440100")
            _acting(role.value, role, body)
            if role is not Role.SCHOOL:  # those who issue are approved by another
                _acting(f"{role.value}-b", role, body)

    def _exam(self, number: int, sort: Sort) -> Exam | None:
        """Drafted, published where the law allows it, registered for."""
        site, staff = self.institutions[number % len(self.institutions)]
        occupation = self.chance.choice(self.occupations[_of(sort)])
        announced = self._between(*sort.announced) if sort.announced else None
        entered = announced or date(2020, 9, 7)
        competition = sort.route is Exam.Route.COMPETITION
        exam = exams.draft_exam(
            by=staff,
            site=site,
            title=f"{occupation}{'竞赛' if competition else '鉴定'}（2020年第{number + 1}场）",
            kind=sort.kind,
            held_on=self._between(*sort.held),
            basis=f"鉴定公告2020年第{number + 1}号",
            offers=[
                exams.Offered(
                    occupation,
                    5 - number % 4,
                    10_000 + 1_000 * (number % 25),
                    _SEATS if number else _LARGE,
                )
            ],
            route=sort.route,
            in_plan=sort.in_plan,
            announced_on=announced,
            issue_on=sort.issue_on,
            at=_at(entered),
        )
        try:
            if sort.taken_over:
                exam = exams.take_over(
                    by=self.central, exam=exam.pk, basis="补录", law=self.law, at=_at(entered)
                )
            else:
                exam = exams.publish_exam(
                    by=staff, exam=exam.pk, law=self.law, on=entered, at=_at(entered)
                )
        except RefusedByLaw:
            return None  # it stays a draft, and what the law said is kept
        self._registrations(exam, staff, entered, sort)
        return exam

    def _registrations(self, exam: Exam, staff: Actor, entered: date, sort: Sort) -> None:
        offer = exam.offers.get()
        notice = self.law.parameters["provincial_notice_on"].day
        entries = []
        for row in range(1, sort.registered + 1):
            is_late = self.chance.random() < sort.late
            first, last = (notice, DAY) if is_late else (entered, notice - timedelta(days=1))
            account = f"6222020000{next(self.accounts):09}"
            entries.append(
                importing.Entry(
                    row, next(self.people), offer.pk, self._between(first, last), account
                )
            )
        if entries:
            importing.write(
                by=staff,
                checked=importing.check(by=staff, entries=entries),
                notice_version=NOTICE.version,
                law=self.law,
                on=entered,
                at=_at(min(one.registered_on for one in entries)),
            )

    def _suspensions(self) -> None:
        for code, from_on in (("440300", date(2020, 9, 10)), ("445200", date(2020, 9, 14))):
            exams.suspend(
                by=self.bureaus[code][1],
                area=code,
                from_on=from_on,
                basis="疫情防控指挥部通告（演示）",
                at=_at(from_on),
            )

    def _cancellations(self, made: list[tuple[Sort, Exam]]) -> None:
        """Half of the forbidden exams are called off, their fees owed back."""
        forbidden = [exam for sort, exam in made if sort.taken_over]
        for exam in forbidden[::2]:
            choices.cancel_prohibited(
                by=self._staff(exam),
                exam=exam.pk,
                basis="不得组织，退还考试费",
                law=self.law,
                on=_ROUND_OVER,
                at=_at(_ROUND_OVER),
            )

    def _choices(self, made: list[tuple[Sort, Exam]]) -> None:
        """Choices are open for most exams to come; for a few they are over, refunds under way."""
        for number, (sort, exam) in enumerate(made):
            if sort.treatment != "batch" or sort.taken_over or exam.held_on <= DAY:
                continue
            staff = self._staff(exam)
            over = number % 8 == 0
            choices.open_round(
                by=staff,
                exam=exam.pk,
                opens_on=_ROUND[0],
                closes_on=_ROUND_OVER if over else _ROUND[1],
                law=self.law,
                on=_ANNOUNCED_ON,
                at=_at(_ANNOUNCED_ON),
            )
            self._chosen(exam, staff, _ANSWERS if over else _ANSWERS // 8)
            if over:
                choices.lock_round(
                    by=staff,
                    exam=exam.pk,
                    law=self.law,
                    on=_ROUND_OVER,
                    at=_at(_ROUND_OVER),
                )

    def _chosen(self, exam: Exam, staff: Actor, most: int) -> None:
        for registration in exam.offers.get().registrations.order_by("pk")[:most]:
            refund = self.chance.random() < _REFUND_SHARE
            try:
                choices.choose(
                    by=staff,
                    registration=registration.pk,
                    option=Choice.Option.REFUND if refund else Choice.Option.CONTINUE,
                    law=self.law,
                    on=_ROUND[0],
                    at=_at(_ROUND[0]),
                    on_behalf="电话登记（演示）",
                )
            except RefusedByLaw:
                continue  # who registered after the notice has no choice

    def _batches(self, area: str) -> None:
        """A batch of the refunds owed in a prefecture: settled in some, in transit in others."""
        maker, checker = self.finance[area]
        owed = Refund.objects.filter(payment__area=area, lines=None).order_by("pk")
        refunds = list(owed.values_list("pk", flat=True))[:-_LEFT_OVER]
        if not refunds:
            return
        batch = payments.make_batch(by=maker, area=area, refunds=refunds, at=_at(DAY, 1))
        stage = int(area[2:4]) % 3
        if stage == 0:
            return
        payments.approve_batch(by=checker, batch=batch.pk, at=_at(DAY, 2))
        if stage == 1:
            lines = Line.objects.filter(batch=batch).order_by("pk")
            results = {
                line.pk: payments.Result(
                    line.pk, paid=place > 0, reason="" if place > 0 else "户名不符"
                )
                for place, line in enumerate(lines)
            }
            payments.settle_batch(by=maker, batch=batch.pk, results=results, at=_at(DAY, 3))

    def _hold(self, made: list[tuple[Sort, Exam]]) -> None:
        number = 0
        for _, exam in made:
            if exam.held_on < DAY:
                self._seat(exam)
                try:
                    exams.hold_exam(
                        by=self._staff(exam),
                        exam=exam.pk,
                        law=self.law,
                        on=exam.held_on,
                        at=_at(exam.held_on, 8),
                    )
                except RefusedByLaw:
                    continue  # it stands still
                self._examine(exam, number)
                number += 1

    def _seat(self, exam: Exam) -> None:
        staff, at = self._staff(exam), _at(exam.held_on - timedelta(days=3))
        if not exam.site.rooms.exists():
            for name in ("一号考场", "二号考场"):
                seating.add_room(
                    by=staff, site=exam.site, name=name, seats=_ROOM, at=_at(date(2020, 9, 1))
                )
        seating.allot(
            by=staff,
            exam=exam,
            rooms=list(exam.site.rooms.order_by("pk")),
            starts=[time(9)],
            seed=f"{_SEED}",
            at=at,
        )

    def _examine(self, exam: Exam, number: int) -> None:
        """Of three exams the results of one are published, of one they differ, of one are begun."""
        staff, at = self._staff(exam), _at(exam.held_on, 9)
        places = list(exam.places.order_by("ticket"))
        came = [one for one in places if self.chance.random() > _ABSENT]
        absent = {one.pk for one in places} - {one.pk for one in came}
        take_attendance(
            by=staff,
            exam=exam,
            marks={
                one.pk: Attendance.ABSENT if one.pk in absent else Attendance.PRESENT
                for one in places
            },
            on=exam.held_on,
            at=at,
        )
        exam.refresh_from_db()
        is_reviewed = exam.offers.get().level <= _REVIEWED_FROM
        given = [
            results.Given(
                row,
                one.ticket,
                self._points(),
                self._points(),
                self._points() if is_reviewed else None,
            )
            for row, one in enumerate(came, start=2)
        ]
        body = exam.institution.body
        second = _acting(_login("recorder", number + 1), Role.INSTITUTION, body)
        stage = number % 3
        results.enter(by=staff, exam=exam, given=given, at=at)
        if stage == 1:
            slips = [replace(one, theory=99) for one in given[:_SLIPS]]
            results.enter(by=second, exam=exam, given=[*slips, *given[_SLIPS:]], at=at)
        elif stage == 0:
            results.enter(by=second, exam=exam, given=given, at=at)
            publish_results(by=self.central, exam=exam, at=_at(DAY, 0))

    def _points(self) -> int:
        return max(0, min(100, round(self.chance.gauss(74, 10))))

    def _sittings(self, made: list[tuple[Sort, Exam]]) -> None:
        """A pool of examiners at the first institution, one assigned; supervisors drawn once."""
        site, staff = self.institutions[0]
        exam = next(exam for _, exam in made if exam.site_id == site.pk and exam.held_on > DAY)
        occupation = exam.offers.get().occupation
        for number, name in enumerate(("examiner", "examiner-b"), start=1):
            examiner = sittings.enter_examiner(
                by=staff,
                user=User.objects.get(username=name),
                home=site.institution,
                card=f"440100{number:06}",
                competences={occupation: 1} if number == 1 else {"电工": 3},
                from_on=date(2019, 1, 1),
                at=_at(DAY),
            )
            if number == 1:
                sittings.assign_examiner(by=staff, exam=exam, examiner=examiner, at=_at(DAY))
        sittings.draw_supervisors(
            by=self.bureaus["440100"][1],
            exam=exam,
            count=2,
            seed=f"{_SEED}",
            on=DAY,
            at=_at(DAY),
        )

    def _candidate(self) -> None:
        """Accounts of two candidates: one may still choose, one failed and may ask for a review."""
        failed = next(
            one.registration
            for exam in Exam.objects.filter(publications__isnull=False).order_by("pk")
            for one in entitled(exam)
        )
        _owned("candidate-b", failed.candidate)
        found = (
            Registration.objects.filter(
                offer__exam__round__locked_at=None, accepted_at__isnull=False, choice=None
            )
            .filter(offer__exam__round__isnull=False)
            .select_related("candidate")
            .order_by("pk")
        )
        _owned("candidate", found[0].candidate)

    def _staff(self, exam: Exam) -> Actor:
        return next(staff for site, staff in self.institutions if site.pk == exam.site_id)

    def _between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randrange((last - first).days + 1))

    def _people(self) -> Iterator[Person]:
        """Made-up people, born from 1900 to 1909: nobody of that age sits an exam."""
        for number in count():
            name = "".join(
                (
                    self.chance.choice(_SURNAMES),
                    self.chance.choice(_GIVEN),
                    self.chance.choice(_GIVEN),
                )
            )
            born = date(1900, 1, 1) + timedelta(days=number % 3650)
            first = f"440100{born:%Y%m%d}{number // 3650:03}"
            phone = f"100{number:08}"  # no number of a telephone begins so
            yield Person(name, "resident", first + check_digit(first), phone)


def _occupations() -> Mapping[str, list[str]]:
    """Names by the treatment that the plan asks for."""
    listed = catalogue.load().occupations
    access = [one for one in listed if one.treatment is Treatment.ACCESS_TYPE]
    return {
        "batch": [one.occupation for one in listed if one.treatment is not Treatment.ACCESS_TYPE],
        "childcare": ["保育员"],
        "hr": ["企业人力资源管理师"],
        "access_hrss": [one.occupation for one in access if one.hrss_organised],
        "access_other": [one.occupation for one in access if not one.hrss_organised],
    }


def _of(sort: Sort) -> str:
    return sort.name if sort.name in {"childcare", "hr"} else sort.treatment


def _acting(username: str, role: Role, body: Body | None, name: str = "") -> Actor:
    """An account of the demonstration; its password and second factor are public."""
    user = User.objects.create(username=username, name=name or role.label.zh, password=_password())
    Membership.objects.create(
        user=user, body=body, role=role, from_on=_FOUNDED, granted_by=demonstrating.GRANTED_BY
    )
    if role is not Role.CANDIDATE:
        digest = hashlib.sha256(username.encode()).digest()[:20]
        TOTP.activate(user, base64.b32encode(digest).decode())
    return actor_of(user, DAY)


def _owned(username: str, candidate: Candidate) -> None:
    candidate.user_id = _acting(username, Role.CANDIDATE, None, candidate.name).user
    candidate.save(update_fields=["user"])


@cache
def _password() -> str:
    """Hashed once: it is the same for all, and hashing takes long on purpose."""
    return make_password(demonstrating.PASSWORD)


def _body(kind: Body.Kind, name: str, area: str, superior: Body | None = None) -> Body:
    return Body.objects.create(
        kind=kind, name=name, area=area, superior=superior, opened_on=_FOUNDED
    )


def _login(role: str, number: int) -> str:
    return f"{role}-{number:02}"


def _at(on: date, hour: int = 1) -> datetime:
    """Nine in the morning in China, or later."""
    return datetime.combine(on, time(hour), UTC)
