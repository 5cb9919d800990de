"""Delete what is kept no longer: teams that nobody uses, old reports and findings, ended sessions."""

from typing import Any

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand

from guides import doubts, teams
from guides.models import LinkCheck


class Command(BaseCommand):
    help = (
        "Delete teams that nobody used for a year, with their counts; reports of readers that were answered half a "
        "year ago or waited for a year; what was found at links that no guide has any more; and sessions of staff that "
        "have ended. The site deletes teams and reports by itself, too."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        links, sessions = LinkCheck.objects.count(), Session.objects.count()
        self.stdout.write(f"teams: {teams.prune()}")
        self.stdout.write(f"reports of readers: {doubts.prune()}")
        LinkCheck.objects.forget_old()
        self.stdout.write(f"findings about links: {links - LinkCheck.objects.count()}")
        call_command("clearsessions")
        self.stdout.write(f"sessions: {sessions - Session.objects.count()}")
