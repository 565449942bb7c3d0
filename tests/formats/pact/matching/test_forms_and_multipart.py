"""Form and multipart bodies."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import TYPE, matchers, one_request, one_response, paths_and_codes

import contractlab as cl
from contractlab.formats.pact.matching.form import parse_form
from contractlab.formats.pact.matching.multipart_body import NotMultipart, parse_multipart

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = {"Content-Type": "multipart/form-data; boundary=X"}
INTEGER = {"match": "integer"}


def judge_body(headers: Any, example: str, rules: Any, actual: Any, *, sent: Any = None) -> list[tuple[str, str]]:
    part = {"headers": headers, "body": example, "matchingRules": {"body": matchers(rules)}}
    version = "3.0"
    if headers is MULTIPART:
        part["body"] = {"content": example, "contentType": headers["Content-Type"], "encoded": "none"}
        version = "4.0"
    made = one_response(part, version=version)
    return paths_and_codes(made.check_response(cl.HttpResponse(200, headers if sent is None else sent, actual)))


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (b"", {}),
        (b"a=1&b=2", {"a": ["1"], "b": ["2"]}),
        (b"a=1&a=2&a", {"a": ["1", "2", ""]}),
        (b"a+b=c%20d&%C3%A9=%26", {"a b": ["c d"], "é": ["&"]}),
        (b"&&a=1&", {"a": ["1"]}),
        (b"a=%FF", {"a": ["\ufffd"]}),
        (b"a=x=y", {"a": ["x=y"]}),
    ],
)
def test_a_form_is_taken_apart(data: bytes, fields: dict[str, list[str]]) -> None:
    assert parse_form(data) == fields


@pytest.mark.parametrize(
    ("rules", "actual", "differences"),
    [
        ({}, "a=1&b=2", []),
        ({}, "b=2&a=1", []),
        ({}, "a=1&b=3", [("$.b", "equality")]),
        ({}, "a=1", [("$.b", "missing-field")]),
        ({}, "a=1&b=2&c=3", [("$.c", "extra-field")]),  # in responses too
        ({}, "a=1&b=2&b=2", [("$.b", "value-count")]),
        ({"$.a": INTEGER}, "a=27&b=2", []),
        ({"$.a": INTEGER}, "a=x&b=2", [("$.a", "integer")]),
        ({"$.a": INTEGER}, "a=1&a=2&b=2", []),
        ({"$.a": {"match": "type", "min": 2}}, "a=1&b=2", [("$.a", "min")]),
        ({"$.*": TYPE}, "a=x&b=y", []),
        ({"$": TYPE}, "a=x&b=y", []),
        ({"$": TYPE, "$.a": INTEGER}, "a=x&b=y", [("$.a", "integer")]),
        ({"$.a[0]": TYPE}, "a=x&b=2", []),
        ({"$.a[0]": INTEGER}, "a=x&b=2", [("$.a", "integer")]),
    ],
)
def test_forms(rules: Any, actual: str, differences: list[tuple[str, str]]) -> None:
    assert judge_body(FORM, "a=1&b=2", rules, actual) == differences


def test_forms_of_requests_are_judged_alike() -> None:
    made = one_request({"method": "POST", "path": "/", "headers": FORM, "body": "a=1"})
    assert made.check_request(cl.HttpRequest("POST", "/", "", FORM, "a=1")).passed
    assert paths_and_codes(made.check_request(cl.HttpRequest("POST", "/", "", FORM, "a=1&b=2"))) == [
        ("$.b", "extra-field")
    ]


def test_the_explanation_of_a_form_has_a_row_for_each_name() -> None:
    part = {"headers": FORM, "body": "a=1&b=2", "matchingRules": {"body": matchers({"$.a": TYPE})}}
    result = one_response(part).check_response(cl.HttpResponse(200, FORM, b"a=9&c=3"))
    assert result.explanation.body is not None
    assert [(child.path, child.status) for child in result.explanation.body.children] == [
        ("$.a", "matches"), ("$.b", "differs"), ("$.c", "differs"),
    ]  # fmt: skip


# -- multipart --------------------------------------------------------------------------------------------------------


def part(disposition: str | None, text: str, *headers: str) -> str:
    lines = [] if disposition is None else [f"Content-Disposition: {disposition}"]
    return "--X\r\n" + "".join(f"{line}\r\n" for line in [*lines, *headers]) + f"\r\n{text}\r\n"


def field(name: str, text: str, *headers: str) -> str:
    return part(f'form-data; name="{name}"', text, *headers)


def file(name: str, text: str, kind: str, *headers: str) -> str:
    return part(f'form-data; name="{name}"; filename="f"', text, f"Content-Type: {kind}", *headers)


END = "--X--\r\n"
EXAMPLE = field("a", "1") + file("doc", '{"k": 1}', "application/json") + END


@pytest.mark.parametrize(
    ("rules", "actual", "differences"),
    [
        ({}, EXAMPLE, []),
        ({}, file("doc", '{"k":1}', "application/json") + field("a", "1") + END, []),
        ({}, EXAMPLE.replace(END, field("more", "x") + END), []),
        ({}, field("a", "1") + END, [("$.doc", "missing-part")]),
        ({}, EXAMPLE.replace("1\r\n--X", "2\r\n--X", 1), [("$.a", "equality")]),
        ({}, EXAMPLE.replace('{"k": 1}', '{"k": 2}'), [("$.doc.k", "equality")]),
        ({}, EXAMPLE.replace('{"k": 1}', '{"k": 1, "more": 2}'), []),
        ({}, EXAMPLE.replace("application/json", "text/plain"), None),
        ({}, field("a", "1") + field("doc", "x") + END, [("$.doc", "part-kind")]),
        ({}, "no boundary at all", [("$", "parse")]),
        ({"$.a": INTEGER}, EXAMPLE.replace("1\r\n--X", "27\r\n--X", 1), []),
        ({"$.a": INTEGER}, EXAMPLE.replace("1\r\n--X", "x\r\n--X", 1), [("$.a", "integer")]),
        ({"$.doc.k": INTEGER}, EXAMPLE.replace('{"k": 1}', '{"k": 27}'), []),
        ({"$.doc.k": INTEGER}, EXAMPLE.replace('{"k": 1}', '{"k": "x"}'), [("$.doc.k", "integer")]),
    ],
)
def test_multipart_bodies(rules: Any, actual: str, differences: Any) -> None:
    got = judge_body(MULTIPART, EXAMPLE, rules, actual)
    if differences is None:
        assert {path.split(".")[1].split("[")[0] for path, _ in got} == {"doc"}
        assert "part-type" in {code for _, code in got}
    else:
        assert got == differences


def test_another_boundary_is_another_type_unless_a_rule_on_the_header_accepts_it() -> None:
    sent = {"Content-Type": "multipart/form-data; boundary=Y"}
    actual = EXAMPLE.replace("--X", "--Y")
    assert ("", "content-type") in judge_body(MULTIPART, EXAMPLE, {}, actual, sent=sent)
    rules = {
        "header": matchers({"Content-Type": {"match": "regex", "regex": r"multipart/form-data;\s*boundary=.*"}}),
    }  # fmt: skip
    body = {"content": EXAMPLE, "contentType": MULTIPART["Content-Type"], "encoded": "none"}
    made = one_response({"headers": MULTIPART, "body": body, "matchingRules": rules}, version="4.0")
    assert made.check_response(cl.HttpResponse(200, sent, actual)).passed


def test_headers_of_a_file_are_compared_but_for_its_disposition() -> None:
    example = file("doc", "x", "text/plain", "X-Tag: 1") + END
    assert judge_body(MULTIPART, example, {}, example.replace('filename="f"', 'filename="g"')) == []
    assert judge_body(MULTIPART, example, {}, example.replace("X-Tag: 1", "X-Tag: 2")) == [
        ("$.doc['x-tag']", "equality")
    ]
    lost = example.replace("X-Tag: 1\r\n", "")
    assert judge_body(MULTIPART, example, {}, lost) == [("$.doc['x-tag']", "missing-part-header")]


def test_parts_without_a_name_are_found_by_their_place() -> None:
    example = part(None, "one", "Content-Type: text/plain") + part(None, "two", "Content-Type: text/plain") + END
    swapped = part(None, "two", "Content-Type: text/plain") + part(None, "one", "Content-Type: text/plain") + END
    assert judge_body(MULTIPART, example, {}, example) == []
    assert [code for _, code in judge_body(MULTIPART, example, {}, swapped)] == ["equality", "equality"]


def test_a_part_in_base64_is_decoded() -> None:
    parts = parse_multipart(
        (file("doc", "aGVsbG8=", "text/plain", "Content-Transfer-Encoding: base64") + END).encode(),
        MULTIPART["Content-Type"],
    )
    assert [(part.name, part.is_file, part.decoded) for part in parts] == [("doc", True, b"hello")]


def test_a_part_without_a_header_makes_the_body_unreadable() -> None:
    bare = "--X\r\n\r\ntext\r\n"
    with pytest.raises(NotMultipart, match="a part has no header"):
        parse_multipart((bare + END).encode(), MULTIPART["Content-Type"])
    assert judge_body(MULTIPART, EXAMPLE, {}, EXAMPLE.removesuffix(END) + bare + END) == [("$", "parse")]


@pytest.mark.parametrize("header", [None, "multipart/form-data", "multipart/form-data; boundary=Other"])
def test_a_body_without_its_boundary_cannot_be_read(header: str | None) -> None:
    with pytest.raises(NotMultipart) as raised:
        parse_multipart(EXAMPLE.encode(), header)
    assert str(raised.value)


def test_the_explanation_of_a_multipart_body_has_a_row_for_each_part() -> None:
    body = {"content": EXAMPLE, "contentType": MULTIPART["Content-Type"], "encoded": "none"}
    made = one_response({"headers": MULTIPART, "body": body}, version="4.0")
    actual = EXAMPLE.replace('{"k": 1}', '{"k": 2}').replace(END, field("more", "x") + END)
    result = made.check_response(cl.HttpResponse(200, MULTIPART, actual))
    assert result.explanation.body is not None
    assert [(child.path, child.status) for child in result.explanation.body.children] == [
        ("$.a", "equal"), ("$.doc", "differs"), ("$.more", "extra"),
    ]  # fmt: skip
