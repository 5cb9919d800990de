"""Why something is refused, so that whoever shows it can say it in another language. Nothing here knows of Django."""

from typing import Any


class Reason(str):
    """The sentence in English, with the message that it is made of and what is put into that.

    What is put into it may be a reason itself. A sentence without anything to put into it may be a plain text.
    """

    __slots__ = ("message", "params")
    message: str
    params: dict[str, Any]

    def __new__(cls, message: str, **params: Any) -> "Reason":
        reason = super().__new__(cls, message % params)
        reason.message, reason.params = message, params
        return reason
