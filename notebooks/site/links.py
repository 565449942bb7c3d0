"""Links of a built site: each must lead to a file and an anchor of it; nothing may be fetched from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}
"""Elements whose address a browser asks for by itself."""
KINDS_OF_LINKS = {"stylesheet", "icon", "preload", "preconnect", "manifest", "modulepreload", "dns-prefetch"}


@dataclass
class Page(HTMLParser):
    """Ids and addresses of a page."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The parser's own state."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element is called and where it leads."""
        given = {name: value or "" for name, value in attrs}
        if given.get("id"):
            self.ids.add(given["id"])
        if tag == "a" and given.get("name"):
            self.ids.add(given["name"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        for name in ("src", "href"):
            if (tag, name) in FETCHED and given.get(name):
                kinds = set(given.get("rel", "stylesheet").split())
                if tag != "link" or kinds & KINDS_OF_LINKS:
                    self.fetched.append(given[name])


def broken_links(site: Path) -> list[str]:
    """What leads nowhere, and what would be fetched from elsewhere, as sentences; empty where all is well.

    Parameters
    ----------
    site : Path
        The folder that was built.
    """
    pages: dict[Path, Page] = {}
    for path in sorted(site.rglob("*.html")):
        pages[path] = page = Page()
        page.feed(path.read_text(encoding="utf-8"))
    faults: list[str] = []
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        if name == "404.html":
            continue
        faults += [f"{name}: fetches {address}" for address in page.fetched if is_elsewhere(address)]
        for address in [*page.links, *page.fetched]:
            if not is_elsewhere(address):
                faults += [f"{name}: {fault}" for fault in fault_of(address, path, pages)]
    return faults


def is_elsewhere(address: str) -> bool:
    """True if an address is of another host; ``data:`` and ``mailto:`` lead nowhere that could break."""
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc) and parts.scheme not in ("data", "mailto", "javascript")


def fault_of(address: str, path: Path, pages: dict[Path, Page]) -> list[str]:
    """What is wrong with a link of a page."""
    parts = urlsplit(address)
    if parts.scheme:
        return []
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return [f"leads to {address}, which is not there"]
    anchor = unquote(parts.fragment)
    if anchor and anchor != "__codelineno" and target in pages and anchor not in pages[target].ids:
        return [f"leads to {address}, where there is no such anchor"]
    return []
