"""Errors of supervision."""

from xianjie.errors import XianjieError


class SupervisionError(XianjieError):
    """The case's state or what was sent does not allow it."""
