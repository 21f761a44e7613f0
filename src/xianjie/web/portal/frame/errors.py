"""Pages for what went wrong: what it was, and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from xianjie.text import Text


class NotHere(Exception):
    """Nothing has this name; ``near`` are (words, address) of what may have been meant.

    Words that are a `str` are a name, the same in both languages.
    """

    def __init__(self, message: Text, near: tuple[tuple[Text | str, str], ...] = ()) -> None:
        super().__init__(message.zh)
        self.message = message
        self.near = tuple(
            (Text(words, words) if isinstance(words, str) else words, address)
            for words, address in near
        )


def not_here(request: HttpRequest, error: NotHere) -> HttpResponse:
    context = {"message": error.message, "near": error.near}
    return render(request, "portal/frame/not_found.html", context, status=404)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception  # it names patterns of addresses, which help nobody
    return render(request, "portal/frame/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "portal/frame/bad_request.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "portal/frame/bad_request.html", status=403)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that our own page did not send, or one kept open too long."""
    del reason  # in words of the framework
    message = Text(
        "表单不是从本站页面发出的，或浏览器不接受 Cookie；请回到页面重新提交",
        "the form was not sent from a page of ours, or cookies are refused; go back and send it "
        "again",
    )
    context = {"message": message, "onward": request.path}
    return render(request, "portal/frame/bad_request.html", context, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request's context: whatever failed may be in it."""
    del request
    return HttpResponse(loader.render_to_string("portal/frame/server_error.html"), status=500)
