"""A guide made from nothing by what the pages of the desk offer: each form is opened, filled in and sent.

What a form offers is read from its HTML, so a field of a guide for which the desk has no box is an error here.
"""

import re
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile

from guides.document.types import OF_LETTERS
from guides.document.yaml_format import to_data
from guides.models import Guide
from tests.support.pages import text, unescaped

START = "/admin/guides/guide/start/"
MOST_WAYS = 4  # that one page of a step has boxes for, without JavaScript
KINDS = {"claims": "claim", "events": "event", "rumours": "rumour", "labels": "label", "sources": "source"}
KINDS |= dict(zip(OF_LETTERS, ("recourse", "purpose", "ground", "paragraph"), strict=True))
# What is for all unless it names some: the box for all.
FOR_ALL = {"regions": "is_everywhere", "devices": "is_on_every_device"}
# What a reader is asked to do again is decided when a review is asked for, not in the form of a step.
OF_REVIEWS = ("revision", "change_note", "revisions")


class Boxes(HTMLParser):
    """What the form of a page has: the kind of each field, what stands in it, and what can be chosen."""

    def __init__(self, page):
        super().__init__()
        self.data, self.kinds, self.choices, self.labels = {}, {}, {}, {}
        self.inside, self.open, self.option = False, "", None
        self._ids, self._label = {}, None
        self.feed(page)
        for name, choices in self.choices.items():
            self.choices[name] = [(value, " ".join(label.split())) for value, label in choices]

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.inside = found.get("method") == "post" and found.get("id") != "logout-form"
        elif self.inside and tag in ("select", "textarea"):
            self.open = found["name"]
            self.kinds[self.open] = "many" if "multiple" in found else "one" if tag == "select" else "text"
            self.data[self.open], self.choices[self.open] = [], []
        elif self.inside and tag == "option":
            self.choices[self.open].append((found["value"], ""))
            self.data[self.open] += [found["value"]] if "selected" in found else []
            self.option = True
        elif self.inside and tag == "input" and "name" in found:
            self._input(found, found["name"], found.get("type", "text"))

    def _input(self, found, name, kind):
        if kind in ("checkbox", "radio"):
            self.kinds[name] = "many" if "value" in found else "box"
            self.choices.setdefault(name, []).append((found.get("value", "on"), ""))
            self.option, self.open = True, name
            if "checked" in found:
                self.data.setdefault(name, []).append(found.get("value", "on"))
        elif kind not in ("submit", "button"):
            self.kinds[name] = kind
            if kind != "file":
                self.data.setdefault(name, []).append(found.get("value", ""))

    def handle_data(self, words):
        if self.option and self.open:
            value, label = self.choices[self.open][-1]
            self.choices[self.open][-1] = (value, label + words)
        elif self.open and self.kinds[self.open] == "text":
            self.data[self.open].append(words.removeprefix("\r").removeprefix("\n"))

    def handle_endtag(self, tag):
        if tag in ("option", "label"):
            self.option = None
        if tag in ("select", "textarea", "label"):
            self.open = ""


def written(variant):
    """Other words of a step for some regions, as they are typed."""
    words = [f"{name}: {said}" for name, said in variant.items() if name != "regions"]
    return "\n".join([", ".join(variant["regions"]), *words])


def lines(name, value):
    """A list as it is typed, by the sentence under its box."""
    if name == "variants":
        return "\n".join(map(written, value))
    if name == "question" and isinstance(value, dict):
        return "\n".join([value["text"], *(f"{answer['slug']}: {answer['label']}" for answer in value["answers"])])
    return "\n".join(value) if isinstance(value, list) else str(value)


class Desk:
    """Somebody at the desk who makes this document, with a count of the pages that opened and of what was sent."""

    def __init__(self, document, files=()):
        """`files`: those of its pictures, by digest."""
        self.files = dict(files)
        self.document, self.data = document, to_data(document)
        self.pages = self.sent = 0
        self.names = {"regions": {}, "sources": {}, "step": {}}

    def make(self, starter, editor):
        """The guide, from nothing to a draft that says all that the document says; who may publish starts it."""
        self.client = starter
        self._start()
        self.client = editor
        for region in self.data.get("regions", ()):
            self._add("region", region, without=("authorities",))
            self.names["regions"][region["slug"]] = region["name"]
        for source in self.data.get("sources", ()):
            self._add("source", source)
            self.names["sources"][source["slug"]] = f"{source['publisher']}: {source['title']}"
        for region in self.data.get("regions", ()):
            for authority in region.get("authorities", ()):
                self._add("authority", authority, region=region["name"])
        for step in self.data.get("steps", ()):
            self._step(step)
        for collection, kind in KINDS.items():
            for part in self.data.get(collection, ()) if kind != "source" else ():
                self._add(kind, part)
        return self.guide

    def ask(self):
        """Ask for a review, as the page of the review has it."""
        return self._press(f"{self._of_guide}publish/", "ask", {"note": "The first edition."})

    def decide(self, client, action):
        """Somebody else approves or publishes."""
        self.client = client
        return self._press(f"{self._of_guide}publish/", action, {})

    # --- pages ----------------------------------------------------------------------------------

    @property
    def _of_guide(self):
        return f"/admin/guides/guide/{self.guide.pk}/"

    def _start(self):
        boxes = self._open(START)
        own = {name: value for name, value in self.data.items() if isinstance(value, (str, list))}
        asked = {name: own.pop(name) for name in boxes.kinds if name in own and name not in ("regions", "steps")}
        asked |= {name: list(getattr(self.document, name)) for name in ("sections", "devices")}
        for name in ("regions", "steps"):
            boxes.data.pop(name, None)
        response = self._send(START, self._filled(boxes, asked))
        self.guide = Guide.objects.get(slug=self.document.slug)
        assert response["Location"] == f"{self._of_guide}workspace/"
        rest = {name: getattr(self.document, name) for name in ("maker", "language", "needed")}
        path = f"{self._of_guide}change/?workspace=1"
        rest = {name: list(value) if isinstance(value, tuple) else value for name, value in rest.items() if value}
        self._send(path, self._filled(self._open(path), rest))

    def _add(self, kind, part, without=(), **also):
        path = f"/admin/guides/{kind}/add/?guide={self.guide.pk}&workspace=1"
        said = {name: value for name, value in part.items() if name not in without} | also
        self._send(path, self._filled(self._open(path), said))

    def _step(self, step):
        """A step with its first ways, and then further ones."""
        ways = step.get("walkthroughs", [])
        path = f"/admin/guides/step/add/?guide={self.guide.pk}&workspace=1&more={MOST_WAYS}"
        said = {name: value for name, value in step.items() if name not in (*OF_REVIEWS, "walkthroughs")}
        for first in range(0, max(len(ways), 1), MOST_WAYS):
            boxes = self._open(path)
            data = self._filled(boxes, said)
            for number, way in enumerate(ways[first : first + MOST_WAYS], start=first):
                own = {name: value for name, value in way.items() if name != "pictures"}
                data |= self._filled(boxes, own, prefix=f"walkthroughs-{number}-")
            self._send(path, self._without_empty_ways(data, len(ways)))
            pk = self.guide.steps.get(slug=step["slug"]).pk
            path, said = f"/admin/guides/step/{pk}/change/?workspace=1&more={MOST_WAYS}", {}
        self.names["step"][step["slug"]] = step["title"]
        for number, way in enumerate(ways):
            for picture in way.get("pictures", ()):
                self._picture(f"/admin/guides/step/{pk}/change/", f"walkthroughs-{number}-new_picture", picture)

    def _picture(self, path, box, picture):
        """Each picture is called after its file."""
        boxes = self._open(path)
        assert {box, f"{box}_text", f"{box}_day"} <= boxes.kinds.keys()
        file = SimpleUploadedFile(f"{picture['slug']}.{picture['kind']}", self.files[picture["digest"]])
        said = {box: file, f"{box}_text": picture["alternative"], f"{box}_day": picture["dated_on"]}
        self._send(path, boxes.data | said)

    def _without_empty_ways(self, data, number):
        shown = int(data["walkthroughs-TOTAL_FORMS"][0])
        data["walkthroughs-TOTAL_FORMS"] = [str(min(shown, number))]
        unused = tuple(f"walkthroughs-{each}-" for each in range(number, shown))
        return {name: value for name, value in data.items() if not unused or not name.startswith(unused)}

    def _press(self, path, action, words):
        boxes = self._open(path)
        return self._send(path, self._filled(boxes, words) | {"action": action})

    def _open(self, path):
        self.pages += 1
        response = self.client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        assert not path.endswith("publish/") or not _errors(unescaped(response)), _errors(unescaped(response))
        return Boxes(text(response))

    def _send(self, path, data):
        self.sent += 1
        response = self.client.post(path, data)
        assert response.status_code == 302, (path, _errors(unescaped(response)))
        return response

    # --- fields ---------------------------------------------------------------------------------

    def _filled(self, boxes, part, prefix=""):
        """What a browser sends of this form once this part was typed into it."""
        data, part = dict(boxes.data) if not prefix else {}, dict(part)
        for name, for_all in FOR_ALL.items():
            if prefix + for_all in boxes.kinds and ("slug" in part or prefix):
                data[prefix + for_all] = [] if part.get(name) else ["on"]
        for name, value in part.items():
            key = prefix + name
            assert key in boxes.kinds, f"the desk has no box for {key}: {sorted(boxes.kinds)}"
            data[key] = self._typed(boxes, key, name, value)
        return data

    def _typed(self, boxes, key, name, value):
        kind = boxes.kinds[key]
        if kind == "box":
            return ["on"] if value else []
        if kind in ("one", "many"):
            wanted = value if isinstance(value, list) else [value]
            return [self._choice(boxes.choices[key], name, each) for each in wanted]
        return [lines(name, value)]

    def _choice(self, choices, name, wanted):
        """The value of an option, which a person finds by its words."""
        wanted = str(wanted).lower() if isinstance(wanted, bool) else wanted
        label = self.names.get(name, {}).get(wanted, wanted)
        found = [value for value, said in choices if value == label or said in (label, f"{label} ({wanted})")]
        assert len(set(found)) == 1, (name, wanted, choices)
        return found[0]


def _errors(page):
    """What a page complains of."""
    return re.findall(r'<ul (?:class="errorlist|id="problems").*?</ul>', page, re.DOTALL)
