"""When the site last pruned: one row, against which a clock that jumps is noticed."""

from django.db import models


class Seen(models.Model):
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
