"""What an organisation says of itself: its identity, its sites, the people in its roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.audit.events import record
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import (
    Assessor,
    Competence,
    Organisation,
    Renaming,
    Scope,
    Site,
    Staff,
)
from xianjie.domain.filings.selecting import sites_in_use, target_of
from xianjie.domain.locking import held
from xianjie.identifiers.areas import area as area_of
from xianjie.identifiers.organisations import credit_code as checked_code
from xianjie.identifiers.persons import DocumentKind, identity
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import UnknownOccupation
from xianjie.text import Text

GROUND = ("80/5",)
_NEXT = timedelta(microseconds=1)
_KINDS: Mapping[str, tuple[Organisation.Kind, ...]] = {
    Body.Kind.ENTERPRISE: (Organisation.Kind.EMPLOYER, Organisation.Kind.SOCIAL),
    Body.Kind.SCHOOL: (Organisation.Kind.SCHOOL, Organisation.Kind.SOCIAL),
    Body.Kind.EVALUATION: (Organisation.Kind.SOCIAL,),
    Body.Kind.INSTITUTION: (Organisation.Kind.SOCIAL,),  # 80/6
}


@dataclass(frozen=True, slots=True)
class Premises:
    """A site as it is told: owned, or leased from one day to another, both in."""

    name: str
    address: str
    area: str
    seats: int
    tenure: Site.Tenure
    leased_from: date | None = None
    leased_until: date | None = None


@dataclass(frozen=True, slots=True)
class Examining:
    """An assessor as told: the person, the card, up to which level for which occupation."""

    name: str
    document: str
    number: str
    card: str
    competences: Mapping[str, int]
    from_on: date


def kinds_of(body: Body) -> tuple[Organisation.Kind, ...]:
    """As what a body may be filed; a government body as nothing (80/2, 252/1)."""
    return _KINDS.get(body.kind, ())


def occupation_name(typed: str) -> str:
    """As the catalogue has it; one that it does not have, as it is given.

    Raises `xianjie.instruments.catalogue.AmbiguousOccupation`.
    """
    try:
        return catalogue.load().find(typed).occupation
    except UnknownOccupation:
        return typed.strip()


def register(
    *, by: Actor, body: Body, kind: Organisation.Kind, credit_code: str, at: datetime
) -> Organisation:
    """Enter who asks to be filed. Raises `Denied`, `CreditCodeError`, `FilingError`."""
    require(by, "filing.apply", Target(area=body.area, body=body.pk))
    code = checked_code(credit_code)
    if kind not in kinds_of(body):
        raise FilingError(
            Text(
                f"{body.name} 不能备案为{Organisation.Kind(kind).label}；政府部门及其授权的机构"
                "不再开展水平评价（80号 二、252号 一）",
                f"{body.name} cannot be filed as {kind}; government bodies no longer certify "
                "(80/2, 252/1)",
            )
        )
    try:
        with transaction.atomic():
            made = Organisation.objects.create(body=body, kind=kind, credit_code=code)
            record(
                by=by.username,
                at=at,
                action="organisation.registered",
                subject=made,
                area=body.area,
                ground=GROUND,
                data={"kind": kind, "credit_code": code},
            )
    except IntegrityError as error:
        raise FilingError(
            Text(
                "该单位或该统一社会信用代码已登记；请到备案页面办理",
                "this body or this credit code is entered already; go on from its page",
            )
        ) from error
    return made


def add_site(*, by: Actor, organisation: Organisation, site: Premises, at: datetime) -> Site:
    """A place of evaluation; whether its lease is long enough is the application's to ask."""
    require(by, "filing.apply", target_of(organisation))
    area_of(site.area)
    if site.seats < 1:
        raise FilingError(Text("工位数应为正整数", "a site has one seat or more"))
    is_leased = site.tenure == Site.Tenure.LEASED
    if is_leased and not (
        site.leased_from and site.leased_until and site.leased_until > site.leased_from
    ):
        raise FilingError(
            Text(
                "租赁场地须写明租期起止，止日晚于起日",
                "a leased site has the first and the last day of its lease, in that order",
            )
        )
    try:
        with transaction.atomic():
            made = Site.objects.create(
                organisation=organisation,
                name=site.name,
                address=site.address,
                area=site.area,
                seats=site.seats,
                tenure=site.tenure,
                leased_from=site.leased_from if is_leased else None,
                leased_until=site.leased_until if is_leased else None,
            )
            _keep(by, organisation, "site_added", {"site": made.name}, at)
    except IntegrityError as error:
        raise FilingError(
            Text(
                f"已有名为“{site.name}”的场地；租期续签的，请另起名称登记",
                f"there is a site called {site.name!r}; enter a prolonged lease under another name",
            )
        ) from error
    return made


def remove_site(*, by: Actor, site: Site, at: datetime) -> None:
    """Take back a site that no filing and no application names."""
    organisation = site.organisation
    require(by, "filing.apply", target_of(organisation))
    with transaction.atomic():
        if sites_in_use(organisation).filter(pk=site.pk).exists():
            raise FilingError(
                Text(
                    f"场地“{site.name}”已写入备案或申请，保留在册",
                    f"a filing or an application names the site {site.name!r}; it stays",
                )
            )
        _keep(by, organisation, "site_removed", {"site": site.name}, at)
        site.delete()


def add_staff(
    *,
    by: Actor,
    organisation: Organisation,
    role: Staff.Role,
    name: str,
    from_on: date,
    at: datetime,
) -> Staff:
    """A person in a role from a day on."""
    require(by, "filing.apply", target_of(organisation))
    try:
        with transaction.atomic():
            made = Staff.objects.create(
                organisation=organisation, role=role, name=name, from_on=from_on
            )
            _keep(
                by, organisation, "staff_added", {"role": Staff.Role(role).label, "on": from_on}, at
            )
    except IntegrityError as error:
        raise FilingError(
            Text("这个人的这个岗位已登记", "this person is entered in that role already")
        ) from error
    return made


def end_staff(*, by: Actor, staff: Staff, on: date, at: datetime) -> Staff:
    """From that day on the person has the role no more."""
    require(by, "filing.apply", target_of(staff.organisation))
    with transaction.atomic():
        found = Staff.objects.select_for_update(of=("self",)).get(pk=staff.pk)
        _require_ends(found, on)
        found.to_on = on
        found.save(update_fields=["to_on"])
        _keep(
            by,
            staff.organisation,
            "staff_ended",
            {"role": Staff.Role(found.role).label, "on": on},
            at,
        )
    return found


def add_assessor(
    *, by: Actor, organisation: Organisation, told: Examining, at: datetime
) -> Assessor:
    """An examiner by card. Raises `Denied`, `IdentityError`, `FilingError`."""
    require(by, "filing.apply", target_of(organisation))
    person = identity(DocumentKind(told.document), told.number)
    if not told.competences:
        raise FilingError(
            Text("考评员须写明可考评的职业和等级", "an examiner examines at least one occupation")
        )
    try:
        with transaction.atomic():
            made = Assessor.objects.create(
                organisation=organisation,
                name=told.name,
                document=person.kind.value,
                number_hash=keyed_hash(f"{person.kind.value}:{person.number}"),
                number_sealed=seal(person.number),
                card=told.card,
                from_on=told.from_on,
            )
            _enter_competences(made, told)
            _keep(by, organisation, "assessor_added", {"card": told.card}, at)
    except IntegrityError as error:
        raise FilingError(
            Text(
                f"证卡 {told.card} 已登记，或同一职业写了两次",
                f"the card {told.card} is entered already, or an occupation is named twice",
            )
        ) from error
    return made


def add_competences(*, by: Actor, assessor: Assessor, told: Examining, at: datetime) -> Assessor:
    """The same examiner for more occupations. Raises `FilingError` where the person is another."""
    require(by, "filing.apply", target_of(assessor.organisation))
    person = identity(DocumentKind(told.document), told.number)
    hashed = keyed_hash(f"{person.kind.value}:{person.number}")
    if (assessor.name, assessor.number_hash) != (told.name, hashed):
        raise FilingError(
            Text(
                f"证卡 {told.card} 已登记在另一人名下；请核对姓名、证件和证号",
                f"the card {told.card} is another person's; look at name, document and card",
            )
        )
    try:
        with transaction.atomic():
            _enter_competences(assessor, told)
            _keep(by, assessor.organisation, "assessor_added", {"card": told.card}, at)
    except IntegrityError as error:
        raise FilingError(
            Text(
                f"证卡 {told.card} 的这个职业已登记",
                f"the card {told.card} is entered for that occupation already",
            )
        ) from error
    return assessor


def _enter_competences(assessor: Assessor, told: Examining) -> None:
    Competence.objects.bulk_create(
        Competence(assessor=assessor, occupation=occupation_name(name), highest=highest)
        for name, highest in told.competences.items()
    )


def end_assessor(*, by: Actor, assessor: Assessor, on: date, at: datetime) -> Assessor:
    """From that day on the person examines for the organisation no more."""
    require(by, "filing.apply", target_of(assessor.organisation))
    with transaction.atomic():
        found = Assessor.objects.select_for_update(of=("self",)).get(pk=assessor.pk)
        _require_ends(found, on)
        found.to_on = on
        found.save(update_fields=["to_on"])
        _keep(by, assessor.organisation, "assessor_ended", {"card": found.card, "on": on}, at)
    return found


def rename(
    *, by: Actor, organisation: int, name: str, basis: str, on: date, at: datetime
) -> Renaming:
    """From today on the organisation bears another name; what was filed under the old one stays."""
    with transaction.atomic():
        found = locked(organisation)
        require(by, "filing.rename", target_of(found))
        try:
            with transaction.atomic():
                made = Renaming.objects.create(
                    organisation=found,
                    name=name,
                    from_on=on,
                    basis=basis,
                    entered_by=by.username,
                    entered_at=in_order(found, at),
                )
                found.body.name = name
                found.body.save(update_fields=["name"])
        except IntegrityError as error:
            raise FilingError(
                Text(
                    f"已有名为“{name}”的单位，或这天已更名一次",
                    f"a body is called {name!r} already, or it was renamed on that day",
                )
            ) from error
        record(
            by=by.username,
            at=at,
            action="organisation.renamed",
            subject=found,
            area=found.body.area,
            ground=GROUND,
            data={"to": name, "on": on, "basis": basis},
        )
    return made


def locked(organisation: int) -> Organisation:
    """The organisation, held for the transaction: its terms and measures change one at a time."""
    found = held(Organisation.objects.select_related("body"), organisation)
    if found is None:
        raise FilingError(Text("没有这个机构", "there is no such organisation"))
    return found


def in_order(organisation: Organisation, at: datetime) -> datetime:
    """The moment, or one just after the last that the register keeps of that day.

    What was made before a removal and what after it is told by moments, so those of one
    organisation are in the order in which it was held, whatever a clock does.
    """
    until = at + timedelta(days=1)
    scopes = Scope.objects.filter(filing__organisation=organisation)
    kept: list[dict[str, datetime | None]] = [
        organisation.filings.filter(entered_at__lt=until).aggregate(at=Max("entered_at")),
        scopes.filter(entered_at__lt=until).aggregate(at=Max("entered_at")),
        organisation.renamings.filter(entered_at__lt=until).aggregate(at=Max("entered_at")),
        organisation.measures.filter(decided_at__lt=until).aggregate(at=Max("decided_at")),
    ]
    return max([at, *(last + _NEXT for one in kept if (last := one["at"]))])


def _require_ends(found: Staff | Assessor, on: date) -> None:
    if found.to_on is not None or on <= found.from_on:
        raise FilingError(
            Text(
                "已登记离岗，或日期不晚于到岗日；请核对",
                "the end is entered already, or is not after the beginning; look at the day",
            )
        )


def _keep(
    by: Actor, organisation: Organisation, what: str, data: Mapping[str, object], at: datetime
) -> None:
    record(
        by=by.username,
        at=at,
        action=f"organisation.{what}",
        subject=organisation,
        area=organisation.body.area,
        data=data,
    )
