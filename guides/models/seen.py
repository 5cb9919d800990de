"""The time of the last pruning, in one row, by which clock jumps are noticed."""

from django.db import models


class Seen(models.Model):
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
