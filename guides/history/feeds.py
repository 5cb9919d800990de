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
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from guides.documents import Region
from guides.history import Past
from guides.library import Live

CONTENT_TYPE = Atom1Feed.content_type
RIGHTS = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
LONGEST_TITLE = 100
FIRST_FEW = 3  # changes in the summary; the content of the entry says all
UNFIT = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


def atom(live: Live, region: Region | None, pasts: Sequence[Past]) -> bytes:
    """The feed of these editions; of those for one region, if one is named."""
    feed = Feed(
        title=_fit(_title(live, region)),
        link=_page(live, region),
        description=None,
        subtitle=_fit(live.guide.description),
        language=live.guide.language,
        author_name=_("Switched Off"),
        author_link=f"{settings.SITE_URL}/",
        feed_url=address(live, region),
        feed_guid=address(live, region),
        feed_copyright=RIGHTS,
        published_at=live.published_at,
    )
    for past in pasts:
        feed.add_item(**_entry(live, region, past))
    return feed.writeString("utf-8").encode()


def address(live: Live, region: Region | None) -> str:
    """Where the feed itself is."""
    names = (live.guide.slug, region.slug) if region else (live.guide.slug,)
    return settings.SITE_URL + reverse("guides:region_feed" if region else "guides:feed", args=names)


class Feed(Atom1Feed):
    """Django's, with a summary in plain words and a content with marks; and as old as its editions when it is empty."""

    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else self.feed["published_at"]

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})
        handler.addQuickElement("content", item["content"], {"type": "html"})


def _entry(live: Live, region: Region | None, past: Past) -> dict[str, Any]:
    issue = past.issue
    return {
        "title": _fit(Truncator(f"{_('Edition %d') % issue.number}: {issue.note}").chars(LONGEST_TITLE)),
        "link": _page(live, region, before=issue.number + 1) + f"#edition-{issue.number}",
        "unique_id": _tag(live, region, past),
        "pubdate": issue.published_at,
        "updateddate": issue.published_at,
        "description": _fit(_in_plain_words(past)),
        "content": _fit(render_to_string("_feed_entry.html", {"past": past, "guide": live.guide})),
    }


def _in_plain_words(past: Past) -> str:
    said = past.summary.said if past.summary else ()
    more = [_("And %d more.") % (len(said) - FIRST_FEW)] if len(said) > FIRST_FEW else []
    counted = past.summary.counted if past.summary else ()
    return "\n".join([past.issue.note, *map(str, said[:FIRST_FEW]), *more, *counted])


def _tag(live: Live, region: Region | None, past: Past) -> str:
    """A name for good (RFC 4151), whatever becomes of the addresses."""
    host, day = urlsplit(settings.SITE_URL).hostname, f"{past.issue.published_at:%Y-%m-%d}"
    return f"tag:{host},{day}:{live.guide.slug}/{f'{region.slug}/' if region else ''}edition-{past.issue.number}"


def _title(live: Live, region: Region | None) -> str:
    said = _("What changed: %(guide)s") % {"guide": live.guide.title}
    return f"{said} ({region.name})" if region else said


def _page(live: Live, region: Region | None, **more: int) -> str:
    """The page of an edition begins with it, so that the link of an old entry still finds it."""
    query = urlencode(({"region": region.slug} if region else {}) | more)
    return f"{settings.SITE_URL}{reverse('guides:changes', args=[live.guide.slug])}{'?' + query if query else ''}"


def _fit(text: str) -> str:
    return UNFIT.sub("", text)
