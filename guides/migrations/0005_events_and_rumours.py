"""Events of the timeline and rumours put right; both groups of the desk edit them.

Backwards, the draft loses them; the editions keep theirs, and a draft that is made from an edition has them again.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import guides.models.fields
import guides.models.rules

ALLOWED = [f"{action}_{model}" for model in ("event", "rumour") for action in ("view", "add", "change", "delete")]


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
    """Without the models nobody needs their permissions; the groups lose them with them."""
    apps.get_model("auth", "Permission").objects.filter(content_type__app_label="guides", codename__in=ALLOWED).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0004_team_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="place")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("maker", "the product’s maker says so"),
                            ("several", "several sources"),
                            ("one", "one source"),
                            ("disputed", "sources disagree"),
                            ("inferred", "our own conclusion"),
                        ],
                        default="one",
                        help_text="Readers see this. Several: sources that do not copy each other. Our own conclusion: no source says it directly.",
                        max_length=10,
                        verbose_name="how sure",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="The day on which somebody last checked this against its sources.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "check_after",
                    models.DateField(
                        blank=True,
                        help_text="Empty: 90 days after the last check.",
                        null=True,
                        verbose_name="check again after",
                    ),
                ),
                (
                    "disagreement",
                    models.TextField(
                        blank=True,
                        help_text="Only where sources disagree: what each side says.",
                        max_length=1000,
                        validators=[guides.models.rules.readable],
                        verbose_name="who disagrees",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The name in addresses and ticks: small letters, digits, hyphens. It can be changed until it is published; after that, links and readers’ ticks depend on it, so it cannot change.",
                        max_length=60,
                        validators=[
                            guides.models.rules.Matching(
                                "^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$",
                                "Use small letters, digits and single hyphens between them: switch-off.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "happened_on",
                    models.DateField(
                        help_text="When it happened; the timeline shows it from then on. If only the month is known, choose a day in it.",
                        verbose_name="day",
                    ),
                ),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "to the day"), ("month", "to the month"), ("year", "to the year")],
                        default="day",
                        help_text="How much of the day is known.",
                        max_length=10,
                        verbose_name="how exactly the day is known",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="One to three short sentences, in the present tense: “The company announces …”. Markup as in a claim.",
                        max_length=1000,
                        validators=[guides.models.rules.readable],
                        verbose_name="text",
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        blank=True,
                        choices=[("starts", "it starts, or starts again"), ("pauses", "it is paused")],
                        help_text="Whether it starts or pauses in these regions, as the drawing above the timeline shows. Empty: neither.",
                        max_length=10,
                        verbose_name="effect",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="guides.guide",
                        verbose_name="guide",
                    ),
                ),
                (
                    "regions",
                    models.ManyToManyField(
                        blank=True, help_text="Or only in these regions.", to="guides.region", verbose_name="only in"
                    ),
                ),
                (
                    "sources",
                    models.ManyToManyField(
                        blank=True,
                        help_text="At least one before publishing.",
                        to="guides.source",
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("guide", "slug"), name="event_slug_once_a_guide")],
            },
        ),
        migrations.CreateModel(
            name="Rumour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="place")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("maker", "the product’s maker says so"),
                            ("several", "several sources"),
                            ("one", "one source"),
                            ("disputed", "sources disagree"),
                            ("inferred", "our own conclusion"),
                        ],
                        default="one",
                        help_text="Readers see this. Several: sources that do not copy each other. Our own conclusion: no source says it directly.",
                        max_length=10,
                        verbose_name="how sure",
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(
                        blank=True,
                        help_text="The day on which somebody last checked this against its sources.",
                        null=True,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "check_after",
                    models.DateField(
                        blank=True,
                        help_text="Empty: 90 days after the last check.",
                        null=True,
                        verbose_name="check again after",
                    ),
                ),
                (
                    "disagreement",
                    models.TextField(
                        blank=True,
                        help_text="Only where sources disagree: what each side says.",
                        max_length=1000,
                        validators=[guides.models.rules.readable],
                        verbose_name="who disagrees",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The name in addresses and ticks: small letters, digits, hyphens. It can be changed until it is published; after that, links and readers’ ticks depend on it, so it cannot change.",
                        max_length=60,
                        validators=[
                            guides.models.rules.Matching(
                                "^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$",
                                "Use small letters, digits and single hyphens between them: switch-off.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "said",
                    models.TextField(
                        help_text="In our own words, as somebody would repeat it. No quotation.",
                        max_length=1000,
                        validators=[guides.models.rules.readable],
                        verbose_name="the claim",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("wrong", "wrong"), ("superseded", "no longer true"), ("disputed", "not settled")],
                        help_text="Readers see this word first.",
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                (
                    "right",
                    models.TextField(
                        help_text="And why. Markup as in a claim. The sources below are those of this sentence.",
                        max_length=1000,
                        validators=[guides.models.rules.readable],
                        verbose_name="what is true",
                    ),
                ),
                (
                    "words",
                    guides.models.fields.ListField(
                        blank=True,
                        default=list,
                        help_text="One per line: what a worried person would type that is not in the two texts.",
                        validators=[guides.models.rules.searchable],
                        verbose_name="words to find it by",
                    ),
                ),
                (
                    "from_on",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which the verdict holds. Empty: always.",
                        null=True,
                        verbose_name="from",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rumours",
                        to="guides.guide",
                        verbose_name="guide",
                    ),
                ),
                (
                    "regions",
                    models.ManyToManyField(
                        blank=True, help_text="Or only in these regions.", to="guides.region", verbose_name="only in"
                    ),
                ),
                (
                    "sources",
                    models.ManyToManyField(
                        blank=True,
                        help_text="At least one before publishing.",
                        to="guides.source",
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "verbose_name": "rumour",
                "verbose_name_plural": "rumours",
                "ordering": ["position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("guide", "slug"), name="rumour_slug_once_a_guide")],
            },
        ),
        migrations.RunPython(allow, disallow),
    ]
