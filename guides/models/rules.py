"""The document's own rules, asked of a field, so that the desk can name the field and the reason."""

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


def _kept(rule: Rule, value: str) -> None:
    try:
        rule(value)
    except ValueError as error:
        raise ValidationError(str(error).capitalize() + ".") from None


def readable(value: Any) -> None:
    """No line breaks, control characters or letters that nobody can see."""
    for text in value if isinstance(value, list) else [value]:
        _kept(documents.plain, text)
        if len(text) > documents.LONGEST_TEXT:
            raise ValidationError(_("One entry is longer than %(limit)s characters."), params={"limit": 1000})


def short(value: list[str]) -> None:
    """Each label of a trail fits on a line."""
    if any(len(text) > documents.LONGEST_LINE for text in value):
        raise ValidationError(
            _("One label is longer than %(limit)s characters."), params={"limit": documents.LONGEST_LINE}
        )


def secure(value: str) -> None:
    """A whole https address."""
    _kept(documents.secure_link, value)


@deconstructible
class Matching(RegexValidator):
    """A text, or each text of a list, has the form that the document asks for."""

    def __call__(self, value: Any) -> None:
        for text in value if isinstance(value, list) else [value]:
            super().__call__(text)


is_slug = Matching(documents.SLUG, _("Use small letters, digits and single hyphens between them: switch-off."))
is_country = Matching(documents.COUNTRY, _("Use two capital letters for each country: IE."))
is_place = Matching(documents.PLACE, _("Use the code of a country, or of a part of one: IE, DE-BY, US-CA."))
is_language = Matching(documents.LANGUAGE, _("Use the code of a language: en, de, pt-BR."))


def slug_field(*, blank: bool = False) -> "models.SlugField[Any, str]":
    help_text = _("The permanent name in addresses and ticks: small letters, digits, hyphens. It cannot change later.")
    return models.SlugField(_("short name"), max_length=60, help_text=help_text, blank=blank, validators=[is_slug])


def line_field(label: Any, help_text: Any = "", *, blank: bool = False) -> "models.CharField[Any, str]":
    return models.CharField(
        label, max_length=documents.LONGEST_LINE, help_text=help_text, blank=blank, validators=[readable]
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
