"""The pictures of guides, by the digest of their bytes: what such an address names never changes."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.translation import gettext as _

from guides.models import Picture
from guides.views.decorators import require_safe
from guides.views.errors import NotHereError

FOREVER = "public, max-age=31536000, immutable"


@require_safe
def picture(request: HttpRequest, digest: str, kind: str) -> HttpResponseBase:
    """The file, for a year, with the type that it was checked to have."""
    row = Picture.objects.filter(digest=digest, kind=kind).first()
    if row is None:
        raise NotHereError(_("There is no such picture."))
    etag = f'"{digest[:20]}"'
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(bytes(row.data), content_type=f"image/{kind}")
    response["ETag"] = etag
    response["Cache-Control"] = FOREVER
    return response
