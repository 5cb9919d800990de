"""Draws the pictures that chats show beside a link: one a region, one a guide, in each language; one for the site."""

import html
from io import BytesIO
from pathlib import Path

import polib
from chromium import chromium
from PIL import Image

from guides.document import po_format
from guides.document.languages import TRANSLATED
from guides.document.translation import Translation
from guides.document.types import Guide
from guides.document.yaml_format import from_yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "static" / "cards"

CARD = """<!doctype html><meta charset="utf-8"><style>
* {{ margin: 0; box-sizing: border-box; }}
body {{ width: 1200px; height: 630px; padding: 72px 80px; background: #faf6ee; color: #211c15;
  font-family: system-ui, sans-serif; display: flex; flex-direction: column; justify-content: space-between; }}
.switch {{ display: flex; align-items: center; justify-content: space-between; width: 260px; height: 120px;
  padding: 0 44px 0 12px; border-radius: 60px; background: #0e5a3e; color: #fff; font-size: 52px; font-weight: 750; }}
.knob {{ width: 96px; height: 96px; border-radius: 50%; background: #fff; }}
h1 {{ font-size: {size}px; line-height: 1.12; letter-spacing: -0.02em; text-wrap: balance; max-width: 1020px; }}
p {{ display: flex; justify-content: space-between; font-size: 34px; color: #564d42; }}
strong {{ color: #0e5a3e; }}
</style>
<div class="switch"><span class="knob"></span>Off</div>
<h1>{title}</h1>
<p><strong>{region}</strong><span>Switched Off</span></p>"""


ASKED = "Where do you live?"


def cards() -> dict[str, tuple[str, str]]:
    """The name of each picture, with its headline and what stands below."""
    found = {"site": ("Say no, and check that it stuck", "Opt-out guides that are right where you are")}
    for path in sorted((ROOT / "guides" / "content").glob("*.yaml")):
        guide = from_yaml(path.read_text(encoding="utf-8"))
        found |= _of(guide, ASKED, "")
        for language in TRANSLATED:
            words = path.with_name(f"{guide.slug}.{language.tag}.po")
            interface = ROOT / "locale" / language.tag / "LC_MESSAGES" / "django.po"
            if words.exists() and (asked := polib.pofile(interface).find(ASKED)):
                said = po_format.from_po(words.read_text(encoding="utf-8"), guide.slug, language.tag)[0]
                told = Translation(language.tag, said).localise(guide)
                found |= _of(told, asked.msgstr, f".{language.tag}")
    return found


def _of(guide: Guide, asked: str, ending: str) -> dict[str, tuple[str, str]]:
    regions = {f"{guide.slug}-{region.slug}{ending}": (guide.title, region.name) for region in guide.regions}
    return {f"{guide.slug}{ending}": (guide.title, asked)} | regions


def draw() -> None:
    """Each in 32 colours: a third of the size, and nobody sees it."""
    FOLDER.mkdir(exist_ok=True)
    found = cards()
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        for number, (name, (title, region)) in enumerate(found.items(), start=1):
            size = 84 if len(title) < 60 else 64
            page.set_content(CARD.format(title=html.escape(title), region=html.escape(region), size=size))
            drawn = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(32)
            drawn.save(FOLDER / f"{name}.png", optimize=True)
            print(f"{number} of {len(found)}: static/cards/{name}.png")


if __name__ == "__main__":
    draw()
