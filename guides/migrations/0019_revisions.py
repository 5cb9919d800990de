"""Backwards, whom the revisions of a step ask is lost in the draft: each asks everybody again. Editions keep it."""

from django.db import migrations

import guides.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0018_short_names_until_published"),
    ]

    operations = [
        migrations.AddField(
            model_name="step",
            name="revisions",
            field=guides.models.fields.RevisionsField(
                blank=True, default=list, editable=False, verbose_name="who is asked to look again"
            ),
        ),
    ]
