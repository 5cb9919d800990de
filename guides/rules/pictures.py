"""What a picture of a guide may be, and what is kept of one that staff upload. No Django, no database.

A picture is a PNG, JPEG or WebP file of at most 400 KB and 2,000 pixels a side, which opens and does not move. It is
written anew from its pixels, turned as the camera says, so that nothing else that was in the file is kept.
"""

import hashlib
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, ImageOps

from guides.document.field_types import KINDS_OF_PICTURES, MOST_BYTES, MOST_PIXELS, PictureKind
from guides.document.reasons import Reason

SIGNATURES: dict[PictureKind, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpeg": (b"\xff\xd8\xff",),
    "webp": (b"RIFF", b"WEBP"),
}
# Written anew, what loses by it loses little; a PNG loses nothing.
WRITTEN: dict[PictureKind, dict[str, Any]] = {
    "png": {"optimize": True},
    "jpeg": {"quality": 90, "optimize": True},
    "webp": {"quality": 90, "method": 4},
}
PLAIN = {"RGB", "RGBA", "L", "LA", "P", "1"}  # how the colours of a picture may be written
NO_PICTURE = "is no PNG, JPEG or WebP picture that opens; save it again as one of these"


class Checked(NamedTuple):
    """A picture that may be kept: its bytes, named by their digest."""

    data: bytes
    digest: str
    kind: PictureKind
    width: int
    height: int


def cleaned(raw: bytes) -> Checked:
    """The picture in an upload, without what is not seen; raises ValueError with the reason if there is none."""
    kind, image = _opened(raw)
    turned = ImageOps.exif_transpose(image)
    plain = turned if turned.mode in PLAIN else turned.convert("RGBA" if "A" in turned.mode else "RGB")
    plain.info = {name: value for name, value in plain.info.items() if name == "transparency"}
    written = BytesIO()
    plain.save(written, format=kind, **WRITTEN[kind])
    return checked(written.getvalue())


def checked(raw: bytes) -> Checked:
    """The picture as it is; raises ValueError with the reason if it may not be kept."""
    kind, image = _opened(raw)
    return Checked(raw, hashlib.sha256(raw).hexdigest(), kind, image.width, image.height)


def _opened(raw: bytes) -> tuple[PictureKind, Image.Image]:
    """The kind of a picture, and its pixels."""
    if len(raw) > MOST_BYTES:
        size = {"size": -(-len(raw) // 1000), "most": MOST_BYTES // 1000}
        raise ValueError(Reason("has %(size)s KB; make it smaller, to %(most)s KB at most", **size))
    kind = next((kind for kind in KINDS_OF_PICTURES if _is_signed(raw, kind)), None)
    if kind is None:
        raise ValueError(NO_PICTURE)
    image = _read(raw, kind)
    if max(image.size) > MOST_PIXELS:
        size = {"width": image.width, "height": image.height, "most": MOST_PIXELS}
        raise ValueError(Reason("has %(width)s × %(height)s pixels; make it %(most)s a side at most", **size))
    if getattr(image, "n_frames", 1) > 1:
        raise ValueError("moves; choose one that stands still")
    try:
        image.load()
    except Exception as error:
        raise ValueError(NO_PICTURE) from error
    return kind, image


def _read(raw: bytes, kind: PictureKind) -> Image.Image:
    """The picture, of which no more than the head was read."""
    try:
        return Image.open(BytesIO(raw), formats=[kind.upper()])
    except Exception as error:  # whatever is wrong with it
        raise ValueError(NO_PICTURE) from error


def _is_signed(raw: bytes, kind: PictureKind) -> bool:
    """Whether the file begins as files of that kind do."""
    first, *more = SIGNATURES[kind]
    return raw.startswith(first) and all(raw[8:].startswith(each) for each in more)
