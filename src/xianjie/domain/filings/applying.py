"""Applications as the organisation makes them: drafted, filled in, handed in, corrected once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from xianjie.documents import scans
from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.accounts.sealed import seal_bytes
from xianjie.domain.audit.events import record
from xianjie.domain.filings import standing
from xianjie.domain.filings.completeness import Lack, lacking
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import (
    Application,
    Document,
    Organisation,
    Scope,
    Site,
    Sought,
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
from xianjie.domain.locking import held
from xianjie.domain.organisations import blacklist
from xianjie.identifiers.levels import Level
from xianjie.instruments.filing import filing_rules
from xianjie.instruments.practice import practice
from xianjie.text import Text

_DAY = timedelta(days=1)
_MOST_BYTES = 5 << 20
_MOST_FILES = 30


@dataclass(frozen=True, slots=True)
class Seeking:
    """What is sought at a site: an occupation from its lowest to its highest level."""

    site: Site
    occupation: str
    lowest: int
    highest: int
    standard: Sought.Standard
    standard_name: str


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


def require_not_listed(organisation: Organisation, on: date) -> None:
    """Raises `FilingError` while the body is on the blacklist."""
    if entry := blacklist.of_body(organisation.body, on):
        told = blacklist.obstacle(entry)
        raise FilingError(
            Text(f"该机构{told.zh}", f"the organisation {told.en}; apply when that is over")
        )


def require_open_to(organisation: Organisation, kind: str, on: date) -> None:
    """Raises `FilingError` where the organisation cannot apply for this on that day."""
    require_not_listed(organisation, on)
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
    if content and scans.kind_of(content) is None:
        raise FilingError(
            Text("材料须为 PDF、PNG 或 JPEG 文件", "a document is a PDF, PNG or JPEG file")
        )
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


def detach(*, by: Actor, document: Document, at: datetime) -> None:
    """Take a document back while the application is still the organisation's to change.

    Raises `Denied`, `FilingError`.
    """
    with transaction.atomic():
        found = editable(by, document.application_id)
        count, _ = found.documents.filter(pk=document.pk).delete()
        if not count:
            raise FilingError(Text("这份材料已去掉", "the document was taken out already"))
        note(by, found, "detached", {"kind": document.kind, "digest": document.digest}, at)


def hand_in(*, by: Actor, application: int, batches: int, on: date, at: datetime) -> Application:
    """Hand it in, or hand it in again, complete, once it was asked for what is missing.

    ``batches`` is how many evaluations the organisation has held within its term: a renewal of an
    employer rests on them, and evaluations are told of by who calls, being above this register.
    One that seeks nothing is not taken: what is lacking is asked for once, and most of it depends
    on what is sought. Raises `Denied`, `FilingError`.
    """
    with transaction.atomic():
        found = editable(by, application, "hand in")
        require_open_to(found.organisation, found.kind, on)
        _require_scope(found)
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


def _require_scope(application: Application) -> None:
    if not application.sought.exists():
        raise FilingError(
            Text(
                "请先写明申请的职业、等级和场地，再提交；缺什么由此而定，主管部门只能一次告知",
                "say first which occupations, levels and sites are sought: what is lacking depends "
                "on them, and the bureau asks for it once",
            )
        )


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


def editable(by: Actor, application: int, verb: str = "edit") -> Application:
    """The application, held, where the organisation's person may do this to it now."""
    found = held_application(application)
    require(by, "filing.apply", target_of_application(found))
    require_allowed(found, verb)
    return found


def held_application(application: int) -> Application:
    """The application, held for the transaction; raises `FilingError`."""
    found = held(Application.objects.select_related("organisation__body"), application)
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
