"""What tests of report pages look at: every element, attribute and link."""

from __future__ import annotations

import re
from html.parser import HTMLParser

ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "nav", "b", "a", "main", "h1", "h2", "small", "p", "span", "code",
    "section", "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "details", "summary", "ul",
    "li", "pre", "strong", "ins", "del", "div", "footer", "script", "br",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "title", "scope", "colspan", "open",
    "style", "aria-label", "role", "type", "tabindex",
}  # fmt: skip
STYLE = re.compile(r"(flex:\d+|(min-)?width:[\d.]+(px|%))")


class Checker(HTMLParser):
    """Collects what must not be in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.scripts = 0
        self.names: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag not in ALLOWED:
            self.faults.append(f"element {tag}")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.faults.append(f"attribute {name} of {tag}")
            if name == "style" and not STYLE.fullmatch(value or ""):
                self.faults.append(f"style {value}")
            if name == "href":
                self.links.append(value or "")
            if name == "id":
                self.names.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def checked(page: str) -> Checker:
    checker = Checker()
    checker.feed(page)
    checker.close()
    return checker
