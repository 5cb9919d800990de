"""What was kept is read by the rules of today: editions and proposals of every schema there was."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from guides.document import types as documents
from guides.document.field_types import FORMAT
from guides.document.types import Guide as Document
from guides.document.validation import parse
from guides.document.yaml_format import to_data
from guides.history import change_log
from guides.models import Edition, Guide, Proposal
from guides.serving.current_editions import Packed

FILES = sorted(Path(__file__).with_name("kept").iterdir(), key=lambda file: int(file.name.partition("-")[0]))


def kept(file: Path):
    return json.loads(file.read_text(encoding="utf-8"))


def as_called_today(document):
    """What the maker says was called “linkedin” at first, and the form had the number 1."""
    words = json.dumps(document).replace('"certainty": "linkedin"', '"certainty": "maker"')
    return json.loads(words) | {"format": FORMAT}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_document_of_each_earlier_schema_is_read_and_says_the_same(file):
    document = kept(file)
    for model in (Edition, Proposal):
        assert to_data(model(guide=Guide(), document=document).to_guide()) == as_called_today(document)
    assert to_data(Packed.of(document).unpack()) == as_called_today(document)


def test_each_of_them_can_be_compared_with_the_next():
    guides = [parse(kept(file), is_kept=True) for file in FILES]
    for old, new in pairwise(guides):
        assert all(told.said is None or told.said for told in change_log.tell(old, new))


def test_they_have_every_field_that_there_is():
    """Whoever adds a field adds a document of the schema before it, and one that has it."""
    newest = parse(kept(FILES[-1]), is_kept=True)
    assert {name for name in Document.model_fields if not getattr(newest, name)} == set()


def test_a_word_that_became_an_address_since_is_refused_in_a_new_document_and_read_in_a_kept_one():
    document = kept(FILES[-1])
    with pytest.raises(documents.DocumentError, match="is another page of the guide"):
        parse(document)  # it has “report” as the short name of a region
    assert parse(document, is_kept=True).regions[0].aliases[-1] == "report"
