"""Load guides from YAML files into the draft. Faulty files, and work of the staff, stay as they are."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from guides import drafts, publishing
from guides.documents import DocumentError
from guides.documents import Guide as Document
from guides.models import Guide
from guides.yaml_form import from_yaml


class Command(BaseCommand):
    help = "Load guides from YAML files into the draft; with --publish, publish them too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--force", action="store_true", help="overwrite what staff changed in the draft")
        parser.add_argument("--publish", metavar="NOTE", help="publish at once, with this note of what changed")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["publish"] is not None and not options["publish"].strip():
            raise CommandError("--publish needs a note of what changed. Nothing was changed.")
        documents = [(path, self._read(path)) for path in options["files"]]
        with transaction.atomic():
            for path, document in documents:
                self._load(path, document, force=options["force"], note=options["publish"])

    def _read(self, path: Path) -> Document:
        try:
            return from_yaml(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: cannot be read: {error}. Nothing was changed.") from None
        except DocumentError as error:
            lines = "\n".join(f"{path}: {problem}" for problem in error.problems)
            raise CommandError(f"{lines}\nNothing was changed.") from None

    def _load(self, path: Path, document: Document, *, force: bool, note: str | None) -> None:
        guide = Guide.objects.filter(slug=document.slug).first()
        if guide and not force and has_been_edited(guide):
            raise CommandError(
                f"{path}: staff have edited the draft of “{document.slug}” since it was loaded. Nothing was changed.\n"
                f"Keep their work with `manage.py export_guides {document.slug}`, then load again with --force."
            )
        guide = drafts.from_document(document)
        guide.loaded_digest = drafts.digest(document)
        guide.save(update_fields=["loaded_digest"])
        self.stdout.write(f"{path}: loaded the draft of “{document.slug}”.")
        if note:
            self._publish(path, guide, note)

    def _publish(self, path: Path, guide: Guide, note: str) -> None:
        try:
            edition = publishing.publish(guide, by=None, note=note)
        except publishing.NotReadyError as error:
            lines = "\n".join(f"{path}: {problem}" for problem in error.problems)
            raise CommandError(f"{lines}\nThis must be mended before publishing. Nothing was changed.") from None
        self.stdout.write(f"{path}: published edition {edition.number} of “{guide.slug}”.")


def has_been_edited(guide: Guide) -> bool:
    """Whether the draft says something else than what was last loaded into it."""
    try:
        return drafts.digest(drafts.to_document(guide)) != guide.loaded_digest
    except DocumentError:
        return True
