"""Fill an empty database with the guides that come with the site, and publish them. Otherwise do nothing."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from guides.models import Guide

CONTENT = Path(__file__).resolve().parent.parent.parent / "content"


class Command(BaseCommand):
    help = "Load and publish the guides that come with the site, if there is no guide yet."

    def handle(self, *args: Any, **options: Any) -> None:
        if Guide.objects.exists():
            self.stdout.write("There are guides already; nothing was changed.")
            return
        files = sorted(CONTENT.glob("*.yaml"))
        call_command("load_guides", *files, publish="The guide as it came with the site.", stdout=self.stdout)
