"""Which sections and devices a guide has, and what one does in a step: what every guide had and did until now.

Backwards, that is lost.
"""

from django.db import migrations, models

import guides.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0029_variants"),
    ]

    operations = [
        migrations.AddField(
            model_name="guide",
            name="devices",
            field=guides.models.fields.DevicesField(
                blank=True,
                default=guides.models.fields.usual_devices,
                help_text="Each step needs a walkthrough for each of these. Readers choose among them.",
                verbose_name="devices",
            ),
        ),
        migrations.AddField(
            model_name="guide",
            name="needed",
            field=guides.models.fields.TopicsField(
                blank=True,
                default=guides.models.fields.usually_needed,
                help_text="It cannot be published without a claim on each of these in each region. Tick only its sections.",
                verbose_name="needed in every region",
            ),
        ),
        migrations.AddField(
            model_name="guide",
            name="sections",
            field=guides.models.fields.TopicsField(
                blank=True,
                default=guides.models.fields.all_sections,
                help_text="What this guide says something about. Pages leave out what is not ticked, headings included.",
                verbose_name="sections",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="kind",
            field=models.CharField(
                choices=[
                    ("switch", "set a switch"),
                    ("form", "send a form"),
                    ("request", "make a request"),
                    ("deletion", "delete something"),
                ],
                default="switch",
                help_text="What the reader does. Where you give no outcome, pages say it in words that fit: “Off”, “Sent”, “Asked”, “Deleted”. The drawing of a switch appears only for the kind “set a switch”.",
                max_length=10,
                verbose_name="kind",
            ),
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
                    ("windows-app", "Windows app"),
                    ("mac-app", "Mac app"),
                    ("tv", "TV"),
                    ("email", "E-mail"),
                ],
                default="",
                max_length=20,
                verbose_name="device",
            ),
        ),
    ]
