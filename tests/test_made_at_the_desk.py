"""The guides that we ship can be made from nothing at the desk: by its forms alone, and with what they say.

A small guide in which every field says something is made each time; `LONG_TESTS=1` makes the shipped ones.
"""

import os

import pytest
from django.core.management import call_command

from guides.document.yaml_format import from_yaml, to_yaml
from guides.models import Edition
from guides.rules.pictures import cleaned
from tests.support.desk import signed_in
from tests.support.document_fields import fields
from tests.support.editing import member
from tests.support.factories import (
    make_authority,
    make_claim,
    make_event,
    make_ground,
    make_guide,
    make_label,
    make_paragraph,
    make_purpose,
    make_recourse,
    make_region,
    make_rumour,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.made_at_the_desk import OF_REVIEWS, Desk
from tests.support.picture_files import picture_file
from tests.support.shipped_guide import CONTENT, SHIPPED

IS_LONG = bool(os.environ.get("LONG_TESTS"))
FILE = cleaned(picture_file())
SOME = {"sources": ["notice", "regulator"], "certainty": "disputed", "disagreement": "One says so, one does not."}
SOME |= {"check_after": "2027-01-01"}


def small_guide():
    """A guide of one page in which every field of every part says something, in one of its parts."""
    picture = {name: value for name, value in FILE._asdict().items() if name != "data"}
    picture |= {"slug": "the-switch", "alternative": "The switch, set to Off.", "dated_on": "2026-11-20"}
    way = {"answers": ["own"], "url": "https://chatter.example/switch", "link_text": "Go there", "see": "It is off."}
    question = {"text": "Is it yours?", "answers": [{"slug": "own", "label": "Yes"}, {"slug": "work", "label": "No"}]}
    ways = [
        make_walkthrough("computer", note="So they say.", pictures=[picture], **way, **SOME),
        make_walkthrough("computer", answers=["work"], regions=["uk"]),
        make_walkthrough("computer", answers=["work"], regions=["world"]),
    ]
    other = {"regions": ["uk"], "title": "Set it", "outcome": "It is set", "tick": "Set", "summary": "Set it there."}
    steps = [
        make_step(outcome="It is off", question=question, walkthroughs=ways, variants=[other]),
        make_step("ask", kind="request", is_extra=True, regions=["uk"], after="switch-off", walkthroughs=ways_to_ask()),
    ]
    needed = ["essential", "standing", "missing"]
    return make_guide(
        owner="Chatter Limited",
        maker="Chatter",
        untried="We tried nothing.",
        sections=[*needed, "why", "does"],
        needed=needed,
        devices=["computer"],
        regions=small_regions(),
        steps=steps,
        claims=small_claims(),
        labels=[make_label(**SOME)],
        events=[make_event(precision="month", regions=["uk"], effect="starts", **SOME)],
        rumours=[make_rumour(words=["late"], regions=["uk"], from_on="2026-11-01", **SOME)],
        sources=[make_source(), make_source("regulator", title="Règles", language="fr"), gone_source()],
        **small_letters(),
    )


def ways_to_ask():
    return [make_walkthrough("computer", actions=["Write to them."], trail=[])]


def gone_source():
    gone = {"gone_on": "2026-11-20", "archive_url": "https://archive.example/gone", "archived_on": "2026-10-01"}
    return make_source("gone", title="Old notice", **gone)


def small_regions():
    about = {"email": "post@authority.example", "languages": ["en", "cy"], "note": "Be patient.", "asks_first": True}
    authority = make_authority(contents="Say what happened.", **about, **SOME)
    return [
        make_region("uk", countries=["GB"], aliases=["gb"], authorities=[authority]),
        make_region("world", since_on=None, is_elsewhere=True, authorities=[]),
    ]


def small_claims():
    days = {"from_on": "2026-11-01", "until_on": "2027-06-01", "regions": ["uk"], "devices": ["computer"]}
    asked = {"question": "too_late", "answer": "No.", "words": ["late", "missed"]}
    return [
        make_claim("essential"),
        make_claim("standing"),
        make_claim("why-switch-off", "why", step="switch-off", **days),
        make_claim("missing-switch-off", "missing", step="switch-off"),
        make_claim("missing-ask", "missing", step="ask"),
        make_claim("not-late", "does", **asked, **SOME),
    ]


def small_letters():
    law = {
        "instead": "Or complain.",
        "post": ["1 Road", "Town"],
        "form_option": "Other",
        "other_option": "Else",
        "places": ["GB-SCT"],
    }
    by_when = {"officer_url": "https://chatter.example/officer", "extension_months": 2, "acknowledge_days": 30}
    days = {"answer_months": None, "answer_days": 30, "other_option": "Another matter"}
    only = {"rights": ["objection"], "account": "with", "wish": "reason", "places": ["GB-SCT"], "regions": ["uk"]}
    return {
        "recourses": [
            make_recourse(),
            make_recourse("scots", regions=["uk"], **law, **by_when, **SOME),
            make_recourse("scots-days", regions=["uk"], places=["GB-WLS"], **days),
        ],
        "purposes": [make_purpose(is_first=True, is_other=True, regions=["uk", "world"], **SOME)],
        "grounds": [
            make_ground(care="Name nobody.", regions=["uk", "world"], rights=["objection"], account="with", **SOME)
        ],
        "letters": [
            make_paragraph("to-the-form", "form"),
            make_paragraph("to", text="To {controller}"),
            make_paragraph(text="My reason: {reason}", **only, **SOME),
            make_paragraph("reminder", "reminder"),
            make_paragraph("complaint", "complaint"),
        ],
    }


def said(part, lists, name):
    """Whether this field says something in one of the parts to which the lists lead."""
    if lists:
        return any(said(each, lists[1:], name) for each in getattr(part, lists[0]))
    field = type(part).model_fields[name]
    return field.is_required() or getattr(part, name) != field.default


def test_the_small_guide_says_something_in_every_field():
    """So a field that is added tomorrow is asked about, too."""
    guide = small_guide()
    typed = [place for place in fields(of_parts=False) if place.name not in OF_REVIEWS]
    assert not [str(place) for place in typed if not said(guide, place.lists, place.name)]


def test_a_guide_with_something_in_every_field_is_made_at_the_desk(db, settings, tmp_path):
    document = small_guide()
    exported = made_and_exported(settings, tmp_path, document, {FILE.digest: FILE.data})
    assert exported == to_yaml(document)


@pytest.mark.skipif(not IS_LONG, reason="needs LONG_TESTS=1")
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_guide_is_made_at_the_desk(db, settings, tmp_path, name):
    shipped = (CONTENT.parent / f"{name}.yaml").read_text(encoding="utf-8")
    assert made_and_exported(settings, tmp_path, from_yaml(shipped)) == shipped


def made_and_exported(settings, tmp_path, document, files=()):
    """Make it, have it reviewed and published by somebody else, and give back what the export writes."""
    settings.ONE_EDITOR = False
    boss = signed_in(member("boss", "Approvers"))
    desk = Desk(document, files)
    guide = desk.make(boss, signed_in(member("ann", "Editors")))
    desk.ask()
    desk.decide(boss, "approve")
    desk.decide(boss, "publish")
    edition = Edition.objects.get(guide=guide)
    assert edition.approved_by.username == "boss"
    call_command("export_guides", guide.slug, to=tmp_path, verbosity=0)
    return (tmp_path / f"{guide.slug}.yaml").read_text(encoding="utf-8")
