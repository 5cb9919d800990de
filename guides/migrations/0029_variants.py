"""A step may say something else in some regions.

Backwards, these words are lost in the draft; editions keep them, and an older version of the site cannot read those.
"""

from django.db import migrations

import guides.models.fields


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0028_topics_of_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='step',
            name='variants',
            field=guides.models.fields.VariantsField(blank=True, default=list, help_text='The short names of the regions on a line, and below it what differs there: “title: …”, “outcome: …”, “tick: …”, “summary: …”. What is left out is as it is everywhere.', verbose_name='other words in some regions'),
        ),
    ]
