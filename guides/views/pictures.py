"""The pictures of guides, by the digest of their bytes: what such an address names never changes.

Those of an edition are for everybody; those of a draft for whoever may see the draft, and no cache keeps them.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.translation import gettext as _

from guides.models import Picture
from guides.views import preview
from guides.views.decorators import require_safe
from guides.views.errors import NotHereError

FOR_STAFF = "private, no-store"
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def picture(request: HttpRequest, digest: str, kind: str) -> HttpResponseBase:
    """The file, for a year, with the type that it was checked to have; one of no edition as a preview, unkept."""
    row = Picture.objects.filter(digest=digest, kind=kind).first()
    if row is None or not (row.is_published or preview.may_see_picture(request, digest)):
        raise NotHereError(_("There is no such picture."))
    etag = f'"{digest[:20]}"'
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(bytes(row.data), content_type=f"image/{kind}")
    response["ETag"] = etag
    response["Cache-Control"] = FOREVER if row.is_published else FOR_STAFF
    return response
