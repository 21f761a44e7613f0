"""Errors of supervision over a snapshot.

XianjieError
└── SupervisionError   tables not in the schema, an engine or indicator that there is not
"""

from xianjie.errors import XianjieError


class SupervisionError(XianjieError, ValueError):
    """The tables are not in the schema, or there is no such engine or indicator."""
