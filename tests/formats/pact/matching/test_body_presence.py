"""Whether bodies are compared at all: present, null, empty or absent on each side, and by which type."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import JSON, matchers, one_request, one_response, paths_and_codes

import contractlab as cl
from contractlab.engine.dialect import check_dialect
from contractlab.formats.pact.matching.deviations import DEVIATIONS

LEFT_OUT = object()
UNEXPECTED, LOST, WRONG = "body-unexpected", "body-missing", "equality"


def wrapped(body: Any, version: str) -> dict[str, Any]:
    if body is LEFT_OUT:
        return {}
    if version == "4.0" and body is not None:
        return {"body": {"content": body, "contentType": "application/json"}}
    return {"body": body}


@pytest.mark.parametrize("version", ["1.0", "2.0", "3.0", "4.0"])
@pytest.mark.parametrize(
    ("expected", "actual", "reference", "spec"),
    [
        (LEFT_OUT, None, None, None),
        (LEFT_OUT, b"", None, None),
        (LEFT_OUT, b"null", None, None),
        (LEFT_OUT, b"anything, not JSON", None, None),
        (None, None, None, None),
        (None, b"", None, None),
        (None, b"null", UNEXPECTED, None),
        (None, b" null ", UNEXPECTED, None),
        (None, b"{}", UNEXPECTED, UNEXPECTED),
        ("", None, None, None),
        ("", b"", None, None),
        ("", b"null", UNEXPECTED, UNEXPECTED),
        ("", b"{}", UNEXPECTED, UNEXPECTED),
        ({"a": 1}, None, LOST, LOST),
        ({"a": 1}, b"", LOST, LOST),
        ({"a": 1}, b'{"a":1}', None, None),
        ({"a": 1}, b'{"a":2}', WRONG, WRONG),
        ({"a": 1}, b"null", "kind", "kind"),
        ({"a": 1}, b"{", "parse", "parse"),
        ({"a": 1}, b"\xef\xbb\xbf{}", "parse", "parse"),
    ],
)
def test_presence(version: str, expected: Any, actual: Any, reference: str | None, spec: str | None) -> None:
    made = one_response({"headers": JSON, **wrapped(expected, version)}, version=version)
    response = cl.HttpResponse(200, JSON, actual)
    for dialect, code in (("reference", reference), ("spec", spec)):
        result = made.check_response(response, dialect=dialect)
        assert [mismatch.code for mismatch in result.mismatches] == ([] if code is None else [code])
        assert result.dialect == dialect


@pytest.mark.parametrize(
    ("body", "text", "kind"),
    [
        ({"content": "hello", "contentType": "application/json"}, b'"hello"', "application/json"),
        ({"content": "hello", "contentType": "text/plain"}, b"hello", "text/plain"),
        ({"content": "aGVsbG8=", "contentType": "text/plain", "encoded": "base64"}, b"hello", "text/plain"),
        ({"content": "AAEC", "contentType": "image/png", "encoded": "base64"}, b"\0\1\2", "image/png"),
        ({"content": "AAEC", "contentType": "image/png", "encoded": True}, b"AAEC", "image/png"),
        (
            {"content": '{"a": 1}', "contentType": "application/json", "encoded": "JSON"},
            b'{"a": 1}',
            "application/json",
        ),
        ({"content": {"a": 1}, "contentType": "text/plain"}, b'{"a":1}', "text/plain"),
        ({"content": {"b": 1, "a": 2}}, b'{"a":2,"b":1}', "application/json"),
        ({"content": "<a/>"}, b"<a/>", "application/xml"),
        ({"content": "", "contentType": "application/json"}, b"", None),
        ({"contentType": "application/json"}, b"", None),
        ({}, b"", None),
        ({"content": None}, b"", None),
        ({"some": "thing"}, b'{"some":"thing"}', "application/json"),
        ("bare text", b'"bare text"', "application/json"),
    ],
)
def test_a_body_of_v4_is_unwrapped(body: Any, text: bytes, kind: str | None) -> None:
    expected = one_response({"body": body}, version="4.0").response.body
    assert expected.data == text
    if kind is not None:
        assert str(expected.type_with(None)) == kind


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        (JSON, {"a": 1}, b'{"a":1}'),
        (JSON, '{"a": 1}', b'{"a": 1}'),
        (JSON, '"text"', b'"text"'),
        (JSON, "[1]", b'"[1]"'),
        (JSON, "100", b'"100"'),
        (JSON, "words", b'"words"'),
        ({"Content-Type": "text/plain"}, "words", b"words"),
        ({"Content-Type": "text/plain"}, "12", b"12"),
        ({}, "words", b"words"),
        ({}, "<a/>", b"<a/>"),
        ({"Content-Type": "image/png"}, "AAEC", b"\0\1\2"),
        ({"Content-Type": "image/png"}, "not base64!", b"not base64!"),
        ({}, [1, 2], b"[1,2]"),
        ({}, 1.0, b"1.0"),
        ({}, False, b"false"),
    ],
)
def test_a_body_before_v4_takes_its_type_from_the_header_or_its_text(headers: Any, body: Any, text: bytes) -> None:
    assert one_response({"headers": headers, "body": body}).response.body.data == text


# -- types ------------------------------------------------------------------------------------------------------------


def typed(expected: str, actual: str | None, *, header_rule: Any = None) -> list[tuple[str, str]]:
    part: dict[str, Any] = {"body": {"content": {"a": 1}, "contentType": expected}}
    if header_rule is not None:
        part["matchingRules"] = {"header": matchers({"Content-Type": header_rule})}
    headers = {} if actual is None else {"Content-Type": actual}
    return paths_and_codes(one_response(part, version="4.0").check_response(cl.HttpResponse(200, headers, b'{"a":1}')))


@pytest.mark.parametrize(
    ("expected", "actual", "compared"),
    [
        ("application/json", "application/json", True),
        ("application/json", "Application/Json;charset=x", True),
        ("application/json", None, True),
        ("application/json", "json", True),
        ("application/json", "application/hal+json", True),
        ("application/hal+json", "application/json", False),
        ("application/json;v=1", "application/json", False),
        ("application/json", "text/json", False),
        ("application/json", "text/html", False),
        ("application/json", "*/*", True),
        ("text/xml", "application/xml", True),
    ],
)
def test_bodies_of_other_types_are_not_compared(expected: str, actual: str | None, compared: bool) -> None:
    differences = typed(expected, actual)
    assert (("", "content-type") not in differences) is compared


def test_a_rule_on_the_header_may_accept_another_type() -> None:
    rule = {"match": "regex", "regex": "application/.*json.*|text/json"}
    assert ("", "content-type") not in typed("application/json", "text/json", header_rule=rule)
    assert ("", "content-type") in typed("application/json", "text/html", header_rule=rule)


def test_a_type_that_differs_says_so_and_nothing_else_of_the_body() -> None:
    made = one_response({"body": {"content": {"a": 1}, "contentType": "application/json"}}, version="4.0")
    result = made.check_response(cl.HttpResponse(200, {"Content-Type": "text/html"}, b"<p>"))
    assert [mismatch.message for mismatch in result.mismatches] == [
        "content type: expected application/json, got text/html. The body was not compared."
    ]
    assert result.mismatches[0].part == "content-type"


def test_of_a_content_type_that_was_sent_twice_the_first_counts_for_the_body() -> None:
    made = one_response({"body": {"content": {"a": 1}, "contentType": "application/json"}}, version="4.0")
    headers = [("Content-Type", "application/json"), ("Content-Type", "text/html")]
    assert made.check_response(cl.HttpResponse(200, headers, b'{"a":1}')).passed


@pytest.mark.parametrize(
    ("kind", "example", "rules", "actual", "codes"),
    [
        ("text/plain", "words", {}, b"words", []),
        ("text/plain", "words", {}, b"words\n", ["equality"]),
        ("text/plain", "words", {"$": {"match": "type"}}, b"anything", []),
        ("text/plain", "words", {"$": {"match": "regex", "regex": "[a-z]+"}}, b"other", []),
        ("text/plain", "words", {"$": {"match": "regex", "regex": "[a-z]+"}}, b"Other", ["regex"]),
        ("text/plain", "words", {"$": {"match": "integer"}}, b"-5", ["integer"]),
        ("text/plain", "words", {"$": {"match": "include", "value": "am"}}, b"xamx", []),
        ("text/plain", "words", {"$": {"match": "regex", "regex": ".*"}}, b"\xff", ["regex"]),
        ("text/plain", "words", {"$.a": {"match": "type"}}, b"other", ["equality"]),
        ("text/csv", "a,b", {}, b"a,b", []),
        ("text/json", "[1, 2]", {}, b"[1,2]", ["equality"]),
        ("image/png", "AAEC", {}, b"AAEC", []),
        ("image/png", "AAEC", {}, b"AAE", ["equality"]),
        ("image/png", "AAEC", {"$": {"match": "type"}}, b"\0", []),
        ("image/png", "AAEC", {"$": {"match": "notEmpty"}}, b"\0", []),
        ("image/png", "AAEC", {"$": {"match": "contentType", "value": "image/png"}}, b"\x89PNG\r\n\x1a\n\0\0\0\0", []),
        ("image/png", "AAEC", {"$": {"match": "contentType", "value": "image/png"}}, b"words", ["contentType"]),
        ("image/png", "AAEC", {"$": {"match": "regex", "regex": "[a-z]+"}}, b"abc", []),
        ("image/png", "AAEC", {"$": {"match": "integer"}}, b"12", ["integer"]),
        ("text/plain", "x", {"$": {"match": "contentType", "value": "application/json"}}, b'{"a": 1}', []),
    ],
)
def test_text_and_bytes_are_judged_as_one_value(kind: str, example: str, rules: Any, actual: bytes, codes: Any) -> None:
    part = {"body": {"content": example, "contentType": kind}, "matchingRules": {"body": matchers(rules)}}
    made = one_response(part, version="4.0")
    result = made.check_response(cl.HttpResponse(200, {"Content-Type": kind}, actual))
    assert [mismatch.code for mismatch in result.mismatches] == codes


def test_an_example_that_is_not_what_its_type_says_fails_every_body() -> None:
    for kind, noun in (
        ("application/json", "JSON"),
        ("application/xml", "XML"),
        ("multipart/mixed", "a multipart body"),
    ):
        body = {"content": "{ no", "contentType": kind, "encoded": "none"}
        result = one_response({"body": body}, version="4.0").check_response(
            cl.HttpResponse(200, {"Content-Type": kind}, b"x")
        )
        assert paths_and_codes(result) == [("$", "parse")]
        assert f"got an example in the contract that is not {noun}" in result.mismatches[0].message


def test_null_and_empty_bodies_of_requests_are_judged_alike() -> None:
    made = one_request({"method": "POST", "path": "/", "body": None})
    assert made.check_request(cl.HttpRequest("POST", "/")).passed
    assert paths_and_codes(made.check_request(cl.HttpRequest("POST", "/", body=b"x"))) == [("$", "body-unexpected")]


# -- dialects ---------------------------------------------------------------------------------------------------------


def test_the_dialects_differ_in_a_short_named_table() -> None:
    assert set(DEVIATIONS) == {
        "v1-query-order", "null-body", "several-replies", "implied-content-type", "xml-regex-on-element", "xml-index",
    }  # fmt: skip
    for name, deviation in DEVIATIONS.items():
        assert deviation.name == name
        assert deviation.reference
        assert deviation.spec
        assert deviation.source
        assert deviation.reference != deviation.spec


def test_a_dialect_that_does_not_exist_names_those_that_do() -> None:
    assert check_dialect("spec") == "spec"
    made = one_response({})
    with pytest.raises(ValueError, match="no dialect 'strict'; use one of reference, spec"):
        made.check_response(cl.HttpResponse(), dialect="strict")
