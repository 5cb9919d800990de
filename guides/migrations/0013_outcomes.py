"""A step’s title says what to do, and its outcome what is true by then; a guide says openly what was not tried.

Backwards, outcomes and that line go; the titles stay as they are.
"""

from django.db import migrations, models

import guides.models.rules


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0012_team_size"),
    ]

    operations = [
        migrations.AddField(
            model_name="guide",
            name="untried",
            field=models.CharField(
                blank=True,
                help_text="One line that readers should know before they begin. Shown on each region’s page, not folded away.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="what was not tested",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="outcome",
            field=models.CharField(
                blank=True,
                help_text="What is true once it is done: “The switch is off”. Shown in the ticked row and on paper. Empty: the title.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="outcome",
            ),
        ),
    ]
