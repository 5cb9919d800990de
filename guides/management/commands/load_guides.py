"""Load guides from YAML files into the draft. Refuses invalid files, and drafts that staff have edited."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from guides.document.completeness import untruths
from guides.document.types import DocumentError
from guides.document.types import Guide as Document
from guides.document.yaml_format import from_yaml
from guides.editing import drafts, pictures, publishing, short_names, wording, workflow
from guides.models import Guide
from guides.rules import clock
from guides.rules.pictures import Checked


class Command(BaseCommand):
    help = "Load guides from YAML files into the draft; with --publish, publish them too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--force", action="store_true", help="overwrite staff edits of the draft")
        parser.add_argument("--publish", metavar="NOTE", help="publish at once, with this note of what changed")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["publish"] is not None and not options["publish"].strip():
            raise CommandError("--publish needs a note of what changed. Nothing was changed.")
        self.new_pictures: list[Checked] = []
        documents = self._read_all(options["files"])
        with transaction.atomic():
            for picture in self.new_pictures:
                pictures.keep(picture)
            for path, document in documents:
                self._load(path, document, force=options["force"], note=options["publish"])

    def _read_all(self, paths: list[Path]) -> list[tuple[Path, Document]]:
        """Read the files. Raises CommandError that lists every error in every file."""
        documents, faults = [], []
        for path in paths:
            try:
                document = from_yaml(path.read_text(encoding="utf-8"))
                new, missing = pictures.found(document, path.parent)
                self.new_pictures += new
                faults += missing
                faults += [f"{path}: {problem}" for problem in untruths(document, clock.today())]
                documents.append((path, document))
            except (OSError, UnicodeDecodeError) as error:
                faults.append(f"{path}: cannot be read: {error}.")
            except DocumentError as error:
                faults += [f"{path}: {problem}" for problem in error.problems]
        if faults:
            raise CommandError("\n".join([*faults, "Nothing was changed."]))
        return documents

    def _load(self, path: Path, document: Document, *, force: bool, note: str | None) -> None:
        guide = Guide.objects.filter(slug=document.slug).first()
        if guide and not force and has_been_edited(guide):
            raise CommandError(
                f"{path}: staff have edited the draft of “{document.slug}” since it was loaded. Nothing was changed.\n"
                f"Keep their work with `manage.py export_guides {document.slug}`, then load again with --force."
            )
        if problems := short_names.collisions(document):
            lines = "\n".join(f"{path}: {problem}" for problem in problems)
            raise CommandError(f"{lines}\nNothing was changed.")
        guide = drafts.from_document(document)
        guide.loaded_digest = drafts.digest(document)
        guide.save(update_fields=["loaded_digest"])
        self.stdout.write(f"{path}: loaded the draft of “{document.slug}”.")
        if withdrawn := workflow.note_edit(guide, None):
            self.stdout.write(f"{path}: withdrew the review {wording.review(withdrawn)}: the draft has changed.")
        if note:
            self._publish(path, guide, note)

    def _publish(self, path: Path, guide: Guide, note: str) -> None:
        try:
            edition = publishing.publish(guide, by=None, note=note)
        except publishing.NotReadyError as error:
            lines = "\n".join(f"{path}: {problem}" for problem in error.problems)
            raise CommandError(f"{lines}\nCorrect this before publishing. Nothing was changed.") from None
        self.stdout.write(f"{path}: published edition {edition.number} of “{guide.slug}”.")


def has_been_edited(guide: Guide) -> bool:
    """Whether the draft differs from what was last loaded into it."""
    document = drafts.read(guide).whole
    return document is None or drafts.digest(document) != guide.loaded_digest
