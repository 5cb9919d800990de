"""A visit: the parameters of a request, parsed once before the view runs. Missing objects raise NotHereError.

Values that only some views need (the day, the team, the ticks) are computed on first use, and cached.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self
from urllib.parse import urlencode

from django import http
from django.conf import settings
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from guides.checklist import tick_cookies
from guides.checklist.tick_cookies import Ticks
from guides.document import region_lookup
from guides.document.field_types import DEVICES, Device
from guides.document.types import Guide, Region, Step
from guides.rules import clock
from guides.serving import current_editions, teams
from guides.serving.current_editions import Live
from guides.serving.teams import GONE, Carried
from guides.views import languages, preview, typed_addresses
from guides.views.errors import NotHereError


class HttpRequest(http.HttpRequest):
    """A request with the attributes that our middleware and the URL resolver add."""

    htmx: HtmxDetails
    resolver_match: ResolverMatch


@dataclass(frozen=True, eq=False)
class Visit:
    """What any page needs from its request, whichever guide it is about."""

    request: HttpRequest

    @cached_property
    def is_preview(self) -> bool:
        return preview.is_preview(self.request)

    @property
    def devices(self) -> tuple[Device, ...]:
        """Those among which one can choose here."""
        return DEVICES

    @cached_property
    def device(self) -> Device | None:
        """None: none was chosen, or there is none of that name."""
        device = self.request.GET.get("device")
        return device if device in self.devices else None

    @cached_property
    def day(self) -> datetime.date:
        return (preview.day(self.request) if self.is_preview else None) or clock.today()

    @cached_property
    def named_team(self) -> Carried | None:
        """The team in the path or else the query, of whichever guide. Previews have no teams."""
        key = self.request.resolver_match.kwargs.get("team_key") or self.request.GET.get("team")
        key = typed_addresses.bare(key) if key and not self.is_preview else ""
        return teams.find(key) if key else None

    @cached_property
    def carried(self) -> Mapping[str, str]:
        """The parameters that every link and form must keep besides the device: the team, and in a preview what it
        shows.
        """
        if self.is_preview:
            return preview.carried(self.request)
        return {"team": self.named_team.key} if self.named_team and self.named_team.key else {}

    @cached_property
    def carried_on(self) -> Mapping[str, str]:
        """The same, with the device."""
        return ({"device": self.device} if self.device else {}) | dict(self.carried)

    @cached_property
    def query(self) -> str:
        """The query string for the links and forms of this page."""
        return f"?{urlencode(self.carried_on)}" if self.carried_on else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The arguments that identify this place in URLs."""
        return ()

    def path(self, page: str, *names: str) -> str:
        """The path of a page of this guide or region: on the site, or in the preview."""
        inside = "preview" if self.is_preview else "guides"
        return reverse(f"guides:{page}", args=[*self.names, *names], current_app=inside)

    def address(self, page: str, *names: str, anchor: str = "", **more: str) -> str:
        """The same with what is carried on, for links, forms and redirects."""
        query = f"?{urlencode({**self.carried_on, **more})}" if more else self.query
        return f"{self.path(page, *names)}{query}{'#' + anchor if anchor else ''}"


@dataclass(frozen=True, eq=False)
class GuideVisit(Visit):
    """A visit to a page of a guide: the current edition, or what a preview shows."""

    live: Live
    guide: Guide
    region: Region | None = None

    @classmethod
    def to(cls, request: HttpRequest, slug: str) -> Self:
        """By the name of the guide."""
        if preview.is_preview(request):
            return cls.to_edition(request, preview.shown(request, slug))
        edition = current_editions.read(slug, languages.current().tag)
        if edition is None:
            raise NotHereError(_("There is no guide called “%(name)s”.") % {"name": slug})
        return cls(request, *edition)

    @classmethod
    def to_edition(cls, request: HttpRequest, live: Live) -> Self:
        """In the language of the address."""
        live = live.in_language(languages.current().tag)
        return cls(request, live, live.guide)

    @property
    def devices(self) -> tuple[Device, ...]:
        return self.guide.devices

    @cached_property
    def team(self) -> Carried | None:
        """The team of this visit; None: the URL names none."""
        team = self.named_team
        return GONE if team and team.is_known and team.guide != self.guide.slug else team

    @property
    def is_counted(self) -> bool:
        """Whether this is for a team that there is: its page says for each reader whether they are counted."""
        return self.team is not None and self.team.is_known

    @cached_property
    def ticks(self) -> Ticks:
        return tick_cookies.read(self.request.COOKIES, self.guide.slug)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.guide.slug,)

    def in_region(self, name: str) -> "RegionVisit":
        """The visit to a region of this guide, by any of its names."""
        region = region_lookup.find(self.guide, name)
        if region is None:
            raise NotHereError(_("This guide has no region called “%(name)s”.") % {"name": name}, self.guide)
        return RegionVisit(self.request, self.live, self.guide, region)


@dataclass(frozen=True, eq=False)
class RegionVisit(GuideVisit):
    """A visit to a page of a region."""

    region: Region

    @property
    def names(self) -> tuple[str, ...]:
        return self.guide.slug, self.region.slug

    @cached_property
    def answers(self) -> Mapping[str, str]:
        """What the address answers to the questions of steps, by slug; what no question offers is left out."""
        asking = [step for step in self.guide.steps if step.question and step.is_in(self.region.slug)]
        given = [(step, self.request.GET.get(step.slug, "")) for step in asking]
        return {step.slug: answer for step, answer in given if answer in step.every_answer}

    @cached_property
    def carried(self) -> Mapping[str, str]:
        """The same as for every page, with the answers."""
        return {**super().carried, **self.answers}

    def step(self, slug: str) -> Step:
        step = next((step for step in self.guide.steps_in(self.region.slug) if step.slug == slug), None)
        if step is None:
            message = _("This region has no step called “%(name)s”.") % {"name": slug}
            raise NotHereError(message, self.guide, self.region)
        return step

    def link(self, page: str, **more: str) -> str:
        """The absolute URL of a page for use elsewhere: without a device, and in a preview with what it shows."""
        query = urlencode({**super().carried, **more} if self.is_preview else more)
        return f"{settings.SITE_URL}{self.path(page)}{'?' + query if query else ''}"
