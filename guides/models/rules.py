"""Validators that apply the document's rules to a field, so that the desk can name the field and the reason."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides.document import field_types, letters
from guides.document.reasons import Reason

Rule = Callable[[str], str]

LONGEST_NAME = 70  # of a row, where staff choose it from a list
LONGEST_SAID = 40  # of an entry, in a message on it


def in_words(reason: str) -> str:
    """What the document says of a fault, in the language of whoever looks."""
    if not isinstance(reason, Reason):
        return gettext(reason) if reason else ""
    params = {
        name: in_words(value) if name == "reason" or isinstance(value, Reason) else value
        for name, value in reason.params.items()
    }
    return gettext(reason.message) % params


def _kept(rule: Rule, value: str) -> None:
    try:
        rule(value)
    except ValueError as error:
        reason = in_words(error.args[0])
        raise ValidationError(f"{reason[:1].upper()}{reason[1:]}.") from None


def _each(value: Any, check: Callable[[str], None]) -> None:
    """Apply a rule to a text or to each entry of a list; raise all errors at once, each with its entry."""
    if not isinstance(value, list):
        check(value)
        return
    faults = []
    for entry in value:
        try:
            check(entry)
        except ValidationError as error:
            start = Truncator(entry).chars(LONGEST_SAID)
            faults += [ValidationError(f"“{start}”: {message}") for message in error.messages]
    if faults:
        raise ValidationError(faults)


def readable(value: Any) -> None:
    """No line breaks, control characters or letters that nobody can see; not too long once it is composed."""

    def check(text: str) -> None:
        _kept(field_types.plain, text)
        _not_longer(text, field_types.LONGEST_TEXT)

    _each(value, check)


def short(value: Any) -> None:
    """It fits on a line."""
    _each(value, lambda text: _not_longer(text, field_types.LONGEST_LINE))


def _not_longer(text: str, limit: int) -> None:
    """Check the length after normalisation, which can make a text longer."""
    if len(unicodedata.normalize("NFC", text)) > limit:
        words = {"length": len(unicodedata.normalize("NFC", text)), "limit": limit}
        raise ValidationError(_("It has %(length)s characters. Shorten it to %(limit)s."), params=words)


def searchable(value: list[str]) -> None:
    """Each entry is one word."""
    _each(value, lambda word: _kept(field_types.one_word, word))


def of_known_blanks(value: str) -> None:
    """Each blank in it is one that is filled in."""
    _kept(letters.with_known_blanks, value)


def to_begin_with(value: str) -> None:
    """The beginning of a reason: no blank and no brace, and “…” at most at its end."""
    _kept(letters.to_begin_with, value)
    _kept(letters.with_known_blanks, value)


def secure(value: str) -> None:
    """A whole https address."""
    _kept(field_types.secure_link, value)


@deconstructible
class Matching(RegexValidator):
    """A text, or each text of a list, has the form that the document asks for."""

    def __call__(self, value: Any) -> None:
        _each(value, super().__call__)


def _up_to(longest: int, form: str) -> str:
    return f"^(?=.{{1,{longest}}}$){form.removeprefix('^')}"


is_slug = Matching(
    _up_to(field_types.LONGEST_SLUG, field_types.SLUG),
    _("Use small letters, digits and single hyphens between them: switch-off."),
)
is_country = Matching(field_types.COUNTRY, _("Use two capital letters for each country: IE."))
is_place = Matching(field_types.PLACE, _("Use the code of a country, or of a part of one: IE, DE-BY, US-CA."))
is_email = Matching(field_types.EMAIL, _("Write the address as people type it: office@authority.example."))
is_language = Matching(
    _up_to(field_types.LONGEST_LANGUAGE, field_types.LANGUAGE),
    _("Use the code of a language: en, de, pt-BR."),
)


def slug_field(*, blank: bool = False) -> "models.SlugField[Any, str]":
    help_text = _(
        "The name in addresses and ticks: small letters, digits, hyphens. It can be changed until it is published; "
        "after that, links and readers’ ticks depend on it, so it cannot change."
    )
    return models.SlugField(_("short name"), max_length=60, help_text=help_text, blank=blank, validators=[is_slug])


def line_field(label: Any, help_text: Any = "", *, blank: bool = False) -> "models.CharField[Any, str]":
    return models.CharField(
        label, max_length=field_types.LONGEST_LINE, help_text=help_text, blank=blank, validators=[readable, short]
    )


def text_field(
    label: Any, help_text: Any = "", *, blank: bool = False, editable: bool = True, rules: Sequence[Any] = ()
) -> "models.TextField[Any, str]":
    return models.TextField(
        label,
        max_length=field_types.LONGEST_TEXT,
        help_text=help_text,
        blank=blank,
        editable=editable,
        validators=[readable, *rules],
    )


def link_field(label: Any, help_text: Any = "", *, blank: bool = True) -> "models.URLField[Any, str]":
    return models.URLField(
        label, max_length=field_types.LONGEST_TEXT, help_text=help_text, blank=blank, validators=[secure]
    )


def staff_field(label: Any, **options: Any) -> "models.ForeignKey[Any, Any]":
    """Somebody of the staff; what they did stays when their login goes."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
        **options,
    )
