"""Model fields for lists of short texts, which staff write one per line."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from guides.document import types as documents
from guides.document import validation
from guides.document.field_types import MOST_ENTRIES, TOPICS, USUAL_DEVICES, USUALLY_NEEDED
from guides.models.rules import in_words

DEVICE_NAMES = {
    "computer": _("Computer"),
    "iphone": _("iPhone or iPad app"),
    "android": _("Android app"),
    "phone": _("Browser on a phone or tablet"),
    "windows-app": _("Windows app"),
    "mac-app": _("Mac app"),
    "tv": _("TV"),
    "email": _("E-mail"),
}

RIGHT_NAMES = {
    "objection": _("a right to object"),
    "prohibition": _("a prohibition"),
    "withdrawal": _("consent can be withdrawn"),
    "suspension": _("a right to have it suspended"),
    "breach": _("only if a breach is alleged"),
    "none": _("no right to stop it"),
}


class Topic(models.TextChoices):
    """The topics of claims, as the desk calls them."""

    ESSENTIAL = "essential", _("Essential (front page)")
    STANDING = "standing", _("Where you stand")
    WHY = "why", _("Why (of a step)")
    MISSING = "missing", _("I don’t see this (of a step)")
    ENDING = "ending", _("Ending")
    DOES = "does", _("What it does")
    DOES_NOT = "does_not", _("What it does not do")
    USED = "used", _("What is used")
    NOT_USED = "not_used", _("What is not used")
    DISPUTED = "disputed", _("Where sources disagree")
    COMPLAIN = "complain", _("How to complain")
    NO_ACCOUNT = "no_account", _("Without an account")
    UNDER_18 = "under_18", _("Under 18")
    REGION_UNCLEAR = "region_unclear", _("Region unclear")
    OBJECTING = "objecting", _("Letters: what the switch already does")
    LETTER_FOR = "letter_for", _("Letters: who one is for")
    DECEASED = "deceased", _("Letters: for somebody who died")
    EMPLOYERS = "employers", _("Letters: employers")
    AUTHORS = "authors", _("Letters: authors")


class StepKind(models.TextChoices):
    """What a reader does in a step, as the desk calls it."""

    SWITCH = "switch", _("set a switch")
    FORM = "form", _("send a form")
    REQUEST = "request", _("make a request")
    DELETION = "deletion", _("delete something")


class LinesFormField(forms.CharField):
    """A text box with one entry per line; empty lines are ignored."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class ListField(models.JSONField):
    """Holds a list of texts, in order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if len(value) > MOST_ENTRIES:
            raise ValidationError(
                _("There are %(number)s entries. Keep no more than %(most)s."),
                params={"number": len(value), "most": MOST_ENTRIES},
            )

    def run_validators(self, value: Any) -> None:
        """Run the validators with their own messages instead of JSONField's."""
        faults: list[ValidationError] = []
        for validator in self.validators:
            try:
                validator(value)
            except ValidationError as error:
                faults.extend(error.error_list)
        if faults:
            raise ValidationError(faults)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("form_class", None)
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        widget = forms.Textarea(attrs={"rows": 3})
        return LinesFormField(
            required=not self.blank, label=self.verbose_name.capitalize(), help_text=self.help_text, widget=widget
        )


class PartsField(ListField):
    """Small parts of a document, in the document's form: empty values are left out."""

    part: type[documents.Part] = documents.Part

    def validate(self, value: Any, model_instance: Any) -> None:
        """Each entry keeps to the document's rules."""
        super().validate(value, model_instance)
        faults = [
            ValidationError(
                _("%(number)s, “%(field)s”: %(reason)s."),
                params={"number": number, "field": field, "reason": in_words(reason)},
            )
            for number, entry in enumerate(value, start=1)
            for field, reason in validation.refused(self.part, entry)
        ]
        if faults:
            raise ValidationError(faults)

    def to_python(self, value: Any) -> Any:
        return [
            {name: list(each) if isinstance(each, tuple) else each for name, each in entry.items() if each}
            if isinstance(entry, Mapping)
            else entry
            for entry in value
        ]


class RevisionsField(PartsField):
    """The revisions of a step, and whom each asks."""

    part = documents.Revision


WORDS_OF_A_STEP = ("title", "outcome", "tick", "summary")


class VariantsFormField(LinesFormField):
    """A text box: the short names of some regions on a line, and below it the words that differ there.

    eu, uk
    title: Object to it
    tick: I have objected
    """

    def prepare_value(self, value: Any) -> Any:
        return "\n\n".join(map(self._written, value)) if isinstance(value, list) else value

    def _written(self, variant: Mapping[str, Any]) -> str:
        words = [f"{name}: {variant[name]}" for name in WORDS_OF_A_STEP if variant.get(name)]
        return "\n".join([", ".join(variant.get("regions", ())), *words])

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        variants: list[dict[str, Any]] = []
        for line in super().to_python(value):
            name, colon, words = (part.strip() for part in line.partition(":"))
            if not colon:
                variants.append({"regions": [each.strip() for each in line.split(",") if each.strip()]})
            elif name.lower() not in WORDS_OF_A_STEP or not variants:
                raise ValidationError(
                    _(
                        "“%(line)s” is not understood. Write the short names of the regions on a line, and below it "
                        "what differs there: “title: …”, “outcome: …”, “tick: …” or “summary: …”."
                    ),
                    params={"line": line},
                )
            elif words:
                variants[-1][name.lower()] = words
        return variants

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return super().has_changed(initial, data)
        except ValidationError:
            return True


class VariantsField(PartsField):
    """Other words of a step for some regions."""

    part = documents.Variant

    def formfield(self, **kwargs: Any) -> Any:
        return VariantsFormField(
            required=False,
            label=self.verbose_name.capitalize(),
            help_text=self.help_text,
            widget=forms.Textarea(attrs={"rows": 6}),
        )


class PicturesFormField(LinesFormField):
    """A text box with a line for each picture: its short name, its day, and what it shows.

    the-switch | 2026-11-30 | The switch, set to Off
    """

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{each['slug']} | {each['dated_on']} | {each['alternative']}" for each in value)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        pictures = []
        for line in super().to_python(value):
            parts = [part.strip() for part in line.split("|", 2)]
            if len(parts) < 3 or not all(parts):
                message = _("“%(line)s” is not understood. Write each picture on a line, like this: “%(usual)s”.")
                usual = "the-switch | 2026-11-30 | The switch, set to Off"
                raise ValidationError(message, params={"line": line, "usual": usual})
            pictures.append(dict(zip(("slug", "dated_on", "alternative"), parts, strict=True)))
        return pictures

    def has_changed(self, initial: Any, data: Any) -> bool:
        typed = data if isinstance(data, str) else self.prepare_value(data) or ""
        return bool((self.prepare_value(initial) or "").splitlines() != typed.strip().splitlines())


class PicturesField(PartsField):
    """The pictures of a walkthrough; their files are rows of their own, by digest."""

    part = documents.Picture

    def to_python(self, value: Any) -> Any:
        return [
            {name: str(each) if name == "dated_on" else each for name, each in entry.items()}
            for entry in super().to_python(value)
        ]

    def formfield(self, **kwargs: Any) -> Any:
        return PicturesFormField(
            required=False,
            label=self.verbose_name.capitalize(),
            help_text=self.help_text,
            widget=forms.Textarea(attrs={"rows": 2}),
        )


class QuestionFormField(LinesFormField):
    """A text box: the question on the first line, and below it each answer, after its short name.

    Is it a work account?
    work: Yes, from my employer or school
    own: No, my own
    """

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        answers = [f"{answer['slug']}: {answer['label']}" for answer in value.get("answers", ())]
        return "\n".join([value.get("text", ""), *answers])

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Mapping):
            return value
        text, *lines = super().to_python(value) or [""]
        answers = []
        for line in lines:
            slug, colon, label = (part.strip() for part in line.partition(":"))
            if not colon or not slug or not label:
                message = _(
                    "“%(line)s” is not understood. Write each answer on a line, after its short name: “%(usual)s”."
                )
                raise ValidationError(message, params={"line": line, "usual": "work: Yes, a work account"})
            answers.append({"slug": slug, "label": label})
        return {"text": text, "answers": answers} if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return super().has_changed(initial, data)
        except ValidationError:
            return True


class QuestionField(models.JSONField):
    """What a step asks first, in the document's form; None: nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"null": True, "blank": True}))

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return None
        return {"text": value["text"], "answers": [dict(answer) for answer in value.get("answers", ())]}

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if value and (faults := validation.refused(documents.StepQuestion, value)):
            message = _("“%(field)s”: %(reason)s.")
            raise ValidationError(
                [
                    ValidationError(message, params={"field": field, "reason": in_words(reason)})
                    for field, reason in faults
                ]
            )

    def formfield(self, **kwargs: Any) -> Any:
        return QuestionFormField(
            required=False,
            label=self.verbose_name.capitalize(),
            help_text=self.help_text,
            widget=forms.Textarea(attrs={"rows": 4}),
        )


def all_sections() -> list[str]:
    return list(TOPICS)


def usually_needed() -> list[str]:
    return list(USUALLY_NEEDED)


def usual_devices() -> list[str]:
    return list(USUAL_DEVICES)


class ChosenField(ListField):
    """Holds some entries of a fixed list, in its order; staff tick them."""

    names: Sequence[tuple[str, Any]] = ()

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            choices=list(self.names),
            required=not self.blank,
            label=self.verbose_name.capitalize(),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


class DevicesField(ChosenField):
    """Holds some of the devices the site knows, in their fixed order."""

    names = list(DEVICE_NAMES.items())


class TopicsField(ChosenField):
    """Holds some of the topics of claims, in their fixed order."""

    names = Topic.choices


class RightsField(ChosenField):
    """Holds some of the kinds of rights, in their fixed order."""

    names = list(RIGHT_NAMES.items())
