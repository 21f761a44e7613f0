"""Three hundred organisations whose filings lived on from 2020 to 2026, inserted row by row.

What each goes through is drawn first, then all rows are inserted, those that others hang on before
them, with the events that the services would have written.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from xianjie.ops.province.filed_lives.drawing import draw
from xianjie.ops.province.filed_lives.inserting import insert_all

__all__ = ["insert_lives"]
_SEED = 20200601


def insert_lives(officers: Mapping[str, tuple[str, str]]) -> None:
    """All of them; who reviews and who decides in each prefecture, by their usernames."""
    insert_all(list(draw(random.Random(_SEED), officers)))  # noqa: S311 - the same every time
