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

# Everything a page could ask the browser for and that this site never asks for.
# Copying the link and the system's share sheet stay allowed: they are pressed by the visitor.
DENIED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
POLICY = ", ".join(f"{feature}=()" for feature in DENIED)


# No Cross-Origin-Embedder-Policy: it is for pages that share memory between processes, and none of ours does. What it
# would keep out, the Content-Security-Policy keeps out already.
HEADERS = {"Permissions-Policy": POLICY, "Cross-Origin-Resource-Policy": "same-origin"}


def own_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What neither Django nor django-csp sends. What is open to the scripts of other sites says so itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if "Access-Control-Allow-Origin" in response.headers:
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
