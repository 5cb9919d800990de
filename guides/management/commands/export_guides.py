"""Write guides as YAML: the draft, or an edition. Loading what was written gives the same guide."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guides.document.types import DocumentError
from guides.document.types import Guide as Document
from guides.document.yaml_format import to_yaml
from guides.editing import drafts, pictures
from guides.models import Edition, Guide


class Command(BaseCommand):
    help = "Export guides as YAML, to the screen or to a folder (one file per guide)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("guides", nargs="*", metavar="GUIDE", help="short names; none: every guide")
        parser.add_argument("--edition", type=int, metavar="NUMBER", help="this edition instead of the draft")
        parser.add_argument(
            "--to", type=Path, metavar="FOLDER", help="write FOLDER/GUIDE.yaml instead of to the screen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Export each guide. An invalid draft is reported; its existing file is kept and the others are written."""
        texts: dict[str, str] = {}
        refused: list[str] = []
        files: dict[str, bytes] = {}
        for slug in options["guides"] or list(Guide.objects.values_list("slug", flat=True)):
            try:
                document = self._document(slug, options["edition"])
                texts[slug] = to_yaml(document)
                files |= dict(pictures.files(document)) if options["to"] else {}
            except DocumentError as error:
                refused.append(f"The draft of “{slug}” is not sound:\n{error}\nIt was not written.")
        for slug, text in texts.items():
            if options["to"] is None:
                self.stdout.write(text, ending="")
            else:
                self._write(options["to"] / f"{slug}.yaml", text.encode())
        for name, data in files.items():
            self._write(options["to"] / name, data)
        if refused:
            raise CommandError("\n".join(refused))

    def _document(self, slug: str, number: int | None) -> Document:
        try:
            if number is not None:
                return Edition.objects.get(guide__slug=slug, number=number).to_guide()
            return drafts.to_document(Guide.objects.get(slug=slug))
        except Guide.DoesNotExist:
            raise CommandError(f"There is no guide “{slug}”.") from None
        except Edition.DoesNotExist:
            raise CommandError(f"There is no edition {number} of “{slug}”.") from None

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{path}: cannot be written: {error}") from None
        self.stdout.write(f"{path}: written.")
