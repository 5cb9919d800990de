#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError
from environs import EnvError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optout_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except EnvError as error:
        sys.exit(f"A setting is missing or makes no sense: {error}. Look at .env and .env.example.")
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(
            f"The database cannot be used: {str(error).strip()}. Is DATABASE_URL right, is there room on the disk, "
            "and has `manage.py migrate` run? With --traceback you see where it happened."
        )
