"""How long a session lasts: some time without a request, and a day's work in all.

Real time, since it is about a browser left open.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

_SEEN, _BEGUN = "seen_at", "begun_at"
_EVERY = 60  # seconds between writes of the session

Next = Callable[[HttpRequest], HttpResponse]


def timeouts(get_response: Next) -> Next:
    """End sessions that have lasted too long before anything is answered."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time.time())
            seen = int(request.session.get(_SEEN, now))
            begun = int(request.session.setdefault(_BEGUN, now))
            idle, whole = settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE
            if now - seen > idle or now - begun > whole:
                logout(request)
            elif _SEEN not in request.session or now - seen > _EVERY:
                request.session[_SEEN] = now
        return get_response(request)

    return answer
