#!/usr/bin/env python
import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line
from django.db import OperationalError
from environs import EnvError

from optout_site.environment import whose_it_is

if __name__ == "__main__":
    if owner := whose_it_is(Path(__file__).resolve().parent / "var"):
        sys.exit(
            f"The files of this site belong to {owner}, who could not use what root writes. Say it as {owner}: "
            f"sudo -u {owner} .venv/bin/python manage.py …"
        )
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
