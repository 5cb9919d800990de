"""Template tag for the addresses of pictures."""

from typing import Any

from django import template
from django.urls import reverse

from guides.document.steps import Picture
from guides.views import preview

register = template.Library()


@register.simple_tag(takes_context=True)
def picture_address(context: Any, picture: Picture) -> str:
    """The address of a picture; in a preview with a key to it, since perhaps no edition shows it yet."""
    address = reverse("picture", args=[picture.digest, picture.kind])
    return f"{address}?key={preview.picture_key(picture.digest)}" if context.get("is_preview") else address
