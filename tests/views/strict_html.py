"""What an untrusted JupyterLab lets through, as a checker: anything else in our HTML is a fault.

Written from what was measured in JupyterLab 4: elements and attributes that survive its sanitizer, and of
those only the ones the views use; style properties likewise. The checker also holds the rules of the look:
paint both colours or neither, tints stay faint.

Pictures are the exception: a front end that drops them shows the tables beside them. They stand in a frame that is
hidden until the one style element of the document shows it, and that element never holds anybody's word.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from contractlab.views.svg import PICTURE_STYLE, SWITCH

TAGS = {
    "div", "p", "span", "strong", "code", "ins", "del", "pre", "ul", "li", "details", "summary",
    "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "br",
}  # fmt: skip
VOID = {"col", "br"}
ATTRIBUTES = {"style", "title", "class", "scope", "colspan", "open"}
CLASSES = {
    "div": {"contractlab tex2jax_ignore mathjax_ignore", "clp-table", "clp-frame", "clp-frame clp-end"},
}
DRAWN = {
    "svg": {"class", "viewbox", "role", "style"}, "title": set(), "desc": set(), "g": {"class"},
    "path": {"class", "d", "stroke-width"}, "text": {"class", "x", "y"}, "tspan": {"class"},
}  # fmt: skip
NUMBERS = {"d": r"[MLhvz\d -]*", "x": r"[\d ]+", "y": r"\d+", "viewbox": r"0 0 \d+ \d+", "stroke-width": r"\d+"}
PROPERTIES = {
    "max-width": r"1040px|100%",
    "min-width": r"\d{3,4}px",
    "overflow": r"auto",
    "width": r"\d{1,4}px|\d{1,3}%",
    "margin": r"[\d px.]+",
    "margin-right": r"\d+px",
    "padding": r"[\d px.]+",
    "padding-left": r"\d+px",
    "font-size": r"[\d.]+px",
    "font-weight": r"400|600",
    "line-height": r"[\d.]+",
    "text-align": r"left|center|right",
    "text-decoration": r"none",
    "vertical-align": r"top|middle|bottom",
    "white-space": r"nowrap|pre-wrap",
    "overflow-wrap": r"break-word",
    "display": r"inline-block|block|none",
    "border": r"1px (solid|dashed) rgba\([\d,.]+\)",
    "border-right": r"1px solid rgba\([\d,.]+\)",
    "border-top": r"1px solid rgba\([\d,.]+\)",
    "border-bottom": r"1px solid rgba\([\d,.]+\)",
    "border-radius": r"\d+px",
    "border-collapse": r"collapse",
    "table-layout": r"fixed",
    "caption-side": r"bottom",
    "cursor": r"pointer",
    "opacity": r"\.\d+",
    "background": r"transparent|#[0-9a-f]{6}|rgba\(\d+,\d+,\d+,\.\d+\)",
    "color": r"#[0-9a-f]{6}",
}
_TINT = re.compile(r"rgba\(\d+,\d+,\d+,(\.\d+)\)")


class StrictChecker(HTMLParser):
    """Collects every fault of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.roots = 0
        self.tables = self.pictures = 0
        self.styles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "style" or "style" in self.open:
            self._sheet(attrs)
        elif tag == "svg" or "svg" in self.open:
            self._drawn(tag, dict(attrs))
        else:
            self._element(tag, attrs)

    def _element(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"element {tag}")
        if not self.open:
            self.roots += 1
        given = dict(attrs)
        framed = (given.get("class") or "").startswith("clp-frame")
        self.tables += given.get("class") == "clp-table"
        if framed and (given.get("style") != "display:none" or "hidden" not in given):
            self.faults.append("a frame that shows words without their places where nothing is drawn")
        for name, value in attrs:
            if name not in ATTRIBUTES and not (name == "hidden" and framed):
                self.faults.append(f"attribute {name} of {tag}")
            if name == "class" and value not in CLASSES.get(tag, ()):
                self.faults.append(f"class {value}")
            if name == "style":
                self._style(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def _sheet(self, attrs: list[tuple[str, str | None]]) -> None:
        if attrs or self.styles or self.open or self.roots:
            self.faults.append("a style element where none may be")
        self.styles.append("")
        self.open.append("style")

    def _drawn(self, tag: str, given: dict[str, str | None]) -> None:
        """A part of a picture; nothing of it is ever seen where the frame is not shown."""
        if tag == "svg":
            self.pictures += 1
            if given.get("role") != "img":
                self.faults.append("a picture that says nothing to those who cannot see it")
        if tag not in DRAWN:
            self.faults.append(f"element {tag} in a picture")
        for name, value in given.items():
            if name not in DRAWN.get(tag, set()):
                self.faults.append(f"attribute {name} of {tag}")
            if name in NUMBERS and not re.fullmatch(NUMBERS[name], value or ""):
                self.faults.append(f"{name} {value}")
            if name == "style" and not re.fullmatch(r"min-width:\d+px;max-width:\d+px", value or ""):
                self.faults.append(f"style {value}")
            if name == "class" and not re.fullmatch(r"[a-z0-9 -]+", value or ""):
                self.faults.append(f"class {value}")
        self.open.append(tag)

    def _style(self, style: str) -> None:
        seen: dict[str, str] = {}
        for declaration in filter(None, style.split(";")):
            name, _, value = declaration.partition(":")
            if name not in PROPERTIES or not re.fullmatch(PROPERTIES[name], value):
                self.faults.append(f"style {declaration}")
            seen[name] = value
        background = seen.get("background", "transparent")
        if background.startswith("#") != ("color" in seen):
            self.faults.append(f"paints one colour only: {style}")
        tint = _TINT.fullmatch(background)
        if tint and float(tint[1]) > 0.2:
            self.faults.append(f"tint too strong: {style}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"end of {tag} where it does not belong")

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.styles[-1] += data
            return
        self.text.append(data)
        if not self.open:
            self.faults.append(f"text outside of everything: {data[:40]!r}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data[:40]!r}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl[:40]!r}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"section {data[:40]!r}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data[:40]!r}")


def check(html: str) -> StrictChecker:
    """Read `html` and return the checker with its faults."""
    checker = StrictChecker()
    checker.feed(html)
    checker.close()
    if checker.open:
        checker.faults.append(f"left open: {checker.open}")
    if checker.styles != [PICTURE_STYLE + SWITCH] * bool(checker.pictures):
        checker.faults.append("a style that is not ours, or none for a picture")
    if checker.tables != checker.pictures:
        checker.faults.append(f"{checker.pictures} pictures, {checker.tables} tables of their figures")
    if checker.roots != 1:
        checker.faults.append(f"{checker.roots} roots")
    return checker


def faults(html: str) -> list[str]:
    """What an untrusted notebook would lose of `html`, or what breaks a rule of the look."""
    return check(html).faults
