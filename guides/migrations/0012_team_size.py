"""A team may say how many are in it. Backwards, that is lost; its counts stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0011_gone_sources"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="size",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="size"),
        ),
    ]
