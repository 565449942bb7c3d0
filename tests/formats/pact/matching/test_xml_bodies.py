"""XML bodies: elements, attributes, text, namespaces."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import TYPE, matchers, one_request, one_response, paths_and_codes

import contractlab as cl
from contractlab.engine.errors import CannotCheck
from contractlab.engine.limits import current_limits
from contractlab.engine.xml_document import NotXml, parse_xml

XML = {"Content-Type": "application/xml"}


def judge_xml(
    example: str, rules: dict[str, Any], actual: str, *, strict: bool = False, dialect: str = "reference"
) -> list[tuple[str, str]]:
    part = {"headers": XML, "body": example, "matchingRules": {"body": matchers(rules)}}
    if strict:
        made = one_request({"method": "POST", "path": "/", **part})
        return paths_and_codes(made.check_request(cl.HttpRequest("POST", "/", "", XML, actual), dialect=dialect))
    return paths_and_codes(one_response(part).check_response(cl.HttpResponse(200, XML, actual), dialect=dialect))


@pytest.mark.parametrize(
    ("example", "actual", "loose", "strict"),
    [
        ("<a/>", "<a></a>", [], []),
        ("<a/>", "<b/>", [("$.a", "element")], [("$.a", "element")]),
        ("<a>x</a>", "<a> x\n</a>", [], []),
        ("<a>x</a>", "<a>y</a>", [("$.a.#text", "equality")], [("$.a.#text", "equality")]),
        ("<a>x</a>", "<a/>", [("$.a.#text", "equality")], [("$.a.#text", "equality")]),
        ("<a/>", "<a>x</a>", [("$.a.#text", "equality")], [("$.a.#text", "equality")]),
        ("<a b='1'/>", '<a b="1"/>', [], []),
        ("<a b='1'/>", "<a b='2'/>", [("$.a.@b", "equality")], [("$.a.@b", "equality")]),
        ("<a b='1'/>", "<a/>", [("$.a.@b", "missing-attribute")], [("$.a.@b", "missing-attribute")]),
        ("<a/>", "<a b='1'/>", [], [("$.a.@b", "extra-attribute")]),
        ("<a><b/></a>", "<a/>", [("$.a.b", "missing-element")], [("$.a.b", "missing-element")]),
        ("<a/>", "<a><b/></a>", [], [("$.a.b", "extra-element")]),
        ("<a><b/><c/></a>", "<a><c/><b/></a>", [], []),
        ("<a><b>1</b><b>2</b></a>", "<a><b>1</b><b>2</b></a>", [], []),
        ("<a><b>1</b><b>2</b></a>", "<a><b>2</b><b>1</b></a>", [("$.a.b.#text", "equality")] * 2, None),
        ("<a><b>1</b><b>2</b></a>", "<a><b>1</b></a>", [("$.a.b", "repeats")], [("$.a.b", "repeats")]),
        ("<a><b>1</b></a>", "<a><b>1</b><b>9</b></a>", [], [("$.a.b", "repeats")]),
        ("<a><!-- c --><b/></a>", "<a><b/><?pi x?></a>", [], []),
        ("<a>a&amp;b</a>", "<a>a&#38;b</a>", [], []),
        ("<a>a &amp;</a>", "<a>a&amp;</a>", [], []),
        ("<a>a <!--c-->b</a>", "<a>ab</a>", [], []),
        ("<a>a <![CDATA[b]]></a>", "<a>ab</a>", [], []),
        ("<a xmlns='u'/>", "<p:a xmlns:p='u'/>", [], []),
        ("<a xmlns='u'/>", "<a xmlns='v'/>", [("$['u:a']", "element")], None),
        ("<a/>", "<a xmlns='v'/>", [("$.a", "element")], None),
        ("<x:a xmlns:x='u' x:b='1'/>", "<y:a xmlns:y='u' y:b='1'/>", [], []),
        ("<a/>", "<a", [("$", "parse")], [("$", "parse")]),
        ("<a/>", "<!DOCTYPE a><a/>", [("$", "parse")], [("$", "parse")]),
    ],
)
def test_xml_without_rules(example: str, actual: str, loose: Any, strict: Any) -> None:
    assert judge_xml(example, {}, actual) == loose
    if strict is not None:
        assert judge_xml(example, {}, actual, strict=True) == strict


@pytest.mark.parametrize(
    ("example", "rules", "actual", "differences"),
    [
        ("<a>x</a>", {"$.a.#text": TYPE}, "<a>y</a>", []),
        ("<a>1</a>", {"$.a.#text": {"match": "integer"}}, "<a>x</a>", [("$.a.#text", "integer")]),
        ("<a>1</a>", {"$.a.#text": {"match": "integer"}}, "<a>27</a>", []),
        ("<a b='1'/>", {"$.a['@b']": {"match": "regex", "regex": "[0-9]+"}}, "<a b='27'/>", []),
        ("<a b='1'/>", {"$.a['@b']": {"match": "regex", "regex": "[0-9]+"}}, "<a b='x'/>", [("$.a.@b", "regex")]),
        ("<a><b>1</b></a>", {"$.a": TYPE}, "<a><b>2</b><b>3</b></a>", []),
        ("<a><b>1</b></a>", {"$.a": TYPE}, "<a><b>2</b><c/></a>", [("$.a.c", "extra-element")]),
        ("<a><b>1</b><b>2</b></a>", {"$.a": TYPE}, "<a><b>7</b></a>", []),
        ("<a><b/></a>", {"$.a": {"match": "type", "min": 2}}, "<a><b/></a>", [("$.a", "min")]),
        ("<a><b/></a>", {"$.a": {"match": "type", "min": 2}}, "<a><b/>text</a>", []),  # text is a child node
        ("<a><b/></a>", {"$.a": {"match": "type", "max": 1}}, "<a><b/><b/></a>", [("$.a", "max")]),
        ("<a><b>1</b></a>", {"$.a[*].b": TYPE}, "<a><b>2</b></a>", [("$.a.b.#text", "equality")]),
        ("<a><b>1</b></a>", {"$.a.b": TYPE}, "<a><b>2</b></a>", []),
        ("<a><b>1</b></a>", {"$.*.b": TYPE}, "<a><b>2</b></a>", []),
        ("<a><b>1</b></a>", {"$.a.b": {"match": "notEmpty"}}, "<a><b/></a>", [("$.a.b", "notEmpty")]),
        ("<a><b>1</b></a>", {"$.a.b": {"match": "integer"}}, "<a><b>1</b></a>", [("$.a.b", "integer")]),
        ("<a><b>1</b></a>", {"$.a.b": {"match": "include", "value": "b"}}, "<a><b>1</b></a>", [("$.a.b", "include")]),
        ("<a><b>1</b></a>", {"$.a.b": {"match": "frob"}}, "<a><b>1</b></a>", [("$.a.b", "unknown-matcher")]),
        ("<x:a xmlns:x='u'>1</x:a>", {"$['u:a'].#text": TYPE}, "<a xmlns='u'>2</a>", []),
    ],
)
def test_xml_with_rules(example: str, rules: Any, actual: str, differences: list[tuple[str, str]]) -> None:
    assert judge_xml(example, rules, actual) == differences


def test_a_regex_on_an_element_tests_its_name_in_the_reference_and_its_text_in_the_specification() -> None:
    rules = {"$.a.b": {"match": "regex", "regex": "[0-9]+"}}
    example = "<a><b>1</b></a>"
    assert judge_xml(example, rules, "<a><b>2</b></a>") != []
    assert judge_xml(example, rules, "<a><b>2</b></a>", dialect="spec") == []
    named = {"$.a.b": {"match": "regex", "regex": "b|[0-9]+"}}
    assert judge_xml(example, named, "<a><b>2</b></a>") == []


def test_an_index_in_an_xml_path_is_dead_in_the_reference_and_left_out_in_the_specification() -> None:
    rules = {"$.a[*].b.#text": TYPE}
    assert judge_xml("<a><b>1</b></a>", rules, "<a><b>2</b></a>") == [("$.a.b.#text", "equality")]
    assert judge_xml("<a><b>1</b></a>", rules, "<a><b>2</b></a>", dialect="spec") == []


def test_a_document_is_read_into_elements_attributes_and_pieces_of_text() -> None:
    root = parse_xml(b"<a xmlns:n='u' n:k='1'>one <!--c--> two<b/>&amp;three<![CDATA[ four ]]></a>")
    assert (root.name, root.local) == ("a", "a")
    assert root.attributes == {"u:k": "1"}
    assert [child.name for child in root.children] == ["b"]
    assert root.texts == ["one ", " two", "&", "three", " four "]
    assert root.text == "onetwo&threefour"
    assert root.nodes == 7


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<a", b"<a></b>", b"<a/><b/>", b"\xff", b"\xef\xbb\xbf<a/>", b"<a>\xe9</a>", b"<a>&x;</a>",
        b"<?xml version='2.0'?><a/>", b"<?xml version='1.x'?><a/>", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<a/>".encode("utf-16"), b"<?xml version='1.0' encoding='latin-1'?><a>\xe9</a>",
    ],
)  # fmt: skip
def test_what_the_core_cannot_read_is_refused(data: bytes) -> None:
    with pytest.raises(NotXml) as raised:
        parse_xml(data)
    assert str(raised.value)


def test_a_document_is_utf_8_whatever_it_declares() -> None:
    assert parse_xml("<?xml version='1.0' encoding='latin-1'?><a>é</a>".encode()).text == "é"
    assert parse_xml(b"<?xml version='1.1'?><a/>").name == "a"


def test_elements_that_stand_too_deep_cannot_be_checked() -> None:
    deepest = current_limits().xml_depth
    deep = b"<a>" * (deepest + 1) + b"</a>" * (deepest + 1)
    with pytest.raises(CannotCheck):
        parse_xml(deep)
    assert parse_xml(b"<a>" * deepest + b"</a>" * deepest)
    made = one_response({"headers": XML, "body": "<a/>"})
    result = made.check_response(cl.HttpResponse(200, XML, deep))
    assert result.verdict == "error"
    assert "deep" in (result.reason or "")


def test_the_explanation_of_xml_stands_under_the_root_element() -> None:
    made = one_response({"headers": XML, "body": "<a><b k='1'>x</b></a>"})
    result = made.check_response(cl.HttpResponse(200, XML, b"<a><b k='2'>x</b><c/></a>"))
    assert result.explanation.body is not None
    rows = [(node.path, node.status) for node in result.explanation.body.walk()]
    assert rows == [
        ("$.a", "differs"), ("$.a.b", "differs"), ("$.a.b.@k", "differs"), ("$.a.b.#text", "equal"), ("$.a.c", "extra"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("<a/>", 0), ("<a>x</a>", 1), ("<a><![CDATA[]]></a>", 1), ("<a><![CDATA[]]><![CDATA[x]]></a>", 2),
        ("<a>x<b/><!-- c --></a>", 3), ("<a><![CDATA[]]>x</a>", 2), ("<a><?p q?></a>", 1),
    ],
)  # fmt: skip
def test_an_element_has_nodes_of_every_kind(text: str, nodes: int) -> None:
    assert parse_xml(text.encode()).nodes == nodes
