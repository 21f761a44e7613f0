from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "xianjie.domain.supervision"
