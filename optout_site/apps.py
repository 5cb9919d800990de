from contextlib import suppress
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.admin.apps import AdminConfig
from django.db import connections
from django.db.models.signals import post_migrate


class DeskConfig(AdminConfig):
    """Makes the desk the admin site with which every model is registered."""

    default_site = "guides.staff.admin_site.Desk"

    def ready(self) -> None:
        """Remove django-otp's own pages from the desk, so that nobody can read or edit the secrets of others."""
        super().ready()
        from django.contrib import admin  # noqa: PLC0415 (models can be imported only now)
        from django_otp.plugins.otp_static.models import StaticDevice  # noqa: PLC0415
        from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: PLC0415

        from guides.serving import current_editions  # noqa: PLC0415
        from optout_site import checks, health  # noqa: F401, PLC0415 (the checks register themselves)

        admin.site.unregister([StaticDevice, TOTPDevice])
        post_migrate.connect(_keep_to_ourselves, sender=apps.get_app_config("guides"))
        current_editions.first = health.see_database
        current_editions.background_jobs.append(health.empty_log)


def _keep_to_ourselves(using: str, **sent: Any) -> None:
    """Make the SQLite file, which contains second-factor secrets, readable only by its owner."""
    database = connections[using]
    if database.vendor == "sqlite" and not database.is_in_memory_db():  # type: ignore[attr-defined]
        file = Path(database.settings_dict["NAME"])
        with suppress(PermissionError):  # of somebody else's; `check --deploy` tells
            file.chmod(file.stat().st_mode & ~0o007)
