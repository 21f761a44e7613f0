"""The public register of filed organisations, as of any day, and the feed of its changes (80/5)."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints

from xianjie.api.problems import NO_SUCH_RECORD, Problem
from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import KnownDay, Speaking, listed
from xianjie.api.v1.outputs import Moment, Words
from xianjie.api.v1.records.given import AreaCode, wrong
from xianjie.api.v1.records.paging import MOST, Page, Paged, page
from xianjie.calendar import end_of
from xianjie.clock import today
from xianjie.domain.filings import history, showing
from xianjie.domain.filings.models import Organisation, Sought
from xianjie.domain.filings.selecting import NoSuchOrganisation, by_number, registered
from xianjie.domain.filings.states import Standing

router = Router(tags=["register"])

Number = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{12}$")]
_CURSOR = r"^20\d\d-\d\d-\d\dT[0-9:.]{8,15}\+00:00~(filing|scope|measure|renaming)~[1-9]\d{0,17}$"
OrganisationKind = Annotated[Organisation.Kind, listed(Organisation.Kind)]
RegisterStanding = Annotated[Standing, listed(Standing)]
StandardKind = Annotated[Sought.Standard, listed(Sought.Standard)]
HappenedKind = Annotated[history.Happened, listed(history.Happened)]


class RegisterRow(BaseModel):
    """A filed organisation as it stands on the day."""

    number: str = Field(description="机构编号，证书编号的前13位")
    name: str = Field(description="当日的名称")
    kind: OrganisationKind
    credit_code: str = Field(description="统一社会信用代码")
    area: str
    standing: RegisterStanding
    term_from: date
    term_until: date


class RegisterScope(BaseModel):
    """An occupation from its lowest to its highest level (5 to 1), at a site."""

    occupation: str
    lowest: int
    highest: int
    standard: StandardKind
    standard_name: str
    site: str
    site_area: str
    from_on: date


class RegisterChange(BaseModel):
    """One thing that happened; ``until_on`` is the last day of a term or of a removal's bar."""

    cursor: str = Field(description="从此处往后读。To go on from here.")
    at: Moment
    happened: HappenedKind
    number: str
    name: str
    from_on: date
    until_on: date | None
    occupation: str | None
    lowest: int | None
    highest: int | None
    grounds: str | None = Field(description="措施的理由")
    basis: str | None


class RegisterTerm(BaseModel):
    from_on: date
    until_on: date
    basis: str


class RegisterEntry(BaseModel):
    """All that the register says of an organisation on a day, and what had happened by then."""

    number: str
    name: str
    kind: OrganisationKind
    credit_code: str
    area: str
    on: date
    standing: RegisterStanding
    words: Words
    term: RegisterTerm | None = Field(description="已开始的最近一个有效期；尚未备案的为 null")
    scope: list[RegisterScope]
    suspended: list[str] = Field(description="有效期内被暂停或移出的职业")
    removal_grounds: str | None
    barred_until: date | None = Field(description="不得再备案的最后一日")
    history: list[RegisterChange]


class RegisterFilters(Paged):
    on: KnownDay | None = Field(None, description="看哪一天，缺省为今天。As of which day.")
    q: str | None = Field(
        None, max_length=60, description="名称中的词，或编号开头。Of a name, or begins a number."
    )
    area: AreaCode | None = Field(
        None, description="地区，含在该地有场地的。An area, with those that have a site there."
    )
    occupation: str | None = Field(
        None, max_length=60, description="当日有效的职业。An occupation that is in force."
    )
    level: int | None = Field(
        None, ge=1, le=5, description="等级，与职业同用。A level, together with an occupation."
    )
    kind: OrganisationKind | None = None
    standing: RegisterStanding | None = None


class RegisterDay(Speaking):
    on: KnownDay | None = Field(None, description="看哪一天，缺省为今天。As of which day.")


class RegisterFeed(Speaking):
    cursor: str | None = Field(
        None, pattern=_CURSOR, description="上一项的 cursor；缺省从头开始。Of the item before."
    )
    limit: int = Field(50, ge=1, le=MOST, description="每页至多几项。At most so many items.")


@router.get(
    "/register",
    response=Page[RegisterRow],
    summary="备案机构 Filed organisations",
    description=both(
        "某日登记册上的机构；职业和等级只在当日有效时算数。",
        "The organisations that were filed by a day, as they stand on it. An occupation, with a "
        "level or without, counts only where it is in force.",
    ),
)
def list_register(request: HttpRequest, query: Query[RegisterFilters]) -> dict[str, Any]:
    rows = registered(
        query.on or today(),
        words=(query.q or "").replace("\0", "").strip(),
        area=query.area or "",
        occupation=(query.occupation or "").replace("\0", "").strip(),
        level=query.level,
        kind=query.kind or "",
        standing=query.standing,
    )
    return page(rows.order_by(), query, showing.row)


@router.get(
    "/register/changes",
    response=Page[RegisterChange],
    summary="备案变更 Changes of the register",
    description=both(
        "备案、增加、延续、暂停、恢复、移出、更名，按决定的先后；读到 `next` 为空后，记下最后"
        "一项的 `cursor`，以后从那里接着读。",
        "Filed, added, renewed, suspended, lifted, removed, renamed, in the order of decision. "
        "Once `next` is null, keep the last item's `cursor` and go on from it later.",
    ),
)
def list_register_changes(request: HttpRequest, query: Query[RegisterFeed]) -> dict[str, Any]:
    try:
        entries, following = history.feed(query.cursor or "", end_of(today()), query.limit)
    except history.WrongCursor as error:
        raise wrong("cursor", error.message) from error
    return {"items": [showing.told_entry(one) for one in entries], "next": following}


@router.get(
    "/register/{number}",
    response=RegisterEntry,
    summary="一家机构 One organisation",
    description=both(
        "某日的状态、范围和到那天为止的历史；备案以前的日子答 `not_filed`。",
        "Standing and scope on a day, and the history until then; a day before it was filed is "
        "answered `not_filed`.",
    ),
)
def show_registered(
    request: HttpRequest, number: Number, query: Query[RegisterDay]
) -> Mapping[str, Any]:
    try:
        organisation = by_number(number)
    except NoSuchOrganisation as error:
        raise Problem(NO_SUCH_RECORD, error.message) from error
    on = query.on or today()
    return showing.told(showing.shown(organisation, on, end_of(on)))
