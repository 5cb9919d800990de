"""Whose word it is that “maker” stands for, where the company is not called as its product is.

Backwards, that is lost.
"""

from django.db import migrations, models

import guides.models.rules


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0032_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="guide",
            name="maker",
            field=models.CharField(
                blank=True,
                help_text="The company behind the product, if it is not called as the product is: receipts read “says …”.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="maker",
            ),
        ),
    ]
