"""What readers say of a statement, and a mark by which a report that is sent twice counts once.

Backwards, reports stay, but of which statement they were is lost, and so is the mark.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0007_stricter_fields"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="report",
            name="report_by_edition",
        ),
        migrations.AddField(
            model_name="report",
            name="mark",
            field=models.CharField(editable=False, max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="report",
            name="statement",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="statement"),
        ),
        migrations.AlterField(
            model_name="report",
            name="device",
            field=models.CharField(
                blank=True,
                choices=[
                    ("computer", "Computer"),
                    ("iphone", "iPhone or iPad app"),
                    ("android", "Android app"),
                    ("phone", "Browser on a phone or tablet"),
                ],
                default="",
                max_length=10,
                verbose_name="device",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="region",
            field=models.SlugField(blank=True, db_index=False, default="", max_length=60, verbose_name="region"),
        ),
        migrations.AlterField(
            model_name="report",
            name="step",
            field=models.SlugField(blank=True, db_index=False, default="", max_length=60, verbose_name="step"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["guide", "edition", "state", "reported_on", "region", "step", "device", "statement", "choice"],
                name="report_of_edition",
            ),
        ),
    ]
