"""Empty: it changed words only, and those stand where each field is made (decision 0036)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0027_language_of_reports"),
    ]

    operations = []
