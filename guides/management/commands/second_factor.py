"""Say whether somebody of the staff has a second factor; take it away from who lost it, so that they enrol anew."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_otp import user_has_device

from optout_site.second_factor import forget_devices, recovery_codes_left


class Command(BaseCommand):
    help = "Say whether a user has a second factor; with --reset, remove it and the recovery codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USER", help="the name with which the user signs in")
        parser.add_argument("--reset", action="store_true", help="remove it; the next sign-in asks to enrol anew")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"Nobody here is called “{options['user']}”. Nothing was changed.")
        self.stdout.write(self._reset(user) if options["reset"] else self._tell(user))

    def _reset(self, user: User) -> str:
        forget_devices(user)
        return f"“{user}” has no second factor any more and enrols at the next sign-in. Who else knows the password?"

    def _tell(self, user: User) -> str:
        if not user_has_device(user):
            return f"“{user}” has no second factor yet."
        return f"“{user}” has a second factor and {recovery_codes_left(user)} recovery codes."
