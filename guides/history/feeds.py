"""What changed, as an Atom feed (RFC 4287): for readers who come back by themselves, without an account or a mail."""

import datetime
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guides.document.types import Region
from guides.history.change_log import Past, Words
from guides.serving.current_editions import Live

CONTENT_TYPE = Atom1Feed.content_type
RIGHTS = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
LONGEST_TITLE = 100
FIRST_FEW = 3  # changes in the summary; the content of the entry says all
UNFIT = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


def atom(live: Live, region: Region | None, pasts: Sequence[Past], words: Sequence[Words] = ()) -> bytes:
    """The feed of these editions; of those for one region, if one is named; and of the words of the language."""
    title = _("What changed: %(guide)s (%(region)s)") if region else _("What changed: %(guide)s")
    feed = Feed(
        title=_fit(title % {"guide": live.guide.title, "region": region.name if region else ""}),
        link=_page(live, region),
        description=None,
        subtitle=_fit(" ".join(filter(None, [_retired(live), live.guide.description]))),
        language=live.guide.language,
        author_name=settings.SITE_NAME,
        author_link=f"{settings.SITE_URL}/",
        feed_url=address(live, region),
        feed_guid=address(live, region),
        feed_copyright=RIGHTS,
        published_at=live.published_at,
    )
    if live.standing.retired:
        feed.add_item(**_farewell(live, region))
    news = [_entry(live, region, past) for past in pasts] + [_in_words(live, region, each) for each in words]
    for entry in sorted(news, key=lambda entry: entry["pubdate"], reverse=True):
        feed.add_item(**entry)
    return feed.writeString("utf-8").encode()


def address(live: Live, region: Region | None) -> str:
    """Where the feed itself is."""
    names = (live.guide.slug, region.slug) if region else (live.guide.slug,)
    return settings.SITE_URL + reverse("guides:region_feed" if region else "guides:feed", args=names)


class Feed(Atom1Feed):
    """Django's feed, with a plain summary and HTML content; an empty one is as old as its editions."""

    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else self.feed["published_at"]

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})
        handler.addQuickElement("content", item["content"], {"type": "html"})


def _retired(live: Live) -> str:
    """The sentence that the guide is retired; empty: it is not."""
    retired = live.standing.retired
    return " ".join([_("This guide is no longer maintained."), retired]) if retired else ""


def _farewell(live: Live, region: Region | None) -> dict[str, Any]:
    """The entry that tells followers of the feed that the guide is retired."""
    standing, told = live.standing, _fit(_retired(live))
    leads_on = standing.successor and reverse("guides:guide", args=[standing.successor])
    link = f"{settings.SITE_URL}{leads_on}" if leads_on else _page(live, region)
    go_on = _("Go to the guide to %(name)s") % {"name": standing.successor_name}
    more = format_html('<p><a href="{}">{}</a></p>', link, go_on) if leads_on else ""
    return {
        "title": _fit(_("%(guide)s: this guide is no longer maintained") % {"guide": live.guide.product}),
        "link": link,
        "unique_id": _tag(live, region, "retired"),
        "pubdate": live.published_at,
        "updateddate": live.published_at,
        "description": told,
        "content": format_html("<p>{}</p>{}", told, more),
    }


def _tag(live: Live, region: Region | None, name: str, on: datetime.datetime | None = None) -> str:
    """A permanent ID (RFC 4151), independent of URLs."""
    host, day = urlsplit(settings.SITE_URL).hostname, f"{on or live.published_at:%Y-%m-%d}"
    return f"tag:{host},{day}:{live.guide.slug}/{f'{region.slug}/' if region else ''}{name}"


def _entry(live: Live, region: Region | None, past: Past) -> dict[str, Any]:
    issue = past.issue
    title = _("Edition %(number)d: %(note)s")
    return {
        "title": _fit(Truncator(title % {"number": issue.number, "note": issue.note}).chars(LONGEST_TITLE)),
        "link": _page(live, region, before=issue.number + 1) + f"#edition-{issue.number}",
        "unique_id": _tag(live, region, f"edition-{issue.number}", issue.published_at),
        "pubdate": issue.published_at,
        "updateddate": issue.published_at,
        "description": _fit(_in_plain_words(past)),
        "content": _fit(render_to_string("_feed_entry.html", {"past": past, "guide": live.guide})),
    }


def _in_words(live: Live, region: Region | None, issue: Words) -> dict[str, Any]:
    """The entry that says that words of this language were published."""
    title = _("Translation, number %(number)s") % {"number": issue.number}
    told = _("New words were published in this language.")
    return {
        "title": title,
        "link": _page(live, region) + "#words",
        "unique_id": _tag(live, region, f"words-{live.guide.language}-{issue.number}", issue.published_at),
        "pubdate": issue.published_at,
        "updateddate": issue.published_at,
        "description": _fit(" ".join(filter(None, [told, issue.note]))),
        "content": _fit(format_html("<p>{} {}</p>", told, format_html('<span lang="en">{}</span>', issue.note))),
    }


def _in_plain_words(past: Past) -> str:
    news = past.summary.said if past.summary else ()
    number = len(news) - FIRST_FEW
    more = [ngettext("And %d more.", "And %d more.", number) % number] if number > 0 else []
    counted = past.summary.counted if past.summary else ()
    return "\n".join([past.issue.note, *map(str, news[:FIRST_FEW]), *more, *counted])


def _page(live: Live, region: Region | None, **more: int) -> str:
    """The page that starts with this edition, so that links in old entries still find it."""
    query = urlencode(({"region": region.slug} if region else {}) | more)
    return f"{settings.SITE_URL}{reverse('guides:changes', args=[live.guide.slug])}{'?' + query if query else ''}"


def _fit(text: str) -> str:
    return UNFIT.sub("", text)
