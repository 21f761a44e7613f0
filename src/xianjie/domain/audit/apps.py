from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "xianjie.domain.audit"
    label = "audit"
