"""Template tags for guidance: markup, names of devices, claims with their receipts."""

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache, reduce
from hashlib import sha256
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guides.checklist import tick_cookies
from guides.document import markup, translation
from guides.document import types as documents
from guides.document.languages import ENGLISH, Language
from guides.document.sources import Resting
from guides.editing import wording
from guides.history import change_log
from guides.models import LinkCheck
from guides.models.fields import DEVICE_NAMES
from guides.open_data import envelope
from guides.rules import reports
from guides.serving import fragments
from guides.serving.current_editions import Live
from guides.sharing import calendar_file, compose_links, messages
from guides.views import addresses, languages

register = template.Library()

WELL_FOUNDED = ("maker", "several")  # what comes from elsewhere asks the reader to take care
# What a language is called in a card: Open Graph wants a country with it.
TERRITORIES = {"en": "GB", "cs": "CZ", "pt": "BR", "sv": "SE"}
INERT = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&"}

register.filter("markup", translation.to_html)
register.filter("plainly", markup.to_text)
register.filter("on_screen", translation.on_screen)
register.filter("device_places", wording.device_places)
register.filter("days_to_look_again", calendar_file.days)


@register.filter
def statement(resting: Resting) -> SafeString | str:
    """What rests on a source: the sentence itself, or the name of the part that contains many."""
    part = resting.part
    sentence = getattr(part, "text", None) or getattr(part, "right", None)
    if sentence:
        return translation.to_html(sentence)
    return wording.about(type(part).__name__.lower(), part, resting.owner)


@register.filter
def device_name(device: str) -> str:
    return str(DEVICE_NAMES[device])


@register.filter
def device_names(devices: Sequence[str]) -> str:
    return wording.in_a_list(map(device_name, devices))


@register.filter
def region_names(regions: Sequence[documents.Region]) -> str:
    return in_a_list(region.name for region in regions)


@register.simple_tag
def reading_language() -> Language:
    """In which language this page is read, and in which direction."""
    return languages.current()


@register.filter
def in_english(words: str) -> SafeString | str:
    """What editors wrote of an edition, or is said to programmers: it is in no other language, and marked so."""
    return words if languages.current() == ENGLISH else format_html('<span lang="en">{}</span>', words)


def filled(sentence: str, **gaps: Any) -> SafeString:
    """A sentence of the interface as HTML; what is put into it keeps the mark of its own language."""
    return SafeString(sentence % {name: conditional_escape(gap) for name, gap in gaps.items()})


@register.filter
def in_a_list(names: Iterable[str]) -> SafeString:
    """Names, one after the other, as HTML."""
    first, *others = [*names] or [""]
    some = conditional_escape(first)
    for name in others:
        # Translators: a list as far as it goes, and its next name: “Computer, Android app”. Most keep the comma.
        some = filled(_("%(names)s, %(name)s"), names=some, name=name)
    return some


@register.filter
def heading(name: str) -> SafeString:
    """A word or a few, and what belongs to them follows."""
    # Translators: a name or a word in bold, and after it what is said of it. French, say, has a space before the colon.
    return filled(_("%(name)s:"), name=name)


@register.filter
def about(title: str, subject: str) -> SafeString:
    """A title, and after it what of it this is: a guide and its region, a page and its guide."""
    # Translators: titles, such as “Sources: Stop LinkedIn …”. French, say, has a space before the colon.
    return filled(_("%(title)s: %(subject)s"), title=title, subject=subject)


@register.inclusion_tag("_run_by.html")
def run_by() -> dict[str, str]:
    """The operator and contact from the settings, at the foot of every page."""
    place = settings.CONTACT.removeprefix("mailto:").removeprefix("https://")
    return {"operator": settings.OPERATOR, "contact": settings.CONTACT, "place": place}


@register.inclusion_tag("_alternates.html", takes_context=True)
def alternates(context: Any) -> dict[str, Any]:
    """For search engines: this page in every language, each with the tag of its own."""
    return _in_languages(context)


@register.inclusion_tag("_languages.html", takes_context=True)
def languages_menu(context: Any) -> dict[str, Any]:
    """For readers: this page in every language, and how the words of the one at hand came about."""
    live: Live | None = context.get("live")
    here = languages.current()
    made = {"is_translated": here != ENGLISH, "written": live.words.written if live and live.words else None}
    return _in_languages(context) | made | {"query": context.get("query", "")}


def _in_languages(context: Any) -> dict[str, Any]:
    request, live = context.get("request"), context.get("live")
    ways = languages.ways(request, live) if request else []
    return {"ways": ways, "here": languages.current(), "site_url": settings.SITE_URL}


@register.inclusion_tag("_untranslated.html", takes_context=True)
def untranslated(context: Any) -> dict[str, Any]:
    """On a page in another language: how much of the guide is still in English."""
    live: Live | None = context.get("live")
    return {"missing": live.missing if live else 0}


@register.filter
def in_region(title: str, region: documents.Region | None) -> str:
    """A title with the place of the page's region, if it has one."""
    # Translators: the title of a page or a guide, and for whom: “Stop LinkedIn …, in the United Kingdom”.
    return filled(_("%(title)s, %(place)s"), title=title, place=region.place) if region else title


@register.simple_tag(takes_context=True)
def narrowed(context: Any) -> str:
    """What a link to a page on all regions carries on, narrowed to the region that this page is about."""
    query: str = context.get("query", "")
    region = context["checklist"].region if context.get("checklist") else context.get("region")
    return f"{query or '?'}{'&' if query else ''}region={region.slug}" if region else query


@register.simple_tag
def page_title(*names: str, problem: str = "") -> SafeString:
    """The text of the browser's tab: the problem, if any, the subject, and the site."""
    subject = reduce(about, filter(None, names))
    return format_html_join(" – ", "{}", ((part,) for part in (problem, subject, _("Switched Off")) if part))


@register.filter
def published(past: change_log.Past, number_in_force: int) -> str:
    """When an edition was published, whether it is the current one, and the size of the change."""
    issue = past.issue
    day = date_format(issue.published_at)
    when = _("%(day)s, in force now") % {"day": day} if issue.number == number_in_force else day
    if past.is_first:
        return when
    sizes = {
        "typo": _("%(when)s. A small correction."),
        "major": _("%(when)s. A big change: if you ticked a step that changed, look at it again."),
    }
    return sizes.get(issue.size, "%(when)s") % {"when": when}


@register.simple_tag(takes_context=True)
def way_back(context: Any) -> str:
    """The text of the link from a report back to its step or statement."""
    if context.get("step"):
        return _("Back to the step")
    match context.get("statement"):
        case documents.Rumour():
            return _("Back to the claim")
        case documents.Event():
            return _("Back to what happened")
    return _("Back to the steps") if context.get("region") else _("To the steps")


@register.filter
def preview_address(row: Any) -> str:
    """The preview URL of a guide, a region or a step."""
    return f"{reverse('preview:home')}{row.get_absolute_url().removeprefix('/')}"


@register.simple_tag(takes_context=True)
def independence(context: Any) -> str:
    """The sentence that the site is independent of the guide's product and its owner, or of all products."""
    guide: documents.Guide | None = context.get("guide")
    if guide is None:
        return _(
            "This site is independent. It belongs to none of the products in its guides, and it gives no legal advice."
        )
    names = {"product": guide.product, "owner": guide.owner}
    if guide.owner:
        owned = _(
            "This site is independent. It does not belong to %(product)s or %(owner)s, and it gives no legal advice."
        )
        return owned % names
    return _("This site is independent. It does not belong to %(product)s, and it gives no legal advice.") % names


@register.filter
def link_text(way: documents.Walkthrough, product: str) -> str:
    return way.link_text or _("Open the page on %(product)s") % {"product": product}


@register.inclusion_tag("_web_calendars.html", takes_context=True)
def web_calendars(context: Any) -> dict[str, Any]:
    """Links to web calendars for the default day to look again."""
    guide, region = context["guide"], context["checklist"].region
    on, link = calendar_file.days(context["day"]).usual, addresses.whole("checklist", guide.slug, region.slug)
    return {"on": on, "calendars": compose_links.calendars(on, *messages.reminder(guide.product, region.place, link))}


@register.simple_tag
def days_before_a_tick_ends() -> dict[str, int]:
    """When the last tick was made and when one looks again, in days from the end of its cookie."""
    made = -tick_cookies.KEEP_SECONDS // (24 * 60 * 60)
    return {"made": made, "due": made + calendar_file.USUAL_WAIT.days}


@register.simple_tag(takes_context=True)
def piece(context: Any, name: str, template_name: str) -> SafeString:
    """A part of the page that depends on ticks: rendered, or in a page shell a slot with this name."""
    if context.get("is_frame"):
        return mark_safe(fragments.slot(name))  # noqa: S308 (letters of ours, and a slug)
    part: SafeString = context.template.engine.get_template(template_name).render(context)
    return part


@register.inclusion_tag("_receipt.html", takes_context=True)
def receipt(
    context: Any,
    evidence: documents.Evidence,
    sources: Sequence[documents.Source] | None = None,
    *,
    in_group: bool | str = False,
) -> dict[str, Any]:
    """Where a statement comes from, how sure it is and when it was checked: opens in place.

    `sources`: as they stood in an old edition, of which nobody expects that it is checked again.
    `in_group`: one line above says where they all come from, so only what needs care says so in words.
    """
    guide: documents.Guide = context["guide"]
    name = reports.name_of(evidence)
    is_open = context.get("statement") is evidence  # the page on this one statement
    is_overdue = sources is None and evidence.is_overdue(context["day"])
    badge = _badge(evidence.certainty, guide.product)
    live: Live | None = context.get("live")
    told = live.reader_reports if live and name and sources is None else ()
    is_found_wrong = any(report.statement == name for report in told)
    doubt = _("found wrong") if is_found_wrong else _("check overdue") if is_overdue else ""
    return {
        "is_open": is_open,
        "evidence": evidence,
        "badge": badge,
        "label": wording.in_a_list(filter(None, [badge, doubt])),
        "is_quiet": bool(in_group) and not doubt and evidence.certainty in WELL_FOUNDED,
        "how_sure": f"{_how_sure(evidence.certainty, guide.product)} {_checked_on(evidence)}".rstrip(),
        "is_overdue": is_overdue,
        "sources": [guide.source(slug) for slug in evidence.sources] if sources is None else sources,
        "wrong": "" if is_open else _address_of_report(context, name),
        "is_found_wrong": is_found_wrong,
    }


@register.simple_tag(takes_context=True)
def from_where(context: Any, group: Sequence[documents.Evidence]) -> str:
    """One line on where a group of statements comes from. A lone one says so itself."""
    guide: documents.Guide = context["guide"]
    founded = [each for each in group if each.certainty in WELL_FOUNDED]
    if len(group) < 2 or not founded:
        return ""
    source = _shared_source(guide, founded)
    names = {"product": guide.product} | ({"title": source.title, "publisher": source.publisher} if source else {})
    whole, with_marks = _origin("source" if source else " ".join(sorted({each.certainty for each in founded})))
    return (whole if len(founded) == len(group) else with_marks) % names


def _shared_source(guide: documents.Guide, group: Sequence[documents.Evidence]) -> documents.Source | None:
    shared = set.intersection(*(set(each.sources) for each in group))
    return next((source for source in guide.sources if source.slug in shared), None)


def _origin(kind: str) -> tuple[str, str]:
    """What is said of a whole group, and of one in which some statements carry a mark."""
    return {
        "source": (
            _("All from “%(title)s” (%(publisher)s)."),
            _("All from “%(title)s” (%(publisher)s), except where marked."),
        ),
        "maker": (
            _("%(product)s says all of this itself."),
            _("%(product)s says all of this itself, except where marked."),
        ),
        "several": (
            _("Several sources say each of these."),
            _("Several sources say each of these, except where marked."),
        ),
        "maker several": (
            _("%(product)s itself or several sources say each of these."),
            _("%(product)s itself or several sources say each of these, except where marked."),
        ),
    }[kind]


@register.simple_tag(takes_context=True)
def checked(context: Any, evidence: documents.Evidence) -> SafeString:
    """When a statement was checked, with a link to the page for reporting that it is wrong."""
    page = _address_of_report(context, reports.name_of(evidence))
    if evidence.checked_on:
        words = _("Checked on %(day)s.") % {"day": date_format(evidence.checked_on)}
    else:
        words = _("Not checked yet.") if page else ""
    return format_html(
        '<span class="hint">{}</span>', format_html('<a href="{}">{}</a>', page, words) if page else words
    )


@register.simple_tag
def found_there(check: LinkCheck) -> SafeString:
    """The result of the latest link check of a source."""
    sentences = {
        "ok": _("<strong>Still there</strong> when we looked at its address on {day}."),
        "moved": _("<strong>Moved permanently</strong> when we looked at its address on {day}."),
        "gone": _("<strong>Gone</strong> when we looked at its address on {day}."),
        "refused": _("<strong>Not clear</strong> when we looked at its address on {day}."),
        "broken": _("<strong>Broken</strong> when we looked at its address on {day}."),
        "not_allowed": _("<strong>Not looked at</strong> on {day}: its address is not on the open internet."),
    }
    return format_html(sentences[check.outcome], day=date_format(check.checked_at))


def _checked_on(evidence: documents.Evidence) -> str:
    day = evidence.checked_on
    return _("Checked on %(day)s.") % {"day": date_format(day)} if day else ""


def _address_of_report(context: Any, name: str) -> str:
    """The URL for reporting that a statement is wrong; empty if it cannot be reported."""
    live: Live | None = context.get("live")
    if live is None or name not in live.get_or_set("statements", lambda: reports.statements(live.guide)):
        return ""
    inside = "preview" if context.get("is_preview") else "guides"
    path = reverse("guides:report_statement", args=[live.guide.slug, *name.split("/")], current_app=inside)
    return path + narrowed(context)


def _badge(certainty: str, product: str) -> str:
    return {
        "maker": _("says %(product)s"),
        "several": _("several sources"),
        "one": _("one source"),
        "disputed": _("disputed"),
        "inferred": _("our view"),
    }[certainty] % {"product": product}


def _how_sure(certainty: str, product: str) -> str:
    return {
        "maker": _("%(product)s says so itself."),
        "several": _("Several sources say so, and they do not copy each other."),
        "one": _("One source says so; we found no other."),
        "disputed": _("Sources disagree."),
        "inferred": _("Our own conclusion or advice."),
    }[certainty] % {"product": product}


@register.filter
def og_locale(tag: str) -> str:
    language = tag.partition("-")[0]
    return f"{language}_{TERRITORIES.get(language, language.upper())}"


@register.simple_tag
def integrity(path: str, named: str = "integrity") -> SafeString:
    """The integrity attribute of a script. Left out while files may change during development."""
    said = "" if settings.DEBUG else f' {named}="sha256-{_digest(path)}"'
    return mark_safe(said)  # noqa: S308 (letters of base 64)


@cache
def _digest(path: str) -> str:
    """The digest of the file as it is served: minified if it was collected, otherwise the original."""
    stored = getattr(staticfiles_storage, "stored_name", None)
    file = staticfiles_storage.path(stored(path)) if stored else finders.find(path)
    return b64encode(sha256(Path(str(file)).read_bytes()).digest()).decode()


@register.simple_tag
def social_image(guide: documents.Guide, region: documents.Region | None = None) -> SafeString | str:
    """The image that a chat shows next to the link: the region's or the guide's in this language, or the site's."""
    kinds = ("png",) if guide.language == ENGLISH.tag else (f"{guide.language}.png", "png")
    pages = [f"{guide.slug}-{region.slug}", guide.slug] if region else [guide.slug]
    names = [f"cards/{page}.{kind}" for kind in kinds for page in pages]
    found = next((name for name in names if finders.find(name)), "cards/site.png")
    return f"{settings.SITE_URL}{static(found)}"


@register.simple_tag(takes_context=True)
def structured_data(context: Any, path: str, text: str, region: documents.Region | None = None) -> SafeString | str:
    """Structured data for search engines, in the words of the page. None for a draft."""
    live: Live = context["live"]
    if live.published_at is None or context["is_preview"]:
        return ""
    title = live.guide.title
    said = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": f"{title}: {region.name}" if region else title,
        "description": markup.to_text(text),
        "url": f"{settings.SITE_URL}{path}",
        "inLanguage": live.guide.language,
        "dateModified": live.published_at.date().isoformat(),
        "license": envelope.LICENCE.url,
        "isPartOf": {"@type": "WebSite", "name": _("Switched Off"), "url": f"{settings.SITE_URL}/"},
    }
    data = json.dumps(said, ensure_ascii=False, separators=(",", ":")).translate(INERT)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')  # noqa: S308 (no mark is left in it)
