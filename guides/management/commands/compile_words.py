"""Makes the .mo that is read from each locale/*/LC_MESSAGES/*.po that is complete, where it is missing or older.

A language whose words are not said to be complete has no .mo, and so readers are not offered it.
"""

import os
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


def compile_words() -> list[str]:
    """The languages whose words were made anew. It is written under another name first: nobody reads half of it."""
    made = []
    for po in sorted(file for folder in settings.LOCALE_PATHS for file in folder.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        words = polib.pofile(po)
        if words.metadata.get("X-Complete") != "yes":
            mo.unlink(missing_ok=True)
            continue
        new = mo.with_suffix(f".{os.getpid()}.new")
        words.save_as_mofile(new)
        new.replace(mo)
        made.append(po.parent.parent.name)
    return made


class Command(BaseCommand):
    help = "Compiles the translations of the interface. No gettext is needed."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        if made := compile_words():
            self.stdout.write(f"Compiled: {', '.join(made)}.")
