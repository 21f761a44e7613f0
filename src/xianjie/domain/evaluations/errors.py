"""Errors of evaluations."""

from xianjie.errors import XianjieError


class EvaluationError(XianjieError):
    """The plan's state or what was handed in does not allow it."""
