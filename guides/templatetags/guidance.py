"""Template tags for guidance: markup, names, sentences that depend on the guide, links that carry on a choice."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from guides.checklist import tick_cookies
from guides.document import markup, translation
from guides.document import types as documents
from guides.document.languages import BY_TAG, ENGLISH, Language
from guides.editing import wording
from guides.history import change_log
from guides.models.fields import DEVICE_NAMES
from guides.serving import fragments, own_copy
from guides.serving.current_editions import Live
from guides.sharing import calendar_file, compose_links, messages
from guides.sharing.dates import date_format
from guides.views import addresses, languages

register = template.Library()

register.filter("markup", translation.to_html)
register.filter("plainly", markup.to_text)
register.filter("on_screen", translation.on_screen)
register.filter("device_places", wording.device_places)
register.filter("days_to_look_again", calendar_file.days)


@register.filter
def words_alone(text: str) -> str:
    """A line of guidance as HTML without markup, for what is a link itself; what is English keeps its mark."""
    return translation.like(text, markup.Html(conditional_escape(markup.to_text(text))))


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


def filled(message: str, **gaps: Any) -> SafeString:
    """A sentence of the interface as HTML; what is put into it keeps the mark of its own language."""
    return SafeString(message % {name: conditional_escape(gap) for name, gap in gaps.items()})


@register.filter
def language_names(tags: Iterable[str]) -> list[str]:
    """What languages are called in the language at hand; Django knows their names, but for one."""
    names = {"zh": _("Chinese")}
    names |= {tag: str(get_language_info(tag)["name_translated"]) for tag in tags if tag in LANG_INFO}
    return [names.get(tag, tag) for tag in tags]


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
    """The site's own line, the operator and contact from the settings, at the foot of every page."""
    place = settings.CONTACT.removeprefix("mailto:").removeprefix("https://")
    line, its_language = own_copy.line()
    named = {"line": line, "its_language": its_language, "operator": settings.OPERATOR}
    return named | {"contact": settings.CONTACT, "place": place}


@register.inclusion_tag("_languages.html", takes_context=True)
def languages_menu(context: Any) -> dict[str, Any]:
    """For readers: this page in every language, and how the words of the one at hand came about."""
    live: Live | None = context.get("live")
    here = languages.current()
    made = {"is_translated": here != ENGLISH, "written": live.words.written if live and live.words else None}
    return in_languages(context) | made | {"query": _with(context.get("query", ""), context.get("stays") or {})}


def _with(query: str, more: Mapping[str, str]) -> str:
    """The query of links, with what this page alone understands (`stays` in a view's context)."""
    return f"{query}{'&' if query else '?'}{urlencode(more)}" if more else query


@register.inclusion_tag("_carried_languages.html", takes_context=True)
def carried_languages(context: Any) -> dict[str, Any]:
    """The translations that the edition has: how far each is, when its words were published, who has read it."""
    live: Live = context["live"]
    addresses_here = dict(in_languages(context)["ways"])
    carried = [(BY_TAG[each.language], each) for each in live.carried()]
    rows = [(language, each, addresses_here.get(language)) for language, each in carried]
    query = _with(context.get("query", ""), context.get("stays") or {})
    return {"carried": [row for row in rows if row[2]], "query": query, "words": context.get("words", ())}


def in_languages(context: Any) -> dict[str, Any]:
    """What both lists of languages need: this page in each, the language at hand, and the site's address."""
    request, live = context.get("request"), context.get("live")
    ways = languages.ways(request, live) if request else []
    return {"ways": ways, "here": languages.current(), "site_url": settings.SITE_URL}


@register.simple_tag(takes_context=True)
def own_word(context: Any, english: str) -> str:
    """A word of the product as it stands on the screen in this language; where nobody knows it, in English, marked."""
    live: Live | None = context.get("live")
    return live.label(english) if live else english


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
    """The preview URL of a guide or of a part that readers find on a page; empty: it has none."""
    address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    return f"{reverse('preview:home')}{address.removeprefix('/')}" if address else ""


@register.simple_tag(takes_context=True)
def independence(context: Any) -> str:
    """The sentence that the site is independent of the guide's product and its owner, or of all products."""
    guide: documents.Guide | None = context.get("guide")
    if guide is None or context.get("is_of_all"):
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
    kind = guide.kind_in(region.slug)
    return {
        "on": on,
        "calendars": compose_links.calendars(on, *messages.reminder(kind, guide.product, region.place, link)),
    }


@register.simple_tag
def days_before_a_tick_ends() -> dict[str, int]:
    """When the last tick was made and when one looks again, in days from the end of its cookie."""
    made = -tick_cookies.KEEP_SECONDS // (24 * 60 * 60)
    return {"made": made, "due": made + calendar_file.USUAL_WAIT.days}


@register.simple_tag(takes_context=True)
def piece(context: Any, name: str, template_name: str) -> SafeString:
    """A part of the page that depends on ticks: rendered, or in a page shell a slot with this name."""
    if context.get("is_shell"):
        return mark_safe(fragments.slot(name))  # noqa: S308 (letters of ours, and a slug)
    part: SafeString = context.template.engine.get_template(template_name).render(context)
    return part
