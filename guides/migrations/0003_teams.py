"""Teams that count, and a row for each who was counted.

Backwards, all teams and counts are lost.
"""

import django.db.models.deletion
from django.db import migrations, models

import guides.models.rules


class Migration(migrations.Migration):
    dependencies = [("guides", "0002_roles")]

    operations = [
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", models.SlugField(max_length=60, verbose_name="region")),
                (
                    "name",
                    models.CharField(
                        blank=True, max_length=60, validators=[guides.models.rules.readable], verbose_name="name"
                    ),
                ),
                ("key", models.CharField(max_length=16, unique=True, verbose_name="key")),
                ("maker_digest", models.CharField(max_length=64)),
                ("made_on", models.DateField(verbose_name="made on")),
                ("used_on", models.DateField(db_index=True, verbose_name="last used on")),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="teams",
                        to="guides.guide",
                        verbose_name="guide",
                    ),
                ),
            ],
            options={
                "verbose_name": "team",
                "verbose_name_plural": "teams",
                "ordering": ["-made_on", "-pk"],
                "default_permissions": ("view", "delete"),
            },
        ),
        migrations.CreateModel(
            name="Count",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=22, unique=True)),
                ("week_on", models.DateField()),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="counts",
                        to="guides.team",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["team", "week_on"], name="count_by_team_and_week")],
            },
        ),
    ]
