"""Delete expired data. The workers also do this themselves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guides.operations import pruning


class Command(BaseCommand):
    help = (
        "Delete teams not used for a year, with their counts; readers’ reports answered half a year ago or unanswered "
        "for a year; results of links not checked for half a year; wrong passwords older than the lock; and staff "
        "sessions that have ended. Every worker does this once an hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only show what would be deleted")
        right = "delete although the clock has jumped since the last time"
        parser.add_argument("--clock-is-right", action="store_true", help=right)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write("Nothing was deleted. This would be deleted:")
            deleted = pruning.would_go()
        else:
            try:
                deleted = pruning.prune(believe=options["clock_is_right"])
            except pruning.WrongClockError as error:
                raise CommandError(f"{error}.") from None
        for name, number in deleted.items():
            self.stdout.write(f"{name}: {number}{f', {pruning.EXPIRING[name].why}' if number else ''}")
