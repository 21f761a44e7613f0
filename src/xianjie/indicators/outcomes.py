"""What the decisions on issuing can come to, in words."""

from functools import cache

from xianjie.instruments import law
from xianjie.text import Text

_DECISIONS = ("certificate-issuance", "level-certificate-issuance")


def outcome_words(outcome: str) -> Text:
    """Of an outcome as tables hold it; one of another law is left as it is."""
    return _words().get(outcome, Text(outcome, outcome))


@cache
def _words() -> dict[str, Text]:
    return {
        name: one.label
        for decision in reversed(_DECISIONS)
        for name, one in law().decision(decision).outcomes.items()
    }
