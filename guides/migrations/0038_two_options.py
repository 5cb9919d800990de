"""Which uses the form's own option does not cover, and who may give which reason.

Backwards, that is lost.
"""

from django.db import migrations, models

import guides.models.fields
import guides.models.rules


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0037_language_of_sources'),
    ]

    operations = [
        migrations.AddField(
            model_name='ground',
            name='account',
            field=models.CharField(blank=True, choices=[('with', 'with an account'), ('without', 'without an account')], help_text='Empty: with or without.', max_length=10, verbose_name='only for people'),
        ),
        migrations.AddField(
            model_name='ground',
            name='rights',
            field=guides.models.fields.RightsField(blank=True, default=list, help_text='None chosen: for every kind, but not where there is no right.', verbose_name='only for these rights'),
        ),
        migrations.AddField(
            model_name='purpose',
            name='is_other',
            field=models.BooleanField(default=False, help_text='If the form’s own option does not cover it.', verbose_name='sent apart'),
        ),
        migrations.AddField(
            model_name='recourse',
            name='other_option',
            field=models.CharField(blank=True, help_text='For uses that the first option does not cover. Empty: the form has one option, or none.', max_length=200, validators=[guides.models.rules.readable, guides.models.rules.short], verbose_name='option for other uses'),
        ),
    ]
