"""For any text in any place, and any document: rendering never raises, and nothing gets through."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import examples
from views import hostile, sample
from views.strict_html import check
from views.strict_markdown import faults as markdown_faults

import contractlab as cl
from contractlab.captures import Captures
from contractlab.values.text import visible
from contractlab.verification import Run
from contractlab.views.drawing import Drawing, Look, Mark, Stroke, WordLook, Words
from contractlab.views.html import render_document as to_html
from contractlab.views.junit import junit_xml
from contractlab.views.markdown import render_document as to_markdown
from contractlab.views.model import (
    Bullets,
    Cell,
    CodeBlock,
    Details,
    Document,
    Paragraph,
    Picture,
    Row,
    Span,
    SpanKind,
    Table,
)
from contractlab.views.registry import build
from contractlab.views.text import render_document as to_text

SLOW = settings(max_examples=examples(6), suppress_health_check=list(HealthCheck))
NASTY = st.text(alphabet=st.sampled_from("<>&\"'`$\\|*_[]()#!~-+=.:/@{}%^ \n\r\t\x1b\x00\u202e\u200bab1"), max_size=30)
TEXTS = st.one_of(st.text(max_size=30), NASTY)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=12), st.dictionaries(TEXTS, inner, max_size=12)),
    max_leaves=30,
)
KINDS: list[SpanKind] = list(SpanKind.__args__)  # type: ignore[attr-defined]
SPANS = st.builds(Span, st.sampled_from(KINDS), TEXTS, TEXTS)
LINES = st.lists(SPANS, max_size=4).map(tuple)


def rows(width: int, least: int = 0) -> st.SearchStrategy[tuple[Row, ...]]:
    cells = st.builds(Cell, LINES, st.integers(0, 30), st.just(1), st.booleans(), st.booleans())
    return st.lists(
        st.builds(Row, st.lists(cells, min_size=width, max_size=width).map(tuple)), min_size=least, max_size=4
    ).map(tuple)


PLACES = st.integers(0, 2_000)
LOOKS: list[Look] = list(Look.__args__)  # type: ignore[attr-defined]
WORD_LOOKS: list[WordLook] = list(WordLook.__args__)  # type: ignore[attr-defined]
MARKS = st.builds(Mark, *[PLACES] * 4, st.sampled_from(LOOKS), TEXTS, st.booleans(), TEXTS)
WORDS = st.builds(
    Words,
    PLACES,
    PLACES,
    st.lists(st.tuples(st.sampled_from(WORD_LOOKS), TEXTS), min_size=1, max_size=3).map(tuple),
    st.sampled_from(["start", "middle", "end"]),
    TEXTS,
)
DRAWINGS = st.builds(
    Drawing,
    PLACES,
    PLACES,
    TEXTS,
    TEXTS,
    st.booleans(),
    st.booleans(),
    st.lists(MARKS, max_size=4).map(tuple),
    st.lists(st.builds(Stroke, st.tuples(*[PLACES] * 4)), max_size=2).map(tuple),
    st.lists(MARKS, max_size=6).map(tuple),
    st.lists(WORDS, max_size=4).map(tuple),
)
BLOCKS: Any = st.one_of(
    st.builds(Picture, LINES, DRAWINGS, st.builds(Table, rows(3, least=1), st.just(("a", "b", "c")))),
    st.builds(Paragraph, LINES, st.sampled_from(["sentence", "heading", "plain"])),
    st.builds(Table, rows(3), st.just(("a", "b", "c")), st.sampled_from(["grid", "diff"])),
    st.builds(Table, rows(3), st.just(()), st.just("list")),
    st.builds(Bullets, st.lists(LINES, max_size=4).map(tuple)),
    st.builds(CodeBlock, TEXTS, st.sampled_from(["", "sh"])),
)
DOCUMENTS = st.builds(
    Document,
    st.lists(
        st.one_of(BLOCKS, st.builds(Details, LINES, st.lists(BLOCKS, max_size=3).map(tuple), st.booleans())), max_size=5
    ).map(tuple),
)


def is_visible(text: str) -> bool:
    return all(visible(line) == line for line in text.split("\n"))


def hold(document: Document) -> None:
    html, text, markdown = to_html(document), to_text(document), to_markdown(document)
    assert check(html).faults == []
    assert markdown_faults(markdown) == []
    assert is_visible(html)
    assert is_visible(text)
    assert is_visible(markdown)
    assert max(map(len, text.split("\n"))) <= 100


@given(DOCUMENTS)
@settings(max_examples=examples(200))
def test_any_document_stays_harmless(document: Document) -> None:
    hold(document)


@given(TEXTS)
@SLOW
def test_any_text_in_any_place_stays_text(text: str) -> None:
    for item in hostile.everything(text).values():
        hold(build(item))
        if isinstance(item, Run):
            ElementTree.fromstring(junit_xml(item).encode())


@given(
    VALUES,
    VALUES,
    st.lists(st.sampled_from(["$", "$.*", "$[*]", "$.*.*", "$[*].*"]), unique=True),
    st.sampled_from(["type", "equality", "integer", "notEmpty", "values"]),
)
@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
def test_any_two_bodies_can_be_laid_side_by_side(expected: Any, actual: Any, paths: list[str], matcher: str) -> None:
    rules = {path: sample.rule(match=matcher) for path in paths}
    made = sample.response(200, expected, rules)
    made["body"] = sample.body(expected)
    try:
        contract = sample.contract({**sample.DOCUMENT, "interactions": [sample.http("any", {"path": "/"}, made)]})
    except cl.InvalidContract:
        return
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/"), cl.HttpResponse(200, sample.JSON, json.dumps(actual).encode()))
    run = cl.verify(contract, captures)
    for item in (
        run,
        run.results[0],
        contract,
        contract[0],
        contract[0].check_response(cl.HttpResponse(200, sample.JSON, json.dumps(actual).encode())),
    ):
        hold(build(item))
    # What fails is named: the first sentence of the result is in every form.
    if run.results[0].mismatches:
        assert "expected" in to_text(build(run.results[0]))
