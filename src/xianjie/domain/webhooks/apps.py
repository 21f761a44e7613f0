from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "xianjie.domain.webhooks"
    label = "webhooks"
