"""Applications as the organisation makes them: drafted, filled in, handed in, corrected once.

What is lacking is worked out here from what is stored, so that the organisation sees before it
hands in what the bureau will see after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from xianjie.calendar import add_months
from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.accounts.sealed import seal_bytes
from xianjie.domain.audit.events import record
from xianjie.domain.filings import standing
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import (
    Application,
    Document,
    Organisation,
    Scope,
    Site,
    Sought,
    Staff,
)
from xianjie.domain.filings.registering import GROUND, locked, occupation_name
from xianjie.domain.filings.selecting import target_of, target_of_application
from xianjie.domain.filings.states import (
    Standing,
    barred_until,
    newest_filing,
    renewal_opens,
    require_allowed,
    standing_on,
)
from xianjie.identifiers.levels import Level
from xianjie.instruments.filing import filing_rules
from xianjie.instruments.practice import practice
from xianjie.text import Text

_DAY = timedelta(days=1)
_MOST_BYTES = 5 << 20
_MOST_FILES = 30
ROLES = {
    Staff.Role.RESPONSIBLE: Text("评价负责人", "responsible for evaluation"),
    Staff.Role.AFFAIRS: Text("考务管理", "conduct of evaluations"),
    Staff.Role.QUALITY: Text("质量督导", "quality supervision"),
    Staff.Role.RECORDS: Text("档案管理", "files"),
}


@dataclass(frozen=True, slots=True)
class Seeking:
    """What is sought at a site: an occupation from its lowest to its highest level."""

    site: Site
    occupation: str
    lowest: int
    highest: int
    standard: Sought.Standard
    standard_name: str


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that an application lacks, and why it is asked for."""

    words: Text
    reason: Text


def draft(
    *, by: Actor, organisation: int, kind: Application.Kind, on: date, at: datetime
) -> Application:
    """Begin an application; one that renews begins with what is filed now.

    Raises `Denied`, and `FilingError` where the organisation stands otherwise that day.
    """
    try:
        with transaction.atomic():
            found = locked(organisation)
            require(by, "filing.apply", target_of(found))
            require_open_to(found, kind, on)
            made = Application.objects.create(
                organisation=found,
                kind=kind,
                area=found.body.area,
                drafted_by=by.username,
                drafted_at=at,
            )
            if kind == Application.Kind.RENEWAL:
                _copy_scope(made, on)
            record(
                by=by.username,
                at=at,
                action="filing.drafted",
                subject=made,
                area=made.area,
                ground=GROUND,
                data={"kind": kind},
            )
    except IntegrityError as error:
        raise FilingError(
            Text(
                "已有一件申请在办；请先办完或撤回",
                "an application is under way; finish or withdraw it first",
            )
        ) from error
    return made


def require_open_to(organisation: Organisation, kind: str, on: date) -> None:
    """Raises `FilingError` where the organisation cannot apply for this on that day."""
    stands = standing_on(organisation, on)
    until = barred_until(organisation, on)
    if until:
        raise FilingError(
            Text(
                f"该机构已被移出，{until}前（含当日）不得再备案；可自{until + _DAY}起申请",
                f"the organisation was removed and may not be filed until {until}, that day "
                f"included; apply from {until + _DAY} on",
            )
        )
    if kind == Application.Kind.NEW:
        if stands in {Standing.IN_FORCE, Standing.SUSPENDED} or is_to_come(organisation, on):
            raise FilingError(
                Text(
                    "该机构已在备案有效期内；请申请增加职业或延续",
                    "the organisation is filed; apply to add occupations or to renew",
                )
            )
        return
    if stands is not Standing.IN_FORCE:
        raise FilingError(
            Text(
                f"该机构当日的状态是“{stands.label.zh}”，不在有效期内，不能增加职业或延续",
                f"the organisation is {stands.label.en} that day; only one in force adds "
                "occupations or renews",
            )
        )
    if kind == Application.Kind.RENEWAL:
        _require_window(organisation, on)


def _require_window(organisation: Organisation, on: date) -> None:
    newest = newest_filing(organisation, on)
    assert newest  # noqa: S101 - it is in force
    if is_to_come(organisation, on):
        raise FilingError(Text("下一有效期已备案，无须再延续", "the next term is filed already"))
    opens, months = renewal_opens(newest, on), practice().number("filing_renewal_months", on)
    if on < opens:
        raise FilingError(
            Text(
                f"有效期至{newest.until_on}；延续在期满前 {months} 个月内申请，可自{opens}起办理",
                f"the term ends on {newest.until_on}; it is renewed within {months} months before "
                f"that, from {opens} on",
            )
        )


def is_to_come(organisation: Organisation, on: date) -> bool:
    """Whether a term is decided that has not begun."""
    return any(one.from_on > on for one in standing.stretches(organisation))


def _copy_scope(application: Application, on: date) -> None:
    newest = newest_filing(application.organisation, on)
    assert newest  # noqa: S101 - as above
    sought: dict[tuple[int, str], Scope] = {}
    for one in standing.scopes_on(newest, on):
        before = sought.setdefault((one.site_id, one.occupation), one)
        before.lowest = max(before.lowest, one.lowest)
        before.highest = min(before.highest, one.highest)
    Sought.objects.bulk_create(
        Sought(
            application=application,
            site=one.site,
            occupation=one.occupation,
            lowest=one.lowest,
            highest=one.highest,
            standard=one.standard,
            standard_name=one.standard_name,
        )
        for one in sought.values()
    )


def seek(*, by: Actor, application: int, wanted: Seeking, at: datetime) -> Sought:
    """Add an occupation at a site. Raises `Denied`, `FilingError`, `AmbiguousOccupation`."""
    occupation = occupation_name(wanted.occupation)
    _require_levels(wanted.lowest, wanted.highest)
    try:
        with transaction.atomic():
            found = editable(by, application)
            if wanted.site.organisation_id != found.organisation_id:
                raise FilingError(Text("场地不是本机构的", "the site is another organisation's"))
            made = Sought.objects.create(
                application=found,
                site=wanted.site,
                occupation=occupation,
                lowest=wanted.lowest,
                highest=wanted.highest,
                standard=wanted.standard,
                standard_name=wanted.standard_name,
            )
            note(
                by,
                found,
                "sought",
                {"occupation": occupation, "lowest": wanted.lowest, "highest": wanted.highest},
                at,
            )
    except IntegrityError as error:
        raise FilingError(
            Text(
                f"这个场地的“{occupation}”已写入申请；请先去掉再重写",
                f"{occupation!r} at this site is in the application already; take it out first",
            )
        ) from error
    return made


def _require_levels(lowest: int, highest: int) -> None:
    if not 1 <= highest <= lowest <= len(Level):
        raise FilingError(
            Text(
                "等级应为五级至一级，最高等级不低于最低等级",
                "levels are 5 to 1, the highest not below the lowest",
            )
        )


def drop(*, by: Actor, sought: Sought, at: datetime) -> None:
    """Take an occupation out of an application that is still the organisation's to change."""
    with transaction.atomic():
        found = editable(by, sought.application_id)
        note(by, found, "dropped", {"occupation": sought.occupation}, at)
        sought.delete()


def attach(
    *, by: Actor, application: int, kind: str, filename: str, content: bytes, at: datetime
) -> Document:
    """Add a document, sealed; the same one twice is one."""
    if kind not in filing_rules().documents:
        raise FilingError(Text(f"没有材料种类 {kind}", f"no kind of document {kind}"))
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        found = editable(by, application)
        if not 0 < len(content) <= _MOST_BYTES or found.documents.count() >= _MOST_FILES:
            raise FilingError(
                Text(
                    f"每份材料不能空，不超过 5 MB，至多 {_MOST_FILES} 份",
                    f"a document has 1 byte to 5 MB, and there are at most {_MOST_FILES}",
                )
            )
        made, is_new = Document.objects.get_or_create(
            application=found,
            kind=kind,
            digest=digest,
            defaults={
                "filename": filename[:200],
                "content": seal_bytes(content),
                "added_at": at,
            },
        )
        if is_new:
            note(by, found, "attached", {"kind": kind, "digest": digest}, at)
    return made


def hand_in(*, by: Actor, application: int, batches: int, on: date, at: datetime) -> Application:
    """Hand it in, or hand it in again, complete, once it was asked for what is missing.

    ``batches`` is how many evaluations the organisation has held within its term: a renewal of an
    employer rests on them, and evaluations are told of by who calls, being above this register.
    Raises `Denied`, `FilingError`.
    """
    with transaction.atomic():
        found = editable(by, application, "hand in")
        require_open_to(found.organisation, found.kind, on)
        if found.kind == Application.Kind.RENEWAL:
            _require_batches(found.organisation, batches, on)
            found.batches = batches
        missing = lacking(found, on)
        if found.asked_on:
            _require_nothing(missing)
            found.corrected_on = on
        else:
            found.handed_in_on, found.handed_in_by = on, by.username
        found.complete_on = None if missing else on
        found.save()
        note(
            by,
            found,
            "corrected" if found.asked_on else "handed_in",
            {"missing": len(missing), "batches": found.batches},
            at,
        )
    return found


def _require_batches(organisation: Organisation, batches: int, on: date) -> None:
    least = practice().number("filing_renewal_batches_employer", on)
    if organisation.kind == Organisation.Kind.EMPLOYER and batches < least:
        raise FilingError(
            Text(
                f"用人单位延续备案，有效期内至少开展 {least} 批次评价，现为 {batches} 批次",
                f"an employer renews after {least} batches at least within the term; there were "
                f"{batches}",
            )
        )


def _require_nothing(missing: Sequence[Lack]) -> None:
    if missing:
        raise FilingError(
            Text(
                f"还没有补齐：{'；'.join(one.words.zh for one in missing)}",
                f"still missing: {'; '.join(one.words.en for one in missing)}",
            )
        )


def withdraw(*, by: Actor, application: int, on: date, at: datetime) -> Application:
    """Take back an application that is not decided."""
    with transaction.atomic():
        found = editable(by, application, "withdraw")
        found.withdrawn_on = on
        found.save(update_fields=["withdrawn_on"])
        note(by, found, "withdrawn", {}, at)
    return found


def lacking(application: Application, on: date) -> list[Lack]:
    """Everything that the application lacks as of a day, all of it at once."""
    sought = list(application.sought.select_related("site").order_by("pk"))
    if not sought:
        return [
            Lack(
                Text("申请的职业、等级和场地", "occupations, levels and sites that are sought"),
                Text("备案以职业、等级和场地为范围（80号 五）", "a filing has a scope (80/5)"),
            )
        ]
    return [
        *_sites_lacking(sought, on),
        *_standards_lacking(sought),
        *_staff_lacking(application.organisation, on),
        *_assessors_lacking(application.organisation, sought, on),
        *_documents_lacking(application, sought),
        *_beyond_scope(application, sought, on),
    ]


def _sites_lacking(sought: Sequence[Sought], on: date) -> Iterator[Lack]:
    months = practice().of("lease_least_months", on)
    for site in {one.site_id: one.site for one in sought}.values():
        if site.tenure != Site.Tenure.LEASED:
            continue
        assert site.leased_from and site.leased_until  # noqa: S101, PT018 - a constraint
        if site.leased_until < add_months(site.leased_from, months.value) - _DAY:
            words = Text(
                f"场地“{site.name}”租期满 {months.value} 个月的合同",
                f"a lease of {months.value} months or more for the site {site.name!r}",
            )
            yield Lack(words, months.source)
        elif not site.leased_from <= on <= site.leased_until:
            yield Lack(
                Text(
                    f"场地“{site.name}”当日有效的租赁合同",
                    f"a lease of the site {site.name!r} that runs on the day",
                ),
                months.source,
            )


def _standards_lacking(sought: Sequence[Sought]) -> Iterator[Lack]:
    for one in sought:
        if not one.standard_name.strip():
            yield Lack(
                Text(f"“{one.occupation}”所依标准的名称", f"the standard for {one.occupation}"),
                Text(
                    "依职业标准或评价规范开展评价（252号 一）",
                    "one evaluates by a standard or a specification (252/1)",
                ),
            )


def _staff_lacking(organisation: Organisation, on: date) -> Iterator[Lack]:
    there = set(
        organisation.staff.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on).values_list(
            "role", flat=True
        )
    )
    for role, label in ROLES.items():
        if role not in there:
            yield Lack(
                Text(f"{label.zh}岗位的人员", f"a person for: {label.en}"),
                Text("各岗位须有专人", "each of the roles has a person of its own"),
            )


def _assessors_lacking(
    organisation: Organisation, sought: Sequence[Sought], on: date
) -> Iterator[Lack]:
    least = practice().of("examiners_least", on)
    working = organisation.assessors.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on)
    highest: dict[str, int] = {}
    for one in sought:
        highest[one.occupation] = min(one.highest, highest.get(one.occupation, one.highest))
    for occupation, level in highest.items():
        able = working.filter(
            competences__occupation=occupation, competences__highest__lte=level
        ).distinct()
        if (count := able.count()) < least.value:
            yield Lack(
                Text(
                    f"能考评“{occupation}”{Level(level).ordinal.zh}的考评员 {least.value} 名，"
                    f"现有 {count} 名",
                    f"{least.value} examiners for {occupation} at {Level(level).ordinal.en}; "
                    f"there are {count}",
                ),
                least.source,
            )


def circumstances(application: Application, sought: Sequence[Sought]) -> set[str]:
    """What decides which documents are needed."""
    found = {application.organisation.kind}
    known = set(
        Scope.objects.filter(filing__organisation=application.organisation).values_list(
            "site", flat=True
        )
    )
    is_scope = application.kind == Application.Kind.SCOPE
    for one in sought:
        if not (is_scope and one.site_id in known):  # its papers came with the filing
            found.add(str(one.site.tenure))
        found.add(str(one.standard))
    return found


def _documents_lacking(application: Application, sought: Sequence[Sought]) -> Iterator[Lack]:
    there = set(application.documents.values_list("kind", flat=True))
    for need in filing_rules().needed(application.kind, circumstances(application, sought)):
        if need.kind not in there:
            yield Lack(need.label, need.reason)


def _beyond_scope(application: Application, sought: Sequence[Sought], on: date) -> Iterator[Lack]:
    """A renewal prolongs what is filed, and what is added is not filed yet."""
    newest = newest_filing(application.organisation, on)
    filed = standing.scopes_on(newest, on) if newest else []
    for one in sought:
        wanted = set(range(one.highest, one.lowest + 1))
        levels = {
            level
            for scope in filed
            if (scope.site_id, scope.occupation) == (one.site_id, one.occupation)
            for level in range(scope.highest, scope.lowest + 1)
        }
        if application.kind == Application.Kind.RENEWAL and not wanted <= levels:
            yield Lack(
                Text(
                    f"“{one.occupation}”超出现有范围，请去掉，另行申请增加",
                    f"{one.occupation} is beyond what is filed: take it out and add it separately",
                ),
                Text("延续只延续现有范围", "a renewal prolongs the scope as it is"),
            )
        if application.kind == Application.Kind.SCOPE and wanted <= levels:
            yield Lack(
                Text(
                    f"“{one.occupation}”在该场地已经备案，请去掉",
                    f"{one.occupation} is filed at that site already: take it out",
                ),
                Text("增加的是尚未备案的职业（等级）", "what is added is not filed yet"),
            )


def editable(by: Actor, application: int, verb: str = "edit") -> Application:
    """The application, held, where the organisation's person may do this to it now."""
    found = held(application)
    require(by, "filing.apply", target_of_application(found))
    require_allowed(found, verb)
    return found


def held(application: int) -> Application:
    """The application, held for the transaction; raises `FilingError`."""
    found = (
        Application.objects.select_for_update(of=("self",))
        .select_related("organisation__body")
        .filter(pk=application)
        .first()
    )
    if found is None:
        raise FilingError(Text(f"没有申请 {application}", f"there is no application {application}"))
    return found


def note(
    by: Actor, application: Application, what: str, data: dict[str, object], at: datetime
) -> None:
    """The event of a step of an application."""
    record(
        by=by.username,
        at=at,
        action=f"filing.{what}",
        subject=application,
        area=application.area,
        ground=GROUND,
        data=data,
    )
