"""Both groups of the desk see teams; Approvers delete them."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ALLOWED = {"Editors": ["view_team"], "Approvers": ["view_team", "delete_team"]}


def allow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; the groups need them now."""
    config = apps.get_app_config("guides")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in ALLOWED.items():
        for group in Group.objects.filter(name=name):
            group.permissions.add(*Permission.objects.filter(content_type__app_label="guides", codename__in=codenames))


def disallow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Without the model nobody needs its permissions; the groups lose them with it."""
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="guides", codename__in=["view_team", "delete_team"]
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("guides", "0003_teams"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(allow, disallow)]
