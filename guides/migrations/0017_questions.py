"""A claim can answer one of the questions that people ask first. Backwards, which one is lost; editions keep it."""

from django.db import migrations, models

import guides.models.fields
import guides.models.rules


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0016_short_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="answer",
            field=models.CharField(
                blank=True,
                help_text="Shown before the text there: “No.”, “Yes.” Empty: none.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="answer in a word",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="question",
            field=models.CharField(
                blank=True,
                choices=[
                    ("too_late", "Is it too late?"),
                    ("deletes_posts", "Does it delete what I wrote before?"),
                    ("stays", "What stays in the models?"),
                    ("seen", "Does anybody see that I did it?"),
                    ("reversible", "Can I change my mind later?"),
                    ("all_devices", "Does it count on all my devices?"),
                    ("this_site", "Is this site official, or a scam?"),
                ],
                help_text="The question that it answers, among the short answers on each region’s page. Empty: none.",
                max_length=20,
                verbose_name="question",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="words",
            field=guides.models.fields.ListField(
                blank=True,
                default=list,
                help_text="One per line: what a worried person would type that is not in the question or the text.",
                validators=[guides.models.rules.searchable],
                verbose_name="words to find it by",
            ),
        ),
    ]
