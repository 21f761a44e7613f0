from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "xianjie.domain.organisations"
    label = "organisations"
