"""What a field of a guide may hold: a choice from a fixed list, a text, a name, an address; and how long each may be.

Nothing here knows of Django, of a database or of the web. The forms and columns of the draft keep to the same limits.
"""

import re
import unicodedata
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from guides.document.languages import BY_SLUG
from guides.document.reasons import Reason

# The number of the form of a document; `types.Guide.format` says what it promises.
FORMAT = 2

# All that the site has words for. Which of them a guide has, it says itself.
Device = Literal["computer", "iphone", "android", "phone", "windows-app", "mac-app", "tv", "email"]
DEVICES: tuple[Device, ...] = get_args(Device)
USUAL_DEVICES: tuple[Device, ...] = ("computer", "iphone", "android", "phone")

# What a reader does in a step: the words for it follow from this.
StepKind = Literal["switch", "form", "request", "deletion"]
STEP_KINDS: tuple[StepKind, ...] = get_args(StepKind)

Certainty = Literal["maker", "several", "one", "disputed", "inferred"]
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)

Topic = Literal[
    "essential",
    "standing",
    "why",
    "missing",
    "ending",
    "does",
    "does_not",
    "used",
    "not_used",
    "disputed",
    "complain",
    "no_account",
    "under_18",
    "region_unclear",
    "objecting",
    "letter_for",
    "deceased",
    "employers",
    "authors",
]
TOPICS: tuple[Topic, ...] = get_args(Topic)
STEP_TOPICS: frozenset[Topic] = frozenset({"why", "missing"})
# What stands beside the letters, where a guide has some: what the switch does already, who one is for, special cases.
LETTER_TOPICS: frozenset[Topic] = frozenset({"objecting", "letter_for", "deceased", "employers", "authors"})
# What a guide needs in every region, unless it says otherwise.
USUALLY_NEEDED: tuple[Topic, ...] = tuple(topic for topic in TOPICS if topic not in {"why", *LETTER_TOPICS})

# What people ask first, in the order in which they do.
Question = Literal["too_late", "deletes_posts", "stays", "seen", "reversible", "all_devices", "this_site"]
QUESTIONS: tuple[Question, ...] = get_args(Question)

Precision = Literal["day", "month", "year"]
Effect = Literal["starts", "pauses"]
Verdict = Literal["wrong", "superseded", "disputed"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

# Of a picture: what it may be, how large its file, and how wide or high.
PictureKind = Literal["png", "jpeg", "webp"]
KINDS_OF_PICTURES: tuple[PictureKind, ...] = get_args(PictureKind)
MOST_BYTES = 400_000
MOST_PIXELS = 2000
DIGEST = r"^[0-9a-f]{64}$"

LONGEST_LINE = 200
LONGEST_TEXT = 1000
LONGEST_WORD = 60

# Line breaks and control characters: what Unicode calls Cc, Zl and Zp.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# Text that turns the direction of what follows, or that nobody can see, has no place in a sentence.
HIDDEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def plain(text: str) -> str:
    """Give the text back in composed form; raise ValueError where it holds what a reader cannot see."""
    if CONTROL.search(text):
        raise ValueError("has a line break or a control character; write it as one line")
    if hidden := HIDDEN.search(text):
        named = f"U+{ord(hidden[0]):04X} after “{text[: hidden.start()][-20:]}”"
        raise ValueError(
            Reason(
                "has an invisible character or one that turns the reading direction (%(part)s); delete it", part=named
            )
        )
    return unicodedata.normalize("NFC", text)


def one_word(text: str) -> str:
    """Give the word back; raise ValueError unless it is one: letters and digits, with hyphens or apostrophes."""
    word = plain(text)
    if not all(unicodedata.category(letter)[0] in ("L", "M", "N") or letter in ("-", "'", "’") for letter in word):
        raise ValueError("must be one word of letters and digits")
    if len(word) > LONGEST_WORD:
        raise ValueError(Reason("is longer than %(most)s letters", most=LONGEST_WORD))
    return word


def secure_link(url: str) -> str:
    """Give the address back; raise ValueError unless it is a whole https address with a host."""
    parts = urlsplit(plain(url))
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or any(map(str.isspace, url)):
        raise ValueError("must be a whole address that begins with https://")
    return url


SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
COUNTRY = r"^[A-Z]{2}$"
PLACE = r"^[A-Z]{2}(-[A-Z]{2,3})?$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z]{2,8})*$"
EMAIL = r"^[A-Za-z0-9._+-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[a-z]{2,63}$"
LONGEST_SLUG = 60
LONGEST_LANGUAGE = 20
MOST_ENTRIES = 60  # in any list of texts
HIGHEST_REVISION = 9999
# What people and programs ask every site for. Nobody who types it means a guide or a region.
OF_ANY_SITE = (
    *("about", "account", "contact", "donate", "feed", "feeds", "help", "home", "imprint", "index", "legal", "login"),
    *("logout", "media", "news", "robots", "rss", "search", "signup", "sitemap", "status", "terms", "wp-admin", "www"),
)
# The first word of these addresses, or the last, means something else.
RESERVED_GUIDES = frozenset(
    {"admin", "api", "preview", "static", "healthz", "readyz", "privacy", "accessibility", "offline", "pictures"}
    | {"guides", *OF_ANY_SITE, *BY_SLUG}
)
RESERVED_REGIONS = frozenset(
    {"sources", "changes", "claims", "rumours", "timeline", "report", "objection", "api", "editions", *BY_SLUG}
    | {"more", "share", "for-work", "handout", "poster", "carry", "teams", "forget", "steps", "feed", *OF_ANY_SITE}
)
# A country or a language: “uk”, “de”, “pt-br”, “zh-hant”. The first part of an address may mean one.
PLACE_OR_LANGUAGE = re.compile(r"[a-z]{2}(-([a-z]{2}|arab|cyrl|hans|hant|latn))?")


def is_taken(slug: str) -> bool:
    """Whether the site itself means something else by this first part of an address, so that no guide can have it."""
    return slug in RESERVED_GUIDES or PLACE_OR_LANGUAGE.fullmatch(slug) is not None


Slug = Annotated[str, Field(pattern=SLUG, max_length=LONGEST_SLUG)]
Line = Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=LONGEST_LINE)]
Text = Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=LONGEST_TEXT)]
Word = Annotated[str, Field(min_length=1), AfterValidator(one_word)]
Link = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(secure_link)]
Country = Annotated[str, Field(pattern=COUNTRY)]
PlaceCode = Annotated[str, Field(pattern=PLACE)]
Language = Annotated[str, Field(pattern=LANGUAGE, max_length=LONGEST_LANGUAGE)]
