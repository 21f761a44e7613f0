from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "xianjie.domain.payments"
    label = "payments"
