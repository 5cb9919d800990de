"""Publish what is scheduled and due: for sites that want cron to do it besides the workers."""

from typing import Any

from django.core.management.base import BaseCommand

from guides import workflow


class Command(BaseCommand):
    help = "Publish every scheduled edition whose hour has come. The workers do this by themselves, too."

    def handle(self, *args: Any, **options: Any) -> None:
        editions = workflow.publish_due()
        for edition in editions:
            self.stdout.write(f"Published edition {edition.number} of “{edition.guide.slug}”.")
        if not editions:
            self.stdout.write("Nothing was due.")
