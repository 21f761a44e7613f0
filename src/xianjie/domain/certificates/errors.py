"""What cannot be done with a certificate now, and why."""

from xianjie.errors import XianjieError


class CertificateError(XianjieError):
    """The state of a certificate, a batch or an application does not allow it."""
