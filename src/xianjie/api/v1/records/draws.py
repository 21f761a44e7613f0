"""Random inspections: announced and drawn by a bureau, made and handed in by who was drawn.

What is handed in is published with the draw; a fault opens a case.
"""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field, StringConstraints

from xianjie.api.problems import NO_SUCH_RECORD, Problem
from xianjie.api.v1.describing import both
from xianjie.api.v1.files import attachment, content_of, described, digest_of
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.cases import InspectionShown, ItemAnswer, inspection_shown
from xianjie.api.v1.records.given import Given, KnownArea, Number, Title
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, of_form, once
from xianjie.documents.photos import SCENE
from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.sealed import unseal_bytes
from xianjie.domain.supervision import inspecting, selecting
from xianjie.domain.supervision.models import Draw, Inspection, InspectionItem

router = Router(tags=["supervision"])

_MOST_BODIES, _MOST_INSPECTORS, _MOST_DAYS = 500, 5, 60
_JPEG = "image/jpeg"
DRAWS = Kind(
    "inspection.read",
    Draw.objects.all,
    lambda one: Target(area=one.area),
    area="area",
)
_FILLED = Kind(
    "inspection.fill",
    lambda: Inspection.objects.select_related("body", "draw").prefetch_related("items"),
    lambda one: Target(area=one.area),
    area="area",
)
_ITEMS = Kind(
    "inspection.read",
    lambda: InspectionItem.objects.filter(inspection__handed_in_on__isnull=False).exclude(
        digest=""
    ),
    lambda one: Target(area=one.inspection.area),
    area="inspection__area",
)


class DrawGiven(Given):
    """So many bodies, so many supervisors to each, so many working days to inspect them."""

    area: KnownArea
    title: Title
    count: int = Field(ge=1, le=_MOST_BODIES)
    each: int = Field(2, ge=1, le=_MOST_INSPECTORS)
    days: int = Field(ge=1, le=_MOST_DAYS)


class DrawShown(BaseModel):
    """``seed`` and ``log_size`` are of the log's head that it was drawn by, null until then."""

    id: int
    area: str
    title: str
    digest: str = Field(description="名单的 SHA-256。Of the lists.")
    until_on: date
    announced_on: date
    log_index: int | None
    is_sealed: bool = Field(description="日志已封存，可以抽取。Sealed in the log: it can be drawn.")
    seed: str | None
    log_size: int | None
    drawn_at: Moment | None
    inspections: list[int]


class OwnInspection(InspectionShown):
    """With what was answered so far; ``words`` is how it looked on the whole."""

    words: str


class ItemGiven(Given):
    """``item`` is one of the checklist; what is not in order is said in ``words``."""

    item: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    answer: ItemAnswer
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class HandedIn(Given):
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = Field(
        "", description="总体情况。On the whole."
    )


def _draw(kept: Draw, on: date) -> dict[str, Any]:
    one = selecting.draw_as_of(kept, on)
    drawn = one.inspections.order_by("place") if one.drawn_at else one.inspections.none()
    left_out = {"is_sealed", "seed", "inspections"}
    plain = {name: getattr(one, name) for name in DrawShown.model_fields if name not in left_out}
    return {
        **plain,
        "is_sealed": one.drawn_at is not None or inspecting.head_over(one) is not None,
        "seed": one.seed or None,
        "inspections": list(drawn.values_list("pk", flat=True)),
    }


@router.get(
    "/inspection-draws",
    response=Page[DrawShown],
    auth=may("inspection.read"),
    summary="双随机抽查 Draws of inspections",
)
def list_draws(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    there = DRAWS.visible(visit).filter(announced_on__lte=visit.on)
    return page(there, query, lambda one: _draw(one, visit.on))


@router.get(
    "/inspection-draws/{int:pk}",
    response=DrawShown,
    auth=may("inspection.read"),
    summary="一次抽查 One draw",
)
def show_draw(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return _draw(DRAWS.find(visit, pk), visit.on)


@router.post(
    "/inspection-draws",
    response={201: DrawShown},
    auth=may("inspection.draw"),
    summary="公示抽查名单 Announce a draw",
    description=both(
        "名单记入公开日志，待日志封存后抽取。",
        "The lists go into the public log; they are drawn once it is sealed over them.",
    ),
)
def announce_draw(
    request: HttpRequest, body: DrawGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    given: dict[str, Any] = body.model_dump()

    def act() -> object:
        made = inspecting.announce(by=visit.actor, on=visit.on, at=visit.at, **given)
        return _draw(made, visit.on)

    return once(request, key, act, DrawShown, 201)


@router.post(
    "/inspection-draws/{int:pk}/draw",
    response=DrawShown,
    auth=may("inspection.draw"),
    summary="抽取 Draw",
    description=both(
        "只抽一次，种子是日志在名单之后第一次封存的根。",
        "Once, by the root of the log's first sealing over the lists.",
    ),
)
def draw_inspections(
    request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    DRAWS.find(visit, pk, "inspection.draw")

    def act() -> object:
        drawn = inspecting.draw_now(by=visit.actor, announced=pk, at=visit.at)
        return _draw(drawn, visit.on)

    return once(request, key, act, DrawShown)


@router.get(
    "/inspection-items/{int:pk}/photo",
    auth=may("inspection.read"),
    summary="现场照片 A photograph of the spot",
    description=both("限能看全部内容的经办人。", "For staff who see all of it."),
    openapi_extra=described(_JPEG),
)
def show_inspection_photo(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    found = _ITEMS.find_whole(visit_of(request), pk)
    return attachment(unseal_bytes(bytes(found.photo or b"")), _JPEG, f"inspection-{pk}.jpg")


@router.get(
    "/own-inspections",
    response=Page[OwnInspection],
    auth=may("inspection.fill"),
    summary="我的检查 Inspections one was drawn for",
)
def list_own_inspections(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = _FILLED.visible(visit).filter(
        inspectors=visit.actor.user, draw__announced_on__lte=visit.on
    )
    return page(rows, query, lambda one: _own(one, visit.on))


@router.get(
    "/own-inspections/{int:pk}",
    response=OwnInspection,
    auth=may("inspection.fill"),
    summary="其中一次 One of them",
)
def show_own_inspection(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return _own(_mine(visit, pk), visit.on)


@router.post(
    "/own-inspections/{int:pk}/items",
    response=OwnInspection,
    auth=may("inspection.fill"),
    summary="登记一项 Record an item",
    description=both(
        "表单，可附一张 JPEG 或 PNG 照片；提交之前可以重记，照片不附的保留原来的。",
        "A form, with a JPEG or PNG photograph if any; recorded anew until it is handed in, and a "
        "photograph stays where none is sent.",
    ),
)
def record_inspected_item(  # noqa: PLR0917 - all that ninja hands over
    request: HttpRequest,
    pk: Number,
    form: Form[ItemGiven],
    key: Key,
    query: Query[Speaking],
    photo: File[UploadedFile | None] = None,
) -> HttpResponse:
    visit = visit_of(request)
    found = _mine(visit, pk)
    picture = content_of(photo, SCENE.most_bytes) if photo else None
    seen = inspecting.Seen(form.item, form.answer, form.words, picture)

    def act() -> object:
        inspecting.save_items(
            by=visit.actor, inspection=pk, seen=[seen], words=found.words, at=visit.at
        )
        return _own(_mine(visit, pk), visit.on)

    return once(request, key, act, OwnInspection, content=of_form(form, digest_of(picture or b"")))


@router.post(
    "/own-inspections/{int:pk}/hand-in",
    response=OwnInspection,
    auth=may("inspection.fill"),
    summary="提交检查结果 Hand it in",
    description=both(
        "每一项都记过的，提交一次，予以公布；有不符合的立案。",
        "Once, every item recorded; it is published, and what is not in order opens a case.",
    ),
)
def hand_in_inspection(
    request: HttpRequest, pk: Number, body: HandedIn, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    _mine(visit, pk)

    def act() -> object:
        acted: dict[str, Any] = {"by": visit.actor, "inspection": pk, "at": visit.at}
        inspecting.save_items(seen=[], words=body.words, **acted)
        inspecting.hand_in(on=visit.on, **acted)
        return _own(_mine(visit, pk), visit.on)

    return once(request, key, act, OwnInspection)


def _mine(visit: Visit, pk: int) -> Inspection:
    """One for which the person was drawn; there is no other."""
    found = _FILLED.find(visit, pk)
    if not inspecting.is_inspector(visit.actor, found):
        raise Problem(NO_SUCH_RECORD)
    return found


def _own(one: Inspection, on: date) -> dict[str, Any]:
    return inspection_shown(one, on, whole=True) | {"words": one.words}
