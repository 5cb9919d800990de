"""In which language the title and the publisher of a source are written.

Backwards, that is lost.
"""

from django.db import migrations, models

import guides.models.rules


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0036_published_pictures'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='language',
            field=models.CharField(default='en', help_text='In which they are written here, as a code: “en”, “de”. On pages in other languages they are marked.', max_length=20, validators=[guides.models.rules.is_language], verbose_name='language of title and publisher'),
        ),
    ]
