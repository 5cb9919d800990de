"""What makes a press count once is called a token, as everywhere else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0009_seen"),
    ]

    operations = [
        migrations.RenameField("count", "mark", "token"),
        migrations.RenameField("report", "mark", "token"),
    ]
