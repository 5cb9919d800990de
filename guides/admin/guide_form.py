"""The form of a guide as a whole, for one that exists and for a new one."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from guides.admin.seen import EditedForm
from guides.document.languages import BY_TAG, ENGLISH
from guides.editing import short_names


class GuideForm(EditedForm):
    """A guide form that refuses short names that are a region's in another guide."""

    def _refused(self) -> Iterator[tuple[str, str]]:
        yield from super()._refused()
        if self.cleaned_data.get("language", ENGLISH.tag) not in BY_TAG:
            yield "language", _("The site knows these: %(tags)s.") % {"tags": ", ".join(BY_TAG)}
        other = short_names.guide_with(self.cleaned_data["slug"]) if "slug" in self.cleaned_data else None
        if other:
            message = _("“%(name)s” is a short name of a region in the guide “%(guide)s”. Choose another.")
            yield "slug", message % {"name": self.cleaned_data["slug"], "guide": other}
