"""Nothing is timed before all who take part give every case the same outcome."""

from collections.abc import Sequence

from bench.contender import Case, Contender


class DisagreementError(Exception):
    """Two implementations of the same rules differ on a case."""


def require_agreement(contenders: Sequence[Contender], cases: Sequence[Case]) -> None:
    """Raises `DisagreementError` with the first case on which one differs from the first."""
    first, *others = contenders
    expected = [_outcome(first, case) for case in cases]
    for other in others:
        for case, outcome in zip(cases, expected, strict=True):
            found = _outcome(other, case)
            if found != outcome:
                raise DisagreementError(
                    f"{other.name.en} says {found}, {first.name.en} says {outcome}: {dict(case)}"
                )


def _outcome(contender: Contender, case: Case) -> object:
    return contender.outcome(contender.ask(contender.prepare(case)))
