"""What readers report who see something else than a step says; both groups of the desk answer them.

Backwards, all reports are lost.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import guides.models.rules

ALLOWED = ["view_report", "change_report"]


def allow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Permissions are normally made after all migrations; the groups need them now."""
    config = apps.get_app_config("guides")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for group in Group.objects.filter(name__in=["Editors", "Approvers"]):
        group.permissions.add(*Permission.objects.filter(content_type__app_label="guides", codename__in=ALLOWED))


def disallow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Without the model nobody needs its permissions; the groups lose them with it."""
    apps.get_model("auth", "Permission").objects.filter(content_type__app_label="guides", codename__in=ALLOWED).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0005_events_and_rumours"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(verbose_name="edition")),
                ("region", models.SlugField(db_index=False, max_length=60, verbose_name="region")),
                ("step", models.SlugField(db_index=False, max_length=60, verbose_name="step")),
                (
                    "device",
                    models.CharField(
                        choices=[
                            ("computer", "Computer"),
                            ("iphone", "iPhone or iPad app"),
                            ("android", "Android app"),
                            ("phone", "Phone browser"),
                        ],
                        max_length=10,
                        verbose_name="device",
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("menu", "The menu is different"),
                            ("missing", "It isn’t there"),
                            ("greyed", "It is greyed out"),
                            ("wording", "The words are different"),
                            ("changed", "It is no longer true"),
                            ("untrue", "It was never true"),
                            ("source", "The source says something else"),
                            ("unclear", "I do not understand it"),
                            ("", "Something else"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="what is different",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, max_length=500, validators=[guides.models.rules.readable], verbose_name="words"
                    ),
                ),
                ("reported_on", models.DateField(db_index=True, verbose_name="reported on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("still_true", "checked, still true"),
                            ("confirmed", "confirmed"),
                            ("not_useful", "not useful"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="guides.guide",
                        verbose_name="guide",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of readers",
                "verbose_name_plural": "reports of readers",
                "ordering": ["-pk"],
                "default_permissions": ("view", "change"),
                "indexes": [
                    models.Index(
                        fields=["guide", "edition", "state", "reported_on", "region", "step", "device", "choice"],
                        name="report_by_edition",
                    )
                ],
            },
        ),
        migrations.RunPython(allow, disallow),
    ]
