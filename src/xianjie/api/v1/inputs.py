"""What requests may say: query parameters and the body of a question, checked by name."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from xianjie import clock
from xianjie.api.problems import KINDS
from xianjie.instruments import DEFAULT_JURISDICTION, catalogue, jurisdictions, law
from xianjie.instruments.catalogue import Treatment, fold
from xianjie.instruments.facts import ON
from xianjie.law import Choice, FactError
from xianjie.text import Lang, Text

# The format says that the text is the name of an occupation, in either spelling.
OCCUPATION: dict[str, Any] = {"type": "string", "format": "occupation"}
_DEPARTMENTS = {
    fold(name): name for entry in catalogue.load().occupations for name in entry.departments
}


def listed(values: type[Enum]) -> WithJsonSchema:
    """An enumeration written out where it is used: others of the records have the same name."""
    return WithJsonSchema({"type": "string", "enum": [one.value for one in values]})


def refuse(message: Text, field: str = "") -> PydanticCustomError:
    return PydanticCustomError(
        "xianjie", "{en}", {"zh": message.zh, "en": message.en, "field": field}
    )


def _day(raw: object) -> object:
    """The rule of the law's own days: ISO and in the calendar, no timestamps."""
    try:
        return ON.read(raw)
    except FactError as error:
        raise refuse(error.detail) from error


def _come(day: date) -> date:
    try:
        return clock.known(day, clock.today())
    except clock.DayToCome as error:
        raise refuse(error.message) from error


def _jurisdiction(raw: object) -> object:
    if raw in jurisdictions():
        return raw
    known = ", ".join(jurisdictions())
    raise refuse(Text(f"没有这个法域；可用：{known}", f"no such jurisdiction; there are: {known}"))


def _department(raw: object) -> object:
    if isinstance(raw, str) and fold(raw) in _DEPARTMENTS:
        return _DEPARTMENTS[fold(raw)]
    known = "、".join(_DEPARTMENTS.values())
    raise refuse(
        Text(
            f"附件没有这个实施部门；可用：{known}",
            f"the annex has no such department; it has: {known}",
        )
    )


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]
# As of which a register is read; what the law says may be asked of any `Day`.
KnownDay = Annotated[Day, AfterValidator(_come)]
JurisdictionId = Annotated[
    str,
    BeforeValidator(_jurisdiction),
    WithJsonSchema({"type": "string", "enum": list(jurisdictions())}),
]
Department = Annotated[
    str,
    BeforeValidator(_department),
    WithJsonSchema({"type": "string", "enum": list(_DEPARTMENTS.values())}),
]
# Any name is taken and looked up; the document lists or names the kind of those there are.
OccupationName = Annotated[str, WithJsonSchema(OCCUPATION)]
DecisionName = Annotated[
    str, WithJsonSchema({"type": "string", "enum": list(law().source.decisions)})
]
ProblemName = Annotated[str, WithJsonSchema({"type": "string", "enum": list(KINDS)})]


class Speaking(BaseModel):
    """Query parameters of every address.

    One that is unknown or given twice is refused: a filter with a slip of the pen would
    otherwise answer with everything.
    """

    lang: Lang | None = Field(
        None, description="消息的语言；缺省看 Accept-Language。Language of messages."
    )

    @model_validator(mode="before")
    @classmethod
    def _each_known_and_once(cls, data: object, info: ValidationInfo) -> object:
        request: HttpRequest = (info.context or {})["request"]
        known = ", ".join(cls.model_fields)
        for name, values in request.GET.lists():
            if name not in cls.model_fields:
                raise refuse(
                    Text(f"没有这个参数；可用：{known}", f"no such parameter; there are: {known}"),
                    name,
                )
            if len(values) > 1:
                raise refuse(Text("只能给出一次", "may be given only once"), name)
        return data


class Governed(Speaking):
    jurisdiction: JurisdictionId = Field(
        DEFAULT_JURISDICTION, description="按哪个法域。Under which jurisdiction."
    )


class OnDay(Governed):
    on: Day | None = Field(
        None,
        description="看哪一天，缺省为今天（北京时间）。"
        "The day asked about; today in China if left out.",
    )


class CatalogueFilters(OnDay):
    treatment: Treatment | None = Field(None, description="批次或准入类。Batch or access type.")
    department: Department | None = Field(
        None, description="实施部门之一。One of its implementing departments."
    )
    q: str | None = Field(
        None,
        description="以空格分开的词，须全部出现在名称、资格、部门或大典编码名称中。"
        "Words divided by spaces, each of which names, departments or Dadian code must hold.",
    )


def _scalars(raw: object) -> object:
    """Which values a fact takes is the law's to say; that none is a list or object is not."""
    if not isinstance(raw, dict):
        return raw
    for name, value in raw.items():
        if isinstance(value, dict | list):
            message = Text(
                "应为文本、true、false 或 null，不是列表或对象",
                "must be text, true, false or null, not a list or an object",
            )
            raise refuse(message, f"facts.{name}")
    return raw


class Question(BaseModel):
    """One case put to one decision."""

    model_config = ConfigDict(extra="forbid")

    facts: Annotated[dict[str, Any], BeforeValidator(_scalars)] = Field(
        description="已知的事实；不知道的不要给出，null 表示已知为无。"
        "What is known: leave out what is not, null says it is known to be none."
    )
    jurisdiction: JurisdictionId = Field(DEFAULT_JURISDICTION, description="按哪个法域。")
    readings: dict[str, Choice] = Field(
        default_factory=dict,
        description="改用另一种理解，如 R4: alternative。Readings taken otherwise.",
    )
    dates: dict[str, Day] = Field(
        default_factory=dict,
        description="假设法律规定的某日另为他日。Dates of the law supposed to be other days.",
    )
    lang: Lang | None = Field(None, description="答复的语言，先于 ?lang=。Language of the answer.")
