"""Which guide had a short name first, by the editions there are. Backwards, that is lost and found again."""

import django.db.models.deletion
from django.db import migrations, models

# As in guides/document/region_lookup.py on the day of this migration.
BELONGS_TO = {
    "FI": ["AX"],
    "FR": ["GF", "GP", "MF", "MQ", "RE", "YT"],
    "US": ["AS", "GU", "MP", "PR", "UM", "VI"],
}


def find_the_first(apps, schema_editor):
    ShortName = apps.get_model("guides", "ShortName")
    since = {}
    columns = ("guide_id", "published_at", "document__regions")
    editions = apps.get_model("guides", "Edition").objects.order_by("published_at").values_list(*columns)
    for guide, published_at, regions in editions.iterator():
        for name in {name for region in regions or () for name in names_of(region)}:
            since.setdefault((guide, name), published_at.date())
    ShortName.objects.bulk_create(
        ShortName(guide_id=guide, name=name, since_on=day) for (guide, name), day in since.items()
    )


def names_of(region):
    countries = region.get("countries", [])
    belonging = [each for country in countries for each in BELONGS_TO.get(country, [])]
    return [region["slug"], *region.get("aliases", []), *(country.lower() for country in [*countries, *belonging])]


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0015_words_of_any_product"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShortName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("since_on", models.DateField()),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="short_names", to="guides.guide"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("guide", "name"), name="short_name_once_a_guide")],
            },
        ),
        migrations.RunPython(find_the_first, migrations.RunPython.noop),
    ]
