"""What templates need to show guidance: marks in texts, names of devices, a claim with its receipt."""

import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guides import (
    addresses,
    calendar_file,
    checklist,
    documents,
    marks,
    messages,
    open_data,
    pieces,
    prepared,
    reports,
    wording,
)
from guides.library import Live
from guides.models.fields import DEVICE_NAMES

register = template.Library()

INERT = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&"}

register.filter("marks", marks.to_html)
register.filter("plainly", marks.to_text)
register.filter("days_to_look_again", calendar_file.days)


@register.filter
def statement(resting: checklist.Resting) -> SafeString | str:
    """What rests on a source: the sentence itself, or the part of the guide that holds many of them."""
    part = resting.part
    sentence = getattr(part, "text", None) or getattr(part, "right", None)
    return marks.to_html(sentence) if sentence else wording.about(type(part).__name__.lower(), part, resting.owner)


@register.filter
def device_name(device: str) -> str:
    return str(DEVICE_NAMES[device])


@register.filter
def device_places(devices: Sequence[str]) -> str:
    """Where one does it, as the heading of a walkthrough."""
    first, *others = (_device_place(device) for device in devices)
    return ", ".join([first, *(other[:1].lower() + other[1:] for other in others)])


def _device_place(device: str) -> str:
    return {
        "computer": _("On a computer"),
        "iphone": _("In the iPhone or iPad app"),
        "android": _("In the Android app"),
        "phone": _("In a phone’s browser"),
    }[device]


@register.filter
def preview_address(row: Any) -> str:
    """Where the draft of a guide, a region or a step is previewed."""
    return f"{reverse('preview:home')}{row.get_absolute_url().removeprefix('/')}"


@register.filter
def link_text(way: documents.Walkthrough, product: str) -> str:
    return way.link_text or _("Open the setting on %(product)s") % {"product": product}


@register.inclusion_tag("_web_calendars.html", takes_context=True)
def web_calendars(context: Any) -> dict[str, Any]:
    """The usual day to look again, in somebody's own web calendar."""
    guide, region = context["guide"], context["checklist"].region
    on, link = calendar_file.days(context["day"]).usual, addresses.whole("checklist", guide.slug, region.slug)
    return {"on": on, "calendars": prepared.calendars(on, *messages.reminder(guide.product, region.place, link))}


@register.simple_tag(takes_context=True)
def piece(context: Any, name: str, template_name: str) -> SafeString:
    """A part of the page that depends on somebody's ticks: itself, or in a frame a hole with this name."""
    if context.get("is_frame"):
        return mark_safe(pieces.hole(name))  # noqa: S308 (letters of ours, and a slug)
    part: SafeString = context.template.engine.get_template(template_name).render(context)
    return part


@register.inclusion_tag("_receipt.html", takes_context=True)
def receipt(
    context: Any, evidence: documents.Evidence, sources: Sequence[documents.Source] | None = None
) -> dict[str, Any]:
    """Where a statement comes from, how sure it is and when it was checked: opens in place.

    `sources`: as they stood in an old edition, of which nobody expects that it is checked again.
    """
    guide: documents.Guide = context["guide"]
    name = reports.name_of(evidence)
    is_open = context.get("statement") is evidence  # the page on this one statement
    return {
        "is_open": is_open,
        "evidence": evidence,
        "mark": _mark(evidence.certainty, guide.product),
        "how_sure": _how_sure(evidence.certainty, guide.product),
        "is_overdue": sources is None and evidence.is_overdue(context["day"]),
        "sources": [guide.source(slug) for slug in evidence.sources] if sources is None else sources,
        "wrong": "" if is_open else _address_of_report(context, name),
        "is_found_wrong": sources is None and any(doubt.statement == name for doubt in _doubts(context) if name),
    }


@register.simple_tag(takes_context=True)
def page_of(context: Any, evidence: documents.Evidence) -> str:
    """The page on this one statement: where it comes from, and a form to say that it is wrong."""
    return _address_of_report(context, reports.name_of(evidence))


def _doubts(context: Any) -> Sequence[reports.Doubt]:
    live: Live | None = context.get("live")
    return live.doubts if live else ()


def _address_of_report(context: Any, name: str) -> str:
    """Where one says that a statement is wrong; empty where that is not to be said of it."""
    live: Live | None = context.get("live")
    if live is None or name not in live.once("statements", lambda: reports.statements(live.guide)):
        return ""
    inside = "preview" if context.get("is_preview") else "guides"
    path = reverse("guides:report_statement", args=[live.guide.slug, *name.split("/")], current_app=inside)
    region = context["checklist"].region if context.get("checklist") else context.get("region")
    query: str = context["query"]
    return path + query + (f"{'&' if query else '?'}region={region.slug}" if region else "")


def _mark(certainty: str, product: str) -> str:
    return {
        "linkedin": _("says %(product)s"),
        "several": _("several sources"),
        "one": _("one source"),
        "disputed": _("disputed"),
        "inferred": _("our view"),
    }[certainty] % {"product": product}


def _how_sure(certainty: str, product: str) -> str:
    return {
        "linkedin": _("%(product)s says so itself."),
        "several": _("Several sources say so that do not copy each other."),
        "one": _("One source says so; we found no second."),
        "disputed": _("Sources disagree."),
        "inferred": _("Our own conclusion or advice."),
    }[certainty] % {"product": product}


@register.simple_tag
def integrity(path: str, named: str = "integrity") -> SafeString:
    """A browser runs this script as we wrote it or not at all. Left out while files may change under us."""
    said = "" if settings.DEBUG else f' {named}="sha256-{_digest(path)}"'
    return mark_safe(said)  # noqa: S308 (letters of base 64)


@cache
def _digest(path: str) -> str:
    """Of the file as it is served: shortened once it was collected, else as it lies here."""
    stored = getattr(staticfiles_storage, "stored_name", None)
    file = staticfiles_storage.path(stored(path)) if stored else finders.find(path)
    return b64encode(sha256(Path(str(file)).read_bytes()).digest()).decode()


@register.simple_tag
def social_image(guide: documents.Guide, region: documents.Region | None = None) -> SafeString | str:
    """The picture that a chat shows beside the link: the region's own, or the guide's, or the site's."""
    names = [f"cards/{guide.slug}-{region.slug}.png"] if region else []
    names += [f"cards/{guide.slug}.png"]
    found = next((name for name in names if finders.find(name)), "cards/site.png")
    return f"{settings.SITE_URL}{static(found)}"


@register.simple_tag(takes_context=True)
def structured_data(context: Any, path: str, text: str, region: documents.Region | None = None) -> SafeString | str:
    """What a search engine is told, in the words of the page: data that no browser runs. A draft tells nothing."""
    live: Live = context["live"]
    if live.published_at is None or context["is_preview"]:
        return ""
    title = live.guide.title
    said = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": f"{title}: {region.name}" if region else title,
        "description": marks.to_text(text),
        "url": f"{settings.SITE_URL}{path}",
        "inLanguage": live.guide.language,
        "dateModified": live.published_at.date().isoformat(),
        "license": open_data.LICENCE.url,
        "isPartOf": {"@type": "WebSite", "name": _("Switched Off"), "url": f"{settings.SITE_URL}/"},
    }
    data = json.dumps(said, ensure_ascii=False, separators=(",", ":")).translate(INERT)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')  # noqa: S308 (no mark is left in it)
