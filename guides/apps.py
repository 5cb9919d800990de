from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidesConfig(AppConfig):
    name = "guides"
    verbose_name = _("Guides")

    def ready(self) -> None:
        """Every look for new editions first does what is due, so that no scheduler is needed."""
        from guides.editing import workflow  # noqa: PLC0415 (models can be imported only now)
        from guides.operations import pruning  # noqa: PLC0415
        from guides.serving import current_editions, reader_reports  # noqa: PLC0415

        current_editions.background_jobs += [workflow.publish_due, pruning.prune_hourly, reader_reports.look]
