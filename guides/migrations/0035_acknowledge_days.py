"""In how many days a company must acknowledge a reminder that is also a complaint to it.

Backwards, that is lost.
"""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0034_pictures'),
    ]

    operations = [
        migrations.AddField(
            model_name='recourse',
            name='acknowledge_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Where the reminder is also a complaint to the company. The complaint to the authority waits as long.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='reminder acknowledged in days'),
        ),
    ]
