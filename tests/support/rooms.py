"""The way of a request through the rooms (the folders of guides/, and optout_site): each call from one into another."""

import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def _room(frame):
    file = Path(frame.f_code.co_filename)
    parts = file.relative_to(ROOT).parts if file.is_relative_to(ROOT) else ("",)
    return {"guides": f"guides/{parts[1]}", "optout_site": "optout_site"}.get(parts[0]) if len(parts) > 1 else None


def _caller(frame):
    """The room in which the nearest function of ours waits for this one; None: nobody of ours called it."""
    while (frame := frame.f_back) is not None:
        if room := _room(frame):
            return room
    return None


@contextmanager
def calls_between_rooms():
    calls = []

    def note(frame, event, _arg):
        if event == "call" and (room := _room(frame)) and (caller := _caller(frame)) not in (None, room):
            calls.append(f"{caller} → {room}, {frame.f_code.co_name}")

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)
