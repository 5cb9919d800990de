"""A picture is for everybody once an edition shows it, and before that for those who may see the draft.

Backwards, everybody can read every picture whose address they know.
"""

import json
import re

from django.db import migrations, models

DIGESTS = re.compile(r"\b[0-9a-f]{64}\b")


def find_published(apps, schema_editor):
    found = set()
    for document in apps.get_model("guides", "Edition").objects.values_list("document", flat=True).iterator():
        found.update(DIGESTS.findall(json.dumps(document)))
    for picture in apps.get_model("guides", "Picture").objects.only("digest").iterator():
        if picture.digest in found:
            picture.is_published = True
            picture.save(update_fields=["is_published"])


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0035_acknowledge_days'),
    ]

    operations = [
        migrations.AddField(
            model_name='picture',
            name='is_published',
            field=models.BooleanField(default=False, verbose_name='published'),
        ),
        migrations.RunPython(find_published, migrations.RunPython.noop),
    ]
