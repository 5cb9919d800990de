"""What a guide calls its product stands in the guide. Backwards, who owns a product is lost; editions keep it."""

import guides.models.rules
from django.db import migrations, models


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
                help_text="The company that the product belongs to, if it has another name: pages say that we are no part of it.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="who owns it",
            ),
        ),
        migrations.AlterField(
            model_name="authority",
            name="certainty",
            field=models.CharField(
                choices=[
                    ("maker", "the product’s maker says so"),
                    ("several", "several sources"),
                    ("one", "one source"),
                    ("disputed", "sources disagree"),
                    ("inferred", "our own conclusion"),
                ],
                default="one",
                help_text="Readers see this. Several: sources that do not copy each other. Our own conclusion: no source says it directly.",
                max_length=10,
                verbose_name="how sure",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="certainty",
            field=models.CharField(
                choices=[
                    ("maker", "the product’s maker says so"),
                    ("several", "several sources"),
                    ("one", "one source"),
                    ("disputed", "sources disagree"),
                    ("inferred", "our own conclusion"),
                ],
                default="one",
                help_text="Readers see this. Several: sources that do not copy each other. Our own conclusion: no source says it directly.",
                max_length=10,
                verbose_name="how sure",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="certainty",
            field=models.CharField(
                choices=[
                    ("maker", "the product’s maker says so"),
                    ("several", "several sources"),
                    ("one", "one source"),
                    ("disputed", "sources disagree"),
                    ("inferred", "our own conclusion"),
                ],
                default="one",
                help_text="Readers see this. Several: sources that do not copy each other. Our own conclusion: no source says it directly.",
                max_length=10,
                verbose_name="how sure",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="effect",
            field=models.CharField(
                blank=True,
                choices=[("starts", "it starts, or starts again"), ("pauses", "it is paused")],
                help_text="What becomes of it in these regions. The drawing above the timeline is made from it. Empty: nothing.",
                max_length=10,
                verbose_name="what it does",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="text",
            field=models.TextField(
                help_text="One to three short sentences, in the present tense: “The company announces …”. Marks as in a claim.",
                max_length=1000,
                validators=[guides.models.rules.readable],
                verbose_name="text",
            ),
        ),
        migrations.AlterField(
            model_name="guide",
            name="product",
            field=models.CharField(
                help_text="What the guide is about, as people call it.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="product",
            ),
        ),
        migrations.AlterField(
            model_name="guide",
            name="slug",
            field=models.SlugField(
                help_text="The first part of every address, such as “chatter”.",
                max_length=60,
                unique=True,
                validators=[
                    guides.models.rules.Matching(
                        "^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$",
                        "Use small letters, digits and single hyphens between them: switch-off.",
                    )
                ],
                verbose_name="short name",
            ),
        ),
        migrations.AlterField(
            model_name="label",
            name="certainty",
            field=models.CharField(
                choices=[
                    ("maker", "the product’s maker says so"),
                    ("several", "several sources"),
                    ("one", "one source"),
                    ("disputed", "sources disagree"),
                    ("inferred", "our own conclusion"),
                ],
                default="one",
                help_text="Readers see this. Several: sources that do not copy each other. Our own conclusion: no source says it directly.",
                max_length=10,
                verbose_name="how sure",
            ),
        ),
        migrations.AlterField(
            model_name="label",
            name="switch",
            field=models.CharField(
                blank=True,
                help_text="Exactly; empty if not known.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="words beside the setting",
            ),
        ),
        migrations.AlterField(
            model_name="region",
            name="since_on",
            field=models.DateField(
                blank=True,
                help_text="A day by which what the guide stops happened in this region; the first one, where it is known.",
                null=True,
                verbose_name="since",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="choice",
            field=models.CharField(
                blank=True,
                choices=[
                    ("menu", "The menu is different"),
                    ("missing", "It isn’t there"),
                    ("greyed", "It is greyed out"),
                    ("wording", "It says other words"),
                    ("changed", "It is no longer so"),
                    ("untrue", "It was never so"),
                    ("source", "The source says something else"),
                    ("unclear", "I do not understand it"),
                    ("", "Something else"),
                ],
                default="",
                max_length=10,
                verbose_name="what is different",
            ),
        ),
        migrations.AlterField(
            model_name="rumour",
            name="certainty",
            field=models.CharField(
                choices=[
                    ("maker", "the product’s maker says so"),
                    ("several", "several sources"),
                    ("one", "one source"),
                    ("disputed", "sources disagree"),
                    ("inferred", "our own conclusion"),
                ],
                default="one",
                help_text="Readers see this. Several: sources that do not copy each other. Our own conclusion: no source says it directly.",
                max_length=10,
                verbose_name="how sure",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="publisher",
            field=models.CharField(
                help_text="Who says it: the product’s maker, a regulator, a newspaper.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="publisher",
            ),
        ),
        migrations.AlterField(
            model_name="walkthrough",
            name="certainty",
            field=models.CharField(
                choices=[
                    ("maker", "the product’s maker says so"),
                    ("several", "several sources"),
                    ("one", "one source"),
                    ("disputed", "sources disagree"),
                    ("inferred", "our own conclusion"),
                ],
                default="one",
                help_text="Readers see this. Several: sources that do not copy each other. Our own conclusion: no source says it directly.",
                max_length=10,
                verbose_name="how sure",
            ),
        ),
        migrations.AlterField(
            model_name="walkthrough",
            name="link_text",
            field=models.CharField(
                blank=True,
                help_text="Empty: “Open the page on” and the product’s name.",
                max_length=200,
                validators=[guides.models.rules.readable, guides.models.rules.short],
                verbose_name="words on the button",
            ),
        ),
        migrations.RunPython(rename("linkedin", "maker"), rename("maker", "linkedin")),
    ]
