from django.apps import AppConfig


class RulingsConfig(AppConfig):
    name = "xianjie.domain.rulings"
    label = "rulings"
