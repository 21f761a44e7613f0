from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "xianjie.domain.messages"
    label = "domain_messages"  # Django's own framework of that name has the other
