"""What stored alerts are of, in words: the indicators, and the re-proof of certificates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xianjie.indicators import INDICATORS
from xianjie.indicators.labels import LABELS as _COLUMNS
from xianjie.text import Text

NO_LONGER_FOLLOWS = "no_longer_follows"


@dataclass(frozen=True, slots=True)
class Described:
    """What an alert of a name is about, by which clauses, and what the body can do about it."""

    name: str
    title: Text
    looks_at: Text
    clauses: tuple[str, ...]
    fix: Text
    evidence: tuple[str, ...]  # the columns of its rows, besides ``day``
    thresholds: tuple[str, ...] = ()


DESCRIBED: Mapping[str, Described] = {
    **{
        name: Described(
            name, one.title, one.looks_at, one.clauses, one.fix, one.evidence, one.thresholds
        )
        for name, one in INDICATORS.items()
    },
    NO_LONGER_FOLLOWS: Described(
        NO_LONGER_FOLLOWS,
        Text("证书不再由其依据得出", "No longer follows from what it rests on"),
        Text(
            "证书的报名、考试、成绩、决定、备案、日志、签名，逐项重新推导",
            "registration, sitting, result, decision, filing, log entry and signature of a "
            "certificate, each derived again",
        ),
        ("252/2.4", "80/4"),
        Text(
            "查明登记在核发以后为何变了；不成立的，撤销",
            "find out why the records changed after the issue; what does not stand is revoked",
        ),
        ("step", "why"),
    ),
}

LABELS: Mapping[str, Text] = {
    **_COLUMNS,
    "step": Text("不成立的一步", "step that fails"),
    "why": Text("为什么", "why"),
}
