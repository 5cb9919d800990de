"""A guide that has little: a form to send, two devices, three sections, no day and no authority."""

from tests.support.factories import evidence, make_claim, make_source, make_step

SLUG = "parcels"


def make_form_walkthrough(*devices, **changes):
    return evidence(devices=list(devices), actions=["Open the form.", "Fill it in and send it."]) | changes


def make_form_steps():
    ways = [
        make_form_walkthrough("computer", url="https://parcels.example/form"),
        make_form_walkthrough("email", actions=["Write to the office.", "Attach the form."]),
    ]
    form = make_step(
        "send-form", title="Send the form", tick="I have sent it", summary="The form says no.", kind="form"
    )
    ask = make_step("ask", title="Ask for a copy", tick="I have asked", summary="They send it.", kind="request")
    shared = [make_form_walkthrough("computer", "email")]
    return [form | {"walkthroughs": ways}, ask | {"walkthroughs": shared, "is_extra": True}]


def make_form_data(**changes):
    """The guide as plain data; nothing is checked."""
    regions = [
        {"slug": "uk", "name": "United Kingdom", "place": "in the UK", "covers": "All of it.", "countries": ["GB"]},
        {"slug": "world", "name": "Elsewhere", "place": "elsewhere", "covers": "The rest.", "is_elsewhere": True},
    ]
    return {
        "format": 2,
        "slug": SLUG,
        "product": "Parcels",
        "title": "Object to what Parcels does with your address",
        "description": "One form, and what it changes.",
        "language": "en",
        "basis": "We read the notice.",
        "sections": ["standing", "does", "no_account"],
        "needed": ["standing"],
        "devices": ["computer", "email"],
        "regions": regions,
        "steps": make_form_steps(),
        "claims": [
            make_claim("standing", text="Parcels sells addresses."),
            make_claim("does", text="They take yours from the list.", regions=["uk"]),
            make_claim("no-account", text="You need none.", regions=["uk"]),
        ],
        "sources": [make_source()],
    } | changes
