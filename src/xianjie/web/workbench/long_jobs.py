"""The page of long work: how far it is, then what came of it; the same for all sorts of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render

from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.workbench import jobs

_ROW = Text("行", "Row")
SHOWN = 100  # problems on the page; the file has all


@dataclass(frozen=True)
class Page:
    """What the page of a job says beside its state.

    ``again`` is where a job that was cut off is gone on with, ``start`` where one that was refused
    begins anew, ``returned`` where its file is.
    """

    title: Text
    about: str
    part: str
    trail: Sequence[tuple[Text, str]]
    lost: Text
    summary: Text
    back: tuple[Text, str]
    whole: int = 0
    again: str = ""
    start: str = ""
    returned: tuple[Text, str] | None = None
    problem_head: Text = _ROW
    form: forms.Form | None = None  # to go on from what came of it, by a button where it says
    confirm: Text | None = None


def found_job(visit: Visit, subject: int, key: str) -> jobs.Job:
    """The person's own job about the thing; else answered as one that is not there."""
    found = jobs.find(key, visit.actor.username, subject)
    if found is None:
        raise Http404
    return found


def show_job(visit: Visit, job: jobs.Job, page: Page) -> HttpResponse:
    """The page, or its state alone where a script asks for that."""
    problems = [(which, Text(zh, en)) for which, zh, en in job.told.get("problems", [])]
    words, address = page.returned or (None, "")
    context = {
        "section": "work",
        "part": page.part,
        "title": page.title,
        "about": page.about,
        "job": job,
        "whole": page.whole,
        "lost": page.lost,
        "again": page.again,
        "start": page.start,
        "summary": page.summary,
        "message": Text(**job.told["message"]) if "message" in job.told else None,
        "problems": problems,
        "more": max(0, job.told.get("wrong", 0) - len(problems)),
        "problem_head": page.problem_head,
        "returned": address,
        "returned_words": words,
        "form": page.form,
        "confirm": page.confirm,
        "back_words": page.back[0],
        "back": page.back[1],
        "trail": [*page.trail, (page.title, "")],
    }
    is_part = visit.request.headers.get("HX-Request")
    name = "work/long_state.html" if is_part else "work/long_job.html"
    return render(visit.request, name, context)


def told_problems(problems: Sequence[tuple[object, Text]]) -> list[list[str]]:
    """The first of them, as a job keeps them."""
    return [[str(which or ""), words.zh, words.en] for which, words in problems[:SHOWN]]


def returned_file(job: jobs.Job, kind: str, name: str) -> FileResponse:
    """What came of a job, a piece at a time however large it is."""
    if job.state != "done" or not job.file.exists():
        raise Http404
    answer = FileResponse(job.file.open("rb"), as_attachment=True, filename=name, content_type=kind)
    answer["Content-Encoding"] = "identity"  # it is packed already
    return answer
