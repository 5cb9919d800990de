"""Whether a guide is listed and still applies. Belongs to the guide, not to an edition."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """`is_listed`: the site links to it. `retired`: the sentence that tells readers not to rely on it any more.

    `successor`: the slug of the guide that replaces it, with its product's name.
    """

    is_listed: bool = True
    retired: str = ""
    successor: str = ""
    successor_name: str = ""


LISTED = Standing()
