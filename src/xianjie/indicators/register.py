"""All indicators, in the order in which they are shown: rules by gravity, then statistics."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from xianjie.indicators import rules
from xianjie.indicators.indicator import Indicator
from xianjie.indicators.statistics import bursts, deadlines, pass_rate
from xianjie.indicators.statistics.marks import AT_PASS_LINE, REPEATED


def _rules() -> list[Indicator]:
    found = [
        importlib.import_module(f"{rules.__name__}.{module.name}").INDICATOR
        for module in pkgutil.iter_modules(rules.__path__)
    ]
    return sorted(found, key=lambda one: (-one.gravity, one.name))


INDICATORS: Mapping[str, Indicator] = {
    one.name: one
    for one in (
        *_rules(),
        pass_rate.INDICATOR,
        AT_PASS_LINE,
        REPEATED,
        bursts.INDICATOR,
        deadlines.INDICATOR,
    )
}

STATISTICS = tuple(name for name, one in INDICATORS.items() if one.work is not None)
