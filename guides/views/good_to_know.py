"""Which parts of “Good to know” a region's pages have, and what each is called. No query.

A part without a statement has no heading, and so no line in a list of contents.
"""

from django.utils.translation import gettext as _

from guides.checklist.plan import Checklist


def headings(checklist: Checklist) -> dict[str, str]:
    """The headings in the order of the page, each by the anchor of its part."""
    takes_complaints = checklist.said["complain"] or checklist.region.authorities
    texts = {
        "standing": _("More on where you stand") if len(checklist.said["standing"]) > 2 else "",
        "does": _does(checklist),
        "used": _used(checklist),
        "disputed": _("Where sources disagree") if checklist.said["disputed"] else "",
        "labels": _labels(checklist),
        "complain": _("Who to complain to") if takes_complaints else "",
        "cases": _cases(checklist),
    }
    return {anchor: words for anchor, words in texts.items() if words}


def _does(checklist: Checklist) -> str:
    return {
        (True, True): _("What this changes, and what it does not"),
        (True, False): _("What this changes"),
        (False, True): _("What this does not change"),
    }.get((bool(checklist.said["does"]), bool(checklist.said["does_not"])), "")


def _used(checklist: Checklist) -> str:
    return {
        (True, True): _("What is used, and what is not"),
        (True, False): _("What is used"),
        (False, True): _("What is not used"),
    }.get((bool(checklist.said["used"]), bool(checklist.said["not_used"])), "")


def _labels(checklist: Checklist) -> str:
    if not checklist.guide.labels:
        return ""
    return _("If you use %(product)s in another language") % {"product": checklist.guide.product}


def _cases(checklist: Checklist) -> str:
    told = [bool(checklist.said[topic]) for topic in ("no_account", "under_18", "region_unclear")]
    if all(told):
        return _("No account, under 18, or not sure about your region")
    return _("Special cases") if any(told) else ""
