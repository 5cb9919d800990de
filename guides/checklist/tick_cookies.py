"""A visitor's ticks, stored in their browser: one small cookie per tick, and nothing on the server.

The cookie's name is the guide and the step; its value is the revision of the step when it was ticked, or `not-for-me`.
It is readable. With one cookie per tick, two simultaneous ticks never overwrite each other. No Django, no database.
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
        """The value of this tick's cookie."""
        return NOT_FOR_ME if self.revision is None else str(self.revision)

    def is_older_than(self, revision: int) -> bool:
        """Whether it was made before the step was revised; 'not for me' never expires."""
        return self.revision is not None and self.revision < revision


Ticks = Mapping[str, Tick]


def cookie_name(guide: str, step: str) -> str:
    return f"{guide}.{step}"


def read(cookies: Mapping[str, str], guide: str) -> dict[str, Tick]:
    """The ticks in these cookies, by step; invalid and foreign cookies are ignored."""
    ticks = {name.removeprefix(f"{guide}."): _tick(value) for name, value in cookies.items() if _is_ours(name, guide)}
    return {step: tick for step, tick in ticks.items() if tick is not None}


def names(cookies: Iterable[str], guide: str) -> list[str]:
    """The cookies to forget when the visitor asks us to: damaged ones too."""
    return [name for name in cookies if _is_ours(name, guide)]


def press(
    cookies: Mapping[str, str], guide: str, step: str, wish: Wish, revision: int
) -> tuple[dict[str, Tick], dict[str, str]]:
    """The ticks after this press, and the values of all their cookies, by name; an empty value means: delete it.

    Each press sends all of them again, so that they expire together.
    """
    pressed = {"1": Tick(revision), "0": None, "not-for-me": Tick(None)}[wish]
    every = {**read(cookies, guide), step: pressed}
    ticks = {each: tick for each, tick in every.items() if tick}
    return ticks, {cookie_name(guide, each): tick.cookie if tick else "" for each, tick in every.items()}


def merge(here: Ticks, brought: Ticks) -> dict[str, Tick]:
    """Merge the ticks of two browsers: whatever is ticked in either stays ticked, at the higher revision.

    Done wins over 'not for me', because it is a fact that the visitor can undo with one press; a lost tick would send
    them to LinkedIn again.
    """
    both = {step: [ticks[step] for ticks in (here, brought) if step in ticks] for step in {**here, **brought}}
    return {step: max(ticks, key=lambda tick: tick.revision or 0) for step, ticks in both.items()}


def to_text(ticks: Ticks) -> str:
    """The ticks as one short string that needs no escaping in a URL: `look-again.1_research.0` (0: not for me)."""
    return "_".join(f"{step}.{ticks[step].revision or 0}" for step in sorted(ticks))


def from_text(text: str) -> dict[str, Tick]:
    """Parse the output of `to_text`; invalid entries are ignored."""
    matches = filter(None, map(WRITTEN.fullmatch, text.split("_")))
    return {match[1]: Tick(int(match[2]) or None) for match in matches}


def _is_ours(name: str, guide: str) -> bool:
    return name.startswith(f"{guide}.") and STEP.fullmatch(name.removeprefix(f"{guide}.")) is not None


def _tick(value: str) -> Tick | None:
    if value == NOT_FOR_ME:
        return Tick(None)
    return Tick(int(value)) if REVISION.fullmatch(value) else None
