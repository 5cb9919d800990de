"""What is missing from the letters of a guide before it may be published.

Without letters, a place has one answer of the law at most. With them, every region, and every place of it that the
guide tells apart, has one; where that is a right, there is somebody to write to, and a letter for people with and
without an account.
"""

from collections.abc import Iterator

from guides.document import markup
from guides.document.letters import ACCOUNTS, blanks
from guides.document.reasons import Reason
from guides.document.recourses import from_near_to_far, places_of, recourses_for
from guides.document.types import Guide, Paragraph, Problem, Recourse


def gaps(guide: Guide) -> Iterator[Problem]:
    """Each gap, with the part in which to fill it."""
    if not guide.letters:
        yield from _ambiguous(guide)
        return
    yield from list(_lacking(guide)) or _unread(guide)
    yield from _marked(guide)


def _ambiguous(guide: Guide) -> Iterator[Problem]:
    for region in guide.regions:
        for place in ("", *places_of(guide, region.slug)):
            if len(recourses_for(guide, region.slug, place)) > 1:
                yield from _gaps_of(guide, region.slug, place)


def _lacking(guide: Guide) -> Iterator[Problem]:
    for region in guide.regions:
        for place in ("", *places_of(guide, region.slug)):
            yield from _gaps_of(guide, region.slug, place)
    for recourse in guide.recourses:
        if recourse.form_option and not recourse.other_option and any(each.is_other for each in guide.purposes):
            yield Problem("recourse", recourse.slug, "other_option", "is empty; some uses are sent apart")
        if recourse.kind != "none" and recourse.controller is None:
            yield Problem("recourse", recourse.slug, "controller", "is empty; say to whom a letter goes")


def paragraphs_for(guide: Guide, recourse: Recourse, region: str, place: str = "") -> list[Paragraph]:
    """Every paragraph that a reader there may get, whatever the answers.

    One that names what the guide does not know there, the law, the controller or when an answer is due, is left out.
    Where there is no right, only paragraphs stand that say so (`rights`).
    """
    known = {
        "law": recourse.law,
        "controller": recourse.controller,
        "answer_due": recourse.answer_months or recourse.answer_days,
    }
    lacking = {name for name, value in known.items() if not value}
    own = () if recourse.kind == "none" else (recourse.kind,)
    near = from_near_to_far(place)
    return [
        paragraph
        for paragraph in guide.letters
        if paragraph.is_meant_for(region)
        and recourse.kind in (paragraph.rights or own)
        and (not paragraph.places or not set(paragraph.places).isdisjoint(near))
        and lacking.isdisjoint(blanks(paragraph.text))
    ]


def _gaps_of(guide: Guide, region: str, place: str) -> Iterator[Problem]:
    where = Reason("for “%(region_slug)s”", region_slug=region)
    if place:
        where = Reason("for %(place)s in “%(region_slug)s”", place=place, region_slug=region)
    found = recourses_for(guide, region, place)
    if len(found) != 1:
        count = Reason("has none %(where)s; add one", where=where)
        if found:
            count = Reason("has %(number)s %(where)s; keep one", number=len(found), where=where)
        yield Problem("guide", guide.slug, "recourses", count)
    elif found[0].kind != "none":
        yield from _silent(guide, found[0], region, place, where)


def _silent(guide: Guide, recourse: Recourse, region: str, place: str, where: Reason) -> Iterator[Problem]:
    paragraphs = paragraphs_for(guide, recourse, region, place)
    letter = [each for each in paragraphs if each.piece == "letter"]
    if not all(any(each.account in (None, account) for each in letter) for account in ACCOUNTS):
        reason = Reason("has no letter %(where)s, with and without an account; write one", where=where)
        yield Problem("guide", guide.slug, "letters", reason)
    are_named = any(purpose.is_meant_for(region) for purpose in guide.purposes)
    if not are_named and any("purposes" in blanks(each.text) for each in paragraphs):
        reason = Reason("has none %(where)s, but the letter names them; add one", where=where)
        yield Problem("guide", guide.slug, "purposes", reason)


def _unread(guide: Guide) -> Iterator[Problem]:
    """What would be in the guide and in no letter: nobody has the right, the place and the law that it is meant for."""
    read: set[str] = set()
    for region in guide.regions:
        for place in ("", *places_of(guide, region.slug)):
            for recourse in recourses_for(guide, region.slug, place):
                read |= {each.slug for each in paragraphs_for(guide, recourse, region.slug, place)}
    for paragraph in guide.letters:
        if paragraph.slug not in read:
            reason = "is in no letter: no region has the right, the place and the words in blanks that it needs"
            yield Problem("paragraph", paragraph.slug, "rights", reason)


def _marked(guide: Guide) -> Iterator[Problem]:
    """Marks in what is copied as it is: nobody makes a link or a label of them there."""
    copied = [
        *(("purpose", each.slug, "text", each.text) for each in guide.purposes),
        *(("ground", each.slug, "sentence", each.sentence) for each in guide.grounds),
        *(("paragraph", each.slug, "text", each.text) for each in guide.letters),
    ]
    for kind, key, field, text in copied:
        if markup.to_text(text) != text:
            yield Problem(kind, key, field, "is copied as it is; write it without markup")
