"""What cannot be done with an address to which events are sent, and why."""

from xianjie.errors import XianjieError


class WebhookError(XianjieError):
    """The state of an endpoint or a dispatch does not allow it."""


class WrongAddress(WebhookError):
    """Nothing is sent to such an address."""
