"""The site's own settings, with what a test needs: a key, plain files, no thread, no https."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("HTTPS_ONLY", "false")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ["SITE_URL"] = "https://optout.example"
os.environ["ONE_EDITOR"] = "true"
os.environ["OPERATOR"] = "Example Society"
os.environ["CONTACT"] = "mailto:hello@optout.example"
os.environ.setdefault("SECOND_FACTOR", "false")
os.environ["DEBUG"] = "false"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # pytest-playwright runs a loop beside the tests

from optout_site.settings import *  # noqa: F403
from optout_site.settings import ALLOWED_HOSTS, DATABASES, STORAGES

ALLOWED_HOSTS += ["testserver"]
DATABASES["default"]["TEST"] = {"NAME": None}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = ":memory:"  # whatever a test does wrong, it is not done to the site's own rows
    DATABASES["default"]["TEST"]["MIGRATE"] = False  # tests/support/databases.py does what is left to do
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = None  # type: ignore[assignment]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
LIBRARY_SECONDS = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
