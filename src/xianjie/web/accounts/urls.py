"""Logging in and second factors: allauth's views, those of them that are needed."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from xianjie.web.accounts import views

urlpatterns = [
    path("account/login/", views.Login.as_view(), name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/signup/", views.sign_up, name="account_signup"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/factors/", mfa.index, name="mfa_index"),
    path("account/factors/check/", views.Authenticate.as_view(), name="mfa_authenticate"),
    path("account/factors/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/factors/codes/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/factors/codes/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/factors/recovery/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/factors/recovery/new/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/factors/recovery/file/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/factors/keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/factors/keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("account/factors/keys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "account/factors/keys/again/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "account/factors/keys/<int:pk>/remove/",
        webauthn.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path("account/factors/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
