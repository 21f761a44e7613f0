"""What verifying found: numbered, named steps, each with its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from xianjie.credentials.canonical import Document
from xianjie.text import Text


class Outcome(StrEnum):
    """What came of a step."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_APPLICABLE = "not_applicable"  # such as the status of one that names no list
    NOT_CHECKED = "not_checked"  # an earlier step failed, or what it needs is not at hand


# The steps in their order.
TITLES: Mapping[str, Text] = {
    "json": Text("可读：完整、无歧义的 JSON", "readable: whole, unambiguous JSON"),
    "data-model": Text("结构：符合 VC 2.0", "structure: as VC 2.0 demands"),
    "terms": Text("用语：每个字段都有定义", "terms: every member is defined"),
    "related": Text("相关资源：摘要相符", "related resources: digests match"),
    "proof": Text("证明：齐全、可读", "proofs: present and readable"),
    "key": Text("密钥：属于签发者，且在有效期内签名", "keys: the issuer's, in their period"),
    "signature": Text("签名：每一个都成立", "signatures: every one holds"),
    "validity": Text("有效期：当时有效", "validity: valid at the moment asked for"),
    "status": Text("状态：未被撤销或暂停", "status: neither revoked nor suspended"),
}


_OF_THE_MOMENT = {"validity", "status"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step by its number and name; ``detail`` says why it does not hold."""

    number: int
    name: str
    outcome: Outcome
    detail: Text | None = None

    @property
    def title(self) -> Text:
        return TITLES[self.name]


@dataclass(frozen=True, slots=True)
class Report:
    """What the steps found; ``document`` as read, None where it could not be read."""

    steps: tuple[Step, ...]
    document: Document | None

    @property
    def holds(self) -> bool:
        """Whether every step holds or does not apply."""
        return all(s.outcome in {Outcome.HOLDS, Outcome.NOT_APPLICABLE} for s in self.steps)

    @property
    def intact(self) -> bool:
        """Whether no step failed, though some may be unchecked for want of a list or resource."""
        return all(step.outcome is not Outcome.FAILS for step in self.steps)

    @property
    def fault(self) -> Step | None:
        """The first step that failed, whatever the moment: validity and status hang on it."""
        failed = (step for step in self.steps if step.outcome is Outcome.FAILS)
        return next((step for step in failed if step.name not in _OF_THE_MOMENT), None)

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)
