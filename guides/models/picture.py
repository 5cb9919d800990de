"""The files of pictures, by the digest of their bytes. Editions and drafts name them by it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """A file that is served as it is and never changes. `operations/pruning.py` deletes what no guide names.

    `is_published`: an edition shows it, or did; before that, only those see it who may see the draft.
    """

    digest = models.CharField(_("digest"), max_length=64, primary_key=True)
    kind = models.CharField(_("kind"), max_length=4)
    data = models.BinaryField(_("file"))
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    is_published = models.BooleanField(_("published"), default=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return f"{self.digest}.{self.kind}"
