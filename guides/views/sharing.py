"""Pages for sharing: the link, its QR code, and messages to copy. No view here makes a query."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from guides.checklist import plan as checklists
from guides.serving import pages
from guides.sharing import messages, qr
from guides.views import addresses, responses
from guides.views.decorators import of_region, redirect_alias, require_safe
from guides.views.errors import NotHereError
from guides.views.visit import RegionVisit


@require_safe
@of_region
@redirect_alias()
def share(visit: RegionVisit) -> HttpResponse:
    """Everything for colleagues in one region. The link names the region and nothing about the sender."""
    link = addresses.whole("checklist", visit.guide.slug, visit.region.slug)
    short = addresses.short(visit.live, visit.region)

    def context() -> dict[str, Any]:
        shown = checklists.build(visit.guide, visit.region, None, visit.day, {})
        written = messages.to_copy(shown, link)
        texts = {"checklist": shown, "written": written, "claims": messages.used(written)}
        return texts | {"link": link, "short": short, "code": qr.svg(link)}

    return responses.page(visit, "share.html", (short,), context)


@require_safe
@of_region
@redirect_alias()
def work(visit: RegionVisit) -> HttpResponse:
    """For an employer: what the site is, what it keeps, whether it may be used, and what can be handed out."""

    def context() -> dict[str, Any]:
        shown = checklists.build(visit.guide, visit.region, None, visit.day, {})
        written = messages.for_employers(shown, addresses.whole("checklist", visit.guide.slug, visit.region.slug))
        return {"checklist": shown, "written": written, "has_security_contact": bool(settings.SECURITY_CONTACT)}

    return responses.page(visit, "work.html", (), context)


@require_safe
@of_region
def qr_file(visit: RegionVisit, form: str) -> HttpResponse:
    """The QR code as a file: SVG for print at any size, or PNG for slides and documents."""
    if form not in qr.FORMS:
        raise NotHereError(_("The QR code is available as qr.svg and qr.png."), visit.guide, visit.region)
    link = addresses.whole("checklist", visit.guide.slug, visit.region.slug)
    page = visit.live.get_or_set(("qr", form, link), lambda: pages.Page(qr.file(link, form)))
    response = pages.unkept(HttpResponse(page.plain)) if visit.is_preview else pages.answer(visit.request, page)
    response["Content-Type"] = qr.FORMS[form]
    name = f"{visit.guide.slug}-{visit.region.slug}-qr.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
