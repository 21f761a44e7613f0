"""What answers hold. Keys of `Row` and `Answer` are the contract of the law and the catalogue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from xianjie.clock import CHINA
from xianjie.instruments.catalogue import CodeMatch, Treatment

# Moments are told in China's time, however they were stored.
Moment = Annotated[datetime, AfterValidator(lambda at: at.astimezone(CHINA))]


class Words(BaseModel):
    """The same statement in both languages."""

    zh: str
    en: str


class Named(BaseModel):
    id: int
    name: str


class Row(BaseModel):
    """An occupation of the annex and how it stands on the day asked about."""

    item: int = Field(description="序号")
    qualification: str = Field(description="职业资格")
    occupation: str = Field(description="工种，更正后的名称")
    as_scanned: str = Field(description="扫描件中的写法")
    departments: list[str] = Field(description="实施部门")
    treatment: Treatment
    hrss_organised: bool = Field(description="人力资源和社会保障部是实施部门之一")
    exit_on: date | None = Field(description="退出日；准入类为 null")
    standing: str = Field(description="catalogue-status 在所问之日的结论")
    dadian_code: str | None
    dadian_name: str | None
    dadian_edition: str | None
    dadian_match: CodeMatch


class Fact(BaseModel):
    """A fact that a decision may be told. ``values`` lists an enum's, else it is null."""

    name: str
    type: Literal["boolean", "day", "enum", "occupation"]
    label: Words
    question: Words
    help: Words | None
    admits_none: bool = Field(description="可用 null 表示已知为无")
    values: dict[str, Words] | None


class Outcome(BaseModel):
    name: str
    label: Words
    meaning: Words


class DecisionSummary(BaseModel):
    name: str
    jurisdiction: str
    title: Words
    question: Words
    facts: list[Fact]
    outcomes: list[Outcome]
    rules_version: str = Field(description="决定所依规则的 SHA-256")


class Rule(BaseModel):
    """A rule as a sentence, with what it answers and what it rests on."""

    id: str
    text: Words
    outcome: str
    clauses: list[str]
    readings: list[str]


class Definition(BaseModel):
    """A notion that the sentences name."""

    words: Words
    meaning: Words
    clauses: list[str]


class Decision(DecisionSummary):
    """A decision with its rules, the first whose condition holds deciding."""

    rules: list[Rule]
    definitions: list[Definition]


class ReadingShown(BaseModel):
    id: str
    taken: str
    changes_outcome: bool | None = Field(description="换一种理解结论是否不同；尚不能确定为 null")


class Because(BaseModel):
    """A condition that mattered."""

    fact: str
    value: bool | str | None
    condition: str
    holds: bool
    clauses: list[str]
    text: str


class Answer(BaseModel):
    """``outcome`` is null while ``needs`` is not empty; ``outcomes`` then lists those possible."""

    decision: str
    jurisdiction: str
    outcome: str | None
    clauses: list[str]
    readings: list[ReadingShown]
    because: list[Because]
    needs: list[str]
    dates: dict[str, date]
    rules_version: str
    outcomes: list[str] = Field(default_factory=list, description="仅在尚无结论时给出")


class Clause(BaseModel):
    """``decides`` is false where no rule can rest on it; ``provenance``: not in the scan."""

    id: str
    citation: Words
    says: Words
    does: Words
    decides: bool
    provenance: Words | None


class Reading(BaseModel):
    id: str
    words: Words
    taken: Words
    alternative: Words
    why: Words
    clauses: list[str]


class LegalDay(BaseModel):
    """A day that the law sets."""

    name: str
    day: date
    label: Words
    clauses: list[str]
    provenance: Words | None


class Jurisdiction(BaseModel):
    """``chain`` lists the jurisdictions laid over each other, the uppermost first."""

    id: str
    title: Words
    default: bool
    chain: list[str]
    provenance: Words | None
    dates: list[LegalDay]


class FieldProblem(BaseModel):
    field: str
    message: str


class Problem(BaseModel):
    """Problem details (RFC 9457).

    ``near`` and ``candidates`` are names to choose from, ``clauses`` those by which the law
    refuses.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem]
    near: list[str] = Field(default_factory=list)
    candidates: list[str] = Field(default_factory=list)
    clauses: list[str] = Field(default_factory=list)


class ProblemKind(BaseModel):
    type: str
    status: int
    title: Words
    meaning: Words
