"""Words of a guide in another language: what there is to translate, and the guide with those words in it.

A translation holds words alone, each under the English that it translates. So whoever changes an English sentence makes
exactly that one out of date, in every language: nothing is found under the new words, and the English is shown, marked.
Sources, dates, regions and names have one form in all languages. No Django, no database, no web.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple, Self

from guides.document import markup
from guides.document.types import Guide, Part, Source, StepQuestion

# What is written in the language of the guide. Everything else is a name, an address, a day or a word of the product.
WORDS: Mapping[str, tuple[str, ...]] = {
    "Guide": ("title", "description", "basis", "untried"),
    "Region": ("name", "place", "covers"),
    "Authority": ("place", "note", "contents", "disagreement"),
    "Step": ("title", "outcome", "tick", "summary", "change_note"),
    "Revision": ("note",),
    "StepQuestion": ("text",),
    "Answer": ("label",),
    "Picture": ("alternative",),
    "Variant": ("title", "outcome", "tick", "summary"),
    "Walkthrough": ("trail", "actions", "link_text", "see", "note", "disagreement"),
    "Claim": ("text", "answer", "words", "disagreement"),
    "Label": ("language_name", "disagreement"),
    "Event": ("text", "disagreement"),
    "Rumour": ("said", "right", "words", "disagreement"),
    "Recourse": ("name", "text", "instead", "form_option", "other_option", "law", "disagreement"),
    "Purpose": ("label", "text", "disagreement"),
    "Ground": ("label", "sentence", "care", "disagreement"),
    "Paragraph": ("text", "disagreement"),
    "Source": ("dated",),
}
LABEL = "label"  # a word of the product, in a trail or set apart in a text: as it is in that language, if we know it
ON_SCREEN = ("walkthrough.trail", "recourse.form_option", "recourse.other_option")
SEARCHED = ("claim.words", "rumour.words")  # another language needs more words or fewer, so they are one entry

Key = tuple[str, str]

# Around English words in a page that is being put together. No text holds such letters (`field_types.plain`).
BEGIN, END, BESIDE, SO_FAR = "\x0e", "\x0f", "\x10", "\x11"
SHOWN = {BEGIN: '<span lang="en">', END: "</span>", BESIDE: '<small lang="en">', SO_FAR: "</small>"}
MARKS = re.compile(rf"<(title|textarea|script|option)\b.*?</\1>|<[^>]*>|[{''.join(SHOWN)}]", re.DOTALL)
UNSEEN = dict.fromkeys(map(ord, SHOWN))


class InEnglish(str):
    """Words that are still English on a page of another language: where they are shown, they are marked as such."""

    __slots__ = ()
    language = "en"

    def __html__(self) -> str:
        return markup.Html(f"{BEGIN}{escape(self)}{END}")


class InLanguage(str):
    """Words in another language than the page, which no translation touches: where they are shown, they are marked."""

    language: str

    def __new__(cls, words: str, language: str) -> Self:
        made = super().__new__(cls, words)
        made.language = language
        return made

    def __html__(self) -> str:
        return markup.Html(f'<span lang="{escape(self.language)}">{escape(self)}</span>')


def in_one_language(parts: Iterable[str], whole: str) -> str:
    """What was put together of these: marked, where all of them are in one other language than the page."""
    languages = {getattr(part, "language", "") for part in parts}
    language = languages.pop() if len(languages) == 1 else ""
    return InLanguage(whole, language) if language else whole


def marked(guide: Guide) -> Guide:
    """The guide with titles and publishers of sources marked that are in another language than it is."""
    return guide.model_copy(update={"sources": tuple(_marked(each, guide.language) for each in guide.sources)})


def _marked(source: Source, page: str) -> Source:
    names = {name: str(getattr(source, name)) for name in ("title", "publisher")}
    if source.language != page:
        names = {name: InLanguage(words, source.language) for name, words in names.items()}
    return source.model_copy(update=names)


class Translated(str):
    """Words in the language of the page, in which some names are left in English: `names`."""

    names: tuple[str, ...]

    def __new__(cls, words: str, names: Iterable[str] = ()) -> Self:
        made = super().__new__(cls, words)
        made.names = tuple(names)
        return made

    def __html__(self) -> str:
        return markup.Html(_with_names(escape(self), self.names))


def on_screen(label: str) -> str:
    """A word of the product as it stands on the screen: without the English that we set beside it."""
    if isinstance(label, Translated):
        return label.removesuffix(f" ({label.names[0]})")
    return label


def to_html(text: str) -> str:
    """One line of guidance as safe HTML (`markup.to_html`), with marks around what is English in other words."""
    html = markup.to_html(text)
    return markup.Html(_with_names(html, text.names)) if isinstance(text, Translated) else like(text, html)


def like(text: str, html: str) -> str:
    """HTML that was made of a text, marked as English if that is."""
    if isinstance(text, InLanguage):
        return markup.Html(f'<span lang="{escape(text.language)}">{html}</span>')
    return markup.Html(f"{BEGIN}{html}{END}") if isinstance(text, InEnglish) else html


def to_text(text: str) -> str:
    """The same line without any markup (`markup.to_text`); what is English on a page in another language stays so."""
    plain = markup.to_text(text)
    if isinstance(text, InLanguage):
        return InLanguage(plain, text.language)
    return InEnglish(plain) if isinstance(text, InEnglish) else plain


def labels(text: str) -> list[str]:
    """The product's labels in a text, in English (`markup.labels`), also where it was translated."""
    return [*text.names] if isinstance(text, Translated) else markup.labels(text)


def _with_names(html: str, names: Iterable[str]) -> str:
    """English names that are set apart as a label, or stand in brackets behind the word we know for them."""
    for name in map(escape, names):
        html = html.replace(
            f'<strong translate="no">{name}</strong>', f'<strong translate="no">{BEGIN}{name}{END}</strong>'
        )
        html = html.replace(f" ({name})", f" {BESIDE}({name}){SO_FAR}")
    return html


def with_languages(page: str) -> str:
    """The page with its marks as `lang`; where there can be no element, in a tag or a title, they are left out."""
    if BEGIN not in page and BESIDE not in page:
        return page
    return MARKS.sub(lambda found: SHOWN.get(found[0]) or found[0].translate(UNSEEN), page)


class Entry(NamedTuple):
    """One text to translate: what kind of text it is (“claim.text”), the English, and where it stands in the guide."""

    context: str
    english: str
    place: str

    @property
    def key(self) -> Key:
        return self.context, self.english


@dataclass(frozen=True)
class Translation:
    """The words of a guide in one language, by the kind of text and its English."""

    language: str
    words: Mapping[Key, str]

    def localise(self, guide: Guide) -> Guide:
        """The guide in these words; what they lack stays English and is marked (`InEnglish`)."""
        translated: Guide = _rewritten(guide, self._said)
        return marked(translated.model_copy(update={"language": self.language}))

    def _said(self, context: str, english: str) -> str:
        words = self.words.get((context, english))
        if words is None:
            return InEnglish(english)
        if context == LABEL:
            return Translated(words, (english,)) if words != english else InEnglish(english)
        return Translated(words, markup.labels(english))

    def label(self, english: str) -> str:
        """A word of the product without the English beside it; in English where nobody knows another."""
        return self.words.get((LABEL, english), english).removesuffix(f" ({english})")


def entries(guide: Guide) -> list[Entry]:
    """Everything there is to translate, in reading order; what stands in several places comes several times."""
    found = []
    for entry in _entries(guide, ""):
        found += [Entry(LABEL, label, entry.place) for label in markup.labels(entry.english)]
        found.append(entry)
    return found


def missing(guide: Guide, translation: Translation) -> list[Entry]:
    """What is shown in English, each text once."""
    lacking = {entry.key: entry for entry in reversed(entries(guide)) if entry.key not in translation.words}
    return list(reversed(lacking.values()))


def _entries(part: Part, place: str) -> Iterator[Entry]:
    for name in WORDS.get(type(part).__name__, ()):
        context = _context(part, name)
        yield from (Entry(context, text, f"{place}{name}") for text in _texts(context, getattr(part, name)))
    for name, value in part:
        for number, inner in enumerate(value if isinstance(value, tuple) else (value,), start=1):
            if isinstance(inner, Part) and not getattr(inner, "to_check", False):
                yield from _entries(inner, f"{place}{name}/{_name(inner, number)}/")


def _texts(context: str, value: Any) -> tuple[str, ...]:
    """The texts of one field: none, one, several lines, or all words to look for as one."""
    if not value:
        return ()
    if context in SEARCHED:
        return (" ".join(value),)
    return (value,) if isinstance(value, str) else value


def _rewritten(part: Any, translate: Callable[[str, str], str]) -> Any:
    """The same part with other words, all the way down."""
    changes: dict[str, Any] = {}
    for name, value in part:
        if isinstance(value, tuple) and value and isinstance(value[0], Part):
            changes[name] = tuple(_rewritten(inner, translate) for inner in value)
        elif isinstance(value, Part):
            changes[name] = _rewritten(value, translate)
    for name in WORDS.get(type(part).__name__, ()):
        if value := getattr(part, name):
            context = _context(part, name)
            words = [translate(context, text) for text in _texts(context, value)]
            if context in SEARCHED:
                changes[name] = tuple(words[0].split())
            else:
                changes[name] = words[0] if isinstance(value, str) else tuple(words)
    return part.model_copy(update=changes) if changes else part


def _context(part: Part, name: str) -> str:
    context = f"{type(part).__name__.lower()}.{name}"
    return LABEL if context in ON_SCREEN else context


def _name(part: Part, number: int) -> str:
    """By what a part is found again when others come before it."""
    for name in ("slug", "code", "language"):
        if found := getattr(part, name, None):
            return str(found)
    scope = (getattr(part, name, ()) for name in ("devices", "regions", "answers"))
    named = "" if isinstance(part, StepQuestion) else "+".join(each for some in scope for each in some)
    return named or str(number)
