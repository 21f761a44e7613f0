"""Errors of the filing register."""

from xianjie.errors import XianjieError


class FilingError(XianjieError):
    """The filing's state or what was handed in does not allow it."""
