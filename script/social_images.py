"""Draws the pictures that chats show beside a link: one a region, one a guide, one for the site."""

import html
from pathlib import Path

from chromium import chromium

from guides.yaml_form import from_yaml

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


def cards() -> dict[str, tuple[str, str]]:
    """The name of each picture, with its headline and what stands below."""
    found = {"site": ("Say no, and check that it stuck", "Opt-out guides that are right where you are")}
    for path in sorted((ROOT / "guides" / "content").glob("*.yaml")):
        guide = from_yaml(path.read_text(encoding="utf-8"))
        found[guide.slug] = (guide.title, "Pick your region")
        found |= {f"{guide.slug}-{region.slug}": (guide.title, region.name) for region in guide.regions}
    return found


def draw() -> None:
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        for name, (title, region) in cards().items():
            size = 84 if len(title) < 60 else 64
            page.set_content(CARD.format(title=html.escape(title), region=html.escape(region), size=size))
            page.screenshot(path=FOLDER / f"{name}.png")
            print(f"static/cards/{name}.png")


if __name__ == "__main__":
    draw()
