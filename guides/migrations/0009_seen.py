"""When the site last pruned. Backwards, that is lost; the next time counts as the first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0008_reports_of_statements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
