"""What every answer carries, and who is spared what only the desk needs."""

from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django_otp.middleware import OTPMiddleware

# What tells something of people and their device, and is never asked for here. What tells nothing (full screen), or is
# asked of the person first and hardly in use (MIDI, passkeys), is left out: each name goes along with every page.
# Copying the link and the system's share sheet stay allowed: they are pressed by the visitor.
DENIED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "geolocation",
    "gyroscope",
    "microphone",
    "payment",
    "usb",
)
POLICY = ", ".join(f"{feature}=()" for feature in DENIED)


HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",  # Django's own says so too, but not where it refuses a request itself
}
# Files are spared what means something on a page alone: it would be heavier than some of them.
OF_PAGES = {
    "Answered-By": "the site",  # a network's sign-in page, or a filter that answers in our place, does not say so
    "Cross-Origin-Embedder-Policy": "require-corp",  # nothing of another site is on our pages, so it shuts nothing out
    "Permissions-Policy": POLICY,
}
# They are shown beside a link to us, by chats, feed readers and intranets. Told by the name, as a 304 has no type.
PICTURES = (".ico", ".png", ".svg")


def own_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What neither Django nor django-csp sends. What is open to the scripts of other sites says so itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in (HEADERS if response.streaming else HEADERS | OF_PAGES).items():
            response.headers.setdefault(name, value)
        if response.streaming:
            response.headers.pop("Cross-Origin-Opener-Policy", None)
            response.headers.pop("Referrer-Policy", None)
        if "Access-Control-Allow-Origin" in response.headers or request.path.endswith(PICTURES):
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return middleware


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp's, with the policy worked out once; an answer with a policy of its own is left to django-csp."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self.policy = "; ".join(sorted(build_policy().split("; ")))  # in the same order from every worker

    def process_request(self, request: HttpRequest) -> None:
        """No page here has a script or a style of its own, so none needs a nonce."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming:  # a file
            return response
        if settings.DEBUG or hasattr(response, "_csp_replace"):
            answered: HttpResponseBase = super().process_response(request, response)
            return answered
        response.headers["Content-Security-Policy"] = self.policy
        return response


class ForTheDesk:
    """Mixed into a middleware: visitors have no session and no account, and pass it by."""

    def __call__(self, request: HttpRequest) -> Any:
        if is_for_the_desk(request):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)  # type: ignore[attr-defined]


def is_for_the_desk(request: HttpRequest) -> bool:
    """The desk itself, a preview, or whoever comes with a session: signed-in staff see links to edit."""
    return request.path_info.startswith(("/admin/", "/preview/")) or settings.SESSION_COOKIE_NAME in request.COOKIES


class Sessions(ForTheDesk, SessionMiddleware):
    pass


class Accounts(ForTheDesk, AuthenticationMiddleware):
    pass


class SecondFactors(ForTheDesk, OTPMiddleware):
    pass


class Messages(ForTheDesk, MessageMiddleware):
    pass
