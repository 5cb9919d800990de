"""Write the words of guides in other languages as PO files, for Poedit, Weblate and the like."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guides.document.languages import TRANSLATED
from guides.editing import translating
from guides.editing.refused import RefusedError
from guides.models import Guide


class Command(BaseCommand):
    help = "Export the translations of a guide as PO files: what translators wrote, and empty entries for the rest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("guides", nargs="*", metavar="GUIDE", help="short names; none: every guide")
        parser.add_argument(
            "--language", action="append", metavar="TAG", choices=[each.tag for each in TRANSLATED], help="such as pl"
        )
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="write FOLDER/GUIDE.LANGUAGE.po")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = options["language"] or [language.tag for language in TRANSLATED]
        for slug in options["guides"] or list(Guide.objects.values_list("slug", flat=True)):
            guide = Guide.objects.filter(slug=slug).first()
            if guide is None:
                raise CommandError(f"There is no guide “{slug}”.")
            for tag in chosen:
                try:
                    text = translating.to_po(guide, tag)
                except RefusedError as error:
                    raise CommandError(f"{slug}: {error}") from None
                self._write(options["to"] / f"{slug}.{tag}.po", text)

    def _write(self, path: Path, text: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path}: cannot be written: {error}") from None
        self.stdout.write(f"{path}: written.")
