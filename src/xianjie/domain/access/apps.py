from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "xianjie.domain.access"
    label = "access"
