"""Static files as they are served: small, compressed once, under names that never go stale.

While a new version is collected the old one is still being served, so what it serves is neither deleted nor written
into: a file is put in place whole, and one that is compressed already stays.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from guides.serving.minify import LANGUAGES, minified

HASHED = re.compile(r"\.[0-9a-f]{12}(\.\w+)?$")


class WholeCompressor(Compressor):
    def compress(self, path: str) -> list[str]:
        """Give the compressed files beside this one. Its name holds a digest, so those that are there fit."""
        there = [f"{path}.br", f"{path}.gz"]
        return there if all(Path(file).exists() for file in there) else super().compress(path)

    def write_data(self, path: str, data: bytes, suffix: str, stat_result: os.stat_result) -> str:
        file = f"{path}{suffix}"
        if not Path(file).exists():
            Path(super().write_data(path, data, f"{suffix}.new", stat_result)).replace(file)
        return file


class SmallStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, with the comments and the white space taken out of our own styles and scripts first."""

    keep_only_hashed_files = True  # the others change with each version, and no page names them

    def create_compressor(self, **options: Any) -> Compressor:
        return WholeCompressor(**options)

    def delete(self, name: str) -> None:
        """Asked before a file is written anew; what is served waits for that."""
        if name != self.manifest_name and not HASHED.search(name):
            super().delete(name)

    def _save(self, name: str, content: Any) -> str:
        Path(self.path(super()._save(f"{name}.new", content))).replace(self.path(name))
        return name

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """As whitenoise's: gives each file with its new name. `paths` are those that were collected."""
        own = [] if dry_run else [path for path in paths if is_ours(path)]
        for path in own:
            file = Path(self.path(path))
            file.write_text(minified(file.read_text(encoding="utf-8"), file.suffix), encoding="utf-8")
        yield from super().post_process(paths | {path: (self, path) for path in own}, dry_run, **options)


def is_ours(path: str) -> bool:
    """Those in static/css and static/js; what a library brings is left as it came."""
    return path.startswith(("css/", "js/")) and Path(path).suffix in LANGUAGES
