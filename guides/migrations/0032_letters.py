"""What an objection is put together from, and what a complaint to an authority needs.

Backwards, all of it is lost.
"""

import django.core.validators
import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import guides.models.fields
import guides.models.rules

MODELS = ("recourse", "purpose", "ground", "paragraph")
ALLOWED = [f"{action}_{model}" for model in MODELS for action in ("view", "add", "change", "delete")]


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
        ("guides", "0031_what_comes_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="authority",
            name="asks_first",
            field=models.BooleanField(
                blank=True,
                help_text="Only if its own pages say so.",
                null=True,
                verbose_name="wants the company asked first",
            ),
        ),
        migrations.AddField(
            model_name="authority",
            name="contents",
            field=models.TextField(
                blank=True,
                help_text="In a sentence, as its own pages have it.",
                max_length=1000,
                validators=[guides.models.rules.readable],
                verbose_name="what a complaint must contain",
            ),
        ),
        migrations.CreateModel(
            name="Ground",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="place")),
                (
                    "is_everywhere",
                    models.BooleanField(
                        default=False,
                        help_text="In every region, and in those that are added later.",
                        verbose_name="everywhere",
                    ),
                ),
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
                    "to_check",
                    models.BooleanField(
                        default=False,
                        help_text="It stays here and is not published until somebody has checked it against its sources.",
                        verbose_name="to be checked",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="In a few words, as people would choose it from a list.",
                        max_length=200,
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="kind of reason",
                    ),
                ),
                (
                    "sentence",
                    models.TextField(
                        help_text="Plain text. “…” at the end: the person goes on writing there.",
                        max_length=1000,
                        validators=[guides.models.rules.readable, guides.models.rules.to_begin_with],
                        verbose_name="how the reason begins",
                    ),
                ),
                (
                    "care",
                    models.TextField(
                        blank=True,
                        help_text="Shown beside it. Markup as in a claim.",
                        max_length=1000,
                        validators=[guides.models.rules.readable],
                        verbose_name="what not to give away",
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
                        related_name="grounds",
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
                "verbose_name": "kind of reason",
                "verbose_name_plural": "kinds of reasons",
                "ordering": ["position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("guide", "slug"), name="ground_slug_once_a_guide")],
            },
        ),
        migrations.CreateModel(
            name="Paragraph",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="place")),
                (
                    "is_everywhere",
                    models.BooleanField(
                        default=False,
                        help_text="In every region, and in those that are added later.",
                        verbose_name="everywhere",
                    ),
                ),
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
                    "to_check",
                    models.BooleanField(
                        default=False,
                        help_text="It stays here and is not published until somebody has checked it against its sources.",
                        verbose_name="to be checked",
                    ),
                ),
                (
                    "piece",
                    models.CharField(
                        choices=[
                            ("form", "the short text for the form"),
                            ("letter", "the letter"),
                            ("reminder", "the reminder"),
                            ("complaint", "the complaint"),
                        ],
                        max_length=20,
                        verbose_name="stands in",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="Plain text, since it is copied. {name}, {law} and the like are filled in; the manual lists them.",
                        max_length=1000,
                        validators=[guides.models.rules.readable, guides.models.rules.of_known_blanks],
                        verbose_name="text",
                    ),
                ),
                (
                    "rights",
                    guides.models.fields.RightsField(
                        blank=True,
                        default=list,
                        help_text="None chosen: for every kind, but not where there is no right.",
                        verbose_name="only for these rights",
                    ),
                ),
                (
                    "places",
                    guides.models.fields.ListField(
                        blank=True,
                        default=list,
                        help_text="Codes, one per line: KR, CA-QC. Empty: in all of the region.",
                        validators=[
                            guides.models.rules.Matching(
                                "^[A-Z]{2}(-[A-Z]{2,3})?$",
                                "Use the code of a country, or of a part of one: IE, DE-BY, US-CA.",
                            )
                        ],
                        verbose_name="only in these places",
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        blank=True,
                        choices=[("with", "with an account"), ("without", "without an account")],
                        help_text="Empty: with or without.",
                        max_length=10,
                        verbose_name="only for people",
                    ),
                ),
                (
                    "wish",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reason", "gives a reason"),
                            ("restriction", "asks for a restriction meanwhile"),
                            ("keep_account", "wants to keep the account"),
                        ],
                        help_text="Empty: always.",
                        max_length=20,
                        verbose_name="only if the person",
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
                        related_name="letters",
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
                "verbose_name": "paragraph of a letter",
                "verbose_name_plural": "paragraphs of letters",
                "ordering": ["position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("guide", "slug"), name="paragraph_slug_once_a_guide")],
            },
        ),
        migrations.CreateModel(
            name="Purpose",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="place")),
                (
                    "is_everywhere",
                    models.BooleanField(
                        default=False,
                        help_text="In every region, and in those that are added later.",
                        verbose_name="everywhere",
                    ),
                ),
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
                    "to_check",
                    models.BooleanField(
                        default=False,
                        help_text="It stays here and is not published until somebody has checked it against its sources.",
                        verbose_name="to be checked",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="What the product calls this use, in plain words.",
                        max_length=200,
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="words beside the box",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="Plain text, since it is copied. {name}, {law} and the like are filled in; the manual lists them.",
                        max_length=1000,
                        validators=[guides.models.rules.readable, guides.models.rules.of_known_blanks],
                        verbose_name="in the letter",
                    ),
                ),
                (
                    "is_first",
                    models.BooleanField(
                        default=False,
                        help_text="For the use that the guide is about.",
                        verbose_name="ticked from the start",
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
                        related_name="purposes",
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
                "verbose_name": "use that a letter names",
                "verbose_name_plural": "uses that a letter names",
                "ordering": ["position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("guide", "slug"), name="purpose_slug_once_a_guide")],
            },
        ),
        migrations.CreateModel(
            name="Recourse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0, editable=False, verbose_name="place")),
                (
                    "is_everywhere",
                    models.BooleanField(
                        default=False,
                        help_text="In every region, and in those that are added later.",
                        verbose_name="everywhere",
                    ),
                ),
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
                    "to_check",
                    models.BooleanField(
                        default=False,
                        help_text="It stays here and is not published until somebody has checked it against its sources.",
                        verbose_name="to be checked",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="What it is called there: Right to object.",
                        max_length=200,
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="name",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("objection", "a right to object"),
                            ("prohibition", "a prohibition"),
                            ("withdrawal", "consent can be withdrawn"),
                            ("suspension", "a right to have it suspended"),
                            ("breach", "only if a breach is alleged"),
                            ("none", "no right to stop it"),
                        ],
                        help_text="Paragraphs are chosen by this.",
                        max_length=20,
                        verbose_name="kind of right",
                    ),
                ),
                (
                    "places",
                    guides.models.fields.ListField(
                        blank=True,
                        default=list,
                        help_text="Codes, one per line: KR, CA-QC. For what differs within the region. Empty: the rest of it.",
                        validators=[
                            guides.models.rules.Matching(
                                "^[A-Z]{2}(-[A-Z]{2,3})?$",
                                "Use the code of a country, or of a part of one: IE, DE-BY, US-CA.",
                            )
                        ],
                        verbose_name="only in these places",
                    ),
                ),
                (
                    "law",
                    models.CharField(
                        blank=True,
                        help_text="The article that a letter names: Article 21(1) GDPR. Empty: it names none.",
                        max_length=200,
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="law",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="The honest answer for readers there. Markup as in a claim.",
                        max_length=1000,
                        validators=[guides.models.rules.readable],
                        verbose_name="answer",
                    ),
                ),
                (
                    "instead",
                    models.TextField(
                        blank=True,
                        help_text="What there is instead, or besides. Markup as in a claim.",
                        max_length=1000,
                        validators=[guides.models.rules.readable],
                        verbose_name="instead",
                    ),
                ),
                (
                    "controller",
                    models.CharField(
                        blank=True,
                        help_text="The company to which a letter goes.",
                        max_length=200,
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="addressed to",
                    ),
                ),
                (
                    "post",
                    guides.models.fields.ListField(
                        blank=True,
                        default=list,
                        help_text="One line per line.",
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="postal address",
                    ),
                ),
                (
                    "form_url",
                    models.URLField(
                        blank=True,
                        help_text="The address of the form.",
                        max_length=1000,
                        validators=[guides.models.rules.secure],
                        verbose_name="form",
                    ),
                ),
                (
                    "form_option",
                    models.CharField(
                        blank=True,
                        help_text="As the form has it, in English. Empty: not known.",
                        max_length=200,
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="option to choose",
                    ),
                ),
                (
                    "officer_url",
                    models.URLField(
                        blank=True,
                        help_text="The address of that form, if there is one of its own.",
                        max_length=1000,
                        validators=[guides.models.rules.secure],
                        verbose_name="form of the data protection officer",
                    ),
                ),
                (
                    "answer_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Calendar months. With neither, the law knows no date.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(24),
                        ],
                        verbose_name="answer due in months",
                    ),
                ),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Instead of months.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(366),
                        ],
                        verbose_name="answer due in days",
                    ),
                ),
                (
                    "extension_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="By how many more months they may extend it.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(24),
                        ],
                        verbose_name="extension in months",
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
                        related_name="recourses",
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
                "verbose_name": "answer of the law",
                "verbose_name_plural": "answers of the law",
                "ordering": ["position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("guide", "slug"), name="recourse_slug_once_a_guide")],
            },
        ),
        migrations.RunPython(allow, disallow),
    ]
