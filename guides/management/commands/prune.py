"""Delete what is kept no longer. The workers do so by themselves, too."""

from typing import Any

from django.core.management.base import BaseCommand

from guides import pruning


class Command(BaseCommand):
    help = (
        "Delete teams that nobody used for a year, with their counts; reports of readers that were answered half a "
        "year ago or waited for a year; what was found at links that nobody looked at for half a year; wrong passwords "
        "older than the lock; and sessions of staff that have ended. Every worker does this once an hour."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, number in pruning.prune().items():
            self.stdout.write(f"{name}: {number}")
