"""Every sentence about the product, a law or a regulator has its receipt: on every page, in every region, on any day.

A page is walked word by word. What names LinkedIn, Microsoft, a regulator or a law must stand beside a receipt with at
least one source, or be one of the few kinds of text that state nothing (a title, a button, the name of a source).
"""

import copy
import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

import pytest
import time_machine
from django.test import Client

from guides.document.field_types import CERTAINTIES
from guides.document.validation import parse
from guides.editing import wording
from guides.editing.publishing import issue
from guides.models import Edition, Guide
from guides.serving import current_editions
from guides.templatetags import receipts
from tests.support.factories import EVE, START, make_guide, make_source
from tests.support.shipped_guide import put_in_memory

TODAY = datetime.date(2026, 11, 23)
LATER = datetime.date(2027, 6, 1)
REGIONS = ["us", "eu", "uk", "ch", "ca", "hk", "world"]
OF_A_REGION = ["", "share/", "carry/", "teams/", "steps/switch-off/report/"]
OF_THE_GUIDE = ["", "sources/", "timeline/", "rumours/", "changes/"]
OF_CHANGES = ["", "?since=1", "?region=uk", "?since=1&region=eu"]
NAMES = re.compile(
    r"LinkedIn|Microsoft|GitHub|\b(DPC|ICO|EDPB|GDPR|FADP)\b|[Rr]egulator|[Cc]ommissioner|privacy law|court"
)
VOID = {"meta", "link", "input", "br", "img", "hr", "path", "rect", "circle", "line", "use"}
SILENT = {"script", "style", "title", "template", "head", "textarea", "svg", "option"}


@dataclass
class Node:
    tag: str
    attrs: dict[str, str]
    parent: "Node | None" = None
    children: list["Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set((self.attrs.get("class") or "").split())

    def above(self):
        """This element and all around it, the innermost first."""
        here = self
        while here is not None:
            yield here
            here = here.parent

    def below(self):
        """This element and all within, as they stand on the page."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [child for child in reversed(node.children) if isinstance(child, Node)]

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    @cached_property
    def has_receipt(self) -> bool:
        """A receipt within, that names at least one source."""
        receipts = [node for node in self.below() if "receipt" in node.classes]
        return bool(receipts) and all(any(node.tag == "li" for node in receipt.below()) for receipt in receipts)


class Tree(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.here = self.root = Node("root", {})
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs), self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.here = next(node.parent for node in self.here.above() if node.tag == tag)

    def handle_data(self, data):
        self.here.children.append(data)


def sentences(root: Node):
    """Every run of text with the element in which it stands."""
    for node in root.below():
        if not any(around.tag in SILENT for around in node.above()):
            yield from ((child, node) for child in node.children if isinstance(child, str) and child.strip())


# The smallest thing that must hold its own receipt: a claim, a way, a step, an event, a difference … The note of an
# edition stands above the receipts of what it changed.
HOLDERS = {"claim", "way", "step", "event", "rumour", "difference", "edition"}
# What names somebody and states nothing about them.
STATES_NOTHING = {
    "receipt",
    "origin",
    "trail",
    "sources",
    "footer",
    "preview-bar",
    "offers",
    "devices",
    "regions",
    "brand",
}
TITLES = {"h1", "h2", "button", "label", "summary", "nav"}


def holder(node: Node) -> Node | None:
    rows = {"authorities", "labels"}
    for around in node.above():
        if around.classes & HOLDERS:
            return around
        if around.tag in ("li", "div") and around.parent and around.parent.classes & rows:
            return around
    return None


def states_nothing(node: Node) -> bool:
    return any(around.classes & STATES_NOTHING or around.tag in TITLES for around in node.above())


def without_receipt(page: str, known: set[str]) -> list[str]:
    """The sentences that name one of those names and stand beside no receipt."""
    found = []
    for text, node in sentences(Tree(page).root):
        words = " ".join(node.text().split())
        if not NAMES.search(text) or states_nothing(node) or any(words in each for each in known):
            continue
        place = holder(node)
        if place is None or not place.has_receipt:
            found.append(words)
    return found


# What the site says of itself and of its own texts.
OWN_WORDS = {
    "This site is independent. It does not belong to LinkedIn or Microsoft, and it gives no legal advice.",
    "Subject: LinkedIn and your data",
}


@pytest.fixture
def reader(loaded, db):
    """Somebody who reads what others read before, so that no piece of a page is made twice."""
    put_in_memory(is_new=False)
    return Client()


@pytest.fixture
def known(reader):
    guide = current_editions.by_slug()["linkedin"].guide
    titles = {guide.title, *(step.title for step in guide.steps), *(step.tick for step in guide.steps)}
    return (
        OWN_WORDS | titles | {re.sub(r"[*]", "", guide.basis), guide.untried, *(step.outcome for step in guide.steps)}
    )


@pytest.mark.parametrize("day", [EVE, START, TODAY, LATER], ids=str)
@pytest.mark.parametrize("path", OF_A_REGION)
@pytest.mark.parametrize("region", REGIONS)
def test_no_sentence_of_a_region_stands_without_its_receipt(reader, known, region, path, day):
    with time_machine.travel(datetime.datetime.combine(day, datetime.time(12)), tick=False):
        page = reader.get(f"/linkedin/{region}/{path}").content.decode()
    assert without_receipt(page, known) == []


@pytest.mark.parametrize("day", [EVE, START, TODAY, LATER], ids=str)
@pytest.mark.parametrize("path", OF_THE_GUIDE)
def test_no_sentence_of_the_guide_stands_without_its_receipt(reader, known, path, day):
    with time_machine.travel(datetime.datetime.combine(day, datetime.time(12)), tick=False):
        page = reader.get(f"/linkedin/{path}").content.decode()
    assert without_receipt(page, known) == []


@pytest.fixture
def changed(reader):
    """A second edition, in which something of every kind came, another went, and what was left says something else."""
    data = copy.deepcopy(Edition.objects.get().document)
    for kind in ("claims", "events", "rumours", "labels", "sources", "steps"):
        one, other, *_rest = data[kind]
        other |= {name: f"{other[name]} LinkedIn says more." for name in WORDS if name in other}
        name = {"language": "eo"} if kind == "labels" else {"slug": f"new-{kind}"}
        data[kind].append(copy.deepcopy(one) | name)
    data["claims"] = [each for each in data["claims"] if each["slug"] != data["claims"][0]["slug"]]
    data["rumours"] = data["rumours"][1:]
    data["events"] = data["events"][1:]
    for step in data["steps"]:
        step["walkthroughs"][0]["note"] = "LinkedIn may ask."
    for region in data["regions"]:
        region["authorities"][0] |= {"note": "It has asked LinkedIn."}
    issue(Guide.objects.get(), parse(data), note="What LinkedIn says by now.", by=None)
    current_editions.refresh()
    return current_editions.by_slug()["linkedin"].guide


WORDS = ("text", "said", "right", "title", "summary", "page", "switch", "disagreement")


@pytest.mark.parametrize("query", OF_CHANGES)
def test_no_sentence_on_what_changed_stands_without_its_receipt(reader, known, changed, query):
    page = reader.get(f"/linkedin/changes/{query}").content.decode()
    titles = {wording.about("source", source) for source in changed.sources}
    titles |= {wording.about("step", step) for step in changed.steps} | {wording.about("guide", changed)}
    assert page.count('class="difference"') > 20
    assert without_receipt(page, known | titles) == []


@pytest.mark.parametrize("region", REGIONS)
def test_every_receipt_says_how_sure_when_checked_and_where_from(reader, region):
    root = Tree(reader.get(f"/linkedin/{region}/").content.decode()).root
    receipts = [node for node in root.below() if "receipt" in node.classes]
    assert len(receipts) > 40
    for receipt in receipts:
        words = " ".join(receipt.text().split())
        assert re.search(r"Checked on \d+ \w+ 20\d\d\.", words), words
        assert [node for node in receipt.below() if node.tag == "li"], words


def test_the_walk_finds_a_sentence_without_its_receipt():
    page = '<main><p>LinkedIn sells it.</p><div class="claim"><p>LinkedIn keeps it.</p></div></main>'
    assert without_receipt(page, set()) == ["LinkedIn sells it.", "LinkedIn keeps it."]
    receipt = '<details class="receipt"><summary>+</summary><ul><li>Notice</li></ul></details>'
    assert without_receipt(f'<div class="claim"><p>LinkedIn keeps it.</p>{receipt}</div>', set()) == []


def test_a_receipt_that_is_overdue_says_so_by_itself(reader):
    for day, overdue in ((TODAY, False), (LATER, True)):
        with time_machine.travel(datetime.datetime.combine(day, datetime.time(12)), tick=False):
            page = reader.get("/linkedin/uk/").content.decode()
        assert ("check overdue" in page) is overdue
        assert ("overdue for a check" in page) is overdue


def line(*group):
    guide = make_guide(sources=[make_source(), make_source("copy", title="A copy", publisher="Somebody")])
    found = receipts.from_where(
        {"guide": guide, "day": TODAY}, [guide.claims[0].model_copy(update=each) for each in group]
    )
    return found and found.words


MAKER = {"certainty": "maker", "sources": ("notice",)}
SEVERAL = {"certainty": "several", "sources": ("copy", "other")}
OURS = {"certainty": "inferred", "sources": ("notice",)}


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ([MAKER, MAKER], "All from “Privacy notice” (Chatter)."),
        ([MAKER, OURS], "All from “Privacy notice” (Chatter), except where marked."),
        ([MAKER, {**MAKER, "sources": ("terms",)}], "Chatter says all of this itself."),
        ([MAKER, {**MAKER, "sources": ("terms",)}, OURS], "Chatter says all of this itself, except where marked."),
        ([SEVERAL, {**SEVERAL, "sources": ("talk",)}], "Several sources say each of these."),
        ([SEVERAL, MAKER], "Each of these is said by Chatter itself or by several sources."),
        ([SEVERAL, MAKER, OURS], "Each of these is said by Chatter itself or by several sources, except where marked."),
        ([MAKER], None),
        ([OURS, OURS], None),
    ],
)
def test_one_line_says_where_a_group_comes_from(group, said):
    assert line(*group) == said


def test_a_company_that_is_not_called_as_its_product_is_says_so_under_its_own_name():
    guide = make_guide(maker="Gossip & Sons")
    said = receipts.receipt({"guide": guide, "day": TODAY}, guide.claims[0].model_copy(update=MAKER))
    assert said["badge"] == "says Gossip & Sons"
    assert said["how_sure"].startswith("Gossip & Sons says so itself.")
    group = [guide.claims[0].model_copy(update=each) for each in (MAKER, {**MAKER, "sources": ("terms",)})]
    said = receipts.from_where({"guide": guide, "day": TODAY}, group)
    assert said == ("Gossip &amp; Sons says all of this itself.", False)


@pytest.mark.parametrize("certainty", CERTAINTIES)
def test_in_a_group_only_what_needs_care_says_so_in_words(reader, certainty):
    guide = current_editions.by_slug()["linkedin"].guide
    evidence = guide.claims[0].model_copy(update={"certainty": certainty})
    context = {"guide": guide, "day": TODAY}
    line, overdue = receipts.Origin("A line.", is_overdue=False), receipts.Origin("All overdue.", is_overdue=True)
    is_well_founded = certainty in {"maker", "several"}
    assert receipts.receipt(context, evidence, in_group=line)["is_quiet"] is is_well_founded
    assert not receipts.receipt(context, evidence, in_group=None)["is_quiet"]
    late = context | {"day": LATER}
    assert not receipts.receipt(late, evidence, in_group=line)["is_quiet"]
    said = receipts.receipt(late, evidence, in_group=overdue)
    assert [said["is_quiet"], said["label"], said["is_overdue"]] == [is_well_founded, said["badge"], True]


def test_a_group_that_is_overdue_throughout_says_so_once():
    guide = make_guide()
    first, second = (guide.claims[0].model_copy(update={**MAKER, "checked_on": day}) for day in (TODAY, LATER))
    context = {"guide": guide, "day": LATER}
    said = receipts.from_where(context, [first, first])
    whole = "All from “Privacy notice” (Chatter). This is overdue for a check, so it may be out of date."
    assert said == (whole, True)
    assert receipts.from_where(context, [first, second]) == ("All from “Privacy notice” (Chatter).", False)


@pytest.mark.parametrize("page", ["uk/", "uk/more/", "uk/objection/", "timeline/", "rumours/"])
def test_a_page_says_once_above_each_group_that_it_is_overdue(reader, page):
    with time_machine.travel(datetime.datetime.combine(LATER, datetime.time(12)), tick=False):
        root = Tree(reader.get(f"/linkedin/{page}").content.decode()).root
    lines = [node.text() for node in root.below() if "origin" in node.classes]
    quiet = [node.text() for node in root.below() if "in-group" in node.classes]
    assert [len(lines) > 0, len(quiet) > 1] == [True, True]
    assert [
        words for words in lines if not words.endswith(". This is overdue for a check, so it may be out of date.")
    ] == []
    assert [words for words in quiet if "check overdue" in words or "overdue for a check" not in words] == []
