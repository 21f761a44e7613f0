from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "xianjie.domain.sittings"
    label = "sittings"
