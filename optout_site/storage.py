"""Static files as they are served: small, compressed once, under names that never go stale."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import rcssmin
import rjsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHORTER: dict[str, Callable[[str], str]] = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


class SmallStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, with the comments and the white space taken out of our own styles and scripts first."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """As whitenoise's: gives each file with its new name. `paths` are those that were collected."""
        own = [] if dry_run else [path for path in paths if is_ours(path)]
        for path in own:
            shorten(Path(self.path(path)))
        yield from super().post_process(paths | {path: (self, path) for path in own}, dry_run, **options)


def is_ours(path: str) -> bool:
    """Those in static/css and static/js; what a library brings is left as it came."""
    return path.startswith(("css/", "js/")) and Path(path).suffix in SHORTER


def shorten(file: Path) -> None:
    file.write_text(SHORTER[file.suffix](file.read_text(encoding="utf-8")), encoding="utf-8")
