"""Every page of a guide that is read, and what is read of it."""

import re

from django.urls import reverse

from guides.models import Team
from guides.open_data.schemas import ANSWERS

PRIVATE = r' (?:class|id|for|name|aria-labelledby|data-[a-z]+|src|href|rel)="[^"]*"'
PER_REGION = ["checklist", "more", "objection", "objection_dates", "region_feed", "share", "handout", "poster", "carry"]
PER_REGION += ["look_again", "teams", "work"]
PER_GUIDE = ["guide", "sources", "timeline", "rumours", "changes", "feed"]
SITE_WIDE = ["guides:home", "offline", "privacy", "accessibility", "worker", "robots", "sitemap", "api", "api_guides"]


def in_region(slug, name, *more):
    return reverse(f"guides:{name}", args=[slug, "uk", *more])


def addresses(guide, statements):
    """Every address of the guide that is read, with every device, and all that belong to the whole site."""
    slug, data = guide.slug, {"guide_slug": guide.slug, "form": "json"}
    team, _secret = Team.objects.make(slug, "uk", "Finance")
    yield from (reverse(f"guides:{name}", args=[slug]) for name in PER_GUIDE)
    yield from (in_region(slug, name) for name in PER_REGION)
    yield from (in_region(slug, "report", step.slug) for step in guide.steps_in("uk"))
    yield from (f"{in_region(slug, 'checklist')}?device={device}" for device in guide.devices)
    yield in_region(slug, "team", team.key)
    yield from (reverse("guides:report_statement", args=[slug, kind, name]) for kind, name in statements)
    yield from (reverse(name, kwargs={"form": "json"} if name == "api_guides" else {}) for name in SITE_WIDE)
    yield from (reverse("api_guide", kwargs=data | {"form": form}) for form in ("json", "yaml"))
    yield reverse("api_editions", kwargs=data)
    yield reverse("api_edition", kwargs=data | {"number": 1})
    yield reverse("api_region", kwargs=data | {"region_slug": "uk"})
    yield from (reverse("api_schema", args=[name]) for name in ANSWERS)
    yield from (f"/{slug}/uk/nowhere/", f"/{slug}/atlantis/", f"/{slug}/uk/handout/?ticks=2")


def said(response):
    """What is read of an answer, by eye, ear or machine: not the names that only style sheets and scripts know."""
    text = response.content.decode().replace("\r\n ", "")
    if response["Content-Type"].startswith("text/html"):
        text = re.sub(PRIVATE, "", re.sub(r"</?(?:div|span|p|b|strong)\b[^>]*class[^>]*>", "", text))
    return text
