"""What the site gives away as data: a guide, or what one region reads, in an envelope. No Django, no database.

The envelope gives the edition, the licence and the overdue statements.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guides.checklist import plan as checklists
from guides.checklist.plan import ShownStep
from guides.document import statements
from guides.document.types import OF_LETTERS, Evidence, Guide, OfLetters, Region
from guides.document.yaml_format import evidence_last, to_yaml
from guides.open_data.types import (
    FORMAT,
    ApiModel,
    Edition,
    EditionListed,
    Editions,
    GuideInForce,
    GuideListed,
    GuideNamed,
    Guides,
    Licence,
    Overdue,
    RegionListed,
    RegionReading,
    Retired,
    TranslationListed,
)

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SHIPPED = "Switched Off"


@dataclass(frozen=True)
class Published:
    """An edition, and the site that gives it away: address and name. `retired`: why the guide no longer holds."""

    site: str
    guide: Guide
    number: int
    published_at: datetime.datetime
    retired: str = ""
    successor: str = ""
    name: str = SHIPPED
    translations: tuple[TranslationListed, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        return {"edition": self.number, "published_at": self.published_at.replace(microsecond=0)}

    @property
    def standing(self) -> dict[str, Any]:
        if not self.retired:
            return {}
        data = address(self.site, "guides", self.successor) if self.successor else None
        return {"retired": Retired(note=self.retired, successor=self.successor or None, data=data)}

    def page(self, *names: str) -> str:
        return "/".join([self.site, self.guide.slug, *names, ""])

    def data(self, *names: str) -> str:
        return address(self.site, "guides", self.guide.slug, *names)


def address(site: str, *names: str) -> str:
    return f"{site}/api/{'/'.join(names)}.json"


def plain(answer: ApiModel) -> dict[str, Any]:
    """An answer as plain data for JSON. As in a document, what has its default is left out."""
    data = answer.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {name: evidence_last(value) for name, value in data.items()}


def licence(name: str = SHIPPED) -> Licence:
    """The licence of the guidance, and what to name: the site of this name (LICENSE-guidance says who may)."""
    by = f" by the {SHIPPED} contributors" if name == SHIPPED else ""
    return Licence(name="CC BY 4.0", url=LICENCE, attribution=f"Guidance from ‘{name}’{by}, CC BY 4.0")


def _envelope(site: str, name: str, schema: str) -> dict[str, Any]:
    return {"address_of_schema": address(site, "schema", schema), "format": FORMAT, "licence": licence(name)}


# --- whole guides ----------------------------------------------------------------------------


def guides(site: str, editions: Iterable[Published], name: str = SHIPPED) -> Guides:
    listed = [
        GuideListed(
            **_named(edition.guide, "slug", "product", "title", "language"),
            **edition.facts,
            page=edition.page(),
            data=edition.data(),
            editions=edition.data("editions"),
            regions=tuple(
                RegionListed(slug=region.slug, name=region.name, data=edition.data(region.slug))
                for region in edition.guide.regions
            ),
        )
        for edition in editions
    ]
    return Guides(**_envelope(site, name, "guides"), guides=tuple(listed))


def in_force(edition: Published, on: datetime.date) -> GuideInForce:
    listed = [(at, part) for at, part in statements.of(edition.guide, "/document") if statements.is_said(part, on)]
    return GuideInForce(
        **_envelope(edition.site, edition.name, "guide"),
        **edition.facts,
        **edition.standing,
        page=edition.page(),
        on=on,
        checked_on=min((part.checked_on for _, part in listed if part.checked_on), default=None),
        overdue=tuple(_overdue(at, part) for at, part in listed if part.is_overdue(on)),
        translations=edition.translations,
        document=edition.guide,
    )


def old_edition(edition: Published) -> Edition:
    envelope = _envelope(edition.site, edition.name, "edition")
    return Edition(**envelope, **edition.facts, page=edition.page(), document=edition.guide)


def editions(edition: Published, rows: Iterable[Mapping[str, Any]]) -> Editions:
    """`rows`: number, published_at, size and note of each edition, the newest first."""
    listed = [
        EditionListed(
            edition=row["number"],
            published_at=row["published_at"].replace(microsecond=0),
            size=row["size"],
            note=row["note"],
            data=edition.data("editions", str(row["number"])),
        )
        for row in rows
    ]
    about = _envelope(edition.site, edition.name, "editions") | edition.standing
    return Editions(**about, guide=edition.guide.slug, editions=tuple(listed))


def as_file(edition: Published) -> str:
    """The document alone, in the form that `manage.py load_guides` reads; what stands around it is a comment."""
    head = f"Edition {edition.number}, published on {edition.published_at:%Y-%m-%d}, from {edition.page()}"
    head += f"\n# This guide is no longer maintained. {edition.retired}" if edition.retired else ""
    return f"# {head}\n# What is overdue stands in {edition.data()}\n{to_yaml(edition.guide)}"


def _overdue(at: str, statement: Evidence) -> Overdue:
    slug = getattr(statement, "slug", None)
    kind = type(statement).__name__.lower()
    return Overdue.model_validate({"at": at, "kind": kind, "slug": slug, "due_on": statement.due_on})


# --- what a region reads ---------------------------------------------------------------------


def reading(edition: Published, region: Region, on: datetime.date) -> RegionReading:
    """What people in this region read on this day, whatever their device."""
    shown = checklists.build(edition.guide, region, None, on, {})
    told = ((topic, claims) for topic, claims in shown.said.items() if edition.guide.has(topic))
    letters = {name: _meant_for(region, getattr(edition.guide, name)) for name in OF_LETTERS}
    of_letters = [part for parts in letters.values() for part in parts]
    statements = [*shown.evidence(), *of_letters]
    used = {slug for statement in statements for slug in statement.sources}
    facts = {
        "page": edition.page(region.slug),
        "on": on,
        "checked_on": min((each.checked_on for each in statements if each.checked_on), default=None),
        "overdue_count": shown.overdue + sum(part.is_overdue(on) for part in of_letters),
        "guide": _named(edition.guide, *GuideNamed.model_fields),
        "region": dict(region) | {"authorities": [_checked(each, on) for each in region.authorities]},
        "steps": [_step(each, on) for each in (*shown.needed, *shown.extras)],
        "said": {topic: [_checked(claim, on) for claim in claims] for topic, claims in told},
        "labels": [_checked(label, on) for label in edition.guide.labels],
        **{name: [_checked(part, on) for part in parts] for name, parts in letters.items()},
        "sources": [source for source in edition.guide.sources if source.slug in used],
    }
    about = _envelope(edition.site, edition.name, "region")
    return RegionReading.model_validate(about | edition.facts | edition.standing | facts)


def _meant_for(region: Region, parts: Iterable[OfLetters]) -> list[OfLetters]:
    return [part for part in parts if part.is_meant_for(region.slug)]


def _named(guide: Guide, *fields: str) -> dict[str, Any]:
    return {name: getattr(guide, name) for name in fields}


def _checked(statement: Evidence, on: datetime.date) -> dict[str, Any]:
    """A statement with the day by which it is to be checked, and whether that has passed."""
    return dict(statement) | {"check_after": statement.due_on, "overdue": statement.is_overdue(on)}


def _step(shown: ShownStep, on: datetime.date) -> dict[str, Any]:
    why = [_checked(claim, on) for claim in shown.why]
    return dict(shown.step) | {
        "number": shown.number,
        "after": shown.after.slug if shown.after else None,
        "why": why,
        "walkthroughs": [
            _checked(way.walkthrough, on)
            | {"devices": way.devices, "missing": [_checked(claim, on) for claim in way.missing]}
            for way in shown.ways
        ],
    }
