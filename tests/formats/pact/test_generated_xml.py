"""Generators in XML: the same pieces are made as the reference's mock makes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractlab.engine.paths import parse_path
from contractlab.formats.pact.generated_xml import replaced_in_xml
from contractlab.formats.pact.generating import NOT_APPLIED
from contractlab.values.json_types import JSON

HEAD = "<?xml version='1.0'?>"


def _made(body: str, path: str, value: JSON = 7) -> str:
    return replaced_in_xml(body.encode(), parse_path(path)[1:], lambda _: value).decode()


@pytest.mark.parametrize(
    ("body", "path", "made"),
    [
        ("<a><b>1</b></a>", "$.a.b.#text", "<a><b>7</b></a>"),
        ("<a><b>1</b></a>", "$.a.b['#text']", "<a><b>7</b></a>"),
        ("<a><b>1</b></a>", "$.*.*.#text", "<a><b>7</b></a>"),
        ("<a><b x='1'>1</b></a>", "$.a.b.*", "<a><b x='1'>7</b></a>"),
        ("<a x='1'><b y=\"2\">1</b><c/></a>", "$.a['@x']", "<a x='7'><b y='2'>1</b><c/></a>"),
        ("<a><b x='2'/></a>", "$.a.*['@x']", "<a><b x='7'/></a>"),
        ("<a><b x='2'/></a>", "$.a.b['@new']", "<a><b x='2'/></a>"),
        ("<a>\n <b>1</b>\n <b>2</b></a>", "$.a.b.#text", "<a>\n <b>7</b>\n <b>7</b></a>"),
        ("<a>x<c/>y</a>", "$.a.#text", "<a>7<c/>7</a>"),
        ("<a>x<!--c-->z</a>", "$.a.#text", "<a>7<!--c-->7</a>"),
        ("<a>x<![CDATA[y]]>z</a>", "$.a.#text", "<a>777</a>"),
        ("<a><b>1</b></a>", "$.a.#text", "<a><b>1</b>7</a>"),
        ("<a><b/></a>", "$.a.b.#text", "<a><b>7</b></a>"),
        ("<a><b>1</b><c>t</c></a>", "$.a.b[0].#text", "<a><b>1</b><c>t</c></a>"),
        ("<a><b>1</b></a>", "$.a", "<a><b>1</b></a>"),
        ("<a><b>1</b></a>", "$", "<a><b>1</b></a>"),
        ("<!-- x --><a>1<?pi x?></a><!-- y -->", "$.a.#text", "<!-- x --><a>7<?pi x?></a><!-- y -->"),
        ("<n:a xmlns:n='u' z='1' b='2'>1</n:a>", "$['n:a'].#text", "<n:a b='2' z='1' xmlns:n='u'>7</n:a>"),
        ("<a>1 &lt; &amp; \"<b c='&lt;&quot;&apos;'>1</b></a>", "$.a.b.#text",
         "<a>1 &lt; &amp; \"<b c='&lt;&quot;&apos;'>7</b></a>"),
    ],
)  # fmt: skip
def test_each_piece_is_made_as_the_reference_makes_it(body: str, path: str, made: str) -> None:
    assert _made(body, path) == HEAD + made


@pytest.mark.parametrize("body", ["<a>1", "", "{}", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>&unknown;</a>"])
def test_what_cannot_be_read_stays(body: str) -> None:
    assert _made(body, "$.a.#text") == body


def test_depth_costs_nothing() -> None:
    deep = "<a>" * 20_000 + "</a>" * 20_000
    assert _made(deep, "$.b.#text") == HEAD + deep.replace("<a></a>", "<a/>")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_a_made_text_is_read_as_it_was(text: str) -> None:
    from xml.etree.ElementTree import fromstring

    try:
        root = fromstring(_made("<a x='1'>1</a>", "$.a.#text", text))
    except SyntaxError:
        return  # characters that XML has not
    assert (root.text or "") == text
    assert _made("<a>1</a>", "$.a.#text", NOT_APPLIED) == HEAD + "<a>1</a>"
