"""Errors of supervision over a snapshot."""

from xianjie.errors import XianjieError


class SupervisionError(XianjieError, ValueError):
    """The tables are not in the schema, or an engine cannot be had."""
