"""Walkthroughs may have pictures, whose files are kept here.

Backwards, all files of pictures are lost, and which walkthrough had which. Export the guides first.
"""

from django.db import migrations, models

import guides.models.fields


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0033_maker'),
    ]

    operations = [
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='digest')),
                ('kind', models.CharField(max_length=4, verbose_name='kind')),
                ('data', models.BinaryField(verbose_name='file')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added at')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
            },
        ),
        migrations.AddField(
            model_name='walkthrough',
            name='pictures',
            field=guides.models.fields.PicturesField(blank=True, default=list, help_text='One per line: short name | day | what it shows, for readers who do not see it. Add one below; to take one out, delete its line.', verbose_name='pictures'),
        ),
    ]
