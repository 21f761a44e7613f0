"""All indicators, in the order in which they are shown: rules by gravity, then statistics."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from xianjie.indicators import rules
from xianjie.indicators.indicator import Indicator
from xianjie.indicators.statistics.marks import AT_PASS_LINE, REPEATED
from xianjie.indicators.statistics.pass_rate import INDICATOR as PASS_RATE
from xianjie.indicators.statistics.rhythm import BURST, DEADLINE_RUSH


def _rules() -> list[Indicator]:
    found = [
        importlib.import_module(f"{rules.__name__}.{module.name}").INDICATOR
        for module in pkgutil.iter_modules(rules.__path__)
    ]
    return sorted(found, key=lambda one: (-one.gravity, one.name))


INDICATORS: Mapping[str, Indicator] = {
    one.name: one for one in (*_rules(), PASS_RATE, AT_PASS_LINE, REPEATED, BURST, DEADLINE_RUSH)
}
