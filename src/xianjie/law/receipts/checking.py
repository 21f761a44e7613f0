"""A receipt computed again: what of it is confirmed, and each thing that differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from xianjie.law.answers import Answer
from xianjie.law.compiled import CompiledDecision
from xianjie.law.conditions import Choice, Value
from xianjie.law.errors import FactError, LawError
from xianjie.law.law import Law
from xianjie.law.receipts.making import Receipt, facts_told, sha256, trace
from xianjie.text import Text

LawOf = Callable[[str, Mapping[str, Choice], Mapping[str, date]], Law]
_SHOWN = 16  # digits of a sum that people are shown
_OPEN = Text("未决", "open")


@dataclass(frozen=True)
class Checked:
    """``confirmed`` says what was computed again and agrees, ``differs`` what does not."""

    receipt: Receipt
    confirmed: tuple[Text, ...]
    differs: tuple[Text, ...]

    @property
    def holds(self) -> bool:
        return not self.differs


def check(receipt: Receipt, law_of: LawOf) -> Checked:
    """Compute everything again under the law that ``law_of`` gives; nothing is raised."""
    found = [_integrity(receipt), *_recomputed(receipt, law_of)]
    return Checked(
        receipt,
        tuple(words for agrees, words in found if agrees),
        tuple(words for agrees, words in found if not agrees),
    )


_Found = tuple[bool, Text]


def _integrity(receipt: Receipt) -> _Found:
    if receipt.sum() == receipt.receipt_sha256:
        return True, Text("回执未经改动", "the receipt is as it was made")
    return False, Text(
        "回执做成以后被改动过：整份的校验和不符",
        "the receipt was altered after it was made: its own sum differs",
    )


def _recomputed(receipt: Receipt, law_of: LawOf) -> Iterator[_Found]:
    try:
        law = law_of(receipt.jurisdiction, receipt.readings, receipt.dates)
        decision = law.decision(receipt.decision)
    except LawError as error:  # an unknown jurisdiction, decision, reading or date
        yield False, error.message
        return
    refused = list(_refused(decision, receipt))
    yield from refused
    if refused:
        return
    answer = decision.decide(receipt.facts)
    told = facts_told(law, answer)
    yield _compared(
        sha256(told) == receipt.facts_sha256,
        Text(f"事实 {len(told)} 项", f"{len(told)} facts"),
        Text(
            "事实被改动过：与做回执时的不同",
            "the facts were altered: they are not those the receipt was made for",
        ),
    )
    if answer.rules_version == receipt.rules_version:
        yield from _under_the_same_rules(receipt, answer)
    else:
        yield False, _under_other_rules(receipt, decision, answer)


def _refused(decision: CompiledDecision, receipt: Receipt) -> Iterator[_Found]:
    """Every fact that the decision does not know, or not with this value."""
    for name, raw in receipt.facts.items():
        try:
            _: Value = decision.fact(name).read(raw)
        except FactError as error:
            yield False, error.message


def _under_the_same_rules(receipt: Receipt, answer: Answer) -> Iterator[_Found]:
    version = answer.rules_version[:_SHOWN]
    yield True, Text(f"规则版本 {version}", f"the version of the rules, {version}")
    said, ours = _named(receipt.outcome), _named(answer.outcome)
    yield _compared(
        receipt.outcome == answer.outcome,
        Text(f"结论 {ours.zh}", f"the outcome, {ours.en}"),
        Text(
            f"结论：回执写的是 {said.zh}，规则得出的是 {ours.zh}",
            f"outcome: the receipt says {said.en}, the rules give {ours.en}",
        ),
    )
    listed = ", ".join(receipt.clauses) or "-", ", ".join(answer.clauses) or "-"
    yield _compared(
        receipt.clauses == answer.clauses,
        Text(f"条款 {listed[1]}", f"the clauses, {listed[1]}"),
        Text(
            f"条款：回执写的是 {listed[0]}，规则得出的是 {listed[1]}",
            f"clauses: the receipt says {listed[0]}, the rules give {listed[1]}",
        ),
    )
    yield _compared(
        receipt.trace_sha256 == sha256(trace(answer)),
        Text("理由", "the reasons"),
        Text(
            "理由：由这些事实重新得出的与回执所记的不同",
            "reasons: those computed from these facts are not those the receipt was made with",
        ),
    )


def _under_other_rules(receipt: Receipt, decision: CompiledDecision, answer: Answer) -> Text:
    said, ours = _named(receipt.outcome), _named(answer.outcome)
    same = receipt.outcome == answer.outcome
    zh = f"同样是 {ours.zh}" if same else f"是 {ours.zh}，而不是 {said.zh}"
    en = f"the same, {ours.en}" if same else f"{ours.en}, not {said.en}"
    made, have = receipt.rules_version[:_SHOWN], decision.rules_version[:_SHOWN]
    return Text(
        f"规则：回执依据版本 {made}，本软件此处的规则是另一版本 {have}；依我们的规则，结论{zh}",
        f"rules: the receipt rests on version {made}, and this version of the product has other "
        f"rules, {have}; under ours the outcome would be {en}",
    )


def _compared(agrees: bool, confirmed: Text, differs: Text) -> _Found:
    return agrees, confirmed if agrees else differs


def _named(outcome: str | None) -> Text:
    return _OPEN if outcome is None else Text(outcome, outcome)
