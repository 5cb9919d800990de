"""Publish scheduled editions that are due, for sites that use cron as well as the workers."""

from typing import Any

from django.core.management.base import BaseCommand

from guides.editing import workflow


class Command(BaseCommand):
    help = "Publish every scheduled edition that is due. The workers also do this themselves."

    def handle(self, *args: Any, **options: Any) -> None:
        editions = workflow.publish_due()
        for edition in editions:
            self.stdout.write(f"Published edition {edition.number} of “{edition.guide.slug}”.")
        if not editions:
            self.stdout.write("Nothing was due.")
