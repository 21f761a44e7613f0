"""The whole of sealing the log once: what witnesses saw, the new head, their cosignatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from xianjie.clock import CHINA
from xianjie.ops.records import now
from xianjie.text import Text


@dataclass(frozen=True)
class Sealed:
    """How many entries are new, and what went wrong with which witness."""

    count: int
    problems: list[Text]


def seal_log(*, anew: bool = True) -> Sealed:
    """Seal what was staged, once Django is set up.

    ``anew`` asks every witness what it cosigned before anything is signed, as is due when a
    process begins. Raises `LogHalted`, `LogBusy`, `TileError`.
    """
    from xianjie.domain.certificates.publishing import folder, log_key, publish
    from xianjie.domain.certificates.sealing_days import cut
    from xianjie.domain.certificates.witnessing import configured, gather
    from xianjie.domain.rulings.later import law_on

    files, key, witnesses = folder(), log_key(), configured()
    problems = gather(files=files, witnesses=witnesses, at=now(), anew=anew)
    count = publish(files=files, key=key, at=now())
    if count:
        problems = gather(files=files, witnesses=witnesses, at=now())
    at = now()
    rules = law_on(at.astimezone(CHINA).date())
    cut(files=files, key=key, witnesses=witnesses, law=rules, at=at)
    return Sealed(count, problems)


def seconds_to_midnight() -> float:
    """Until the day ends in China, when its head is to be kept."""
    here = now().astimezone(CHINA)
    tomorrow = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (tomorrow - here).total_seconds()
