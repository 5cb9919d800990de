"""The document's own rules, asked of a field, so that the desk can name the field and the reason."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from guides import documents

Rule = Callable[[str], str]

LONGEST_NAME = 70  # of a row, where staff choose it from a list


def _kept(rule: Rule, value: str) -> None:
    try:
        rule(value)
    except ValueError as error:
        raise ValidationError(str(error).capitalize() + ".") from None


def readable(value: Any) -> None:
    """No line breaks, control characters or letters that nobody can see; not too long once it is composed."""
    for text in _entries(value):
        _kept(documents.plain, text)
        _not_longer(text, documents.LONGEST_TEXT)


def short(value: Any) -> None:
    """It fits on a line."""
    for text in _entries(value):
        _not_longer(text, documents.LONGEST_LINE)


def _entries(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _not_longer(text: str, limit: int) -> None:
    """Composing can make a text longer, and it is composed before it is read."""
    if len(unicodedata.normalize("NFC", text)) > limit:
        raise ValidationError(_("One entry is longer than %(limit)s characters."), params={"limit": limit})


def searchable(value: list[str]) -> None:
    """Each entry is one word."""
    for word in value:
        _kept(documents.one_word, word)


def secure(value: str) -> None:
    """A whole https address."""
    _kept(documents.secure_link, value)


@deconstructible
class Matching(RegexValidator):
    """A text, or each text of a list, has the form that the document asks for."""

    def __call__(self, value: Any) -> None:
        for text in _entries(value):
            super().__call__(text)


def _up_to(longest: int, form: str) -> str:
    return f"^(?=.{{1,{longest}}}$){form.removeprefix('^')}"


is_slug = Matching(
    _up_to(documents.LONGEST_SLUG, documents.SLUG),
    _("Use small letters, digits and single hyphens between them: switch-off."),
)
is_country = Matching(documents.COUNTRY, _("Use two capital letters for each country: IE."))
is_place = Matching(documents.PLACE, _("Use the code of a country, or of a part of one: IE, DE-BY, US-CA."))
is_email = Matching(documents.EMAIL, _("Write the address as people type it: office@authority.example."))
is_language = Matching(
    _up_to(documents.LONGEST_LANGUAGE, documents.LANGUAGE),
    _("Use the code of a language: en, de, pt-BR."),
)


def slug_field(*, blank: bool = False) -> "models.SlugField[Any, str]":
    help_text = _("The permanent name in addresses and ticks: small letters, digits, hyphens. It cannot change later.")
    return models.SlugField(_("short name"), max_length=60, help_text=help_text, blank=blank, validators=[is_slug])


def line_field(label: Any, help_text: Any = "", *, blank: bool = False) -> "models.CharField[Any, str]":
    return models.CharField(
        label, max_length=documents.LONGEST_LINE, help_text=help_text, blank=blank, validators=[readable, short]
    )


def text_field(label: Any, help_text: Any = "", *, blank: bool = False) -> "models.TextField[Any, str]":
    return models.TextField(
        label, max_length=documents.LONGEST_TEXT, help_text=help_text, blank=blank, validators=[readable]
    )


def link_field(label: Any, help_text: Any = "", *, blank: bool = True) -> "models.URLField[Any, str]":
    return models.URLField(
        label, max_length=documents.LONGEST_TEXT, help_text=help_text, blank=blank, validators=[secure]
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
