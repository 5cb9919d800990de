"""The forms of the desk: their addresses, what a browser would send with them, and what they complain of."""

import html
import re
from html.parser import HTMLParser

from tests.support.pages import text

DUE = "/admin/guides/guide/due/"


class Fields(HTMLParser):
    """What a browser would send if somebody pressed the button of this page's form without touching a field."""

    def __init__(self, page):
        super().__init__()
        self.data, self.name, self.options, self.inside = {}, None, [], False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.inside = found.get("method") == "post" and found.get("id") != "logout-form"
        elif not self.inside:
            return
        elif tag == "input":
            self._input(found)
        elif tag in ("select", "textarea"):
            self.name, self.options = found["name"], []
            self.data.setdefault(self.name, [])
        elif tag == "option" and "selected" in found:
            self.data[self.name].append(found["value"])
        elif tag == "option":
            self.options.append(found["value"])

    def _input(self, found):
        kind = found.get("type", "text")
        if "name" in found and kind not in ("submit", "file") and (kind != "checkbox" or "checked" in found):
            self.data.setdefault(found["name"], []).append(found.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, text):
        if self.name and self.lasttag == "textarea":
            self.data[self.name].append(text.removeprefix("\r").removeprefix("\n"))

    def handle_endtag(self, tag):
        if tag in ("select", "textarea"):
            self.name = None


def place(row, *words):
    """The address of a row at the desk, or of what is done with it."""
    words = words or ("change",)
    return "/".join(["/admin/guides", row._meta.model_name, str(row.pk), *words, ""])


def save(desk, path, **changes):
    """Open a form, write something into it and press the button."""
    data = Fields(text(desk.get(path))).data
    assert "csrfmiddlewaretoken" in data
    return desk.post(path, data | changes)


def delete(desk, *rows):
    """Ask to delete a row, or several of a list at once, and say yes on the page that shows what goes."""
    first, *others = rows
    if not others:
        address = place(first, "delete")
        return desk.post(address, Fields(text(desk.get(address))).data)
    address = f"/admin/guides/{first._meta.model_name}/"
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    return desk.post(address, Fields(text(desk.post(address, chosen))).data)


def on_due(response):
    """What the list of what is due shows: under the key of each source the tokens of what rests on it."""
    groups = re.findall(r'<details[^>]* id="source-(\d+)"(.*?)</details>', text(response), re.DOTALL)
    return {key: re.findall(r'name="statement" value="([^"]+)"', group) for key, group in groups}


def confirm(desk, *rows, query="when=all", **fields):
    """Tick these rows where they stand on the list of what is due, and say that they are still true."""
    names = {f"{row._meta.model_name}-{row.pk}" for row in rows}
    for key, tokens in on_due(desk.get(f"{DUE}?{query}")).items():
        ticked = [token for token in tokens if token.partition(":")[0] in names]
        if len(ticked) == len(rows):
            return desk.post(f"{DUE}?{query}", {"group": key, "statement": ticked, **fields}, follow=True)
    raise AssertionError("these do not stand under one source")


def faults(response):
    """The fields with which the form is not content, each with the reasons."""
    assert response.status_code == 200
    rows = re.findall(r'<div class="form-row[^"]* errors field-([\w-]+)[^"]*">(.*?)</ul>', text(response), re.DOTALL)
    return {name: html.unescape(" ".join(re.findall(r"<li>(.*?)</li>", row))) for name, row in rows}


def order(model, **among):
    rows = model.objects.filter(**among).order_by("position", "pk")
    assert len({row.position for row in rows}) == len(rows), "two rows share one place"
    return [row.pk for row in rows]
