"""What tests of report pages look at: every element, attribute and link."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from views.strict_html import DRAWN, NUMBERS

ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "nav", "b", "a", "main", "h1", "h2", "small", "p", "span", "code",
    "section", "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "details", "summary", "ul",
    "li", "pre", "strong", "ins", "del", "div", "footer", "script", "br",
    "figure", "figcaption",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "title", "scope", "colspan", "open",
    "style", "aria-label", "role", "type", "tabindex",
}  # fmt: skip
# Each style that an element may have: lengths and shares that were counted here, never anybody's word.
STYLES = {
    "span": re.compile(r"flex:\d+"),
    "col": re.compile(r"width:[\d.]+(px|%)"),
    "div": re.compile(r"min-width:\d{3,5}px"),
    "svg": re.compile(r"min-width:\d+px;max-width:\d+px"),
}
# What is wider than the page scrolls, and is reached by keys.
SCROLLS = {"tabindex": {"0"}, "role": {"group", "img"}}


class Checker(HTMLParser):
    """Collects what must not be in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.scripts = 0
        self.names: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.in_picture = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.in_picture = self.in_picture or tag == "svg"
        if self.in_picture:
            self._drawn(tag, attrs)
        elif tag not in ALLOWED:
            self.faults.append(f"element {tag}")
        for name, value in attrs:
            if name not in ATTRIBUTES and not self.in_picture:
                self.faults.append(f"attribute {name} of {tag}")
            if name == "style" and not (tag in STYLES and STYLES[tag].fullmatch(value or "")):
                self.faults.append(f"style {value} of {tag}")
            if name in SCROLLS and value not in SCROLLS[name]:
                self.faults.append(f"{name} {value} of {tag}")
            if name == "href":
                self.links.append(value or "")
            if name == "id":
                self.names.append(value or "")

    def _drawn(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in DRAWN:
            self.faults.append(f"element {tag} in a picture")
        for name, value in attrs:
            if name not in DRAWN.get(tag, set()):
                self.faults.append(f"attribute {name} of {tag} in a picture")
            if name in NUMBERS and not re.fullmatch(NUMBERS[name], value or ""):
                self.faults.append(f"{name} {value}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self.in_picture = False

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def checked(page: str) -> Checker:
    checker = Checker()
    checker.feed(page)
    checker.close()
    return checker
