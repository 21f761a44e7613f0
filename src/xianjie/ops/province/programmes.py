"""Schools with dual-certificate classes, enterprises with apprentices, graduating 2020 to 2026.

Learners are made up, or are the same people as those who hold certificates of the old register,
registered for exams, or took part in evaluations: so every way of being covered occurs, and every
way of not being. Programmes and classes are entered by the services, learners in bulk.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice

from xianjie.calendar import add_months
from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.appraisals.facts import in_force, reaches
from xianjie.domain.appraisals.models import Candidate, Offer, Registration
from xianjie.domain.bulk import insert
from xianjie.domain.certificates.models import Certificate, Scheme
from xianjie.domain.certificates.selecting import issued_by
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.filings.models import Scope
from xianjie.domain.programmes import services
from xianjie.domain.programmes.coverage import is_listed
from xianjie.domain.programmes.daily import keep_counts
from xianjie.domain.programmes.models import Cohort, Learner, Programme
from xianjie.domain.programmes.warning import warn
from xianjie.identifiers.areas import prefectures
from xianjie.identifiers.persons import check_digit
from xianjie.instruments import catalogue
from xianjie.law import Law
from xianjie.ops.province.evaluations.history import NOW

NewAccount = Callable[[str, Role, Body], Actor]
NewBody = Callable[[Body.Kind, str, str], Body]
Person = tuple[str, str, str, str]  # name, kind of document, its hash, its number sealed

_SEED = 252
_SCHOOLS = 40
_ENTERPRISES = 30
_YEARS = range(2020, 2027)  # of graduation
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "安邦成达恩方国海佳康立明宁平青荣思天文欣一远正"
_LARGE_CLASS = 60
_LARGE_AT_RISK = 5
_EXAMS = 7  # whose candidates are in classes
_OF_A_PLAN = 25  # at most so many of a class took part in one evaluation
_SUBSIDY = services.Subsidy(500_000, 50, "企业新型学徒补贴协议（演示）")


@dataclass(frozen=True)
class _Sponsor:
    body: Body
    by: Actor


@dataclass(frozen=True)
class _Class:
    """A class to be made: in what, until when, with whom who is known and how many who are not."""

    occupation: str
    level: int
    graduates_on: date
    known: Sequence[Person] = ()
    others: int = 0
    aligned: bool = True
    left: int = 0


def make(*, account: NewAccount, body: NewBody, law: Law, on: date) -> None:
    """The whole of it; ``account`` and ``body`` make those of the demonstration."""
    _Training(account, body, on).make()
    warn(law=law, on=on, at=_at(on))
    for day in (on, NOW):  # for the open statistics, which else count once a day
        keep_counts(law=law, on=day)


class _Training:
    def __init__(self, account: NewAccount, body: NewBody, on: date) -> None:
        self.account = account
        self.body = body
        self.on = on
        self.chance = random.Random(_SEED)  # noqa: S311 - the same every time
        self.people = self._people()
        self.titles: set[tuple[int, str]] = set()
        self.learners: list[Learner] = []

    def make(self) -> None:
        schools = self._sponsors(Body.Kind.SCHOOL, Role.SCHOOL, _SCHOOLS, "技工学校")
        enterprises = self._sponsors(
            Body.Kind.ENTERPRISE, Role.ENTERPRISE, _ENTERPRISES, "制造有限公司"
        )
        self._of_today(schools)
        evaluated = self._evaluated()
        for number, school in enumerate(schools):
            for year in _YEARS:
                self._class(school, self._of_year(school, number, year, evaluated))
        for number, enterprise in enumerate(enterprises):
            trainer = schools[number].body if number % 2 else None
            self._apprentices(enterprise, trainer, number)
        insert(self.learners)

    def _sponsors(self, kind: Body.Kind, role: Role, wanted: int, suffix: str) -> list[_Sponsor]:
        """The one with an account first, then those filed, then new ones in every prefecture."""
        own = Body.objects.get(memberships__user__username=role.value)
        made = [_Sponsor(own, actor_of(User.objects.get(username=role.value), self.on))]
        filed = Body.objects.filter(kind=kind, filing_organisation__isnull=False, closed_on=None)
        bodies = list(filed.exclude(pk=own.pk).order_by("pk")[: wanted // 2])
        places = prefectures()
        for number in range(wanted - 1 - len(bodies)):
            area = places[number % len(places)]
            name = f"{area.name.zh}第{'一二三'[number // len(places)]}{suffix}"
            bodies.append(self.body(kind, name, area.code))
        for number, body in enumerate(bodies, start=2):
            held = body.memberships.filter(role=role, to_on=None).select_related("user").first()
            by = (
                actor_of(held.user, self.on)
                if held
                else self.account(f"{role.value}-{number:02}", role, body)
            )
            made.append(_Sponsor(body, by))
        return made

    def _of_today(self, schools: Sequence[_Sponsor]) -> None:
        """What can be seen on the demonstration's own day: each way of being covered or not."""
        soon = date(2021, 1, 31)
        exams = self._registered(soon)
        offer, candidates = next(exams)
        wanted = _LARGE_CLASS - _LARGE_AT_RISK
        holders = self._holders(offer.occupation, offer.level)[:wanted]
        known = [*holders, *candidates[: wanted - len(holders)]]
        self._class(
            schools[0],
            _Class(offer.occupation, offer.level, soon, known, _LARGE_CLASS - len(known)),
        )
        levels = issued_by(self.on).filter(scheme=Scheme.LEVEL, occupation="电工", level=4)
        self._class(
            schools[1], _Class("电工", 4, date(2020, 12, 25), [*map(_same, levels)], others=6)
        )
        self._class(schools[2], _Class("民航乘务员", 4, date(2020, 12, 25), others=24))
        self._class(schools[3], _Class("保安员", 4, date(2020, 12, 25), others=30, left=2))
        self._class(
            schools[4], _Class("中式烹调师", 4, date(2020, 12, 25), others=28, aligned=False)
        )
        for school, (offer, candidates) in zip(schools[5:13], exams, strict=False):
            self._class(school, _Class(offer.occupation, offer.level, soon, candidates[:24], 4))
        for occupation, holders in self._held_of_old()[:12]:
            school = self.chance.choice(schools)
            self._class(school, _Class(occupation, 5, date(2020, 6, 30), holders, others=8, left=1))

    def _of_year(
        self, school: _Sponsor, number: int, year: int, evaluated: dict[int, list[Plan]]
    ) -> _Class:
        """A class that graduates in June, where there is one with those of an evaluation."""
        graduates = date(year, 6, 30)
        plans = evaluated.get(year)
        if plans and number % 4:
            plan = plans.pop()
            people = [_same(one) for one in plan.participants.order_by("pk")[:_OF_A_PLAN]]
            return _Class(
                plan.occupation, plan.level, graduates, people, self.chance.randrange(3, 9)
            )
        occupation, level = self._occupation(school, graduates)
        return _Class(
            occupation,
            level,
            graduates,
            others=self.chance.randrange(18, 36),
            aligned=(number + 1) % 5 != 0,
            left=number % 3,
        )

    def _occupation(self, school: _Sponsor, graduates: date) -> tuple[str, int]:
        """One that the school is filed for through that day, if any; else any that leaves."""
        scopes = Scope.objects.filter(
            filing__organisation=school.body.pk,
            filing__from_on__lte=graduates,
            filing__until_on__gte=graduates,
        ).order_by("pk")
        found = [(one.occupation, one.lowest) for one in scopes if is_listed(one.occupation)]
        if found:
            return self.chance.choice(found)
        return self.chance.choice(catalogue.load().occupations).occupation, 4

    def _apprentices(self, enterprise: _Sponsor, trainer: Body | None, number: int) -> None:
        """Intakes of one or two years; of the first enterprise one ends soon."""
        begins = [date(2019, 3, 1), date(2020, 9, 1), date(2022, 9, 1), date(2024, 9, 1)]
        for place, from_on in enumerate(begins):
            months = 24 if (number + place) % 2 == 0 else 12
            until = add_months(from_on, months) - timedelta(days=1)
            occupation = self.chance.choice(catalogue.load().occupations).occupation
            plan = services.Plan(
                Programme.Kind.APPRENTICE,
                f"{occupation}新型学徒（{from_on.year}年）",
                occupation,
                4,
                is_aligned=(number + 1) % 6 != 0,
                from_on=from_on,
                until_on=until,
                trainer=trainer,
                agreement=f"学徒协议{from_on.year}-{number + 1:02}",
                subsidy=_SUBSIDY,
            )
            cohort = self._cohort(enterprise, plan, f"{from_on.year}年招收", until)
            self._join(cohort, islice(self.people, self.chance.randrange(8, 16)))

    def _class(self, school: _Sponsor, wanted: _Class) -> None:
        from_on = date(wanted.graduates_on.year - 3, 9, 1)
        plan = services.Plan(
            Programme.Kind.DUAL,
            self._title(school, f"{wanted.occupation}（{from_on.year}级）"),
            wanted.occupation,
            wanted.level,
            is_aligned=wanted.aligned,
            from_on=from_on,
            until_on=wanted.graduates_on,
        )
        name = f"{str(from_on.year)[2:]}级{self.chance.randrange(1, 9)}班"
        cohort = self._cohort(school, plan, name, wanted.graduates_on)
        self._join(cohort, [*wanted.known, *islice(self.people, wanted.others)], left=wanted.left)

    def _title(self, school: _Sponsor, wanted: str) -> str:
        """The title, told apart from another of the school's."""
        title = wanted
        for place in count(2):
            if (school.body.pk, title) not in self.titles:
                break
            title = f"{wanted}第{place}期"
        self.titles.add((school.body.pk, title))
        return title

    def _cohort(
        self, sponsor: _Sponsor, plan: services.Plan, name: str, graduates_on: date
    ) -> Cohort:
        at = _at(plan.from_on)
        programme = services.enter_programme(by=sponsor.by, sponsor=sponsor.body, plan=plan, at=at)
        return services.open_cohort(
            by=sponsor.by, programme=programme, name=name, graduates_on=graduates_on, at=at
        )

    def _join(self, cohort: Cohort, people: Iterable[Person], *, left: int = 0) -> None:
        programme = cohort.programme
        joined = [
            Learner(
                cohort=cohort,
                name=name,
                document=document,
                number_hash=hashed,
                number_sealed=sealed,
                entered_by=programme.made_by,
                entered_at=_at(programme.from_on),
            )
            for name, document, hashed, sealed in people
        ]
        for one in joined[len(joined) - left :]:
            one.left_on = programme.from_on + timedelta(days=200)
            one.left_reason = "退学"
        self.learners += joined

    def _registered(self, until: date) -> Iterator[tuple[Offer, list[Person]]]:
        """Exams to come that lead to a certificate by that day, with those registered for each.

        First some that will be held, then those of areas that stand still.
        """
        suspensions = in_force(self.on)
        offers = Offer.objects.filter(
            exam__held_on__gt=self.on,
            exam__issue_on__lte=until,
            exam__route="scheduled",
            exam__published_at__isnull=False,
            exam__cancelled_at=None,
            exam__taken_over=False,
            level__gte=3,
        ).select_related("exam")
        moving: list[Offer] = []
        still: list[Offer] = []
        for one in offers.order_by("pk"):
            stands = any(reaches(each, one.exam) for each in suspensions)
            (still if stands else moving).append(one)
        for offer in [*moving[:_EXAMS], *still]:
            registrations = Registration.objects.filter(
                offer=offer, accepted_at__isnull=False, withdrawn_at=None
            ).select_related("candidate")
            yield offer, [_same(one.candidate) for one in registrations.order_by("pk")]

    def _holders(self, occupation: str, level: int) -> list[Person]:
        """Who holds an old certificate of the occupation, at the level or above."""
        found = Certificate.objects.filter(
            imported__isnull=False, occupation=occupation, level__lte=level
        )
        return [_same(one) for one in found.order_by("pk")]

    def _held_of_old(self) -> list[tuple[str, list[Person]]]:
        """Occupations of the old register with their holders, most first."""
        found: dict[str, list[Person]] = defaultdict(list)
        for one in Certificate.objects.filter(imported__isnull=False).order_by("pk"):
            found[one.occupation].append(_same(one))
        return sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))

    def _evaluated(self) -> dict[int, list[Plan]]:
        """Evaluations of the first half of each year, of occupations that a plan aligns with."""
        found: dict[int, list[Plan]] = defaultdict(list)
        plans = Plan.objects.filter(
            reported_on__isnull=False, cancelled_on=None, until_on__month__lte=5
        )
        for one in plans.order_by("pk"):
            if is_listed(one.occupation):
                found[one.until_on.year].append(one)
        return found

    def _people(self) -> Iterator[Person]:
        """Made-up people, born from 1910 to 1919: nobody of that age is in training."""
        for number in count():
            born = date(1910, 1, 1) + timedelta(days=number % 3650)
            first = f"440100{born:%Y%m%d}{number // 3650:03}"
            document = first + check_digit(first)
            name = self.chance.choice(_SURNAMES) + "".join(self.chance.choices(_GIVEN, k=2))
            yield name, "resident", keyed_hash(f"resident:{document}"), seal(document)


def _same(one: Candidate | Certificate | Participant) -> Person:
    """The same person, as another record has them."""
    return one.name, one.document, one.number_hash, one.number_sealed


def _at(on: date) -> datetime:
    return datetime.combine(on, time(1), UTC)
