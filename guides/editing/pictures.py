"""The files of the pictures of guides: keeps them, and reads and writes them beside exported guides."""

from collections.abc import Iterator
from pathlib import Path

from guides.document.types import Guide as Document
from guides.document.types import pictures
from guides.models import Edition, Picture
from guides.models.rules import in_words
from guides.rules.pictures import Checked, checked

FOLDER = "pictures"  # beside the YAML of the guides


def keep(picture: Checked) -> None:
    """Store the file, unless it is there already. One that an edition shows is for everybody again."""
    fields = {"kind": picture.kind, "data": picture.data}
    row, is_new = Picture.objects.get_or_create(digest=picture.digest, defaults=fields)
    if is_new and Edition.objects.filter(document__icontains=picture.digest).exists():
        row.is_published = True
        row.save(update_fields=["is_published"])


def found(document: Document, beside: Path) -> tuple[list[Checked], list[str]]:
    """The files of a loaded guide that are to be kept, and in words what is wrong with those that cannot be."""
    here = set(Picture.objects.filter(pk__in=[each.digest for each in pictures(document).values()]).values_list("pk"))
    new, faults = [], []
    for name, picture in pictures(document).items():
        path = beside / FOLDER / name
        if (picture.digest,) in here and not path.exists():
            continue
        try:
            file = checked(path.read_bytes())
        except OSError:
            faults.append(f"{path}: is not there; put the picture “{picture.slug}” beside the guide.")
        except ValueError as error:
            faults.append(f"{path}: {in_words(error.args[0])}.")
        else:
            details = (picture.digest, picture.kind, picture.width, picture.height)
            if details == file[1:]:
                new.append(file)
            else:
                faults.append(f"{path}: is another picture than the guide says.")
    return new, faults


def files(document: Document) -> Iterator[tuple[str, bytes]]:
    """The files of a guide, each with its path beside the YAML."""
    names = pictures(document)
    for row in Picture.objects.filter(pk__in=[each.digest for each in names.values()]):
        yield f"{FOLDER}/{row}", bytes(row.data)
