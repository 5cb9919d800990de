"""The made-up guide with letters, published; and what stands on a page of the objection."""

from guides.document.validation import parse
from guides.editing import drafts, publishing
from guides.models import Edition
from tests.support.factories import make_claim, make_data, make_letters

SENTENCES = {
    "objecting": "Turning it off is an objection.",
    "letter_for": "A letter is for people without an account.",
    "deceased": "Nobody objects for the dead.",
    "employers": "A company objects for nobody.",
    "authors": "A reservation is no objection.",
}


def data_with_letters(**changes):
    """The made-up guide as plain data, with everything that an objection needs."""
    data = make_data(**make_letters())
    data["claims"] += [make_claim(topic.replace("_", "-"), topic, text=text) for topic, text in SENTENCES.items()]
    return data | changes


def publish_with_letters(**changes):
    guide = parse(data_with_letters(**changes))
    row = drafts.from_document(guide)
    publishing.publish(row, by=None, note="With letters.")
    Edition.objects.filter(guide=row).update(document=guide.model_dump(mode="json"))
    return row
