from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "xianjie.domain.programmes"
