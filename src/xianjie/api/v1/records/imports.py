"""Old registers: a file is handed in, checked or entered piece by piece, its wrong rows told."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from xianjie.api.language import language
from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.given import AreaCode, Given, KnownArea, Number, wrong
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, of_form, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.certificates import uploads
from xianjie.domain.certificates.importing import AT_ONCE
from xianjie.domain.certificates.models import Import
from xianjie.text import Text

router = Router(tags=["imports"])

IMPORTS = Kind(
    "certificate.import",
    Import.objects.all,
    lambda one: Target(area=one.area),
    area="area",
)


class ImportShown(BaseModel):
    """Rows of the file that are done, and what became of them."""

    id: int
    filename: str
    area: str
    rows_done: int
    entered: int
    known: int
    wrong: int
    started_by: str
    started_at: Moment
    finished_at: Moment | None


class WrongRow(BaseModel):
    """``row`` as the file counts it, ``number`` the certificate's as typed, ``reason`` the rule."""

    row: int
    number: str
    reason: str


class Piece(BaseModel):
    """``import_id`` is null of a check, which writes nothing; ask again until it is finished."""

    import_id: int | None
    rows_done: int
    entered: int
    known: int
    wrong: int
    finished: bool
    wrong_rows: list[WrongRow] = Field(description="这一步的。Of this piece.")


class ImportFilters(Paged):
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


class Upload(Given):
    area: KnownArea = Field(description="登记册所属地区。Whose register it is.")
    mode: Literal["check", "enter"] = Field(
        "check",
        description="check 只核对头一步；enter 开始入册。check: look at the first piece.",
    )
    mapping: str = Field(
        "",
        max_length=2_000,
        description="列名与模板不同的：字段=列名，一行一个。FIELD=COLUMN, one a line.",
    )


def _shown(one: Import) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ImportShown.model_fields}


@router.get(
    "/imports",
    response=Page[ImportShown],
    auth=may("certificate.import"),
    summary="旧登记册导入 Imports of old registers",
)
def list_imports(request: HttpRequest, query: Query[ImportFilters]) -> dict[str, Any]:
    rows = IMPORTS.visible(visit_of(request)).filter(IMPORTS.within(query.area))
    return page(rows, query, _shown)


@router.get(
    "/imports/{int:pk}",
    response=ImportShown,
    auth=may("certificate.import"),
    summary="一次导入 One import",
)
def show_import(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _shown(IMPORTS.find(visit_of(request), pk))


@router.post(
    "/imports",
    response={201: Piece},
    auth=may("certificate.import"),
    summary="上传旧登记册 Hand in a register",
    description=both(
        f"Excel、CSV 或 Parquet，至多 {uploads.MOST_BYTES >> 20} MB；"
        f"每步 {AT_ONCE:,} 行，第一步即在此请求中。"
        "同一文件再传，从停下处继续，不重复入册。文件在导入完成后删除。",
        f"Excel, CSV or Parquet, at most {uploads.MOST_BYTES >> 20} MB; {AT_ONCE:,} rows a step, "
        "the first of them here. The same file again goes on where it stopped and enters nothing "
        "twice. The file is removed once it is done.",
    ),
)
def upload_register(
    request: HttpRequest,
    form: Form[Upload],
    file: File[UploadedFile],
    key: Key,
    query: Query[Speaking],
) -> HttpResponse:
    visit, lang = visit_of(request), language(request)
    mapping = _mapping(form.mapping)
    kept = uploads.keep(
        by=visit.actor, chunks=file.chunks(), filename=file.name or "", area=form.area, at=visit.at
    )

    def act() -> object:
        do = uploads.go_on if form.mode == "enter" else uploads.check
        went = do(by=visit.actor, kept=kept, mapping=mapping, lang=lang, at=visit.at)
        return _piece(went, kept if form.mode == "enter" else None)

    try:
        return once(request, key, act, Piece, 201, content=of_form(form, kept.digest))
    finally:
        if _of(kept, finished_at=None) is None:  # done, or only looked at
            uploads.release(kept.area, kept.digest)


@router.post(
    "/imports/{int:pk}/run",
    response=Piece,
    auth=may("certificate.import"),
    summary="继续导入 Go on",
    description=both(
        f"再入册 {AT_ONCE:,} 行；以新的键重复请求，到 `finished` 为 true 为止。",
        f"{AT_ONCE:,} rows more; ask again, with a new key, until it is `finished`.",
    ),
)
def run_import(request: HttpRequest, pk: Number, key: Key, query: Query[Speaking]) -> HttpResponse:
    visit, lang = visit_of(request), language(request)
    found = IMPORTS.find(visit, pk)

    def act() -> object:
        kept = uploads.file_of(found)
        went = uploads.go_on(
            by=visit.actor, kept=kept, mapping=found.mapping, lang=lang, at=visit.at
        )
        return _piece(went, kept)

    response = once(request, key, act, Piece)
    found.refresh_from_db()
    if found.finished_at:
        uploads.release(found.area, found.digest)
    return response


def _piece(went: uploads.Went, kept: uploads.Kept | None) -> dict[str, Any]:
    made = _of(kept) if kept else None
    told = went.told
    return {
        "import_id": made.pk if made else None,
        "rows_done": told.rows,
        "entered": told.entered,
        "known": told.known,
        "wrong": told.wrong,
        "finished": made is not None and made.finished_at is not None,
        "wrong_rows": went.wrong,
    }


def _of(kept: uploads.Kept, **more: object) -> Import | None:
    return Import.objects.filter(digest=kept.digest, area=kept.area, **more).first()


def _mapping(text: str) -> dict[str, str]:
    """Lines of FIELD=COLUMN."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        field, equals, column = (part.strip() for part in line.partition("="))
        if not (field and equals and column):
            raise wrong(
                "mapping",
                Text(
                    f"第 {number} 行应写成 字段=列名",
                    f"line {number} must be FIELD=COLUMN",
                ),
            )
        found[field] = column
    return found
