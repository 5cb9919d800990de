"""Load words of guides in other languages from PO files. Refuses what a rule sees to be wrong; then nothing is kept."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from guides.document import po_format
from guides.document.languages import BY_TAG
from guides.document.types import DocumentError
from guides.editing import translating
from guides.editing.refused import RefusedError
from guides.models import Guide


class Command(BaseCommand):
    help = "Load translations of guides from files called GUIDE.LANGUAGE.po; with --publish, publish them too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="such as linkedin.pl.po")
        parser.add_argument("--publish", action="store_true", help="publish at once what is new in them")

    def handle(self, *args: Any, **options: Any) -> None:
        files = options["files"]
        with transaction.atomic():
            for number, path in enumerate(files, start=1):
                self.stdout.write(f"{number} of {len(files)}: {path}: {self._load(path, options['publish'])}")

    def _load(self, path: Path, is_to_be_published: bool) -> str:
        guide, language = self._named(path)
        try:
            words, written = po_format.from_po(path.read_text(encoding="utf-8"), guide.slug, language)
            translation = translating.write(translating.find(guide, language), words, written)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: cannot be read: {error}. Nothing was changed.") from None
        except DocumentError as error:
            lines = "\n".join(f"{path}: {problem}" for problem in error.problems)
            raise CommandError(f"{lines}\nNothing was changed.") from None
        if not is_to_be_published:
            return f"{len(words)} texts loaded; translators see them at the desk."
        try:
            edition = translating.publish(translation, by=None)
        except RefusedError as error:
            return f"{len(words)} texts loaded. {error}"
        return f"{len(words)} texts loaded, and published as number {edition.number}."

    def _named(self, path: Path) -> tuple[Guide, str]:
        slug, _dot, language = path.name.removesuffix(".po").rpartition(".")
        if language not in BY_TAG or language == "en":
            known = ", ".join(tag for tag in BY_TAG if tag != "en")
            raise CommandError(f"{path}: call it GUIDE.LANGUAGE.po, with one of these languages: {known}.")
        guide = Guide.objects.filter(slug=slug).first()
        if guide is None:
            raise CommandError(f"{path}: there is no guide “{slug}”. Load it first.")
        return guide, language
