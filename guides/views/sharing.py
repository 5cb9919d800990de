"""What a visitor passes on: the link, a code of it, and messages to copy. No view here makes a query."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guides import addresses, messages, pages, preview, qr
from guides import checklist as checklists
from guides.gates import reading
from guides.problems import NotHereError
from guides.views import answers, asked


@reading
def share(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """Everything for colleagues in one region. The link names the region and nothing about the sender."""
    live, region, _device = asked.place(request, guide_slug, region_slug)
    if region.slug != region_slug:
        return redirect(asked.address(request, live.guide, region, page="share"))
    link, short = addresses.whole("checklist", live.guide.slug, region.slug), addresses.short(live, region)

    def more() -> dict[str, Any]:
        shown = checklists.build(live.guide, region, None, asked.day(request), {})
        written = messages.to_copy(shown, link)
        said = {"checklist": shown, "written": written, "claims": messages.used(written)}
        return said | {"link": link, "short": short, "code": qr.svg(link)}

    return answers.page(request, live, "share.html", (short,), more)


@reading
def qr_file(request: HttpRequest, guide_slug: str, region_slug: str, form: str) -> HttpResponse:
    """The code as a file to save: a drawing for print at any size, or a picture for slides and documents."""
    live, region, _device = asked.place(request, guide_slug, region_slug)
    if form not in qr.FORMS:
        raise NotHereError(_("The code comes as qr.svg and as qr.png."), live.guide, region)
    link = addresses.whole("checklist", live.guide.slug, region.slug)
    page = live.once(("qr", form, link), lambda: pages.Page(qr.file(link, form)))
    is_kept = not preview.is_preview(request)
    response = pages.answer(request, page) if is_kept else pages.unkept(HttpResponse(page.plain))
    response["Content-Type"] = qr.FORMS[form]
    response["Content-Disposition"] = f'attachment; filename="{live.guide.slug}-{region.slug}-qr.{form}"'
    return response
