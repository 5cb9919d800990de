"""The door through which gunicorn reaches the site."""

import os

from django.core.wsgi import get_wsgi_application

from optout_site.front import Front

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optout_site.settings")

django = get_wsgi_application()

from guides import library  # noqa: E402 (its models need Django to be ready)

application = Front(django, library.stamp)
