"""Draws the icons at the root of the site from the mark: for browsers, for the home screens of phones, and old ones."""

import io
from pathlib import Path

from chromium import chromium
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "icons"
PAPER = "#faf6ee"

# The width of each picture, and how much of it the mark takes; phones cut a circle out of the largest one.
PICTURES = {"apple-touch-icon.png": (180, 0.9), "icon-192.png": (192, 1), "icon-512.png": (512, 0.75)}
OLD = [(16, 16), (32, 32), (48, 48)]

PAGE = """<!doctype html><style>
body {{ margin: 0; width: {width}px; height: {width}px; background: {paper}; display: grid; place-items: center; }}
svg {{ width: {share:.0%}; height: {share:.0%}; }}
</style>{mark}"""


def draw() -> None:
    FOLDER.mkdir(exist_ok=True)
    mark = (ROOT / "static" / "img" / "logo.svg").read_text(encoding="utf-8")
    with chromium() as browser:
        page = browser.new_page()

        def picture(width: int, share: float) -> Image.Image:
            page.set_viewport_size({"width": width, "height": width})
            page.set_content(PAGE.format(width=width, share=share, paper=PAPER, mark=mark))
            return Image.open(io.BytesIO(page.screenshot())).convert("RGB")

        for name, (width, share) in PICTURES.items():
            picture(width, share).save(FOLDER / name, optimize=True)
            print(f"icons/{name}")
        sizes = [picture(width, 1) for width, _ in OLD]
        sizes[-1].save(FOLDER / "favicon.ico", sizes=OLD, append_images=sizes[:-1], bitmap_format="png")
        print("icons/favicon.ico")


if __name__ == "__main__":
    draw()
