"""Words of guides in other languages, as translators have them and as they were published.

Backwards, all of them are lost: keep them first with `manage.py export_translations --to FOLDER`.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guides.models.rules


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0020_standing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "written_by",
                    models.CharField(
                        blank=True,
                        help_text="A person, or “a machine, read by …”. Readers see this.",
                        max_length=200,
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="written by",
                    ),
                ),
                (
                    "read_by",
                    models.CharField(
                        blank=True,
                        help_text="Empty until somebody has read it all.",
                        max_length=200,
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="read by a native speaker",
                    ),
                ),
                ("read_on", models.DateField(blank=True, null=True, verbose_name="read on")),
                ("language", models.CharField(max_length=20, verbose_name="language")),
                ("words", models.JSONField(blank=True, default=list, verbose_name="words")),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="publication asked by",
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="guides.guide",
                        verbose_name="guide",
                    ),
                ),
            ],
            options={
                "verbose_name": "translation",
                "verbose_name_plural": "translations",
                "ordering": ["guide", "language"],
                "permissions": [("publish_translation", "Can publish translations")],
                "constraints": [
                    models.UniqueConstraint(fields=("guide", "language"), name="translation_once_a_language")
                ],
            },
        ),
        migrations.CreateModel(
            name="TranslationEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "written_by",
                    models.CharField(
                        blank=True,
                        help_text="A person, or “a machine, read by …”. Readers see this.",
                        max_length=200,
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="written by",
                    ),
                ),
                (
                    "read_by",
                    models.CharField(
                        blank=True,
                        help_text="Empty until somebody has read it all.",
                        max_length=200,
                        validators=[guides.models.rules.readable, guides.models.rules.short],
                        verbose_name="read by a native speaker",
                    ),
                ),
                ("read_on", models.DateField(blank=True, null=True, verbose_name="read on")),
                ("language", models.CharField(max_length=20, verbose_name="language")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("words", models.JSONField(verbose_name="words")),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="what changed")),
                ("published_at", models.DateTimeField(auto_now_add=True, verbose_name="published at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translation_editions",
                        to="guides.guide",
                        verbose_name="guide",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
            ],
            options={
                "verbose_name": "published translation",
                "verbose_name_plural": "published translations",
                "ordering": ["guide", "language", "-number"],
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("guide", "language", "number"), name="translation_number_once_a_guide_and_language"
                    )
                ],
            },
        ),
    ]
