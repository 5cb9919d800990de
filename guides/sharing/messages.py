"""Messages to copy and send: plain text, right for one region on one day. No database.

Every fact in them is a claim of the guide, word for word. The text around the facts goes through gettext and makes no
claim about the product. Our own conclusions and disputed claims are left out: people send these messages in their own
name, and a message has no room for two sides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from urllib.parse import quote

from django.utils.translation import gettext as _

from guides.checklist.plan import Checklist
from guides.document.field_types import Certainty, StepKind
from guides.document.markup import to_text
from guides.document.types import Claim
from guides.sharing import compose_links

MOST_LETTERS = 300  # of a short message, with its link
LETTERS_A_ROW = 60
SAYABLE: frozenset[Certainty] = frozenset({"maker", "several", "one"})

Claims = tuple[Claim, ...]


@dataclass(frozen=True)
class Message:
    """One text to copy, with the claims in it. `subject`: it is an e-mail."""

    slug: str
    title: str
    text: str
    claims: Claims
    subject: str = ""
    is_long: bool = False

    @property
    def rows(self) -> int:
        """The number of rows of a text box that shows the whole message, for browsers that cannot size it."""
        return sum(ceil(len(line) / LETTERS_A_ROW) or 1 for line in self.text.split("\n"))

    @property
    def mailto(self) -> str:
        """A link that opens the message in the reader's own e-mail program (RFC 6068: lines end in CRLF)."""
        body = self.text.replace("\n", "\r\n")
        return f"mailto:?subject={quote(self.subject, safe='')}&body={quote(body, safe='')}"

    @property
    def webmails(self) -> compose_links.Links:
        """Links that open it in webmail; none for a long message, which does not fit in a URL."""
        return compose_links.mails(self.subject, self.text) if self.subject and not self.is_long else {}


@dataclass(frozen=True)
class Facts:
    """What the messages may say: the region's lead, then how, what it does, and the limit that matters most."""

    lead: Claims
    how: Claims
    does: Claims
    limit: Claims

    @property
    def short(self) -> Claims:
        return (*self.lead, *self.how)

    @property
    def all(self) -> Claims:
        return (*self.lead, *self.how, *self.does, *self.limit)


def to_copy(shown: Checklist, link: str) -> dict[str, list[Message]]:
    """Every message for the region and day of this checklist, by where it goes. `link`: where its page is."""
    facts, title, product = _facts(shown), shown.guide.title, {"product": shown.guide.product}
    subject = _("%(product)s and your data") % product
    hello, how = _("Hello,"), "\n".join([_this_page(shown), link])
    chat = _short(facts.short, title, "", " ".join([_here_is_how(shown), link]), " ")
    email = _short(facts.short, title, hello, how)
    notice = _short(facts.short, title, subject, how)
    interest = _("This may be of interest if you have a %(product)s account.") % product
    body, choice = _body(shown, facts, link), _("Whether you do anything is up to you.")
    long_email = _paragraphs(hello, interest, body)
    long_notice = _paragraphs(subject, interest, body, choice)
    return {
        _("Chat"): [Message("chat", _("Chat message"), *chat)],
        _("E-mail"): [
            Message("email", _("E-mail"), *email, subject),
            Message("email-long", _("A longer e-mail"), long_email, facts.all, subject, is_long=True),
        ],
        _("Intranet"): [
            Message("notice", _("Notice"), *notice),
            Message("notice-long", _("A longer notice"), long_notice, facts.all, is_long=True),
        ],
    } | for_employers(shown, link)


def for_employers(shown: Checklist, link: str) -> dict[str, list[Message]]:
    """What an employer may adapt, in the same form."""
    facts = _facts(shown)
    notice = Message(
        "staff", _("A notice to staff"), _to_staff(shown, _body(shown, facts, link)), facts.all, is_long=True
    )
    return {_("For employers"): [notice]}


def reminder(kind: StepKind, product: str, place: str, link: str) -> tuple[str, str]:
    """What a calendar shows on the day to look again: a title, and where the steps are."""
    title = {
        "switch": _("Look again: is %(product)s still set as you want it?"),
        "form": _("Look again: did anybody answer the form that you sent about %(product)s?"),
        "request": _("Look again: did %(product)s do what you asked for?"),
        "deletion": _("Look again: is it still deleted at %(product)s?"),
    }[kind] % {"product": product}
    steps = _("The steps for people %(place)s, with up-to-date information:") % {"place": place}
    return title, f"{steps}\n{link}"


def _kind(shown: Checklist) -> StepKind:
    return shown.guide.kind_in(shown.region.slug)


def _here_is_how(shown: Checklist) -> str:
    return {
        "switch": _("If you want to change the setting, here is how:"),
        "form": _("If you want to send the form, here is how:"),
        "request": _("If you want to ask for this, here is how:"),
        "deletion": _("If you want to delete this, here is how:"),
    }[_kind(shown)]


def _this_page(shown: Checklist) -> str:
    return {
        "switch": _("If you want to change the setting, this page shows how:"),
        "form": _("If you want to send the form, this page shows how:"),
        "request": _("If you want to ask for this, this page shows how:"),
        "deletion": _("If you want to delete this, this page shows how:"),
    }[_kind(shown)]


def _step_by_step(shown: Checklist) -> str:
    return {
        "switch": _("If you want to change the setting, this page shows how, step by step:"),
        "form": _("If you want to send the form, this page shows how, step by step:"),
        "request": _("If you want to ask for this, this page shows how, step by step:"),
        "deletion": _("If you want to delete this, this page shows how, step by step:"),
    }[_kind(shown)]


def used(written: Mapping[str, Iterable[Message]]) -> list[Claim]:
    """The claims in these messages, each once."""
    return list(dict.fromkeys(claim for group in written.values() for message in group for claim in message.claims))


def _facts(shown: Checklist) -> Facts:
    """Leaves out the first essential: it says in general what the lead says for this region."""
    return Facts(
        lead=_sayable(shown.said["standing"])[:1],
        how=_sayable(shown.said["essential"][1:]),
        does=_sayable(shown.said["does"]),
        limit=_sayable(shown.said["does_not"])[:1],
    )


def _sayable(claims: Claims) -> Claims:
    """The claims with outside sources that apply on every device, as the recipient's device is unknown."""
    return tuple(claim for claim in claims if claim.certainty in SAYABLE and not claim.devices)


def _short(facts: Claims, title: str, opening: str, ending: str, joint: str = "\n\n") -> tuple[str, Claims]:
    """The text with as many facts, in order, as fit; the guide's title if none fits. Also returns those facts."""

    def write(claims: Claims) -> str:
        return joint.join(part for part in (opening, _sentences(claims) or f"{title}.", ending) if part)

    fitting: Claims = ()
    for claim in facts:
        if len(write((*fitting, claim))) <= MOST_LETTERS:
            fitting = (*fitting, claim)
    return write(fitting), fitting


def _body(shown: Checklist, facts: Facts, link: str) -> str:
    """The common part of the longer messages: the facts, the link, and what the page offers."""
    page = _(
        "The page is for people %(place)s; use “Change region” at the top for other places. "
        "It asks for no name or login, and every statement names its sources."
    )
    return _paragraphs(
        _sentences(facts.lead),
        _sentences(facts.how),
        _list(_("What this changes:"), facts.does),
        _list(_("What it does not change:"), facts.limit),
        "\n".join([_step_by_step(shown), link]),
        page % {"place": shown.region.place},
    )


def _to_staff(shown: Checklist, body: str) -> str:
    """The notice to staff, with parts in square brackets for the employer to complete or remove."""
    product = {"product": shown.guide.product}
    about = _(
        "This is about your personal %(product)s account, not about your work. "
        "Whether you change anything there is your own choice. "
        "[Our organisation] does not see who does this, and will not ask."
    )
    if _kind(shown) != "switch":
        about = _(
            "This is about you and %(product)s, not about your work. Whether you do anything is your own choice. "
            "[Our organisation] does not see who does this, and will not ask."
        )
    return _paragraphs(
        _("Your %(product)s account and your data: the choice is yours") % product,
        _("[Dear colleagues,]"),
        about % product,
        body,
        _("[You may do this during working hours.]"),
        _("[Contact for questions: name, e-mail address]"),
    )


def _sentences(claims: Claims) -> str:
    return " ".join(to_text(claim.text) for claim in claims)


def _list(heading: str, claims: Claims) -> str:
    return "\n".join([heading, *(f"- {to_text(claim.text)}" for claim in claims)]) if claims else ""


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
