"""Links each change to a preview in a region, on a device and on a day where it is visible."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from guides.document.field_types import LETTER_TOPICS
from guides.document.types import Claim, Guide, Region, Step
from guides.editing.wording import Said

# The page of each kind of part, and its place there.
PAGES = {
    "guide": ("guide", ""),
    "region": ("checklist", ""),
    "authority": ("more", "complain"),
    "step": ("checklist", "step-{part.slug}"),
    "walkthrough": ("checklist", "step-{owner.slug}"),
    "label": ("more", "labels"),
    "event": ("timeline", "event-{part.slug}"),
    "rumour": ("rumours", "rumour-{part.slug}"),
    "source": ("sources", "source-{part.slug}"),
    "recourse": ("objection", "right"),
    "purpose": ("objection", "questions"),
    "ground": ("objection", "grounds"),
    "paragraph": ("objection", "text-{part.piece}"),
}
TOPIC_PAGES = {
    "essential": ("checklist", "standing"),
    "standing": ("checklist", "standing"),
    "why": ("checklist", "step-{part.step}"),
    "missing": ("checklist", "step-{part.step}"),
    "ending": ("checklist", "ending"),
    "does": ("more", "does"),
    "does_not": ("more", "does"),
    "used": ("more", "used"),
    "not_used": ("more", "used"),
    "disputed": ("more", "disputed"),
    "complain": ("more", "complain"),
    "no_account": ("more", "cases"),
    "under_18": ("more", "cases"),
    "region_unclear": ("more", "cases"),
    **dict.fromkeys(LETTER_TOPICS, ("objection", "claim-{part.slug}")),
}
OF_A_REGION = ("checklist", "more", "objection")
NARROWED_BY_REGION = ("timeline", "rumours")


@dataclass(frozen=True)
class Shown:
    """A change in words and its preview; `address` empty: not visible anywhere, such as an order."""

    said: Said
    address: str = ""
    where: str = ""


def shown(worded: Said, before: dict[str, str], after: dict[str, str], on: datetime.date) -> Shown:
    """The change with its preview: of what comes `after`, or of `before` for what was removed.

    Both are preview parameters: an edition, a proposal, or nothing for the draft.
    """
    change = worded.change
    if change is None or change.found is None or change.guide is None or change.what == "moved":
        return Shown(worded)
    part, owner = change.found.part, change.found.owner
    regions = _regions(change.guide, part, owner)
    if not regions or (change.what == "removed" and not before):
        return Shown(worded)
    page, anchor = _page(change.kind, part)
    names, query = [change.guide.slug], before if change.what == "removed" else after
    query = query | _device(part) | _day(part, on)
    if page in OF_A_REGION:
        names.append(regions[0].slug)
        places = getattr(part, "places", ())
        query |= {"place": places[0]} if places else {}
    elif page in NARROWED_BY_REGION and len(regions) < len(change.guide.regions):
        query |= {"region": regions[0].slug}
    where = regions[0].name if regions[0].slug in (*names[1:], query.get("region")) else _("all regions")
    address = reverse(f"guides:{page}", args=names, current_app="preview")
    address += f"?{urlencode(query)}" if query else ""
    place = anchor.format(part=part, owner=owner)
    return Shown(worded, f"{address}#{place}" if place else address, where)


def _regions(guide: Guide, part: Any, owner: Any) -> list[Region]:
    """Its regions, in the guide's order."""
    if isinstance(part, Guide):
        return list(part.regions)
    if isinstance(region := owner or part, Region):
        return [region]
    step = owner if isinstance(owner, Step) else guide.step(getattr(part, "step", None) or "")
    scopes = [scope for scope in (getattr(part, "regions", ()), step.regions if step else ()) if scope]
    return [region for region in guide.regions if all(region.slug in scope for scope in scopes)]


def _page(kind: str, part: Any) -> tuple[str, str]:
    if not isinstance(part, Claim):
        return PAGES[kind]
    return PAGES["guide"] if part.topic == "essential" and not part.regions else TOPIC_PAGES[part.topic]


def _device(part: Any) -> dict[str, str]:
    devices = getattr(part, "devices", ())
    return {"device": devices[0]} if devices else {}


def _day(part: Any, on: datetime.date) -> dict[str, str]:
    """A day on which it is shown, if today is none."""
    first = getattr(part, "from_on", None) or getattr(part, "happened_on", None)
    last = getattr(part, "until_on", None)
    if first and on < first:
        return {"on": first.isoformat()}
    return {"on": last.isoformat()} if last and last < on else {}
