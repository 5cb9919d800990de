"""A draft on its way to an edition: published once, reworded, and asked for by members of the staff."""

import datetime
from contextlib import contextmanager

from django.contrib.auth.models import Group, User

from guides.document.field_types import USUAL_DEVICES
from guides.editing import drafts, publishing, workflow
from guides.models import Edition, Guide
from tests.support.factories import make_guide

HOUR = datetime.timedelta(hours=1)


@contextmanager
def published_once(blocker, **changes):
    """A guide, published once for a whole file; every test then works in a transaction of its own."""
    with blocker.unblock():
        publishing.publish(drafts.from_document(make_guide(**changes)), by=None, note="The first.")
    yield
    with blocker.unblock():
        Edition.objects.all().delete()
        Guide.objects.all().delete()


def publish_document(document):
    """This document as the draft and the newest edition of its guide."""
    return publishing.publish(drafts.from_document(document), by=None, note="As it is now.")


def member(name, group):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


def reword(guide, title, step="switch-off"):
    guide.steps.filter(slug=step).update(title=title)
    return fresh(guide)


def look_again(step="switch-off", line="The switch has moved.", regions=("uk", "eu", "world"), devices=USUAL_DEVICES):
    """What a browser sends of a step at which readers are asked to look again."""
    said = {"is_asked": "on", "line": line, "regions": list(regions), "devices": list(devices)}
    return {f"step-{step}-{name}": value for name, value in said.items()}


def fresh(guide):
    return Guide.objects.get(pk=guide.pk)


def ask(guide, by, **details):
    return workflow.ask(fresh(guide), by=by, **{"note": "Clearer words."} | details)
