"""Where one is on the pages of allauth's views, which give no trail of their own."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from xianjie.text import Text

_FACTORS = Text("登录方式", "Ways to log in")
_PAGES = {
    "account_login": Text("登录", "Log in"),
    "account_logout": Text("退出登录", "Log out"),
    "account_inactive": Text("账号已停用", "Account closed"),
    "account_signup": Text("考生注册", "Open an account"),
    "account_reauthenticate": Text("确认身份", "Confirm that it is you"),
    "account_change_password": Text("修改密码", "Change the password"),
    "mfa_index": _FACTORS,
    "mfa_authenticate": Text("第二步验证", "Second step"),
    "mfa_reauthenticate": Text("确认身份", "Confirm that it is you"),
    "mfa_reauthenticate_webauthn": Text("确认身份", "Confirm that it is you"),
}
_BELOW = {
    "mfa_activate_totp": Text("设置验证器应用", "Set up the authenticator app"),
    "mfa_deactivate_totp": Text("停用验证器应用", "Remove the authenticator app"),
    "mfa_view_recovery_codes": Text("备用码", "Recovery codes"),
    "mfa_generate_recovery_codes": Text("生成备用码", "Make recovery codes"),
    "mfa_list_webauthn": Text("通行密钥", "Passkeys"),
    "mfa_add_webauthn": Text("添加通行密钥", "Add a passkey"),
    "mfa_remove_webauthn": Text("移除通行密钥", "Remove the passkey"),
    "mfa_edit_webauthn": Text("给通行密钥改名", "Rename the passkey"),
}


def trail(request: HttpRequest) -> dict[str, list[tuple[Text, str]]]:
    """A context processor; a view's own trail goes before it."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if name in _PAGES:
        return {"trail": [(_PAGES[name], "")]}
    if name in _BELOW:
        return {"trail": [(_FACTORS, reverse("mfa_index")), (_BELOW[name], "")]}
    return {}
