"""The second factor for staff: codes from an authenticator app, and ten recovery codes.

A password alone opens only these pages, signing out, and what everybody can read.
"""

import re
import time
from base64 import b32encode
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from math import ceil
from typing import Any
from urllib.parse import urlencode

import django_otp
import segno
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

RECOVERY_CODES = 10
# The secret that is being enrolled stays in the session until its first code is right. A row of the user's would be
# shown to everybody who knows the password, and the one to confirm it need not be the one who saw it first.
PENDING = "second_factor_pending"
CHANGING_UNTIL = "second_factor_changing_until"
TIME_TO_CHANGE = 15 * 60  # seconds

View = Callable[[HttpRequest], HttpResponse]


# --- who may what ----------------------------------------------------------------------------


def knows_password(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff


def may_enter(request: HttpRequest) -> bool:
    """Whether this user may open the desk and previews: staff, and verified by a second factor if required."""
    return knows_password(request) and (not settings.SECOND_FACTOR or is_verified(request))


def is_verified(request: HttpRequest) -> bool:
    return getattr(request.user, "otp_device", None) is not None


def may_enrol(request: HttpRequest) -> bool:
    """Whether this user may enrol a device: the first needs the password; another needs a recent code of the present
    one.
    """
    if is_verified(request):
        return bool(request.session.get(CHANGING_UNTIL, 0) > time.time())
    return not django_otp.user_has_device(request.user)


def after_password(view: View) -> View:
    """A view that browsers never store, only for staff who have given their password, and only if a second factor is
    required.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not knows_password(request):
            return redirect_to_login(request.get_full_path(), "admin:login")
        if not settings.SECOND_FACTOR:
            return HttpResponseRedirect(onward(request))
        return view(request)

    return guarded


# --- codes -----------------------------------------------------------------------------------


def plain(code: str) -> str:
    """The code without the spaces and hyphens with which people write it."""
    return re.sub(r"[\s-]", "", code).lower()


def verify(user: User, kind: type[TOTPDevice | StaticDevice], code: str) -> TOTPDevice | StaticDevice | None:
    """The device to which this code belongs. A code counts once, and each wrong one doubles the wait."""
    for device in kind.objects.devices_for_user(user, confirmed=True):
        if django_otp.verify_token(user, device.persistent_id, plain(code)):
            return device
    return None


def seconds_to_wait(user: User, kind: type[TOTPDevice | StaticDevice]) -> int:
    """How long django-otp refuses every code after wrong ones."""
    refusals = [device.verify_is_allowed()[1] or {} for device in kind.objects.devices_for_user(user, confirmed=True)]
    ends: list[datetime] = [refusal["locked_until"] for refusal in refusals if "locked_until" in refusal]
    return max((ceil((end - timezone.now()).total_seconds()) for end in ends), default=0)


def make_recovery_codes(user: User) -> list[str]:
    """Create ten new recovery codes, which replace the old ones."""
    device, _made = StaticDevice.objects.get_or_create(user=user, defaults={"name": "Recovery codes"})
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    left: int = StaticToken.objects.filter(device__user_id=user.pk).count()
    return left


def forget_devices(user: User) -> None:
    """Remove a user's devices and codes, and unverify all their sessions."""
    TOTPDevice.objects.filter(user_id=user.pk).delete()
    StaticDevice.objects.filter(user_id=user.pk).delete()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code from your authenticator app"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )
    recovery_code = forms.CharField(
        label=gettext_lazy("Or one of your recovery codes"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        self.device: TOTPDevice | StaticDevice | None = None
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        code, recovery_code = self.cleaned_data.get("code"), self.cleaned_data.get("recovery_code")
        if code:
            self._verify("code", TOTPDevice, code)
        elif recovery_code:
            self._verify("recovery_code", StaticDevice, recovery_code)
        elif not self.errors:
            self.add_error("code", _("Type the code that your authenticator app shows, or a recovery code."))

    def _verify(self, field: str, kind: type[TOTPDevice | StaticDevice], code: str) -> None:
        if seconds := seconds_to_wait(self.user, kind):
            self.add_error(field, wait(seconds))
            return
        self.device = verify(self.user, kind, code)
        if self.device is None:
            self.add_error(field, wrong(kind))


class EnrolForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The code that the app shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def wrong(kind: type[TOTPDevice | StaticDevice]) -> str:
    if kind is StaticDevice:
        return _("This is not one of your recovery codes, or it was used already. Each works once.")
    return _("This code is wrong, or was used already. Wait until the app shows another one, and type that.")


def wait(seconds: int) -> str:
    message = ngettext(
        "There were wrong codes before. Wait %(number)s second, then try again.",
        "There were wrong codes before. Wait %(number)s seconds, then try again.",
        seconds,
    )
    return message % {"number": seconds}


# --- pages -----------------------------------------------------------------------------------


@after_password
def second_factor(request: HttpRequest) -> HttpResponse:
    """After the password: ask for a code, or redirect users without a device to enrol one."""
    if is_verified(request):
        return HttpResponseRedirect(onward(request))
    if may_enrol(request):
        return lead_on("admin:second_factor_enrol", request)
    form = CodeForm(member(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        enter(request, form.device)
        return HttpResponseRedirect(onward(request))
    return page(request, "second_factor", _("Second factor"), form=form)


@after_password
def enrol(request: HttpRequest) -> HttpResponse:
    """Show a QR code with a new secret; the first correct code makes it the user's only device."""
    if not may_enrol(request):
        return lead_on("admin:second_factor_change" if is_verified(request) else "admin:second_factor", request)
    key = request.session.setdefault(PENDING, default_key())
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = add_device(request, key, form.cleaned_data["code"])
        if codes:
            return recovery_codes(request, codes)
        form.add_error("code", _("This is not the code. Wait until the app shows another one, and type that."))
    device = TOTPDevice(user=member(request), key=key)
    return page(request, "enrol", _("Set up the second factor"), form=form, qr=qr(device), secret=secret(device))


@after_password
def change(request: HttpRequest) -> HttpResponse:
    """Create new recovery codes, or change the device. Both require a code: an open browser is not enough."""
    if not is_verified(request):
        return lead_on("admin:second_factor", request)
    user = member(request)
    form = CodeForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if "device" in request.POST:
            request.session[PENDING] = default_key()
            request.session[CHANGING_UNTIL] = time.time() + TIME_TO_CHANGE
            return lead_on("admin:second_factor_enrol", request)
        with transaction.atomic():
            return recovery_codes(request, make_recovery_codes(user))
    return page(request, "change", _("Second factor"), form=form, left=recovery_codes_left(user))


def add_device(request: HttpRequest, key: str, code: str) -> list[str]:
    """Replace the user's device and return its recovery codes; nothing if the code is wrong."""
    totp = TOTP(bytes.fromhex(key))
    if not (plain(code).isdecimal() and totp.verify(int(plain(code)), tolerance=1)):
        return []
    with transaction.atomic():
        user = User.objects.select_for_update().get(username=request.user.get_username())
        if not may_enrol(request):  # somebody enrolled in another window meanwhile
            return []
        forget_devices(user)
        device = TOTPDevice.objects.create(user=user, name="App", key=key, drift=totp.drift, last_t=totp.t())
        codes = make_recovery_codes(user)
    request.session.pop(PENDING, None)
    request.session.pop(CHANGING_UNTIL, None)
    enter(request, device)
    return codes


def enter(request: HttpRequest, device: TOTPDevice | StaticDevice | None) -> None:
    """Mark the session as verified, under a new key."""
    django_otp.login(request, device)
    request.session.cycle_key()
    if isinstance(device, StaticDevice):
        left = recovery_codes_left(member(request))
        message = ngettext("You have %(number)s recovery code left.", "You have %(number)s recovery codes left.", left)
        messages.warning(request, message % {"number": left})


def recovery_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return page(request, "recovery_codes", _("Your recovery codes"), codes=codes, onward=onward(request))


def page(request: HttpRequest, name: str, title: str, **more: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, **more}
    return render(request, f"admin/second_factor/{name}.html", context)


def qr(device: TOTPDevice) -> SafeString:
    """The QR code: black on white whatever the page's colours, with no style that the Content-Security-Policy would
    refuse.
    """
    drawing = segno.make(device.config_url, error="m", micro=False)
    return SafeString(drawing.svg_inline(scale=5, dark="#000", light="#fff", svgclass=None, lineclass=None))


def secret(device: TOTPDevice) -> str:
    """The secret as people type it into an app: letters and digits in groups of four."""
    return " ".join(re.findall("....", b32encode(device.bin_key).decode()))


def member(request: HttpRequest) -> User:
    return User.objects.get(username=request.user.get_username())


def lead_on(name: str, request: HttpRequest) -> HttpResponseRedirect:
    """Redirect to the next page of signing in, passing on the final destination."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': onward(request)})}")


def onward(request: HttpRequest) -> str:
    """The final destination if it is on this site; otherwise the desk."""
    address = request.GET.get("next", "")
    is_here = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_here else reverse("admin:index")
