"""Template tags for the words that follow from what one does in a step, and for the parts that a guide has."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guides.checklist.plan import Checklist, ShownStep, stands_for
from guides.document import types as documents
from guides.document.field_types import Device
from guides.templatetags.guidance import filled
from guides.views import good_to_know

register = template.Library()


@register.simple_tag
def headings(checklist: Checklist) -> dict[str, str]:
    """The parts of “Good to know” that there are here, each with its anchor."""
    return good_to_know.headings(checklist)


@register.filter
def state(shown: ShownStep) -> SafeString | str:
    """Whether the main step is done, as far as the visitor said so."""
    if shown.state != "done":
        return _("Not done yet")
    step = shown.step
    if step.outcome:
        return _said_so(step.outcome)
    return {
        "switch": _("Off: you said so"),
        "form": _("Sent: you said so"),
        "request": _("Asked: you said so"),
        "deletion": _("Deleted: you said so"),
    }[step.kind]


@register.filter
def own_state(shown: ShownStep) -> SafeString:
    """The same where several states are told, so that each says of what."""
    if shown.state == "done":
        return _said_so(shown.step.once_done)
    # Translators: “Turn off the second switch: not done yet”
    return filled(_("%(title)s: not done yet"), title=shown.step.title)


def _said_so(outcome: str) -> SafeString:
    return filled(_("%(outcome)s: you said so"), outcome=outcome)


@register.filter
def stands_for_devices(device: Device, devices: tuple[Device, ...]) -> str:
    """The device, and those that the style sheet may guess and the guide does not have, as words of an attribute."""
    return " ".join(stands_for((device,), devices))


@register.simple_tag
def kind_here(guide: documents.Guide, region: documents.Region | None = None) -> str:
    """What one does in the main step, in this region or in the guide."""
    return guide.kind_in(region.slug if region else None)


@register.filter
def has_all(guide: documents.Guide, topics: str) -> bool:
    """Whether the guide has a section for each of these topics."""
    return set(topics.split()).issubset(guide.sections)


@register.filter
def without(headings: dict[str, Any], anchor: str) -> dict[str, Any]:
    return {name: words for name, words in headings.items() if name != anchor}
