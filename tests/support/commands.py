"""Runs the commands of the site."""

import io

from django.core.management import call_command


def run(*words, **options):
    """Run a command and give what it printed."""
    out = io.StringIO()
    call_command(*map(str, words), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()
