"""What a reader does, and how on each device."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from guides.document import field_types
from guides.models.evidence import Evidence
from guides.models.fields import (
    DEVICE_NAMES,
    DevicesField,
    ListField,
    PicturesField,
    QuestionField,
    RevisionsField,
    StepKind,
    VariantsField,
)
from guides.models.guide import Guide, Positioned, Scoped
from guides.models.rules import is_slug, line_field, link_field, readable, short, slug_field, text_field


class Step(Scoped, Positioned):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="steps", verbose_name=_("guide"))
    slug = slug_field()
    title = line_field(_("title"), _("What to do, as you would say it: “Turn the switch off”."))
    outcome = line_field(
        _("outcome"),
        _("What is true once it is done: “The switch is off”. Shown in the ticked row and on paper. Empty: the title."),
        blank=True,
    )
    tick = line_field(_("words beside the box"), _("What the reader can now say: “It is off”."))
    summary = text_field(_("summary"), _("What to achieve, for somebody who has not done it yet."))
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=StepKind,
        default=StepKind.SWITCH,
        help_text=_(
            "What the reader does. Where you give no outcome, pages say it in words that fit: “Off”, “Sent”, “Asked”, "
            "“Deleted”. The drawing of a switch appears only for the kind “set a switch”."
        ),
    )
    is_extra = models.BooleanField(
        _("is an extra"), default=False, help_text=_("Useful but not needed: readers may say “not for me”.")
    )
    revision = models.PositiveSmallIntegerField(
        _("revision"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(field_types.HIGHEST_REVISION)],
        help_text=_("Raise it by one when readers who ticked this must look again; their tick then asks them to."),
    )
    change_note = text_field(
        _("what changed"), _("One line that those readers see. Needed from revision 2 on."), blank=True
    )

    revisions = RevisionsField(_("who is asked to look again"), editable=False)

    after = models.CharField(
        _("comes after"),
        max_length=field_types.LONGEST_SLUG,
        blank=True,
        validators=[is_slug],
        help_text=_("The step that readers must do or put aside first. Where that is not a step, they need not wait."),
    )
    question = QuestionField(
        _("question before the way"),
        help_text=_(
            "Only if the way depends on the answer. The question on the first line, and below it two to four answers, "
            "each on a line after its short name: “work: Yes, a work account”."
        ),
    )
    variants = VariantsField(
        _("other words in some regions"),
        help_text=_(
            "The short names of the regions on a line, and below it what differs there: “title: …”, “outcome: …”, "
            "“tick: …”, “summary: …”. What is left out is as it is everywhere."
        ),
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


class Walkthrough(Evidence, Scoped, Positioned):
    step = models.ForeignKey(Step, models.CASCADE, related_name="walkthroughs", verbose_name=_("step"))
    devices = DevicesField(
        _("devices"),
        help_text=_(
            "In every region, each device needs one. One for a region takes precedence over one for everywhere."
        ),
    )
    answers = ListField(
        _("answers"),
        help_text=_(
            "Only for a step with a question: the short names of the answers for which this is meant, one per line. "
            "Empty: for all of them."
        ),
        validators=[is_slug],
    )
    trail = ListField(
        _("menu trail"),
        help_text=_("The product’s exact words, one per line: Settings & Privacy."),
        validators=[readable, short],
    )
    actions = ListField(_("actions"), help_text=_("What to do, in order, one per line."), validators=[readable])
    url = link_field(_("direct address"), _("Leads straight to the place; empty where there is none."))
    link_text = line_field(_("words on the button"), _("Empty: “Open the page on” and the product’s name."), blank=True)
    see = text_field(_("what you should see"), blank=True)
    note = text_field(_("note"), _("Shown under the actions, for instance how we know."), blank=True)
    pictures = PicturesField(
        _("pictures"),
        help_text=_(
            "One per line: short name | day | what it shows, for readers who do not see it. Add one below; to take one "
            "out, delete its line."
        ),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("walkthrough")
        verbose_name_plural = _("walkthroughs")

    def __str__(self) -> str:
        named = [*(str(DEVICE_NAMES.get(device, device)) for device in self.devices), *self.answers]
        return f"{self.step} ({', '.join(named)})"
