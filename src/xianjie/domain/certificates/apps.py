from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "xianjie.domain.certificates"
    default_auto_field = "django.db.models.BigAutoField"
