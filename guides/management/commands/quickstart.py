"""Fill an empty database with the guides that come with the site, and publish them. Otherwise do nothing."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from guides.management.commands import check_guides
from guides.models import Edition, Guide

CONTENT = Path(__file__).resolve().parent.parent.parent / "content"


class Command(BaseCommand):
    help = "Load and publish the guides that come with the site, if there is no guide yet."

    def handle(self, *args: Any, **options: Any) -> None:
        if Guide.objects.exists():
            self.stdout.write("There are guides already; nothing was changed.")
        else:
            files = sorted(CONTENT.glob("*.yaml"))
            call_command("load_guides", *files, publish="The guide as it came with the site.", stdout=self.stdout)
        self._say_what_is_due()

    def _say_what_is_due(self) -> None:
        """A site with old guidance runs; whoever starts it should know, and what to do."""
        for slug, (number, _) in Edition.objects.in_force().items():
            try:
                count = len(check_guides.edition(slug, number).overdue())
            except CommandError:  # an edition that cannot be read stops no start; /readyz tells of it
                continue
            if count:
                self.stdout.write(
                    f"“{slug}” grows old: statements that are due to be checked again: {count}. The site goes on and "
                    "says so; what to do stands in the README, under “When the guidance grows old”."
                )
