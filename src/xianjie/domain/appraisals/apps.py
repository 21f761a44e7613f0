from django.apps import AppConfig


class AppraisalsConfig(AppConfig):
    name = "xianjie.domain.appraisals"
    label = "appraisals"

    def ready(self) -> None:
        """Hear of settled refunds from now on."""
        from xianjie.domain.appraisals import telling  # noqa: F401, PLC0415 - once models are there
