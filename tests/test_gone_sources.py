"""A source whose page is gone: what readers, the link checker and editors are told of it."""

import datetime
import html

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from guides.document.links import addresses
from guides.document.types import DocumentError
from guides.document.validation import parse
from guides.document.yaml_format import from_yaml, to_yaml
from guides.editing import drafts, publishing
from guides.models import LinkCheck, Source
from guides.serving import current_editions
from tests.support.factories import make_data, make_guide, make_source
from tests.support.pages import text

GONE_ON = datetime.date(2026, 11, 3)
ARCHIVE = "https://archive.example/2026/notice"
ARCHIVED = {"archive_url": ARCHIVE, "archived_on": datetime.date(2026, 10, 2)}


def gone(**changes):
    return make_source(**{"gone_on": GONE_ON, **ARCHIVED, **changes})


def with_sources(*sources, **changes):
    return make_guide(sources=[*sources, make_source("regulator")], **changes)


@pytest.fixture
def read(db):
    """What readers see of the guide once it is published."""

    def publish(guide, path):
        publishing.publish(drafts.from_document(guide), by=None, note="The page is gone.")
        current_editions.refresh()
        return " ".join(html.unescape(text(Client().get(path))).split())

    return publish


# --- the document ----------------------------------------------------------------------------


def test_the_text_of_a_guide_keeps_since_when_a_page_is_gone_and_its_archived_copy():
    guide = with_sources(gone())
    assert from_yaml(to_yaml(guide)) == guide
    assert drafts.PARTS[Source].model_fields.keys() >= {"gone_on", "archive_url", "archived_on"}


@pytest.mark.parametrize(
    "changes",
    [{"archive_url": "http://archive.example/notice"}, {"archived_on": None}, {"archive_url": None}],
    ids=["not secure", "no day", "no address"],
)
def test_an_archived_copy_has_a_secure_address_and_a_day(changes):
    with pytest.raises(DocumentError, match="source notice › archive"):
        parse(make_data(sources=[gone(**changes), make_source("regulator")]))


# --- readers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/chatter/uk/", "/chatter/sources/"])
def test_readers_are_told_since_when_it_is_gone_and_get_the_archived_copy(read, path):
    page = read(with_sources(gone()), path)
    assert "We found on 3 November 2026 that the page is gone." in page
    assert f'<a href="{ARCHIVE}" rel="noopener external">Archived copy of 2 October 2026</a>' in page
    assert "https://chatter.example/notice" not in page


def test_without_an_archived_copy_nothing_is_linked(read):
    page = read(with_sources(gone(archive_url=None, archived_on=None)), "/chatter/uk/")
    assert "We found on 3 November 2026 that the page is gone." in page
    assert "Archived copy" not in page
    assert "https://chatter.example/notice" not in page


def test_a_sheet_of_paper_leads_to_the_sources_and_not_to_a_page_that_is_gone(read):
    page = read(with_sources(gone()), "/chatter/uk/handout/")
    assert "/chatter/sources/" in page
    assert "https://chatter.example/notice" not in page


def test_the_open_data_say_so_too(read):
    data = read(with_sources(gone()), "/api/guides/chatter/uk.json")
    assert '"gone_on": "2026-11-03"' in data
    assert f'"archive_url": "{ARCHIVE}"' in data


# --- the link checker ------------------------------------------------------------------------


def test_the_link_checker_asks_neither_the_page_that_is_gone_nor_the_archive():
    assert "https://chatter.example/notice" in addresses(make_guide())
    assert not {"https://chatter.example/notice", ARCHIVE} & addresses(with_sources(gone())).keys()


def test_what_it_found_there_before_is_told_to_nobody_any_more(read):
    LinkCheck.objects.create(address="https://chatter.example/notice", outcome="gone", reason="answers 404",
                             checked_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC))  # fmt: skip
    assert "when we looked at its address" in read(make_guide(), "/chatter/sources/")
    assert "when we looked at its address" not in read(with_sources(gone()), "/chatter/sources/")
    draft = drafts.read(drafts.from_document(with_sources(gone())))
    assert not [each for each in publishing.warnings(draft, GONE_ON) if each.key.startswith("https://chatter")]


# --- the desk --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"archive_url": "http://archive.example/notice"}, "archive_url"),
        ({"archived_on": None}, "archived_on"),
        ({"archive_url": ""}, "archive_url"),
        ({"gone_on": datetime.date(2026, 12, 1)}, "gone_on"),
        ({"archived_on": datetime.date(2026, 12, 1)}, "archived_on"),
        ({"url": ""}, "archive_url"),
    ],
    ids=["not secure", "no day", "no address", "gone tomorrow", "archived tomorrow", "named and not linked"],
)
def test_a_form_refuses_what_cannot_be(db, changes, field):
    guide = drafts.from_document(with_sources(gone()))
    source = guide.sources.get(slug="notice")
    with time_machine.travel(datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)):
        source.full_clean()
        for name, value in changes.items():
            setattr(source, name, value)
        with pytest.raises(ValidationError) as refused:
            source.full_clean()
    assert set(refused.value.message_dict) == {field}


def test_who_reviews_is_warned_of_what_rests_on_nothing_any_more(db):
    draft = drafts.read(drafts.from_document(with_sources(gone())))
    warned = {(each.kind, each.key) for each in publishing.warnings(draft, GONE_ON) if each.field == "sources"}
    assert ("claim", "essential") in warned
