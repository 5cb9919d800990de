"""The draft, a proposal or an old edition in the place of the one in force: the real pages, nothing of them published.

For signed-in staff, or for anybody with a signed link that names exactly what it shows and expires.
"""

import datetime
from typing import Any

from django.core import signing
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from guides import drafts
from guides.documents import DocumentError
from guides.library import Live
from guides.models import Edition, Guide, Proposal
from optout_site.second_factor import may_enter

FIRST_YEAR, LAST_YEAR = 2000, 2199
KEY_SALT = "guides.preview"
KEY_LASTS = datetime.timedelta(days=7)
CARRIED = ("on", "edition", "proposal", "key")


def is_preview(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.namespace == "preview"


def carried(request: HttpRequest) -> dict[str, str]:
    """What every link and form of a preview must carry on, so that one stays in it."""
    return {name: request.GET[name] for name in CARRIED if request.GET.get(name)} if is_preview(request) else {}


def key_for(guide: str, what: dict[str, str]) -> str:
    """A key that opens this preview, and no other, to anybody who has it; for seven days."""
    return signing.dumps([guide, *_named(what)], salt=KEY_SALT)


def may_see_drafts(request: HttpRequest) -> bool:
    return may_enter(request) and request.user.has_perm("guides.view_guide")


def shown(request: HttpRequest, slug: str) -> Live:
    """What this preview shows; refused to anybody who may not see drafts and has no key to this one."""
    if not may_see_drafts(request) and not _has_key(request, slug):
        raise PermissionDenied(_("A preview is for staff. Sign in at the desk, then open it again."))
    guide = get_object_or_404(Guide, slug=slug)
    number, proposal = _number(request, "edition"), _number(request, "proposal")
    if number is not None:
        edition = get_object_or_404(Edition, guide=guide, number=number)
        return Live(edition.to_guide(), edition.number, edition.published_at)
    if proposal is not None:
        return Live(get_object_or_404(Proposal, guide=guide, pk=proposal).to_guide(), number=0)
    return _draft(guide)


def day(request: HttpRequest) -> datetime.date | None:
    """The day on which the preview stands (`?on=2025-11-02`); None: today."""
    wanted = request.GET.get("on")
    try:
        day = datetime.date.fromisoformat(wanted) if wanted else None
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError
        return day
    except ValueError:
        raise BadRequest(_("“%(day)s” is no day. Write it as 2025-11-03.") % {"day": wanted}) from None


def _draft(guide: Guide) -> Live:
    try:
        return Live(drafts.to_document(guide), number=0)
    except DocumentError as error:
        sentence = _("The draft cannot be shown yet. Mend this first: %(problems)s")
        raise BadRequest(sentence % {"problems": "; ".join(map(str, error.problems))}) from None


def _named(what: Any) -> list[str]:
    return [what.get("edition", ""), what.get("proposal", "")]


def _has_key(request: HttpRequest, slug: str) -> bool:
    try:
        named = signing.loads(request.GET.get("key", ""), salt=KEY_SALT, max_age=KEY_LASTS)
    except signing.SignatureExpired:
        raise PermissionDenied(_("This preview link has expired. Ask whoever sent it for a new one.")) from None
    except signing.BadSignature:
        return False
    return bool(named == [slug, *_named(request.GET)])


def _number(request: HttpRequest, name: str) -> int | None:
    wanted = request.GET.get(name, "")
    if not wanted:
        return None
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 9:
        raise BadRequest(_("“%(number)s” is no number of a preview.") % {"number": wanted})
    return int(wanted)
