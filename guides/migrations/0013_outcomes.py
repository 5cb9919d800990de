"""A step’s title says what to do, and its outcome what is true by then; a guide says openly what was not tried.

Backwards, outcomes and that line go; the titles stay as they are.
"""

import guides.models.rules
from django.db import migrations, models


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
                help_text="In one line, what readers should know before they begin. Stands openly on each region’s page.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="what was not tried",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="outcome",
            field=models.CharField(
                blank=True,
                help_text="What is true once it is done: “The switch is off”. In the ticked row and on paper. Empty: the title.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="outcome",
            ),
        ),
        migrations.AlterField(
            model_name="guide",
            name="basis",
            field=models.TextField(
                blank=True,
                help_text="What the guide rests on. Stands above the sources.",
                max_length=1000,
                validators=[guides.models.rules.readable],
                verbose_name="how we know",
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="title",
            field=models.CharField(
                help_text="What to do, as one would say it: “Turn the switch off”.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="title",
            ),
        ),
    ]
