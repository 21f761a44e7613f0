from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "xianjie.domain.accounts"
    label = "accounts"
