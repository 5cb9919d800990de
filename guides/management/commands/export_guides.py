"""Write guides as YAML: the draft, or an edition. Loading what was written gives the same guide."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guides import drafts
from guides.documents import DocumentError
from guides.documents import Guide as Document
from guides.models import Edition, Guide
from guides.yaml_form import to_yaml


class Command(BaseCommand):
    help = "Write guides as YAML, to the screen or into a folder (one file a guide)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("guides", nargs="*", metavar="GUIDE", help="short names; none: every guide")
        parser.add_argument("--edition", type=int, metavar="NUMBER", help="this edition instead of the draft")
        parser.add_argument(
            "--to", type=Path, metavar="FOLDER", help="write FOLDER/GUIDE.yaml instead of to the screen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        slugs = options["guides"] or list(Guide.objects.values_list("slug", flat=True))
        texts = {slug: to_yaml(self._document(slug, options["edition"])) for slug in slugs}
        for slug, text in texts.items():
            if options["to"] is None:
                self.stdout.write(text, ending="")
            else:
                self._write(options["to"] / f"{slug}.yaml", text)

    def _document(self, slug: str, number: int | None) -> Document:
        try:
            if number is not None:
                return Edition.objects.get(guide__slug=slug, number=number).to_guide()
            return drafts.to_document(Guide.objects.get(slug=slug))
        except Guide.DoesNotExist:
            raise CommandError(f"There is no guide “{slug}”.") from None
        except Edition.DoesNotExist:
            raise CommandError(f"There is no edition {number} of “{slug}”.") from None
        except DocumentError as error:
            raise CommandError(f"The draft of “{slug}” is not sound:\n{error}") from None

    def _write(self, path: Path, text: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path}: cannot be written: {error}") from None
        self.stdout.write(f"{path}: written.")
