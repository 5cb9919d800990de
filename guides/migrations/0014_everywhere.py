"""What names no region was meant for all of them; from here on that is said. Backwards, naming none says it again."""

from django.db import migrations, models


def say_that_it_is_for_all(apps, schema_editor):
    for name in ("claim", "event", "rumour", "step", "walkthrough"):
        model = apps.get_model("guides", name)
        model.objects.filter(regions__isnull=True).update(is_everywhere=True)
    apps.get_model("guides", "claim").objects.filter(devices=[]).update(is_on_every_device=True)


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0013_outcomes"),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="is_everywhere",
            field=models.BooleanField(
                default=False,
                help_text="In every region, and in those that are added later.",
                verbose_name="everywhere",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="is_on_every_device",
            field=models.BooleanField(
                default=False, help_text="Shown to readers on any device.", verbose_name="on every device"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="is_everywhere",
            field=models.BooleanField(
                default=False,
                help_text="In every region, and in those that are added later.",
                verbose_name="everywhere",
            ),
        ),
        migrations.AddField(
            model_name="rumour",
            name="is_everywhere",
            field=models.BooleanField(
                default=False,
                help_text="In every region, and in those that are added later.",
                verbose_name="everywhere",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="is_everywhere",
            field=models.BooleanField(
                default=False,
                help_text="In every region, and in those that are added later.",
                verbose_name="everywhere",
            ),
        ),
        migrations.AddField(
            model_name="walkthrough",
            name="is_everywhere",
            field=models.BooleanField(
                default=False,
                help_text="In every region, and in those that are added later.",
                verbose_name="everywhere",
            ),
        ),
        migrations.RunPython(say_that_it_is_for_all, migrations.RunPython.noop),
    ]
