"""The settings of the site as it is served, for tests that start a server: plain static files, nothing collected."""

from optout_site.settings import *  # noqa: F403
from optout_site.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = None  # type: ignore[assignment]
WHITENOISE_USE_FINDERS = True
