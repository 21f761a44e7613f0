"""Linkage (252/3): levels, the eight steps, what each occupation is called now."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.catalogue import LASTING
from xianjie.api.v1.describing import both, words
from xianjie.api.v1.inputs import Speaking, listed
from xianjie.api.v1.outputs import Words
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import CodeMatch, Occupation
from xianjie.instruments.linkage import Kind, Step, linkage

router = Router(tags=["catalogue"])


class LinkedStep(BaseModel):
    """``level`` is the digit of certificate numbers; ``qualification`` the old level's name."""

    name: str
    label: Words
    kind: Annotated[Kind, listed(Kind)]
    level: int | None
    qualification: Words | None


class LinkedOccupation(BaseModel):
    occupation: str
    dadian_name: str | None
    dadian_code: str | None
    dadian_edition: str | None
    dadian_match: CodeMatch


class LinkageShown(BaseModel):
    """Steps from the lowest to the highest, occupations in the order of the annex."""

    source: Words
    steps: list[LinkedStep]
    occupations: list[LinkedOccupation]


class LinkageFilters(Speaking):
    q: str | None = Field(
        None,
        description="以空格分开的词，须全部出现在名称或编码中。"
        "Words divided by spaces, each of which names or codes must hold.",
    )


@router.get(
    "/linkage",
    response=LinkageShown,
    summary="对应关系 Linkage",
    description=both(
        "旧职业资格等级与技能等级、八级序列、职业现在的名称和编码。",
        "Old levels and skill levels, the eight steps, occupations with their present name and "
        "code.",
    ),
)
def show_linkage(
    request: HttpRequest, response: HttpResponse, query: Query[LinkageFilters]
) -> dict[str, Any]:
    response["Cache-Control"] = LASTING
    return {
        "source": words(linkage().source.words),
        "steps": [_step(one) for one in linkage().steps],
        "occupations": [_occupation(one) for one in catalogue.load().search(query.q or "")],
    }


def _step(one: Step) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": words(one.label),
        "kind": one.kind,
        "level": one.level,
        "qualification": words(one.qualification) if one.qualification else None,
    }


def _occupation(one: Occupation) -> dict[str, Any]:
    return {
        "occupation": one.occupation,
        "dadian_name": one.dadian_name,
        "dadian_code": one.dadian_code,
        "dadian_edition": one.dadian_edition,
        "dadian_match": one.dadian_match,
    }
