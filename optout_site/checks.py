"""What `manage.py check --deploy` looks at beyond Django’s own checks: nothing here stops a site that runs."""

import datetime
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from guides import clock

RENEW_BEFORE = datetime.timedelta(days=30)


@register(Tags.security, deploy=True)
def security_contact_holds(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever finds a weakness does not trust a contact that has expired (RFC 9116)."""
    expires = settings.SECURITY_EXPIRES
    if expires is None or clock.today() < expires - RENEW_BEFORE:
        return []
    hint = "See that SECURITY_CONTACT is still read, then set SECURITY_EXPIRES to a day within the next year."
    if clock.today() < expires:
        return [Warning(f"security.txt expires on {expires}.", hint, id="optout_site.W001")]
    return [Error(f"security.txt expired on {expires}.", hint, id="optout_site.E001")]
