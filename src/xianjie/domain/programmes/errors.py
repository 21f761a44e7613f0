"""Errors of programmes."""

from xianjie.errors import XianjieError


class ProgrammeError(XianjieError):
    """The programme's state or what was handed in does not allow it."""
