"""Shows a draft, a proposal or an old edition on the real pages, without publishing it.

For signed-in staff, or for anyone with a signed link that names exactly what it shows and expires.
"""

import datetime
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guides.document.translation import Translation as Words
from guides.document.translation import marked
from guides.document.types import only_checked
from guides.editing import drafts
from guides.models import Edition, Guide, Proposal, Translation
from guides.models.translation import by_key
from guides.serving.current_editions import Live, PackedWords
from guides.staff.second_factor import may_enter

FIRST_YEAR, LAST_YEAR = 2000, 2199
KEY_SALT = "guides.views.preview"
PICTURE_SALT = "guides.views.preview.picture"
KEY_LASTS = datetime.timedelta(days=7)
CARRIED = ("on", "edition", "proposal", "key")


def is_preview(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.namespace == "preview"


def carried(request: HttpRequest) -> dict[str, str]:
    """The query parameters that keep links and forms within the preview."""
    return {name: request.GET[name] for name in CARRIED if request.GET.get(name)} if is_preview(request) else {}


def key_for(guide: str, what: dict[str, str]) -> str:
    """A signed key that opens this preview only, for seven days."""
    return signing.dumps([guide, *_named(what)], salt=KEY_SALT)


def may_see_drafts(request: HttpRequest) -> bool:
    return may_enter(request) and request.user.has_perm("guides.view_guide")


def picture_key(digest: str) -> str:
    """A signed key to a picture of a preview, for those who read the preview with a key and not as staff."""
    return signing.dumps(digest, salt=PICTURE_SALT)


def may_see_picture(request: HttpRequest, digest: str) -> bool:
    """Whether this request may have a picture that no edition shows: of staff, or with its key."""
    key = request.GET.get("key", "")
    with suppress(signing.BadSignature):
        if key and signing.loads(key, salt=PICTURE_SALT, max_age=KEY_LASTS) == digest:
            return True
    return settings.SESSION_COOKIE_NAME in request.COOKIES and may_see_drafts(request)


def shown(request: HttpRequest, slug: str) -> Live:
    """What this preview shows, in another language with the words that translators have now.

    Refused to anybody who may not see drafts and has no key to this one.
    """
    if not may_see_drafts(request) and not _has_key(request, slug):
        raise PermissionDenied(_("A preview is for staff. Sign in at the desk, then open it again."))
    guide = get_object_or_404(Guide, slug=slug)
    return replace(_shown(request, guide), translations=_words_at_the_desk(guide))


def _words_at_the_desk(guide: Guide) -> dict[str, PackedWords]:
    translations = Translation.objects.filter(guide=guide, language=get_language())
    return {each.language: PackedWords.of(Words(each.language, by_key(each.words))) for each in translations}


def _shown(request: HttpRequest, guide: Guide) -> Live:
    number, proposal = _number(request, "edition"), _number(request, "proposal")
    if number is not None:
        edition = get_object_or_404(Edition, guide=guide, number=number)
        return Live(marked(edition.to_guide()), edition.number, edition.published_at)
    if proposal is not None:
        kept = get_object_or_404(Proposal, guide=guide, pk=proposal).to_guide()
        # A draft that was set aside has what is to be checked as well.
        return Live(marked(only_checked(kept)), number=0)
    draft = drafts.read(guide)
    if draft.readable is None:
        message = _("The draft cannot be shown yet. Fix this first: %(problems)s")
        raise BadRequest(message % {"problems": "; ".join(map(str, draft.faults))})
    vars(request)["unsound"] = draft  # the bar of the preview says what is left out
    return Live(marked(draft.readable), number=0)


def day(request: HttpRequest) -> datetime.date | None:
    """The date of the preview (`?on=2025-11-02`); None: today."""
    on = request.GET.get("on")
    try:
        day = datetime.date.fromisoformat(on) if on else None
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError
        return day
    except ValueError:
        raise BadRequest(_("“%(day)s” is not a date. Write it as 2025-11-03.") % {"day": on}) from None


def _named(what: Any) -> list[str]:
    return [what.get("edition", ""), what.get("proposal", "")]


def _has_key(request: HttpRequest, slug: str) -> bool:
    try:
        named = signing.loads(request.GET.get("key", ""), salt=KEY_SALT, max_age=KEY_LASTS)
    except signing.SignatureExpired:
        raise PermissionDenied(_("This preview link has expired. Ask the person who sent it for a new one.")) from None
    except signing.BadSignature:
        return False
    return bool(named == [slug, *_named(request.GET)])


def _number(request: HttpRequest, name: str) -> int | None:
    number = request.GET.get(name, "")
    if not number:
        return None
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise BadRequest(_("“%(number)s” is not the number of a preview.") % {"number": number})
    return int(number)
