"""The door through which gunicorn reaches the site."""

import os

from django.core.wsgi import get_wsgi_application

from guides.serving.response_cache import ResponseCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optout_site.settings")

django = get_wsgi_application()

from guides.serving import current_editions  # noqa: E402 (its models need Django to be ready)

application = ResponseCache(django, current_editions.generation)
