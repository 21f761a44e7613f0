"""What was typed into a form when the session had ended: kept for the same person's return.

A form names, signed, who it was made for; what it held is given back to no one else.
"""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, QueryDict

FIELD = "made_for"
_KEPT = "kept_form"
_SALT = "xianjie.made_for"
_MOST = 100_000  # characters


def made_for(username: str) -> str:
    """The value of a form's field `FIELD`."""
    return signing.dumps(username, salt=_SALT)


def keep(request: HttpRequest) -> None:
    """Keep the form in the new session; files and tokens are not kept."""
    if request.method != "POST" or FIELD not in request.POST:
        return
    form = request.POST.copy()
    form.pop("csrfmiddlewaretoken", None)
    written = form.urlencode()
    if len(written) <= _MOST:
        request.session[_KEPT] = {"path": request.path, "form": written}


def kept(request: HttpRequest, username: str) -> QueryDict | None:
    """The form that this person was filling in on this page, once."""
    found = request.session.get(_KEPT)
    if not isinstance(found, dict) or found["path"] != request.path:
        return None
    form = QueryDict(found["form"])
    del request.session[_KEPT]
    try:
        owner = signing.loads(form.get(FIELD, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    return form if owner == username else None
