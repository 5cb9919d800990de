"""Locks an account for fifteen minutes after five wrong passwords, wherever they come from.

Stored for a wrong password: the name typed, the number of attempts and the time. django-axes deletes rows older than
the lock whenever anybody signs in, signs out or mistypes.
"""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

LONGEST_NAME = 150  # that an account can have
# The unspecified address. Not NULL: two NULLs differ, so the database could not keep an account's row the only one.
NO_ADDRESS = "::"


class ByAccount(AxesDatabaseHandler):
    """Counts by account. Axes gets a request without address, browser, path and fields, so it cannot store them."""

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        if len(credentials.get("username") or "") > LONGEST_NAME:
            return  # nobody is called that, so there is nothing to lock and no row to fill
        bare: Any = HttpRequest()
        bare.axes_locked_out = getattr(request, "axes_locked_out", False)
        AxesProxyHandler.update_request(bare)
        super().user_login_failed(sender, credentials, bare, **kwargs)
        # The middleware of axes looks here; without a request its backend would not have let anybody try.
        request.axes_locked_out, request.axes_credentials = bare.axes_locked_out, bare.axes_credentials


def no_address(request: HttpRequest) -> str:
    return NO_ADDRESS


def somebody(*args: Any) -> str:
    """Keeps the typed name out of the log, because it may be a password."""
    return "somebody"


@never_cache
def locked(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]) -> HttpResponse:
    """The response to the fifth wrong password and everything after it, the right one included."""
    context = {
        **admin.site.each_context(request),
        "title": _("This account is locked"),
        "minutes": round(settings.AXES_COOLOFF_TIME.total_seconds() / 60),
    }
    return render(request, "admin/locked.html", context, status=429)
