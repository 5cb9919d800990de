"""Translators write words in other languages and nothing else; Editors may, too; Approvers also publish them.

Backwards, who was a translator is lost.
"""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WORDS = ["view_translation", "change_translation"]
ALLOWED = {
    "Translators": [*WORDS, "view_guide", "view_translationedition"],
    "Editors": [*WORDS, "view_translationedition"],
    "Approvers": [*WORDS, "publish_translation", "view_translationedition"],
}


def allow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; the groups need them now."""
    config = apps.get_app_config("guides")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    Group.objects.get_or_create(name="Translators")
    for name, codenames in ALLOWED.items():
        for group in Group.objects.filter(name=name):
            group.permissions.add(*Permission.objects.filter(content_type__app_label="guides", codename__in=codenames))


def disallow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Without the models nobody needs their permissions; the groups lose them with them."""
    apps.get_model("auth", "Group").objects.filter(name="Translators").delete()
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="guides", codename__in={name for names in ALLOWED.values() for name in names if "translation" in name}
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("guides", "0025_plainer_words"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(allow, disallow)]
