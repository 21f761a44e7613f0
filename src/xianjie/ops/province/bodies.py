"""The bodies of the province and who works in them: department, bureaus, institutions, others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.organisations.models import Institution, Site
from xianjie.identifiers.areas import prefectures
from xianjie.ops.province.accounts import acting, login, new_body
from xianjie.ops.province.plan import LARGE

_INSTITUTIONS = 60


@dataclass(frozen=True)
class Central:
    """The department, its centre, and the two who work there."""

    department: Body
    centre: Body
    one: Actor
    two: Actor


@dataclass(frozen=True)
class Bodies:
    """Those that exams need, with who acts for each; by the code of their area."""

    central: Central
    bureaus: Mapping[str, tuple[Body, Actor]]
    finance: Mapping[str, Sequence[Actor]]
    institutions: Sequence[tuple[Site, Actor]]

    def staff(self, exam: Exam) -> Actor:
        """Who acts for the institution that holds an exam."""
        return next(staff for site, staff in self.institutions if site.pk == exam.site_id)


def make_bodies() -> Bodies:
    """All of them, each after the one above it."""
    central = _central()
    bureaus, finance = _bureaus(central.department)
    made = Bodies(central, bureaus, finance, list(_institutions(central.centre, bureaus)))
    _others(made)
    return made


def _central() -> Central:
    department = new_body(Body.Kind.DEPARTMENT, "省人力资源和社会保障厅", "440000")
    centre = new_body(Body.Kind.CENTRE, "省职业技能鉴定服务中心", "440000", department)
    one = acting("centre", Role.CENTRE, centre)
    two = acting("centre-b", Role.CENTRE, centre)
    for name in ("province", "province-b"):
        acting(name, Role.PROVINCE, department)
    acting("auditor", Role.AUDITOR, department)
    acting("security", Role.SECURITY_ADMIN, department)
    acting("security-b", Role.SECURITY_ADMIN, department)
    acting("system", Role.SYSTEM_ADMIN, department)
    return Central(department, centre, one, two)


def _bureaus(
    department: Body,
) -> tuple[dict[str, tuple[Body, Actor]], dict[str, list[Actor]]]:
    bureaus: dict[str, tuple[Body, Actor]] = {}
    finance: dict[str, list[Actor]] = {}
    for number, area in enumerate(prefectures(), start=1):
        name = f"{area.name.zh}人力资源和社会保障局"
        body = new_body(Body.Kind.BUREAU, name, area.code, department)
        bureaus[area.code] = body, acting(login("bureau", number), Role.PREFECTURE, body)
        finance[area.code] = [
            acting(login(f"finance-{letter}", number), Role.FINANCE, body) for letter in "ab"
        ]
    return bureaus, finance


def _institutions(
    centre: Body, bureaus: Mapping[str, tuple[Body, Actor]]
) -> Iterator[tuple[Site, Actor]]:
    places = prefectures()
    for number in range(_INSTITUTIONS):
        area = places[number % len(places)]
        ordinal = "一二三"[number // len(places)]
        name = f"{area.name.zh}第{ordinal}职业技能鉴定所"
        body = new_body(Body.Kind.INSTITUTION, name, area.code, bureaus[area.code][0])
        institution = Institution.objects.create(
            body=body, number=f"44{number + 1:06}", centre=centre
        )
        site = Site.objects.create(
            institution=institution, name=f"{name}考点", area=area.code, seats=LARGE
        )
        yield site, acting(login("institution", number + 1), Role.INSTITUTION, body)


def _others(made: Bodies) -> None:
    """One account of each role that the exams themselves do not need."""
    guangzhou, _ = made.bureaus["440100"]
    institution = made.institutions[0][0].institution.body
    for name in ("examiner", "examiner-b"):
        acting(name, Role.EXAMINER, institution)
    for name in ("supervisor", "supervisor-b", "supervisor-c"):
        acting(name, Role.SUPERVISOR, guangzhou)
    for kind, role, name in (
        (Body.Kind.EVALUATION, Role.EVALUATION, "广州市某技能人才评价中心"),
        (Body.Kind.SCHOOL, Role.SCHOOL, "广州市某技工学校"),
        (Body.Kind.ENTERPRISE, Role.ENTERPRISE, "广州市某机械有限公司"),
    ):
        body = new_body(kind, name, "440100")
        acting(role.value, role, body)
        if role is not Role.SCHOOL:  # those who issue are approved by another
            acting(f"{role.value}-b", role, body)
