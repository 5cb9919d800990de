"""The settings of the site exactly as shipped, but for where static files are collected: for tests that weigh it."""

import os
from pathlib import Path

from optout_site.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["STATIC_ROOT"])
