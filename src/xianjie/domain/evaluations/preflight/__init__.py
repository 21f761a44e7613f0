"""Pre-flight: small checks of a plan that the organisation and the bureau see alike.

Run before a plan is reported and before certificates are asked for. Same code, same version: an
outcome bears `VERSION`, which changes with anything that could change it. A check says what it
rests on, a clause or a value of practice, and whether what it finds blocks or warns.
"""

from xianjie.domain.evaluations.preflight.asking import (
    Check,
    Evidence,
    Finding,
    Flight,
    Holds,
    Stage,
    Weight,
)
from xianjie.domain.evaluations.preflight.checks import CHECKS, VERSION, run
from xianjie.domain.evaluations.preflight.people import lacking

__all__ = [
    "CHECKS",
    "VERSION",
    "Check",
    "Evidence",
    "Finding",
    "Flight",
    "Holds",
    "Stage",
    "Weight",
    "lacking",
    "run",
]
