"""The editors' desk: Django's admin, behind a password and a second factor."""

from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from guides.staff import second_factor
from guides.staff.second_factor import knows_password, may_enter
from guides.staff.sending_again import can_be_sent_again, send_again


class Desk(AdminSite):
    site_header = _("The guides’ desk")
    site_title = _("The guides’ desk")
    index_title = _("Keep the guidance true")

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Whoever was signed out meanwhile keeps what they typed."""
        guarded = super().admin_view(view, cacheable)

        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not self.has_permission(request) and can_be_sent_again(request):
                return send_again(request)
            return guarded(request, *args, **kwargs)

        return update_wrapper(keeping, guarded)

    def get_urls(self) -> list[Any]:
        own = [
            # Before Django's own, which lets only those sign out who may enter.
            path("logout/", self.logout, name="logout"),
            path("second-factor/", second_factor.second_factor, name="second_factor"),
            path("second-factor/enrol/", second_factor.enrol, name="second_factor_enrol"),
            path("second-factor/change/", second_factor.change, name="second_factor_change"),
        ]
        return [*own, *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """After the password, redirect users without a verified second factor to enter or set up one."""
        if request.method == "GET" and knows_password(request) and not may_enter(request):
            return second_factor.lead_on("admin:second_factor", request)
        return super().login(request, extra_context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "second_factor": settings.SECOND_FACTOR} | self._named()

    def _named(self) -> dict[str, str]:
        """The desk of an organisation's own copy says of which site it is."""
        if settings.SITE_NAME == settings.SHIPPED_NAME:
            return {}
        name = _("%(title)s: %(subject)s") % {"title": self.site_header, "subject": settings.SITE_NAME}
        return {"site_header": name, "site_title": name}
