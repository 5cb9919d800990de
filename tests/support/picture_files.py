"""Files of pictures, made as they are needed."""

from io import BytesIO

from PIL import Image

from guides.editing import pictures
from guides.rules.pictures import cleaned


def picture_file(kind="png", size=(20, 10), **options):
    """The bytes of a picture in one colour."""
    written = BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(written, format=kind, **options)
    return written.getvalue()


def kept_picture(slug="the-switch", **changes):
    """A picture as a walkthrough names it, whose file is in the database."""
    file = cleaned(picture_file())
    pictures.keep(file)
    said = file._asdict()
    del said["data"]
    return {"slug": slug, "alternative": "The switch, set to Off.", "dated_on": "2026-11-20", **said} | changes
