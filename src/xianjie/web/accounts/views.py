"""A candidate's own account; the demonstration's accounts beside the login form."""

from __future__ import annotations

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xianjie import clock
from xianjie.domain.access.services import open_account
from xianjie.domain.accounts import demonstrating
from xianjie.domain.accounts.models import User
from xianjie.errors import XianjieError
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.forms import both, text_field


class Login(LoginView):  # type: ignore[misc] # ships no types that hold
    """Allauth's, with the demonstration's accounts listed on a demonstration only."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        found: dict[str, object] = super().get_context_data(**kwargs)
        if clock.demonstration_day() is not None:
            found["listed"] = demonstrating.accounts()
            found["password"] = demonstrating.PASSWORD
        return found


class Authenticate(AuthenticateView):  # type: ignore[misc] # ships no types that hold
    """Allauth's, with the present code of a demonstration's account, which has no telephone."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        found: dict[str, object] = super().get_context_data(**kwargs)
        if clock.demonstration_day() is not None:
            found["demonstration_code"] = demonstrating.code_of(self.stage.login.user)
        return found


class SignUpForm(forms.Form):
    """A candidate's account."""

    username = forms.RegexField(
        r"^[A-Za-z0-9_.@+-]{3,64}\Z",
        label=both("用户名", "User name"),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "username"}),
        error_messages={
            "invalid": both(
                "用户名应为3至64个字母、数字或 _ . @ + -",
                "use 3 to 64 letters, digits or _ . @ + -",
            )
        },
    )
    name = text_field(
        "姓名", "Name", most=64, hint=both("与身份证件一致", "as in your identity document")
    )
    email = forms.EmailField(
        label=both("电子邮箱（可不填）", "E-mail (optional)"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
    )
    password = forms.CharField(
        label=both("密码", "Password"),
        strip=False,
        help_text=both(
            "至少8位，不能全是数字，也不能太常见",
            "at least 8 characters, not only digits, not a common one",
        ),
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        try:
            validate_password(
                str(given.get("password", "")), User(username=str(given.get("username", "")))
            )
        except ValidationError as error:
            self.add_error("password", error)
        return given


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Open a candidate's account and log in."""
    error: XianjieError | None = None
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = open_account(
                username=given["username"],
                name=given["name"],
                email=given["email"],
                password=given["password"],
                on=today_of(request),
                at=moment_of(request),
            )
        except XianjieError as refused:
            error = refused
        else:
            login(request, user, "allauth.account.auth_backends.AuthenticationBackend")
            return HttpResponseRedirect(reverse("me:home"))
    context = {"form": form, "error": error}
    status = 400 if request.method == "POST" else 200
    return render(request, "account/signup.html", context, status=status)
