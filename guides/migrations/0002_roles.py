"""Two groups for the desk: Editors draft, preview and ask for review; Approvers also approve, publish and revert.

Backwards, who was in which group is lost.
"""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DRAFT = ["region", "source", "authority", "step", "walkthrough", "claim", "label"]
EDITORS = [
    *(f"{action}_{model}" for model in DRAFT for action in ("view", "add", "change", "delete")),
    "view_guide",
    "change_guide",
    "view_edition",
    "view_linkcheck",
]
APPROVERS = [*EDITORS, "add_guide", "publish_guide"]


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; the groups need them now."""
    config = apps.get_app_config("guides")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in (("Editors", EDITORS), ("Approvers", APPROVERS)):
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="guides", codename__in=codenames))


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("auth", "Group").objects.filter(name__in=["Editors", "Approvers"]).delete()


class Migration(migrations.Migration):
    dependencies = [("guides", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(create, remove)]
