"""Reads the rows of whole drafts: each row once, however many others are linked to it.

Django's own prefetching makes a source anew for each statement that names it, a manager for each look at a link, and
several querysets for each kind of rows. That was most of the time that reading a draft took.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models

from guides.document.types import OF_LETTERS
from guides.models import Guide, Region, Source

LINKS: dict[str, type[models.Model]] = {"regions": Region, "sources": Source}  # many to many
STATEMENTS = ("claims", "labels", "events", "rumours", *OF_LETTERS)


def fetch(guides: models.QuerySet[Guide]) -> list[Guide]:
    """These guides with all their rows, as they are in the database now."""
    return fill(list(guides))


def fill(guides: Sequence[Guide]) -> list[Guide]:
    """The same guides, with their rows at hand: `.all()` of each relation makes no query. Rows at hand are kept."""
    for name in ("sources", "regions", "steps", *STATEMENTS):
        _own(guides, name)
    _own([region for guide in guides for region in guide.regions.all()], "authorities")
    _own([step for guide in guides for step in guide.steps.all()], "walkthroughs")
    for guide in guides:
        _name_steps(guide)
    for name, target in LINKS.items():
        found = _Targets(target, {row.pk: row for guide in guides for row in getattr(guide, name).all()})
        for model, rows in _by_model(guides).items():
            if name in links_of(model):
                _link([row for row in rows if name not in _at_hand(row)], name, found)
    return list(guides)


def linked(row: models.Model, name: str) -> list[Any]:
    """The regions or sources of this row, in their order; from the database if they are not at hand."""
    at_hand = _at_hand(row).get(name)
    return list(getattr(row, name).all() if at_hand is None else at_hand)


@cache
def links_of(model: type[Any]) -> list[str]:
    """Which of `LINKS` rows of this model have."""
    return [each.name for each in model._meta.many_to_many if each.name in LINKS]


def _at_hand(row: Any) -> dict[str, Any]:
    """Where Django keeps what was prefetched for a row."""
    at_hand: dict[str, Any] = row.__dict__.setdefault("_prefetched_objects_cache", {})
    return at_hand


def _place(row: Any) -> tuple[int, int]:
    return row.position, row.pk


def _own(owners: Iterable[models.Model], name: str) -> None:
    """Put their rows of this kind at the hand of their owners, in their order."""
    lacking: dict[int, Any] = {owner.pk: owner for owner in owners if name not in _at_hand(owner)}
    if not lacking:
        return
    relation: Any = next(iter(lacking.values()))._meta.get_field(name)
    owner_field = relation.field
    rows = relation.related_model._default_manager.filter(**{f"{owner_field.name}__in": list(lacking)})
    owned: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows.order_by(), key=_place):  # here it is cheaper than to have it written into the query
        key = getattr(row, owner_field.attname)
        setattr(row, owner_field.name, lacking[key])
        owned[key].append(row)
    for key, owner in lacking.items():
        of_owner = getattr(owner, name).all()
        of_owner._result_cache = owned[key]
        _at_hand(owner)[name] = of_owner


def _name_steps(guide: Guide) -> None:
    """Each claim about a step has that of the guide."""
    steps = {step.pk: step for step in guide.steps.all()}
    for claim in guide.claims.all():
        if claim.step_id in steps:
            claim.step = steps[claim.step_id]


def _by_model(guides: Iterable[Guide]) -> dict[type[models.Model], list[models.Model]]:
    found: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for guide in guides:
        for row in _rows(guide):
            found[type(row)].append(row)
    return found


def _rows(guide: Guide) -> Iterator[models.Model]:
    """All rows that may be linked to regions or sources."""
    for region in guide.regions.all():
        yield from region.authorities.all()
    for step in guide.steps.all():
        yield step
        yield from step.walkthroughs.all()
    for name in STATEMENTS:
        yield from getattr(guide, name).all()


@dataclass
class _Targets:
    """The regions or the sources of some guides, by their keys."""

    model: type[models.Model]
    rows: dict[int, Any]
    chosen: dict[tuple[int, ...], models.QuerySet[Any]] = field(default_factory=dict)

    def choose(self, keys: set[int]) -> models.QuerySet[Any]:
        """These, in their order. Most rows are linked to the same few.

        If they are filtered further, the database is asked for these and not for what a row may be linked to by then.
        """
        in_order = tuple(sorted(keys, key=lambda key: _place(self.rows[key])))
        if in_order not in self.chosen:
            chosen: Any = self.model._default_manager.all()
            chosen._defer_next_filter = True  # as Django does: nobody filters further what is at hand
            self.chosen[in_order] = chosen.filter(pk__in=in_order)
            self.chosen[in_order]._result_cache = [self.rows[key] for key in in_order]
        return self.chosen[in_order]


def _link(rows: Sequence[models.Model], name: str, targets: _Targets) -> None:
    """Put what each of these rows of one model is linked to at its hand, also if it belongs to another guide."""
    if not rows:
        return
    relation: Any = rows[0]._meta.get_field(name)
    own, other = relation.m2m_column_name(), relation.m2m_reverse_name()
    links = relation.remote_field.through._default_manager.filter(**{f"{own}__in": [row.pk for row in rows]})
    linked_to: dict[int, set[int]] = defaultdict(set)
    for key, target in links.values_list(own, other):
        linked_to[key].add(target)
    if strange := set().union(*linked_to.values()) - targets.rows.keys():
        targets.rows |= targets.model._default_manager.in_bulk(strange)
    for row in rows:
        _at_hand(row)[name] = targets.choose(linked_to[row.pk])
