"""What a population's files and engines refuse.

XianjieError
└── PopulationError   a file, column or engine that cannot be used
"""

from xianjie.errors import XianjieError


class PopulationError(XianjieError):
    """A file, column or engine that cannot be used; nothing has been written."""
