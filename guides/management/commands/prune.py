"""Delete what is kept no longer. The workers do so by themselves, too."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guides import pruning


class Command(BaseCommand):
    help = (
        "Delete teams that nobody used for a year, with their counts; reports of readers that were answered half a "
        "year ago or waited for a year; what was found at links that nobody looked at for half a year; wrong passwords "
        "older than the lock; and sessions of staff that have ended. Every worker does this once an hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")
        right = "delete although the clock has jumped since the last time"
        parser.add_argument("--clock-is-right", action="store_true", help=right)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write("Nothing is deleted. This would go:")
            found = pruning.would_go()
        else:
            try:
                found = pruning.prune(believe=options["clock_is_right"])
            except pruning.WrongClockError as error:
                raise CommandError(f"{error}.") from None
        for name, number in found.items():
            self.stdout.write(f"{name}: {number}{f', {pruning.EXPIRING[name].why}' if number else ''}")
