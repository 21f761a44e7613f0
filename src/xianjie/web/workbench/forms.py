"""Forms of the workbench: Django's, with words in both languages and one way to answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import messages
from django.forms.renderers import BaseRenderer
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import lazystr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from xianjie.errors import XianjieError
from xianjie.instruments import catalogue
from xianjie.text import Text
from xianjie.web.accounts import keeping
from xianjie.web.accounts.guarding import Visit
from xianjie.web.language import active, lang_of

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
F = TypeVar("F", bound=forms.Form)


class _Both:
    """Words that are chosen when they are shown."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text.in_(active())


def both(zh: str, en: str) -> str:
    """A label or message of a form, in the language in which it is shown."""
    return cast("str", lazystr(_Both(Text(zh, en))))


def _within_reason(day: date) -> None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise forms.ValidationError(
            both(
                f"{day} 不会是这里的日期；请填 {_FIRST_YEAR} 至 {_LAST_YEAR} 年的日期",
                f"{day} can be no day here; give one from {_FIRST_YEAR} to {_LAST_YEAR}",
            )
        )


def day_field(zh: str, en: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    """A day, chosen or typed as 2020-09-30."""
    return forms.DateField(
        label=both(zh, en),
        required=required,
        help_text=hint,
        input_formats=["%Y-%m-%d"],
        validators=[_within_reason],
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": both(
                "不是日期；请写成 2020-09-30 这样", "this is no day; write it as 2020-09-30"
            )
        },
    )


def text_field(
    zh: str, en: str, *, required: bool = True, most: int = 200, hint: str = ""
) -> forms.CharField:
    """A line of text."""
    return forms.CharField(
        label=both(zh, en),
        required=required,
        max_length=most,
        help_text=hint,
        widget=forms.TextInput(attrs={"class": "input"}),
    )


Asked = TypeVar("Asked", bound=forms.Field)


def needed(field: Asked, zh: str, en: str) -> Asked:
    """A field that some answers need, which the words beside its label say."""
    field.needed_when = both(zh, en)  # type: ignore[attr-defined] # read by work/field.html
    return field


def choice_field(
    zh: str, en: str, choices: Callable[[], list[tuple[str, str]]], *, required: bool = True
) -> forms.ChoiceField:
    """One of a list, which is made when the form is."""
    return forms.ChoiceField(
        label=both(zh, en),
        required=required,
        choices=choices,
        widget=forms.Select(attrs={"class": "input"}),
    )


class _OccupationInput(forms.TextInput):
    """A line of text for which the browser offers the annex's names."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        names = f"{(attrs or {}).get('id', name)}-names"
        field = super().render(name, value, {**(attrs or {}), "list": names}, renderer)
        options = format_html_join(
            "", '<option value="{}">', ((one.occupation,) for one in catalogue.load().occupations)
        )
        return format_html('{}<datalist id="{}">{}</datalist>', field, names, options)


def occupation_field(most: int = 60, hint: str = "") -> forms.CharField:
    """An occupation by its name: one of the annex's, or another."""
    return forms.CharField(
        label=both("职业（工种）", "Occupation"),
        max_length=most,
        help_text=hint,
        widget=_OccupationInput(attrs={"class": "input"}),
    )


def say_doubt(visit: Visit, occupation: str) -> None:
    """Tell whoever entered an occupation that the annex does not have it, and what comes near."""
    if doubt := catalogue.load().doubt(occupation):
        messages.warning(visit.request, doubt.in_(lang_of(visit.request)))


class EmptyForm(forms.Form):
    """Nothing to fill in: the button is all."""


class PhotoForm(forms.Form):
    file = forms.FileField(
        label=both("照片", "Photograph"),
        help_text=both(
            "JPEG 或 PNG，竖幅证件照，至少 177×248 像素，不超过 4 MB；只保留画面，"
            "拍摄时间、地点等信息一律去掉，加密保存。",
            "JPEG or PNG, upright as for a document, at least 177×248 pixels, at most 4 MB. Only "
            "the picture is kept, encrypted: when and where it was taken is left out.",
        ),
        widget=forms.FileInput(attrs={"class": "input", "accept": "image/jpeg,image/png"}),
    )


def fill_in(
    visit: Visit,
    form_class: Callable[..., F],
    act: Callable[[F], str],
    *,
    title: Text,
    done: Text,
    button: Text,
    trail: list[tuple[Text, str]],
    lede: Text | None = None,
    template: str = "work/form.html",
    extra: dict[str, object] | None = None,
    part: str = "",
    check: Callable[[], object] | None = None,
) -> HttpResponse:
    """Show a form, or act on what was sent and go where ``act`` says; its errors stay on the form.

    ``act`` raises a `XianjieError` for what cannot be done, which is shown above the form;
    ``check`` raises one for what nobody can do now, and then there is no form.
    """
    request = visit.request
    error = refused = closed_by(check)
    if request.method == "POST":
        form = form_class(request.POST, request.FILES)
        if form.is_valid():
            try:
                address = act(form)
            except XianjieError as found:
                error = found
            else:
                messages.success(request, done.in_(lang_of(request)))
                return HttpResponseRedirect(address)
    else:
        before = keeping.kept(request, visit.actor.username)
        form = form_class(before) if before else form_class()
    context = {
        "section": "work",
        "part": part,
        "form": form,
        "error": error,
        "closed": refused is not None,
        "title": title,
        "lede": lede,
        "button": button,
        "trail": [*trail, (title, "")],
        "made_for": keeping.made_for(visit.actor.username),
        **(extra or {}),
    }
    wrong = request.method == "POST"
    return render(request, template, context, status=400 if wrong else 200)


def closed_by(check: Callable[[], object] | None) -> XianjieError | None:
    """Why nobody can do now what the page is for; none where it can be done."""
    try:
        if check:
            check()
    except XianjieError as refused:
        return refused
    return None
