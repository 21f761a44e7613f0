"""How a certificate stands, as the register and the law have it: one shape wherever it is told."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from xianjie.api.v1.describing import words
from xianjie.api.v1.inputs import listed
from xianjie.api.v1.outputs import Words
from xianjie.domain.certificates.standing import Standing, State

RegisterState = Annotated[State, listed(State)]


class StandingShown(BaseModel):
    """``outcome`` is the law's (`certificate-validity`); null of a skill-level certificate."""

    state: RegisterState
    sentence: Words = Field(description="可以引用的一句话。One sentence to quote.")
    outcome: str | None
    clauses: list[str]
    settled: bool = Field(description="凭记载能否确定。Whether the record settles it.")
    needs: list[str] = Field(description="所缺的事实。The facts that are missing.")


def standing_shown(held: Standing) -> dict[str, Any]:
    answer = held.answer
    return {
        "state": held.state,
        "sentence": words(held.sentence),
        "outcome": answer.outcome if answer else None,
        "clauses": list(answer.clauses) if answer else [],
        "settled": held.is_settled,
        "needs": list(answer.needs) if answer else [],
    }
