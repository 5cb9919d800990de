"""Small builders of guides. Each part is plain data with sensible defaults, so a test names only what it is about.

`make_guide()` is sound and complete: three regions, two needed steps, and two extras, one of them only in the UK.
"""

import datetime

from guides.document.field_types import USUAL_DEVICES
from guides.document.validation import parse

EVE = datetime.date(2025, 11, 2)
START = datetime.date(2025, 11, 3)
LATER = datetime.date(2026, 11, 23)
CHECKED = datetime.date(2026, 11, 22)


def evidence(**changes):
    return {"certainty": "one", "sources": ["notice"], "checked_on": CHECKED} | changes


def make_source(slug="notice", **changes):
    url = f"https://chatter.example/{slug}"
    return {"slug": slug, "title": "Privacy notice", "publisher": "Chatter", "dated": "2025", "url": url} | changes


def make_authority(code="GB", **changes):
    url = f"https://authority.example/{code.lower()}"
    return evidence(code=code, place=f"Place {code}", name="Regulator", name_language="en", url=url) | changes


def make_region(slug="uk", **changes):
    words = {"name": slug.upper(), "place": f"in {slug.upper()}", "covers": f"All of {slug.upper()}."}
    return {"slug": slug, **words, "since_on": START, "authorities": [make_authority()]} | changes


def make_walkthrough(*devices, **changes):
    actions = ["Open the settings.", "Set **Training** to **Off**."]
    return (
        evidence(devices=list(devices or USUAL_DEVICES), trail=["Settings", "Data privacy"], actions=actions) | changes
    )


def make_step(slug="switch-off", **changes):
    words = {"title": f"Title of {slug}", "tick": f"Tick of {slug}", "summary": f"Summary of {slug}."}
    return {"slug": slug, **words, "walkthroughs": [make_walkthrough()]} | changes


def make_claim(slug="essential", topic=None, **changes):
    """A claim; its topic is its slug (with underscores) unless it is named."""
    topic = topic or slug.replace("-", "_")
    return evidence(slug=slug, topic=topic, text=f"What {slug} says.") | changes


def make_label(language="de", **changes):
    return evidence(language=language, language_name="German", page="Seite", switch="Schalter") | changes


def make_event(slug="start", **changes):
    return evidence(slug=slug, happened_on=START, text=f"What happens: {slug}.") | changes


def make_rumour(slug="too-late", **changes):
    said = {"said": f"One reads {slug}.", "verdict": "wrong", "right": f"What is right of {slug}."}
    return evidence(slug=slug, **said) | changes


def make_recourse(slug="objection", **changes):
    """A right to object that names its law, whom to write to, where, and by when an answer is due."""
    words = {"name": f"Name of {slug}", "kind": "objection", "law": f"Article of {slug}", "text": f"Text of {slug}."}
    whom = {"controller": f"Company of {slug}", "form_url": "https://chatter.example/form", "answer_months": 1}
    return evidence(slug=slug, **words, **whom) | changes


def make_purpose(slug="training", **changes):
    return evidence(slug=slug, label=f"Label of {slug}", text=f"use of {slug} by {{product}}") | changes


def make_ground(slug="clients", **changes):
    return evidence(slug=slug, label=f"Label of {slug}", sentence=f"Sentence of {slug} …") | changes


def make_paragraph(slug="opening", piece="letter", **changes):
    return evidence(slug=slug, piece=piece, text=f"Paragraph {slug}.") | changes


def make_letters():
    """Everything that an objection needs, for the regions of `make_guide`; in the rest of the world there is no right.

    As parts of a guide: make_guide(**make_letters()).
    """
    in_ten_days = {"answer_months": None, "answer_days": 10}
    return {
        "recourses": [
            make_recourse("object", regions=["uk", "eu"]),
            make_recourse("none", regions=["world"], kind="none", law=None, answer_months=None),
            make_recourse("suspend", regions=["world"], places=["KR"], kind="suspension", **in_ten_days),
        ],
        "purposes": [make_purpose(is_first=True), make_purpose("sharing", regions=["uk"])],
        "grounds": [make_ground(), make_ground("plain", sentence="I do not want this.")],
        "letters": [
            make_paragraph("form", "form", text="I object under {law}: {purposes}"),
            make_paragraph("to", text="To {controller}"),
            make_paragraph("who", text="I am {name}, at {profile}.", account="with"),
            make_paragraph("who-else", text="I am {name}, and wrote {links}", account="without"),
            make_paragraph("object", text="I object under {law} to {purposes}", rights=["objection"]),
            make_paragraph("suspend", text="Suspend, under {law}, {purposes}", rights=["suspension"]),
            make_paragraph("reason", text="My reason: {reason}", wish="reason"),
            make_paragraph("keep", text="Leave my account as it is.", wish="keep_account", account="with"),
            make_paragraph("reminder", "reminder", text="I wrote on {sent_on}; {answer_due} has passed."),
            make_paragraph("complaint", "complaint", text="{controller} did not answer me, {name}."),
        ],
    }


def make_regions():
    return [
        make_region("uk", countries=["GB"], aliases=["gb"]),
        make_region("eu", countries=["DE", "FR", "NO"], aliases=["eea"], authorities=[make_authority("DE")]),
        make_region("world", is_elsewhere=True, authorities=[make_authority("ZZ")]),
    ]


def make_steps():
    apart = [make_walkthrough("computer"), make_walkthrough("iphone", "android"), make_walkthrough("phone")]
    return [
        make_step("switch-off", walkthroughs=apart),
        make_step("look-again"),
        make_step("tidy-up", is_extra=True),
        make_step("object", is_extra=True, regions=["uk"]),
    ]


def make_claims():
    topics = "ending does does_not used not_used disputed complain no_account under_18 region_unclear"
    return [
        make_claim("essential"),
        make_claim("soon", "standing", text="It starts on 3 November 2025.", regions=["uk", "eu"], until_on=EVE),
        make_claim("since", "standing", text="It started on 3 November 2025.", regions=["uk", "eu"], from_on=START),
        make_claim("standing-elsewhere", "standing", regions=["world"]),
        *(make_claim(topic.replace("_", "-")) for topic in topics.split()),
        make_claim("why-switch-off", "why", step="switch-off"),
        make_claim("missing-switch-off", "missing", step="switch-off"),
        make_claim("missing-look-again", "missing", step="look-again"),
    ]


def make_data(**changes):
    """A whole guide as plain data, as somebody might have typed it; nothing is checked."""
    return {
        "format": 2,
        "slug": "chatter",
        "product": "Chatter",
        "title": "Stop Chatter from training AI on your data",
        "description": "One switch, and what it changes.",
        "language": "en",
        "basis": "We read the notice and tried nothing.",
        "regions": make_regions(),
        "steps": make_steps(),
        "claims": make_claims(),
        "labels": [make_label()],
        "sources": [make_source(), make_source("regulator")],
    } | changes


def make_guide(**changes):
    """A sound guide; complete, too, unless the changes take something away."""
    return parse(make_data(**changes))
