"""What a guide calls its product stands in the guide. Backwards, who owns a product is lost; editions keep it."""

from django.db import migrations, models

import guides.models.rules

EVIDENCE = ("authority", "claim", "event", "label", "rumour", "walkthrough")


def rename(old, new):
    def run(apps, schema_editor):
        for name in EVIDENCE:
            apps.get_model("guides", name).objects.filter(certainty=old).update(certainty=new)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0014_everywhere"),
    ]

    operations = [
        migrations.AddField(
            model_name="guide",
            name="owner",
            field=models.CharField(
                blank=True,
                help_text="The company that the product belongs to, if it has another name: pages say that we are not part of it.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="owner",
            ),
        ),
        migrations.RunPython(rename("linkedin", "maker"), rename("maker", "linkedin")),
    ]
