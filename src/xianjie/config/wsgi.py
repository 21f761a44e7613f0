"""The application that a WSGI server runs."""

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianjie.config.settings")
_CHARSET = re.compile(r";\s*charset=[^;]*", re.IGNORECASE)
_django = get_wsgi_application()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Django, which is told of no charset: addresses and bodies are UTF-8.

    It would decode by any codec that a request names, and those that are not of text (``hex``)
    raise in it before any page of ours could say so (Django 5.2).
    """
    environ["CONTENT_TYPE"] = _CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)
