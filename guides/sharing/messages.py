"""Messages to copy and send: plain text, right for one region on one day. No database.

Every fact in them is a claim of the guide, word for word. The frame around the facts goes through gettext and
states none about the product. Our own conclusions and what is disputed stay out: whoever sends a message speaks
in their own name, and a message has no room for two sides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from urllib.parse import quote

from django.utils.translation import gettext as _

from guides import prepared
from guides.checklist import Checklist
from guides.documents import Certainty, Claim
from guides.marks import to_text

MOST_LETTERS = 300  # of a short message, with its link
LETTERS_A_ROW = 60
SAYABLE: frozenset[Certainty] = frozenset({"linkedin", "several", "one"})

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
        """How high a box must be to show all of it, where the browser cannot tell by itself."""
        return sum(ceil(len(line) / LETTERS_A_ROW) or 1 for line in self.text.split("\n"))

    @property
    def mailto(self) -> str:
        """A link that opens the message in the reader's own e-mail program (RFC 6068: lines end in CRLF)."""
        body = self.text.replace("\n", "\r\n")
        return f"mailto:?subject={quote(self.subject, safe='')}&body={quote(body, safe='')}"

    @property
    def webmails(self) -> prepared.Links:
        """The same in web mail, whose addresses take no long message."""
        return prepared.mails(self.subject, self.text) if self.subject and not self.is_long else {}


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
    subject = _("%(product)s, AI training and your data") % product
    hello, how = _("Hello,"), f"{_('If you want to turn it off, this page shows how:')}\n{link}"
    chat = _short(facts.short, title, "", f"{_('If you want to turn it off, here is how:')} {link}", " ")
    email = _short(facts.short, title, hello, how)
    notice = _short(facts.short, title, subject, how)
    interest = _("This may be of interest if you have a %(product)s account.") % product
    body, choice = _body(shown, facts, link), _("Whether you turn it off is up to you.")
    long_email = _paragraphs(hello, interest, body)
    long_notice = _paragraphs(subject, interest, body, choice)
    to_staff = _to_staff(body, product)
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
        _("For employers"): [Message("staff", _("A notice to staff"), to_staff, facts.all, is_long=True)],
    }


def reminder(product: str, place: str, link: str) -> tuple[str, str]:
    """What a calendar shows on the day to look again: a title, and where the steps are."""
    title = _("Look again: is %(product)s’s switch still off?") % {"product": product}
    steps = _("The steps for people %(place)s, and what is true by then:") % {"place": place}
    return title, f"{steps}\n{link}"


def used(written: Mapping[str, Iterable[Message]]) -> list[Claim]:
    """The claims in these messages, each once."""
    return list(dict.fromkeys(claim for group in written.values() for message in group for claim in message.claims))


def _facts(shown: Checklist) -> Facts:
    """The first essential is left out: it says for everywhere what the lead says for this region."""
    return Facts(
        lead=_sayable(shown.said["standing"])[:1],
        how=_sayable(shown.said["essential"][1:]),
        does=_sayable(shown.said["does"]),
        limit=_sayable(shown.said["does_not"])[:1],
    )


def _sayable(claims: Claims) -> Claims:
    """Those that others vouch for, and that are true on every device: the choice of one is left to the reader."""
    return tuple(claim for claim in claims if claim.certainty in SAYABLE and not claim.devices)


def _short(facts: Claims, title: str, opening: str, ending: str, joint: str = "\n\n") -> tuple[str, Claims]:
    """As many of the facts, in their order, as there is room for; where none fits, the title of the guide."""

    def write(said: Claims) -> str:
        return joint.join(part for part in (opening, _sentences(said) or f"{title}.", ending) if part)

    said: Claims = ()
    for claim in facts:
        if len(write((*said, claim))) <= MOST_LETTERS:
            said = (*said, claim)
    return write(said), said


def _body(shown: Checklist, facts: Facts, link: str) -> str:
    """What every longer message says, whoever sends it: the facts, the link, and what is behind the link."""
    page = _(
        "The page is for people %(place)s; “Change region” at the top leads to the others. "
        "It asks for no name and no login, and each statement on it says where it comes from."
    )
    return _paragraphs(
        _sentences(facts.lead),
        _sentences(facts.how),
        _list(_("What the switch does:"), facts.does),
        _list(_("What it does not do:"), facts.limit),
        f"{_('If you want to turn it off, this page shows how, step by step:')}\n{link}",
        page % {"place": shown.region.place},
    )


def _to_staff(body: str, product: dict[str, str]) -> str:
    """What stands in square brackets is the employer's to fill in, or to take out."""
    about = _(
        "This is about a setting in your personal %(product)s account, not about your work. "
        "Whether you change it is your own choice. [Our organisation] does not see who does and will not ask."
    )
    return _paragraphs(
        _("Your %(product)s account and AI training: the choice is yours") % product,
        _("[Dear colleagues,]"),
        about % product,
        body,
        _("[You may do this in working time.]"),
        _("[Who answers questions: name, e-mail address]"),
    )


def _sentences(claims: Claims) -> str:
    return " ".join(to_text(claim.text) for claim in claims)


def _list(heading: str, claims: Claims) -> str:
    return "\n".join([heading, *(f"- {to_text(claim.text)}" for claim in claims)]) if claims else ""


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
