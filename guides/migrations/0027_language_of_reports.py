"""In which language somebody read what they report on.

Backwards, that is lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0026_translators'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='language',
            field=models.CharField(blank=True, default='', max_length=20, verbose_name='language of the page'),
        ),
    ]
