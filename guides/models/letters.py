"""What an objection is put together from: what the law gives, purposes, grounds, and the paragraphs of the texts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from guides.document.letters import LONGEST_WAIT_IN_DAYS, LONGEST_WAIT_IN_MONTHS
from guides.models.evidence import Evidence
from guides.models.fields import RIGHT_NAMES, ListField, RightsField
from guides.models.guide import Guide, Positioned, Scoped
from guides.models.rules import (
    LONGEST_NAME,
    is_place,
    line_field,
    link_field,
    of_known_blanks,
    readable,
    short,
    slug_field,
    text_field,
    to_begin_with,
)

COPIED = _("Plain text, since it is copied. {name}, {law} and the like are filled in; the manual lists them.")


def wait_field(label: Any, longest: int, help_text: Any = "") -> Any:
    """A time within which something is due; empty: none is known."""
    limits = [MinValueValidator(1), MaxValueValidator(longest)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=limits, help_text=help_text)


class HasAccount(models.TextChoices):
    """Whether a person has an account."""

    WITH = "with", _("with an account")
    WITHOUT = "without", _("without an account")


def account_field() -> Any:
    """For whom it is, of people with and without an account."""
    label, help_text = _("only for people"), _("Empty: with or without.")
    return models.CharField(label, max_length=10, choices=HasAccount, blank=True, help_text=help_text)


def places_field(help_text: Any) -> ListField:
    return ListField(_("only in these places"), validators=[is_place], help_text=help_text)


class OfLetters(Evidence, Scoped, Positioned):
    """What the parts of an objection have in common."""

    slug = slug_field()
    to_check = models.BooleanField(
        _("to be checked"),
        default=False,
        help_text=_("It stays here and is not published until somebody has checked it against its sources."),
    )

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The first page on which it appears."""
        guide = self.guide  # type: ignore[attr-defined] # each kind has one
        region = self.regions.first() or guide.regions.first()
        return reverse("guides:objection", args=[guide.slug, region.slug]) if region else str(guide.get_absolute_url())


class Recourse(OfLetters):
    """What the law of a place gives to somebody who wants this use to stop."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="recourses", verbose_name=_("guide"))
    name = line_field(_("name"), _("What it is called there: Right to object."))
    kind = models.CharField(
        _("kind of right"), max_length=20, choices=RIGHT_NAMES, help_text=_("Paragraphs are chosen by this.")
    )
    places = places_field(
        _("Codes, one per line: KR, CA-QC. For what differs within the region. Empty: the rest of it.")
    )
    law = line_field(
        _("law"), _("The article that a letter names: Article 21(1) GDPR. Empty: it names none."), blank=True
    )
    text = text_field(_("answer"), _("The honest answer for readers there. Markup as in a claim."))
    instead = text_field(_("instead"), _("What there is instead, or besides. Markup as in a claim."), blank=True)
    controller = line_field(_("addressed to"), _("The company to which a letter goes."), blank=True)
    post = ListField(_("postal address"), validators=[readable, short], help_text=_("One line per line."))
    form_url = link_field(_("form"), _("The address of the form."))
    form_option = line_field(_("option to choose"), _("As the form has it, in English. Empty: not known."), blank=True)
    other_option = line_field(
        _("option for other uses"),
        _("For uses that the first option does not cover. Empty: the form has one option, or none."),
        blank=True,
    )
    officer_url = link_field(
        _("form of the data protection officer"), _("The address of that form, if there is one of its own.")
    )
    answer_months = wait_field(
        _("answer due in months"), LONGEST_WAIT_IN_MONTHS, _("Calendar months. With neither, the law knows no date.")
    )
    answer_days = wait_field(_("answer due in days"), LONGEST_WAIT_IN_DAYS, _("Instead of months."))
    extension_months = wait_field(
        _("extension in months"), LONGEST_WAIT_IN_MONTHS, _("By how many more months they may extend it.")
    )
    acknowledge_days = wait_field(
        _("reminder acknowledged in days"),
        LONGEST_WAIT_IN_DAYS,
        _("Where the reminder is also a complaint to the company. The complaint to the authority waits as long."),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("answer of the law")
        verbose_name_plural = _("answers of the law")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="recourse_slug_once_a_guide")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.answer_months and self.answer_days:
            raise ValidationError({"answer_days": _("Give months or days, as the law counts, and clear the other.")})
        if self.extension_months and not (self.answer_months or self.answer_days):
            raise ValidationError(
                {"extension_months": _("This extends nothing. Say by when an answer is due, or clear this.")}
            )


class Purpose(OfLetters):
    """A use of personal data that a letter can name."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="purposes", verbose_name=_("guide"))
    label = line_field(_("words beside the box"), _("What the product calls this use, in plain words."))
    text = text_field(_("in the letter"), COPIED, rules=[of_known_blanks])
    is_first = models.BooleanField(
        _("ticked from the start"), default=False, help_text=_("For the use that the guide is about.")
    )
    is_other = models.BooleanField(
        _("sent apart"), default=False, help_text=_("If the form’s own option does not cover it.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("use that a letter names")
        verbose_name_plural = _("uses that a letter names")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="purpose_slug_once_a_guide")]

    def __str__(self) -> str:
        return self.label


class Ground(OfLetters):
    """A kind of reason that somebody may have."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="grounds", verbose_name=_("guide"))
    label = line_field(_("kind of reason"), _("In a few words, as people would choose it from a list."))
    sentence = text_field(
        _("how the reason begins"),
        _("Plain text. “…” at the end: the person goes on writing there."),
        rules=[to_begin_with],
    )
    care = text_field(_("what not to give away"), _("Shown beside it. Markup as in a claim."), blank=True)
    rights = RightsField(
        _("only for these rights"), help_text=_("None chosen: for every kind, but not where there is no right.")
    )
    account = account_field()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("kind of reason")
        verbose_name_plural = _("kinds of reasons")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="ground_slug_once_a_guide")]

    def __str__(self) -> str:
        return self.label


class Paragraph(OfLetters):
    """One paragraph of a text, and who gets it."""

    class Piece(models.TextChoices):
        FORM = "form", _("the short text for the form")
        LETTER = "letter", _("the letter")
        REMINDER = "reminder", _("the reminder")
        COMPLAINT = "complaint", _("the complaint")

    class Wish(models.TextChoices):
        REASON = "reason", _("gives a reason")
        RESTRICTION = "restriction", _("asks for a restriction meanwhile")
        KEEP_ACCOUNT = "keep_account", _("wants to keep the account")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="letters", verbose_name=_("guide"))
    piece = models.CharField(_("stands in"), max_length=20, choices=Piece)
    text = text_field(_("text"), COPIED, rules=[of_known_blanks])
    rights = RightsField(
        _("only for these rights"), help_text=_("None chosen: for every kind, but not where there is no right.")
    )
    places = places_field(_("Codes, one per line: KR, CA-QC. Empty: in all of the region."))
    account = account_field()
    wish = models.CharField(
        _("only if the person"), max_length=20, choices=Wish, blank=True, help_text=_("Empty: always.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("paragraph of a letter")
        verbose_name_plural = _("paragraphs of letters")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="paragraph_slug_once_a_guide")]

    def __str__(self) -> str:
        return Truncator(self.text).chars(LONGEST_NAME)
