"""What somebody typed at the desk is not lost when their session ends before they send it.

The page that answers carries all that was sent, and a button that sends it again once they have signed in. It carries
only what a page of this site sent: another site could otherwise have somebody press that button.
"""

from urllib.parse import urlsplit

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def can_be_sent_again(request: HttpRequest) -> bool:
    """Whether this is a form of the guides' part of the desk, sent from a page of this site."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False  # a script asked, and says itself what became of it
    is_ours = request.method == "POST" and request.path.startswith(reverse("admin:app_list", args=["guides"]))
    if fetched_from := request.headers.get("Sec-Fetch-Site"):
        return is_ours and fetched_from == "same-origin"
    return is_ours and urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def send_again(request: HttpRequest) -> HttpResponse:
    """The page that carries what was sent. Nothing was done with it."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    page = {**admin.site.each_context(request), "title": _("Nothing is saved yet"), "sent": sent}
    response = render(request, "admin/send_again.html", page, status=403)
    response["Cache-Control"] = "no-store"
    return response
