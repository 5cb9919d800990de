"""A source can be gone, and have an archived copy. Backwards, what was said of that is lost; editions keep it."""

from django.db import migrations, models

import guides.models.rules


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0010_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="archive_url",
            field=models.URLField(
                blank=True,
                help_text="The address of a copy in a public archive. Readers can follow it; the site itself never does.",
                max_length=1000,
                validators=[guides.models.rules.secure],
                verbose_name="archived copy",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="archived_on",
            field=models.DateField(
                blank=True,
                help_text="The day of the copy, as the archive gives it.",
                null=True,
                verbose_name="archived on",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="gone_on",
            field=models.DateField(
                blank=True,
                help_text="The day on which its page was found gone. Empty: it is still there.",
                null=True,
                verbose_name="found gone on",
            ),
        ),
    ]
