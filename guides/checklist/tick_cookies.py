"""What one visitor has ticked. It lives in their browser: one small cookie a tick, and nothing on the server.

The cookie's name is the guide and the step, its value the revision of the step that was ticked, or
`not-for-me`. A person can read it. One cookie a tick means that two ticks at once never overwrite
each other. Nothing here knows of Django or of a database.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Wish = Literal["1", "0", "not-for-me"]
WISHES: tuple[Wish, ...] = ("1", "0", "not-for-me")

NOT_FOR_ME = "not-for-me"
REVISION = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
STEP = re.compile(r"[a-z0-9-]*", re.ASCII)
WRITTEN = re.compile(rf"({STEP.pattern})\.(0|{REVISION.pattern})", re.ASCII)
KEEP_SECONDS = 400 * 24 * 60 * 60  # the longest that browsers keep a cookie


@dataclass(frozen=True)
class Tick:
    """One tick; `revision` None means that the visitor said 'not for me'."""

    revision: int | None

    @property
    def cookie(self) -> str:
        """What the cookie of this tick holds."""
        return NOT_FOR_ME if self.revision is None else str(self.revision)

    def is_older_than(self, revision: int) -> bool:
        """Made before the step was changed; 'not for me' never grows old."""
        return self.revision is not None and self.revision < revision


Ticks = Mapping[str, Tick]


def cookie_name(guide: str, step: str) -> str:
    return f"{guide}.{step}"


def read(cookies: Mapping[str, str], guide: str) -> dict[str, Tick]:
    """The ticks in a cookie jar, by step; whatever is damaged or not ours is passed over."""
    found = {name.removeprefix(f"{guide}."): _tick(value) for name, value in cookies.items() if _is_ours(name, guide)}
    return {step: tick for step, tick in found.items() if tick is not None}


def renewed(cookies: Mapping[str, str], guide: str) -> dict[str, str]:
    """The cookies of all ticks as they are, by name: each tick sends them anew, so that they end together."""
    return {cookie_name(guide, step): tick.cookie for step, tick in read(cookies, guide).items()}


def names(cookies: Iterable[str], guide: str) -> list[str]:
    """The cookies to forget when the visitor asks us to: damaged ones too."""
    return [name for name in cookies if _is_ours(name, guide)]


def value(wish: Wish, revision: int) -> str | None:
    """What the cookie must hold for this wish; None: it must go."""
    return {"1": str(revision), "0": None, "not-for-me": NOT_FOR_ME}[wish]


def merge(here: Ticks, brought: Ticks) -> dict[str, Tick]:
    """The ticks of two browsers in one: whatever is ticked in either stays ticked, at the higher revision.

    Done beats 'not for me': that something was done is a fact, and the visitor can still take it back with one press;
    a tick that was lost would send them to LinkedIn once more.
    """
    both = {step: [ticks[step] for ticks in (here, brought) if step in ticks] for step in {**here, **brought}}
    return {step: max(found, key=lambda tick: tick.revision or 0) for step, found in both.items()}


def to_text(ticks: Ticks) -> str:
    """The ticks as one short word that needs no escaping in an address: `look-again.1_research.0` (0: not for me)."""
    return "_".join(f"{step}.{ticks[step].revision or 0}" for step in sorted(ticks))


def from_text(text: str) -> dict[str, Tick]:
    """The ticks that were written by `to_text`; whatever is damaged is passed over."""
    found = filter(None, map(WRITTEN.fullmatch, text.split("_")))
    return {one[1]: Tick(int(one[2]) or None) for one in found}


def _is_ours(name: str, guide: str) -> bool:
    return name.startswith(f"{guide}.") and STEP.fullmatch(name.removeprefix(f"{guide}.")) is not None


def _tick(value: str) -> Tick | None:
    if value == NOT_FOR_ME:
        return Tick(None)
    return Tick(int(value)) if REVISION.fullmatch(value) else None
