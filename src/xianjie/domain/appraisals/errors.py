"""What can go wrong in a procedure, apart from the law's no."""

from xianjie.errors import XianjieError


class AppraisalError(XianjieError):
    """An exam, registration or choice that cannot be made as asked."""
