"""Load and publish the bundled guides if the database has none; otherwise do nothing."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from guides.management.commands import check_guides
from guides.models import Edition, Guide, ShortName

FIRST = "linkedin"  # of the bundled guides: /uk and the like lead to it, as on every sheet that was ever printed
CONTENT = Path(__file__).resolve().parent.parent.parent / "content"


class Command(BaseCommand):
    help = "Load and publish the bundled guides if there are no guides yet."

    def handle(self, *args: Any, **options: Any) -> None:
        if Guide.objects.exists():
            self.stdout.write("There are already guides; nothing was changed.")
        else:
            files = sorted(CONTENT.glob("*.yaml"))
            call_command("load_guides", *files, publish="The guide as it came with the site.", stdout=self.stdout)
            ShortName.objects.put_first(FIRST)
            if translations := sorted(CONTENT.glob("*.po")):
                call_command("load_translations", *translations, publish=True, stdout=self.stdout)
        self._say_what_is_due()

    def _say_what_is_due(self) -> None:
        """Tell the operator if statements are overdue, and what to do."""
        for slug, (number, _) in Edition.objects.in_force().items():
            try:
                count = len(check_guides.edition(slug, number).overdue())
            except CommandError:  # an edition that cannot be read stops no start; /readyz tells of it
                continue
            if count:
                self.stdout.write(
                    f"“{slug}”: statements overdue for a check: {count}. The site keeps working and marks them. See "
                    "“When the guidance gets out of date” in the README."
                )
