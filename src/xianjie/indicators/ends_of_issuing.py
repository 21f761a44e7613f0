"""The days by which a jurisdiction's law ends the issuing of qualifications."""

from datetime import date

from xianjie.instruments import DEFAULT_JURISDICTION, law

_NAMES = ("batch_1_exit_on", "batch_2_exit_on", "issuance_end_on")


def ends_of_issuing(jurisdiction: str = DEFAULT_JURISDICTION) -> tuple[date, ...]:
    """In order; a lower law adds its own to the national ones."""
    days = law(jurisdiction).days
    return tuple(sorted({days[name].day for name in _NAMES if name in days}))
