"""What the procedures of organisations refuse."""

from __future__ import annotations

from xianjie.errors import XianjieError


class OrganisationError(XianjieError):
    """It cannot be done with this organisation; the message says why and what to do."""
