"""The door through which gunicorn reaches the site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optout_site.settings")

application = get_wsgi_application()
