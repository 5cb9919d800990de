"""The draft: ordinary rows that staff edit. Field names are those of `documents`; no visitor ever reads these.

A rule on a field is the document's own rule, asked here so that the admin can name the field.
"""

import datetime
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guides import documents
from guides.models.fields import DevicesField, ListField
from guides.models.rules import (
    is_country,
    is_email,
    is_language,
    is_place,
    is_slug,
    line_field,
    link_field,
    readable,
    searchable,
    short,
    slug_field,
    staff_field,
    text_field,
)


class Guide(models.Model):
    slug = models.SlugField(
        _("short name"),
        unique=True,
        max_length=60,
        validators=[is_slug],
        help_text=_("The first part of every address, such as “linkedin”."),
    )
    product = line_field(_("product"), _("What the guide is about, as people call it: LinkedIn."))
    title = line_field(_("title"), _("The headline: what the reader will have done at the end."))
    description = text_field(_("description"), _("One or two sentences for search engines and for previews in chats."))
    language = models.CharField(
        _("language"), max_length=20, default="en", validators=[is_language], help_text=_("The language of the texts.")
    )
    basis = text_field(
        _("how we know"), _("What the guide rests on, and what was not tried. Stands above the sources."), blank=True
    )
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        permissions = [("publish_guide", "Can publish a guide")]

    def __str__(self) -> str:
        return self.product

    def get_absolute_url(self) -> str:
        return reverse("guides:guide", args=[self.slug])


class Positioned(models.Model):
    """Has a place among its siblings; staff move it up and down."""

    position = models.PositiveIntegerField(_("place"), default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.position:
            last = type(self)._default_manager.aggregate(last=models.Max("position"))["last"]
            self.position = (last or 0) + 1
        super().save(*args, **kwargs)


class Source(Positioned):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="sources", verbose_name=_("guide"))
    slug = slug_field()
    title = line_field(_("title"), _("What the page or document is called."))
    publisher = line_field(_("publisher"), _("Who says it: LinkedIn, a regulator, a newspaper."))
    dated = line_field(_("date, in words"), _("When it was published, or in force: “18 September 2025”, “undated”."))
    url = link_field(
        _("address"),
        _("Leave it empty when the page is a copy of somebody else’s text: it is then named, but not linked."),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="source_slug_once_a_guide")]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"


class Region(Positioned):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="regions", verbose_name=_("guide"))
    slug = slug_field()
    name = line_field(_("name"), _("As in a list: United Kingdom."))
    place = line_field(_("place"), _("As in the middle of a sentence: in the United Kingdom."))
    covers = text_field(_("covers"), _("Who belongs here, for somebody who is not sure."))
    since_on = models.DateField(
        _("training since"),
        null=True,
        blank=True,
        help_text=_("A day by which the training ran in this region; the first one, where it is known."),
    )
    countries = ListField(
        _("countries"),
        validators=[is_country],
        help_text=_("Two-letter codes, one a line. /de leads to the region that has DE."),
    )
    aliases = ListField(
        _("other short names"), validators=[is_slug], help_text=_("One a line; each leads to this region: gb, england.")
    )
    is_elsewhere = models.BooleanField(
        _("is the rest of the world"), default=False, help_text=_("For exactly one region: everybody not named above.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="region_slug_once_a_guide")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("guides:checklist", args=[self.guide.slug, self.slug])

    def clean(self) -> None:
        if taken := {self.slug, *self.aliases} & documents.RESERVED_REGIONS:
            raise ValidationError({"aliases": _("“%(name)s” is another page of the guide.") % {"name": min(taken)}})


CERTAINTY_HELP = _(
    "Readers see this. Several: sources that do not copy each other. Our own conclusion: no source says it directly."
)


class Evidence(models.Model):
    """Where a statement comes from, how sure it is, and when somebody last held it against its sources."""

    class Certainty(models.TextChoices):
        LINKEDIN = "linkedin", _("LinkedIn says so")
        SEVERAL = "several", _("several sources")
        ONE = "one", _("one source")
        DISPUTED = "disputed", _("sources disagree")
        INFERRED = "inferred", _("our own conclusion")

    certainty = models.CharField(
        _("how sure"), max_length=10, choices=Certainty, default=Certainty.ONE, help_text=CERTAINTY_HELP
    )
    sources = models.ManyToManyField(
        Source, blank=True, verbose_name=_("sources"), help_text=_("At least one before publishing.")
    )
    checked_on = models.DateField(
        _("checked on"), null=True, blank=True, help_text=_("The day somebody last held this against its sources.")
    )
    checked_by = staff_field(_("checked by"), editable=False)
    check_after = models.DateField(
        _("check again after"), null=True, blank=True, help_text=_("Empty: 90 days after the last check.")
    )
    disagreement = text_field(_("who disagrees"), _("Only where sources disagree: what each side says."), blank=True)

    class Meta:
        abstract = True

    @property
    def due_on(self) -> datetime.date | None:
        """The day after which it should be checked again: the document's own rule. None: never checked."""
        if self.check_after is not None or self.checked_on is None:
            return self.check_after
        return self.checked_on + documents.CHECK_AGAIN_AFTER


class Authority(Evidence, Positioned):
    region = models.ForeignKey(Region, models.CASCADE, related_name="authorities", verbose_name=_("region"))
    code = models.CharField(
        _("code"),
        max_length=6,
        validators=[is_place],
        help_text=_("The country, or country and part: IE, DE-BY, US-CA."),
    )
    place = line_field(_("for people in"), _("The country or part of it."))
    name = line_field(_("name"), _("In its own language."))
    name_language = models.CharField(_("language of the name"), max_length=20, default="en", validators=[is_language])
    url = link_field(_("address"), _("The page on which one complains, or else its front page."), blank=False)
    email = models.EmailField(_("e-mail"), blank=True, validators=[is_email], help_text=_("Where there is no form."))
    languages = ListField(
        _("languages"), validators=[is_language], help_text=_("In which one may complain; codes, one a line.")
    )
    note = text_field(_("note"), blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"


class Step(Positioned):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="steps", verbose_name=_("guide"))
    slug = slug_field()
    title = line_field(_("title"), _("The outcome, not the way: “The switch is off”."))
    tick = line_field(_("words beside the box"), _("What the reader can now say: “It is off”."))
    summary = text_field(_("in one sentence"), _("What to reach, for somebody who is not there yet."))
    is_extra = models.BooleanField(
        _("is an extra"), default=False, help_text=_("Useful but not needed: readers may say “not for me”.")
    )
    regions = models.ManyToManyField(
        Region, blank=True, verbose_name=_("only in"), help_text=_("None chosen: in every region.")
    )
    revision = models.PositiveSmallIntegerField(
        _("revision"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(documents.HIGHEST_REVISION)],
        help_text=_("Raise it by one when readers who ticked this must look again; their tick then asks them to."),
    )
    change_note = text_field(
        _("what changed"), _("One line that those readers see. Needed from revision 2 on."), blank=True
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="step_slug_once_a_guide")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        region = self.regions.first() or self.guide.regions.first()
        return f"{region.get_absolute_url()}#step-{self.slug}" if region else self.guide.get_absolute_url()


class Walkthrough(Evidence, Positioned):
    step = models.ForeignKey(Step, models.CASCADE, related_name="walkthroughs", verbose_name=_("step"))
    devices = DevicesField(_("devices"), help_text=_("Every device needs exactly one walkthrough in every region."))
    regions = models.ManyToManyField(
        Region,
        blank=True,
        verbose_name=_("only in"),
        help_text=_("None chosen: everywhere. One that names a region goes before one for everywhere."),
    )
    trail = ListField(
        _("menu trail"),
        help_text=_("The product’s exact words, one a line: Settings & Privacy."),
        validators=[readable, short],
    )
    actions = ListField(_("actions"), help_text=_("What to do, in order, one a line."), validators=[readable])
    url = link_field(_("direct address"), _("Leads straight to the place; empty where there is none."))
    link_text = line_field(
        _("words on the button"), _("Empty: “Open the setting on LinkedIn”, with the product’s name."), blank=True
    )
    see = text_field(_("what you should see"), blank=True)
    note = text_field(_("remark"), _("Shown under the actions, for instance how we know."), blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("walkthrough")
        verbose_name_plural = _("walkthroughs")

    def __str__(self) -> str:
        return f"{self.step} ({', '.join(self.devices)})"


def _in_short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:69]}…"


class Claim(Evidence, Positioned):
    class Topic(models.TextChoices):
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

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="claims", verbose_name=_("guide"))
    slug = slug_field(blank=True)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic, help_text=_("Where on the page it stands."))
    text = text_field(
        _("text"), _("One or two sentences. **Data privacy** sets a label apart; [words](https://…) makes a link.")
    )
    step = models.ForeignKey(
        Step,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("step"),
        help_text=_("For the two topics that belong to a step."),
    )
    regions = models.ManyToManyField(
        Region, blank=True, verbose_name=_("only in"), help_text=_("None chosen: said to readers in every region.")
    )
    devices = DevicesField(_("only on"), help_text=_("None chosen: on every device."))
    from_on = models.DateField(
        _("from"), null=True, blank=True, help_text=_("The first day on which it is said. Empty: always.")
    )
    until_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day on which it is said. Empty: no end.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="claim_slug_once_a_guide")]

    def __str__(self) -> str:
        return _in_short(self.text)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The page on which it stands first."""
        region = self.regions.first() or self.guide.regions.first()
        return region.get_absolute_url() if region else self.guide.get_absolute_url()

    def _free_slug(self) -> str:
        """Nobody sees it, so nobody should have to think of it: the topic and a number."""
        taken = set(Claim.objects.filter(guide_id=self.guide_id).values_list("slug", flat=True))
        stem = self.topic.replace("_", "-")
        return next(slug for slug in (f"{stem}-{number}" for number in count(1)) if slug not in taken)

    def clean(self) -> None:
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise ValidationError({"until_on": _("This day lies before the first day.")})
        if (self.topic in documents.STEP_TOPICS) != (self.step_id is not None):
            raise ValidationError({"step": _("Name a step for the topics that belong to one, and only for those.")})


class Label(Evidence, Positioned):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="labels", verbose_name=_("guide"))
    language = models.CharField(
        _("language"), max_length=20, validators=[is_language], help_text=_("Its code: nl, de, pt.")
    )
    language_name = line_field(_("language, in words"), _("Dutch, German, Portuguese."))
    page = line_field(_("name of the page"), _("Exactly as the product shows it in that language."))
    switch = line_field(_("words beside the switch"), _("Exactly; empty if not known."), blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("label in another language")
        verbose_name_plural = _("labels in other languages")
        constraints = [models.UniqueConstraint(fields=["guide", "language"], name="label_once_a_language")]

    def __str__(self) -> str:
        return f"{self.language_name}: {self.page}"


class Event(Evidence, Positioned):
    """Something that happened; it stands in the timeline from its day on."""

    class Precision(models.TextChoices):
        DAY = "day", _("to the day")
        MONTH = "month", _("to the month")
        YEAR = "year", _("to the year")

    class Effect(models.TextChoices):
        STARTS = "starts", _("the training starts, or starts again")
        PAUSES = "pauses", _("the training is paused")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="events", verbose_name=_("guide"))
    slug = slug_field()
    happened_on = models.DateField(
        _("day"),
        help_text=_(
            "When it happened, and from when the timeline says it. Is only the month known, choose a day in it."
        ),
    )
    precision = models.CharField(
        _("how exactly"),
        max_length=10,
        choices=Precision,
        default=Precision.DAY,
        help_text=_("What is known of the day."),
    )
    text = text_field(
        _("text"), _("One to three short sentences, in the present tense: “LinkedIn announces …”. Marks as in a claim.")
    )
    regions = models.ManyToManyField(
        Region, blank=True, verbose_name=_("only in"), help_text=_("None chosen: it concerns every region.")
    )
    effect = models.CharField(
        _("what it does"),
        max_length=10,
        choices=Effect,
        blank=True,
        help_text=_("In these regions. The drawing above the timeline is made from it. Empty: nothing."),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="event_slug_once_a_guide")]

    def __str__(self) -> str:
        return _in_short(self.text)

    def get_absolute_url(self) -> str:
        return f"{reverse('guides:timeline', args=[self.guide.slug])}#event-{self.slug}"


class Rumour(Evidence, Positioned):
    """What one reads elsewhere, and what is right."""

    class Verdict(models.TextChoices):
        WRONG = "wrong", _("wrong")
        SUPERSEDED = "superseded", _("no longer true")
        DISPUTED = "disputed", _("not settled")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="rumours", verbose_name=_("guide"))
    slug = slug_field()
    said = text_field(_("what one reads"), _("In our own words, as somebody would repeat it. No quotation."))
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict, help_text=_("Readers see this word first.")
    )
    right = text_field(
        _("what is right"), _("And why. Marks as in a claim. The sources below are those of this sentence.")
    )
    words = ListField(
        _("words to find it by"),
        validators=[searchable],
        help_text=_("One a line, which the two texts do not contain: what a worried person would type."),
    )
    regions = models.ManyToManyField(
        Region, blank=True, verbose_name=_("only in"), help_text=_("None chosen: it concerns every region.")
    )
    from_on = models.DateField(
        _("from"), null=True, blank=True, help_text=_("The first day on which the verdict holds. Empty: always.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("rumour")
        verbose_name_plural = _("rumours")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="rumour_slug_once_a_guide")]

    def __str__(self) -> str:
        return _in_short(self.said)

    def get_absolute_url(self) -> str:
        return f"{reverse('guides:claims', args=[self.guide.slug])}#rumour-{self.slug}"
