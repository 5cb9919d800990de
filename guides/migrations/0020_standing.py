"""Whether the site leads to a guide, and whether it still holds.

Backwards: every guide is listed again, and what readers of a retired one were told is lost.
"""

import django.db.models.deletion
from django.db import migrations, models

import guides.models.rules


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0019_revisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="guide",
            name="retired_note",
            field=models.TextField(
                blank=True,
                editable=False,
                help_text="Only for a retired guide: in a sentence, why it no longer applies, and since when.",
                max_length=1000,
                validators=[guides.models.rules.readable],
                verbose_name="what readers are told",
            ),
        ),
        migrations.AddField(
            model_name="guide",
            name="state",
            field=models.CharField(
                choices=[
                    ("listed", "listed: the site links to it"),
                    ("unlisted", "unlisted: anyone with the address can read it"),
                    ("retired", "retired: it no longer applies, and says so"),
                ],
                default="listed",
                editable=False,
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="guide",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="Only for a retired guide: the guide that takes its place. Short links then lead to it.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="guides.guide",
                verbose_name="successor",
            ),
        ),
    ]
