"""Adds integrity attributes to the desk's scripts.

Our own templates use `{% integrity %}`. Django's templates and form media do not, so the missing attributes are written
into the finished page.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

SCRIPT = re.compile(r'(<script\b(?![^>]*\bintegrity=)[^>]*?\bsrc="([^"?]+)")')


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        if is_page and not settings.DEBUG and request.path_info.startswith("/admin/"):  # in DEBUG files change under us
            response.content = SCRIPT.sub(lambda match: match[1] + _integrity(match[2]), response.text)
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return answer


def _integrity(address: str) -> str:
    if address == reverse("admin:jsi18n"):  # made anew for each who asks, and the same for all
        asked = HttpRequest()
        asked.method = "GET"  # also where the page answers a post
        script = admin.site.i18n_javascript(asked).content
    else:
        script = _file(address.removeprefix(settings.STATIC_URL))
    return f' integrity="sha256-{b64encode(sha256(script).digest()).decode()}"' if script else ""


@cache
def _file(name: str) -> bytes:
    """The file served under this name: collected, otherwise the original. Empty: it is not ours."""
    is_collected = hasattr(staticfiles_storage, "stored_name")
    file = staticfiles_storage.path(name) if is_collected else finders.find(name)
    return Path(file).read_bytes() if file and Path(file).is_file() else b""
