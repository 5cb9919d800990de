"""Load words of guides in other languages from PO files.

Refuses what a rule sees to be wrong, and other words than those that are at the desk; then nothing is kept.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from guides.document import po_format
from guides.document.languages import BY_TAG
from guides.document.po_format import Written
from guides.document.translation import Key
from guides.document.types import DocumentError
from guides.editing import translating
from guides.editing.refused import RefusedError
from guides.models import Guide, Translation
from guides.models.translation import by_key


class Command(BaseCommand):
    help = "Load translations of guides from files called GUIDE.LANGUAGE.po; with --publish, publish them too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="such as linkedin.pl.po")
        parser.add_argument("--force", action="store_true", help="replace other words at the desk, and say which")
        parser.add_argument("--publish", action="store_true", help="publish at once what is new in them")

    def handle(self, *args: Any, **options: Any) -> None:
        self._places: dict[str, translating.Places] = {}
        files = options["files"]
        with transaction.atomic():
            for number, path in enumerate(files, start=1):
                told = self._load(path, is_over=options["force"], is_to_be_published=options["publish"])
                self.stdout.write(f"{number} of {len(files)}: {path}: {told}")

    def _load(self, path: Path, *, is_over: bool, is_to_be_published: bool) -> str:
        guide, language = self._named(path)
        try:
            words, written = po_format.from_po(path.read_text(encoding="utf-8"), guide.slug, language)
            before = translating.find(guide, language)
            self._compare(path, before, words, written, is_over=is_over)
            if is_to_be_published and not is_over:
                self._require_published(path, before, words)
            translation = translating.write(before, words, written, self._places_of(guide))
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

    def _places_of(self, guide: Guide) -> translating.Places:
        """Read once a guide, for however many languages."""
        if guide.slug not in self._places:
            self._places[guide.slug] = translating.places_of(guide)
        return self._places[guide.slug]

    def _compare(
        self, path: Path, translation: Translation, words: dict[Key, str], written: Written, *, is_over: bool
    ) -> None:
        """Say what the file would replace at the desk; refuse to, unless `is_over`."""
        now = by_key(translation.words)
        replaced = [(key[1], now[key], here) for key, here in words.items() if now.get(key, here) != here]
        heads = zip(vars(translation.written).items(), vars(written).values(), strict=True)
        replaced += [(name, was, here) for (name, was), here in heads if was and was != here]
        lines = "\n".join(f"{path}: “{about}”: at the desk “{was}”, here “{here}”" for about, was, here in replaced)
        if replaced and not is_over:
            raise CommandError(
                f"{lines}\nThe desk says something else there. Nothing was changed.\n{_way_out(translation)}"
            )
        if replaced:
            self.stdout.write(f"{lines}\nReplaced, as --force says.")

    def _require_published(self, path: Path, translation: Translation, words: dict[Key, str]) -> None:
        """Refuse to publish with the file what somebody wrote at the desk and nobody else has looked at."""
        if own := [key for key in translating.unpublished(translation) if key not in words]:
            lines = "\n".join(f"{path}: “{english}”: written at the desk, not published" for _context, english in own)
            raise CommandError(
                f"{lines}\nWith --publish, readers would get this as well. Nothing was changed.\n"
                f"Publish it at the desk first, or load without --publish. {_way_out(translation)}"
            )

    def _named(self, path: Path) -> tuple[Guide, str]:
        slug, _dot, language = path.name.removesuffix(".po").rpartition(".")
        if language not in BY_TAG or language == "en":
            known = ", ".join(tag for tag in BY_TAG if tag != "en")
            raise CommandError(f"{path}: call it GUIDE.LANGUAGE.po, with one of these languages: {known}.")
        guide = Guide.objects.filter(slug=slug).first()
        if guide is None:
            raise CommandError(f"{path}: there is no guide “{slug}”. Load it first.")
        return guide, language


def _way_out(translation: Translation) -> str:
    """How to keep what is at the desk, and load all the same."""
    export = f"manage.py export_translations {translation.guide.slug} --language {translation.language} --to FOLDER"
    return f"Keep the words of the desk with `{export}`, then load again with --force."
