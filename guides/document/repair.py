"""Recovers what is readable in an invalid guide: its plain data, with the invalid parts left out or shown as “…”."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from guides.document.field_types import CONTROL, HIDDEN
from guides.document.types import OF_LETTERS

PLACEHOLDER = "…"

Path = tuple[Any, ...]


def repair(data: dict[str, Any], faults: Sequence[Any]) -> set[str]:
    """Remove from the data (in place) what these pydantic errors name; return the collections that lost a part.

    In texts, only invisible characters are removed. A required field becomes “…”. If that is not enough, the part that
    contains it is removed, and for an error in the guide itself, all the data.
    """
    hopeless = set()
    for fault in sorted(faults, key=_last_first, reverse=True):
        path = tuple(fault["loc"])
        if fault["type"] == "missing":
            _place(data, path)[path[-1]] = _stand_in(path)
        elif _at(data, path) == _stand_in(path):
            hopeless.add(_part(path))
        elif not _clean(data, path):
            _remove(data, path)
    for part in sorted(hopeless, key=lambda path: _last_first({"loc": path}), reverse=True):
        _remove(data, part)
    return {part[-2] for part in hopeless if part}


def _last_first(fault: Any) -> list[str]:
    """Order errors from last to first, because removing a list entry shifts those after it."""
    return [str(step).zfill(6) for step in fault["loc"]]


def _clean(data: Any, path: Path) -> bool:
    """Remove invisible characters from a text; whether there were any."""
    text = _at(data, path) if path else None
    cleaned = " ".join(HIDDEN.sub("", CONTROL.sub(" ", text)).split()) if isinstance(text, str) else ""
    if not cleaned or cleaned == text:
        return False
    _place(data, path)[path[-1]] = cleaned
    return True


def _stand_in(path: Path) -> str:
    return "en" if path[-1] in ("language", "name_language") else PLACEHOLDER


def without_lost_references(data: dict[str, Any]) -> dict[str, Any]:
    """The same guide without references to sources, regions or steps that do not exist."""
    known = {name: {part["slug"] for part in data.get(name, ())} for name in ("sources", "regions", "steps")}
    for part in _parts(data):
        for name in ("sources", "regions"):
            if name in part:
                part[name] = [slug for slug in part[name] if slug in known[name]]
        for name in ("step", "after"):
            if part.get(name) not in known["steps"]:
                part.pop(name, None)
    return data


def _parts(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every part that references others."""
    for name in ("steps", "claims", "labels", "events", "rumours", *OF_LETTERS):
        yield from data.get(name, ())
    for name, inside in (("regions", "authorities"), ("steps", "variants"), ("steps", "walkthroughs")):
        for part in data.get(name, ()):
            yield from part.get(inside, ())


def _part(path: Path) -> Path:
    """The innermost part that contains this path; empty: the guide itself."""
    numbers = [place for place, step in enumerate(path) if isinstance(step, int)]
    return path[: numbers[-1] + 1] if numbers else ()


def _place(data: Any, path: Path) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


def _at(data: Any, path: Path) -> Any:
    place = _place(data, path)
    return place.get(path[-1]) if isinstance(place, dict) else place[path[-1]]


def _remove(data: Any, path: Path) -> None:
    if path:
        del _place(data, path)[path[-1]]
    else:
        data.clear()


def copied(data: Any) -> Any:
    """A deep copy of plain data."""
    if isinstance(data, dict):
        return {name: copied(value) for name, value in data.items()}
    return [copied(value) for value in data] if isinstance(data, Iterable) and not isinstance(data, str) else data
