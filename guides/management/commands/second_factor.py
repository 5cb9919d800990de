"""Show whether a member of staff has a second factor, or remove it so that they can set up another."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_otp import user_has_device

from guides.staff.second_factor import forget_devices, recovery_codes_left


class Command(BaseCommand):
    help = "Show whether a user has a second factor; with --reset, remove it and the recovery codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USER", help="the name with which the user signs in")
        parser.add_argument(
            "--reset", action="store_true", help="remove it; the user sets up another at the next sign-in"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user “{options['user']}”. Nothing was changed.")
        self.stdout.write(self._reset(user) if options["reset"] else self._tell(user))

    def _reset(self, user: User) -> str:
        forget_devices(user)
        reset = f"“{user}” no longer has a second factor and sets one up at the next sign-in."
        return f"{reset} Check who else knows the password."

    def _tell(self, user: User) -> str:
        if not user_has_device(user):
            return f"“{user}” has no second factor yet."
        return f"“{user}” has a second factor and {recovery_codes_left(user)} recovery codes."
