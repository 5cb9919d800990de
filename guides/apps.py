from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidesConfig(AppConfig):
    name = "guides"
    verbose_name = _("Guides")

    def ready(self) -> None:
        """Every look for new editions first does what is due, so that no scheduler is needed."""
        from guides import doubts, library, pruning, workflow  # noqa: PLC0415 (models can be imported only now)

        library.chores += [workflow.publish_due, pruning.prune_hourly, doubts.look]
