"""Strangers' text stays text: every payload in every place, through every view and renderer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest
from support import FULL
from views import hostile
from views.hostile_rooms import rooms
from views.payloads import PAYLOADS, batches, documents, faults_of
from views.strict_html import check
from views.strict_markdown import faults as markdown_faults

from contractlab.values.text import visible
from contractlab.verification import Run
from contractlab.views import present
from contractlab.views.html import render_document as to_html
from contractlab.views.junit import junit_xml
from contractlab.views.markdown import code_span, escape_text
from contractlab.views.markdown import render_document as to_markdown
from contractlab.views.registry import build
from contractlab.views.text import render_document as to_text

XML_CHARACTERS = re.compile("[\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


ROOM_DOCUMENTS = documents() if FULL else dict(list(batches(PAYLOADS).items())[::4])


def is_visible(text: str) -> bool:
    return all(visible(line) == line for line in text.split("\n"))


def test_there_are_enough_payloads() -> None:
    assert len(PAYLOADS) >= 150


def faults_of_views(texts: Sequence[str]) -> list[str]:
    return faults_of_items(hostile.everything(texts))


def faults_of_rooms(texts: Sequence[str]) -> list[str]:
    return [fault for fault in faults_of_items(rooms(texts)) if _of_a_kind(fault) not in _harmless_faults()]


def _of_a_kind(fault: str) -> str:
    return re.sub(r"\d+", "#", fault)


@cache
def _harmless_faults() -> set[str]:
    """What the checkers, which are made for tables and lists, say of bars and graphs of ours."""
    return {_of_a_kind(fault) for fault in faults_of_items(rooms(["a harmless text"]))}


def faults_of_items(items: Mapping[str, Any]) -> list[str]:
    wrong: list[str] = []
    for what, item in items.items():
        document = build(item)
        html, text, markdown = to_html(document), to_text(document), to_markdown(document)
        checked = check(html)
        wrong += [f"{what}: html: {fault}" for fault in checked.faults]
        wrong += [f"{what}: html hides something"] * (not is_visible(html))
        wrong += [f"{what}: text hides something"] * (not is_visible(text))
        wrong += [f"{what}: a line of {len(line)} characters" for line in text.split("\n") if len(line) > 100]
        wrong += [f"{what}: {text.count(chr(10)) + 1} lines"] * (isinstance(item, Run) and text.count("\n") >= 25)
        wrong += [f"{what}: markdown: {fault}" for fault in markdown_faults(markdown)]
        wrong += [f"{what}: markdown hides something"] * (not is_visible(markdown))
    return wrong


@pytest.mark.parametrize("names", documents().values(), ids=documents())
def test_a_payload_stays_text_everywhere(names: Sequence[str]) -> None:
    assert faults_of(names, faults_of_views)[:10] == []


@pytest.mark.parametrize("names", ROOM_DOCUMENTS.values(), ids=ROOM_DOCUMENTS)
def test_a_payload_stays_text_in_the_other_rooms(names: Sequence[str]) -> None:
    assert faults_of(names, faults_of_rooms)[:10] == []


def test_every_room_shows_something() -> None:
    shown = rooms(PAYLOADS["script"])
    insight = {"coverage", "strictness", "repairs", "drift", "inferred", "agreement"}
    broker = {"graph", "matrix of a broker", "answer of a broker", "problems of a broker"}
    assert {"definition", "mock", "requests", "handlers"} | insight | broker <= set(shown)


@pytest.mark.parametrize("name", PAYLOADS)
def test_junit_is_xml_whatever_the_text(name: str) -> None:
    for item in hostile.everything(PAYLOADS[name]).values():
        if isinstance(item, Run):
            xml = junit_xml(item)
            assert XML_CHARACTERS.fullmatch(xml)
            root = ElementTree.fromstring(xml.encode())
            kinds = {element.tag for element in root.iter()}
            assert kinds <= {"testsuites", "testsuite", "testcase", "failure", "error", "skipped"}
            assert len(list(root.iter("testcase"))) == len(item.results)


def test_the_text_is_there_to_be_read() -> None:
    payload = PAYLOADS["script"]
    html = present(hostile.contract(payload)["plain"])["text/html"]
    assert payload in "".join(check(html).text)
    assert payload not in html


@pytest.mark.parametrize("name", ["rtl-override", "ansi", "nul", "carriage-return"])
def test_hidden_characters_are_named(name: str) -> None:
    bundle = present(hostile.contract(PAYLOADS[name]))
    code = f"‹U+{ord(next(character for character in PAYLOADS[name] if visible(character) != character)):04X}›"
    assert all(code in text for text in bundle.values())


def test_the_checkers_find_what_they_look_for() -> None:
    for bad in (
        "<script>x</script>",
        "<p onclick=x>y</p>",
        '<p style="position:fixed">y</p>',
        "<!-- x --><p>y</p>",
        "<p>x",
    ):
        assert check(bad).faults, bad
    for bad in (
        "[x](http://y)",
        "<b>x</b>",
        "![x](y)",
        "$x$",
        "</details>",
        "text\n\n# head",
        "mail@example.org",
        "<script>x</script>",
    ):
        assert markdown_faults(bad), bad


@pytest.mark.parametrize("text", ["a\\|<img src=x>|b", "\\\\|<b>", "|", "\\|", "`\\|`"])
def test_a_pipe_in_a_table_ends_no_cell(text: str) -> None:
    # As marked does, which JupyterLab reads Markdown with: a pipe ends a cell after an even number of backslashes.
    cell = code_span(text, in_table=True)
    assert all(len(slashes) % 2 for slashes in re.findall(r"(\\*)\|", cell))
    assert markdown_faults(f"| a |\n|---|\n| {cell} |\n") == []


def test_references_to_issues_are_code() -> None:
    assert escape_text("see GH-12") == "`see GH-12`"
