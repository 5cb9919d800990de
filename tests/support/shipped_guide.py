"""The first of the guides that we ship: where it lies, in the database, and in memory as a worker has it."""

import datetime
import os
from functools import cache
from typing import Any

import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from guides.document.types import Guide as Document
from guides.document.types import only_checked
from guides.document.yaml_format import from_yaml
from guides.models import Edition
from guides.serving import current_editions
from guides.serving.current_editions import Live
from tests.support.clock import NOON

CONTENT = settings.BASE_DIR / "guides" / "content" / "linkedin.yaml"
SHIPPED = sorted(path.stem for path in CONTENT.parent.glob("*.yaml"))
REGIONS = ["us", "eu", "uk", "ch", "ca", "hk", "world"]
NEEDED = ["switch-off", "look-again"]
EXTRAS = ["saved-answers", "research", "objection-form", "public-profile"]
STEPS = NEEDED + EXTRAS
# What each region reads on the last day before 3 November 2025, and what from that day on.
SAID = {
    "us": (
        "The AI training in the United States does not change",
        "The AI training in the United States did not change",
    ),
    "eu": ("starts to train AI on data from members in the EU", "has trained AI on data from members in the EU"),
    "uk": (
        "starts training AI on data from members in the UK again",
        "has been training AI on data from members in the UK again",
    ),
    "ch": ("to train AI on data from members in Switzerland", "has trained AI on data from members in Switzerland"),
    "ca": ("and starts again on 3 November 2025", "has been training AI on data from members in Canada again"),
    "hk": ("and starts again on 3 November 2025", "has been training AI on data from members in Hong Kong again"),
    "world": (
        "The AI training in the rest of the world does not change",
        "The AI training in the rest of the world did not change",
    ),
}

_shipped: dict[Any, list[Any]] = {}  # the rows of the shipped guide, read from its file once a process
_short_names: dict[str, tuple[str, ...]] = {}
_live: dict[str, Live] = {}  # the same guide as a worker has it in memory


@cache
def file_of(slug: str = CONTENT.stem) -> Document:
    """What the file of this guide says. It is read once a process, as nothing can change a document."""
    return from_yaml(CONTENT.with_stem(slug).read_text(encoding="utf-8"))


@cache
def document_of(slug: str = CONTENT.stem) -> Document:
    """What readers have of it: the file without what is still to be checked."""
    return only_checked(file_of(slug))


def region_names() -> dict[str, str]:
    """What a region is called in an address, each with the region: its slug, its aliases, its countries."""
    return {
        name: region.slug
        for region in document_of().regions
        for name in (region.slug, *region.aliases, *(country.lower() for country in region.countries))
    }


def load_shipped_guide() -> None:
    """The guide that the site ships with, drafted and published: from its file once, then from its rows."""
    if not _shipped:
        with time_machine.travel(NOON):  # whichever test comes first
            call_command("load_guides", CONTENT, publish="The guide as it came with the site.", verbosity=0)
        models = apps.get_app_config("guides").get_models(include_auto_created=True)
        _shipped.update({model: list(model._default_manager.all()) for model in models})
        current_editions.refresh()
        _short_names.update(current_editions.short_names())
        _live.update({slug: _unpacked(live) for slug, live in current_editions.by_slug().items()})
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for model, rows in _shipped.items():
            model._default_manager.bulk_create(rows)
        for slug, live in _live.items():  # with the hour of then and not of now, it is known again as the same edition
            Edition.objects.filter(guide__slug=slug).update(published_at=live.published_at)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_shipped)):
            cursor.execute(statement)


def _unpacked(live: Live) -> Live:
    """The same edition, from which nothing has been made yet."""
    return Live(live.guide, live.number, live.published_at)


def unread() -> dict[str, Live]:
    """The shipped guide as a worker that has made no page of it yet."""
    return {slug: _unpacked(live) for slug, live in _live.items()}


def put_in_memory(*, is_new: bool = True) -> None:
    """Have the shipped guide in memory, as after a look. If it is new, no page has been made from it yet."""
    current_editions._put(unread() if is_new else dict(_live), {})
    current_editions._short_names = _short_names
    current_editions._looked_at, current_editions._watching_in = datetime.datetime.now(datetime.UTC), os.getpid()
