"""Applications as the bureau handles them: asked once, reviewed by one, decided by another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from xianjie.calendar import add_months
from xianjie.domain.accounts.acting import Actor, require, require_other
from xianjie.domain.filings import telling
from xianjie.domain.filings.applying import held_application, is_to_come, note
from xianjie.domain.filings.completeness import Lack, lacking
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import Application, Filing, Measure, Organisation, Scope
from xianjie.domain.filings.numbers import assign
from xianjie.domain.filings.registering import in_order, locked
from xianjie.domain.filings.selecting import target_of_application
from xianjie.domain.filings.states import (
    ApplicationState,
    Standing,
    barred_until,
    clock_of,
    last_measure,
    newest_filing,
    removal_of,
    require_allowed,
    standing_on,
    state_of,
)
from xianjie.domain.organisations import blacklist
from xianjie.domain.organisations.models import Duty
from xianjie.instruments.practice import practice
from xianjie.text import Text

_DAY = timedelta(days=1)
REMEDY = Text(
    "对不予备案的决定，可以依法申请行政复议或者提起行政诉讼。",
    "Against a refusal one may apply for administrative review or bring an administrative suit, "
    "as the law provides.",
)


def ask_for(
    *, by: Actor, application: int, besides: Sequence[str], on: date, at: datetime
) -> Application:
    """Ask once, for everything: all that is lacking, and what the officer adds in words.

    Raises `Denied`, and `FilingError` where it was asked already or nothing is missing.
    """
    with transaction.atomic():
        found = held_application(application)
        require(by, "filing.review", target_of_application(found))
        require_allowed(found, "ask")
        if found.asked_on:
            raise FilingError(
                Text("补正只能一次告知", "what is missing is asked for once, and it was")
            )
        missing = [(one.words.zh, one.words.en) for one in lacking(found, on)]
        missing += [(words.strip(), words.strip()) for words in besides if words.strip()]
        if not missing:
            raise FilingError(
                Text("材料已齐；如有不合格的，请写明", "nothing is missing; say what is wrong")
            )
        found.asked_on, found.asked_by = on, by.username
        found.missing = [{"zh": zh, "en": en} for zh, en in missing]
        found.complete_on = None
        found.save(update_fields=["asked_on", "asked_by", "missing", "complete_on"])
        note(by, found, "asked", {"missing": "；".join(zh for zh, _ in missing)}, at)
        telling.asked(by, found, on, at)
    return found


def review(
    *, by: Actor, application: int, grant: bool, words: str, on: date, at: datetime
) -> Application:
    """Propose to grant or to refuse; a refusal says why.

    What was asked for and did not come in time is reviewed only to be refused.
    """
    with transaction.atomic():
        found = held_application(application)
        require(by, "filing.review", target_of_application(found))
        require_allowed(found, "review")
        if state_of(found) is ApplicationState.ASKED:
            _require_overdue(found, on, grant)
        _require_reason(grant, words)
        found.reviewed_on, found.reviewed_by = on, by.username
        found.grant, found.review_words = grant, words
        found.save(update_fields=["reviewed_on", "reviewed_by", "grant", "review_words"])
        note(by, found, "reviewed", {"grant": grant, "reason": words}, at)
    return found


def decide(
    *,
    by: Actor,
    application: int,
    grant: bool,
    words: str,
    basis: str,
    on: date,
    at: datetime,
) -> Application:
    """The decision, by another than the reviewer; where it grants, the filing begins.

    ``basis`` is the document of the decision; a grant has one. Nothing is filed backwards: what is
    granted begins on the day at the earliest. Raises `Denied`, `FilingError`.
    """
    with transaction.atomic():
        found = held_application(application)
        require(by, "filing.decide", target_of_application(found))
        require_allowed(found, "decide")
        require_other(by, found.reviewed_by)
        _require_reason(grant, words)
        organisation = locked(found.organisation_id)
        if grant:
            _require_basis(basis)
            _require_grantable(found, organisation, on)
        found.decided_on, found.decided_by = on, by.username
        found.granted, found.decision_words = grant, words
        found.save(update_fields=["decided_on", "decided_by", "granted", "decision_words"])
        data: dict[str, object] = {"kind": found.kind, "reason": words, "basis": basis}
        if grant:
            data |= _grant(by, found, organisation, basis, on, in_order(organisation, at))
        note(by, found, "granted" if grant else "refused", data, at)
        telling.decided(by, found, on, at)
    return found


def _require_overdue(application: Application, on: date, grant: bool) -> None:
    due = clock_of(application).due
    if grant or (due is not None and on <= due):
        raise FilingError(
            Text(
                f"材料还没有补齐；补正期限到{due}，逾期的可以不予备案",
                f"it is not complete yet; until {due} it may be completed, and after that refused",
            )
        )


def _require_reason(grant: bool, words: str) -> None:
    if not grant and not words.strip():
        raise FilingError(Text("不予备案须写明理由", "a refusal gives its reason"))


def _require_basis(basis: str) -> None:
    if not basis.strip():
        raise FilingError(
            Text("予以备案须填写备案文号", "a grant gives the document by which it is filed")
        )


def _require_grantable(application: Application, organisation: Organisation, on: date) -> None:
    if application.complete_on is None:
        raise FilingError(Text("材料不齐的不能备案", "what is not complete is not granted"))
    if entry := blacklist.of_body(organisation.body, on):
        told = blacklist.obstacle(entry)
        raise _not_grantable(f"该机构{told.zh}", f"it {told.en}")
    if until := barred_until(organisation, on):
        raise _not_grantable(f"移出后至{until}不得再备案", f"it is barred until {until}")
    last = last_measure(organisation)
    if last and last.kind == Measure.Kind.SUSPENDED:  # begun or not
        raise _not_grantable("暂停尚未解除", "it is suspended; lift that first")
    stands = standing_on(organisation, on)
    possible = {
        Application.Kind.NEW: {Standing.NOT_FILED, Standing.LAPSED, Standing.REMOVED},
        Application.Kind.SCOPE: {Standing.IN_FORCE},
        Application.Kind.RENEWAL: {Standing.IN_FORCE, Standing.LAPSED},
    }[Application.Kind(application.kind)]
    if stands not in possible:
        raise _not_grantable(f"机构现为{stands.label.zh}", f"the organisation is {stands.label.en}")
    if application.kind != Application.Kind.SCOPE and is_to_come(organisation, on):
        raise _not_grantable("下一有效期已备案", "the next term is filed already")
    if application.kind == Application.Kind.NEW and organisation.filings.filter(from_on=on):
        raise _not_grantable(
            "当天已开始过一个有效期，次日再办", "a term of it began today; wait a day"
        )
    _require_turned(organisation)
    if missing := lacking(application, on):
        raise _not_grantable(*_words(missing))


def _words(missing: Sequence[Lack]) -> tuple[str, str]:
    return (
        f"材料又有缺少：{'；'.join(one.words.zh for one in missing)}",
        f"by now something is missing again: {'; '.join(one.words.en for one in missing)}",
    )


def _require_turned(organisation: Organisation) -> None:
    """An appraisal institution becomes an evaluation organisation once its appraising has an end.

    80/6 lets it explore becoming one; who appraises for the government and certifies on its own
    account without end would be both. The end may lie ahead: exams begun are wound up by then.
    """
    institution = getattr(organisation.body, "institution", None)
    if institution is None:
        return
    if not institution.duties.exclude(kind=Duty.Kind.APPRAISAL).exists():
        raise FilingError(
            Text(
                "该机构仍承担职业技能鉴定；请先登记其转变职能的日期（80号 六、252号 五），再予备案",
                "the institution still appraises: first enter from which day it turns to another "
                "duty (80/6, 252/5), then file it",
            )
        )


def _not_grantable(zh: str, en: str) -> FilingError:
    return FilingError(
        Text(f"不能予以备案：{zh}", f"it cannot be granted: {en}; refuse it, or mend that first")
    )


def _grant(  # noqa: PLR0917 - steps of `decide`, which has them all
    by: Actor,
    application: Application,
    organisation: Organisation,
    basis: str,
    on: date,
    at: datetime,
) -> dict[str, object]:
    """What is filed, as the event tells it."""
    if application.kind == Application.Kind.SCOPE:
        for filing in organisation.filings.filter(until_on__gte=on):
            if removal_of(filing, on) is None:
                _enter_scopes(application, filing, max(on, filing.from_on), at)
        return {"on": on}
    number = assign(organisation)
    from_on = on
    if application.kind == Application.Kind.RENEWAL:
        before = newest_filing(organisation, on)
        assert before  # noqa: S101 - it stands in force or lapsed
        from_on = max(on, before.until_on + _DAY)
    months = practice().number("filing_term_months", on)
    filing = Filing.objects.create(
        organisation=organisation,
        application=application,
        kind=organisation.kind,
        name=organisation.body.name,
        from_on=from_on,
        until_on=add_months(from_on, months) - _DAY,
        basis=basis,
        entered_by=by.username,
        entered_at=at,
    )
    _enter_scopes(application, filing, from_on, None)
    return {"number": number, "from": filing.from_on, "until": filing.until_on}


def _enter_scopes(
    application: Application, filing: Filing, from_on: date, at: datetime | None
) -> None:
    Scope.objects.bulk_create(
        Scope(
            filing=filing,
            application=application,
            site=one.site,
            occupation=one.occupation,
            lowest=one.lowest,
            highest=one.highest,
            standard=one.standard,
            standard_name=one.standard_name,
            from_on=from_on,
            entered_at=at,
        )
        for one in application.sought.select_related("site").order_by("pk")
    )
