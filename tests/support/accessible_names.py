"""What is seen of a control is part of what it is called: who speaks to the browser says what they see (WCAG 2.5.3)."""

import re
from typing import Any

# Every control that can be seen gets a number, and is given with the words that are seen on it or in its label.
SEEN = """() => {
  const isSeen = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const { width, height } = range.getBoundingClientRect();
    const clipped = node.parentElement.closest(".unseen, option, textarea, script, template, svg");
    return width > 0 && height > 0 && !clipped && node.parentElement.checkVisibility({ visibilityProperty: true });
  };
  const words = (element) => {
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) if (isSeen(walk.currentNode)) found.push(walk.currentNode.data);
    return found.join(" ");
  };
  const kinds = "a[href], button, summary, input:not([type=hidden]), select, textarea";
  const controls = [...document.querySelectorAll(kinds)];
  return controls.filter((each) => each.checkVisibility({ visibilityProperty: true })).map((each, number) => {
    each.dataset.number = number;
    return [...(each.labels?.length ? each.labels : [each])].map(words).join(" ");
  });
}"""
# Takes the numbers away and tells how many were still there: a fragment that came meanwhile has none.
UNMARK = """() => {
  const marked = [...document.querySelectorAll("[data-number]")];
  marked.forEach((each) => each.removeAttribute("data-number"));
  return marked.length;
}"""
LETTERS = re.compile(r"\w+")
LOOKS = 20


def misnamed(page: Any) -> list[str]:
    """The controls of this page whose name, as the browser tells it to other programs, lacks words that are seen.

    What is seen and what is told are read one after the other; if the page changed in between, both are read again.
    """
    for _ in range(LOOKS):
        seen = page.evaluate(SEEN)
        names = _names(page)
        if page.evaluate(UNMARK) == len(seen):
            break
    else:
        raise AssertionError("The page did not come to rest.")
    return [
        f"seen as “{words}” and called “{names.get(number, '')}”"
        for number, words in enumerate(seen)
        if _plain(words) not in _plain(names.get(number, ""))
    ]


def _names(page: Any) -> dict[int, str]:
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    elements = tools.send("DOM.getFlattenedDocument", {"depth": -1})["nodes"]
    numbers = {each["backendNodeId"]: int(number) for each in elements if (number := _number(each)) is not None}
    spoken = tools.send("Accessibility.getFullAXTree")["nodes"]
    tools.detach()
    return {numbers[at]: _name(each) for each in spoken if (at := each.get("backendDOMNodeId")) in numbers}


def _number(element: dict[str, Any]) -> str | None:
    attributes = element.get("attributes", [])
    return dict(zip(attributes[::2], attributes[1::2], strict=True)).get("data-number")


def _name(spoken: dict[str, Any]) -> str:
    return str(spoken.get("name", {}).get("value", ""))


def _plain(words: str) -> str:
    """As somebody says it: no signs, no capitals."""
    return " ".join(LETTERS.findall(words.lower()))
