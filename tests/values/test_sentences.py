"""The sentence of every kind of difference, word for word."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import HERE, judge, one_request

import contractlab as cl
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.mismatch import Mismatch
from contractlab.values.rule import DecidingRule, rule_label
from contractlab.values.sentences import _WRITERS, Sentence, build_sentence, status_text


def ruled(name: str, path: str = "$", **args: Any) -> DecidingRule:
    return DecidingRule(name, args, path, HERE)


STRICT = "Requests may carry only what the contract names."
LONG = "a" * 100
CODES: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    # code; part, path, rule, expected, actual; facts; sentence
    ("kind", ("body", "$.a", None, {"x": 1}, [1, 2]), {}, "$.a: expected an object, got an array of 2 items."),
    ("kind", ("body", "$.a", None, [1], {"x": 1}), {}, "$.a: expected an array, got an object with 1 key."),
    ("kind", ("body", "$.a", None, [1], "x"), {}, '$.a: expected an array, got the string "x".'),
    ("kind", ("body", "$.a", None, {}, None), {}, "$.a: expected an object, got null."),
    (
        "missing-key", ("body", "$.address.postcode", ruled("type"), "W1U 6QT", MISSING), {"nearest": "zip"},
        '$.address.postcode: expected a string like "W1U 6QT", but the key is missing. Nearest key: zip.',
    ),
    ("missing-key", ("body", "$.a", None, 1, MISSING), {}, "$.a: expected exactly 1, but the key is missing."),
    ("missing-key", ("body", "$.a", None, {"b": 1}, MISSING), {}, "$.a: expected an object, but the key is missing."),
    (
        "missing-key", ("body", "$.a", ruled("type"), [1], MISSING), {},
        "$.a: expected an array, but the key is missing.",
    ),
    (
        "extra-key", ("body", "$.nickname", None, MISSING, "Ada"), {},
        f'$.nickname: expected no key of this name, got "Ada". {STRICT}',
    ),
    (
        "empty-object", ("body", "$", None, {}, {"a": 1}), {},
        f"$: expected an empty object, got an object with 1 key. {STRICT}",
    ),
    (
        "length", ("body", "$.invoices", None, [1, 2], [1, 2, 3]), {"expected_count": 2, "actual_count": 3},
        "$.invoices: expected exactly 2 items, got 3. No rule stands at or above this array, so its length is fixed.",
    ),
    (
        "length", ("body", "$", None, [], [1] * 1234), {"expected_count": 0, "actual_count": 1234},
        "$: expected an empty array, got 1,234 items. No rule stands at or above this array, so its length is fixed.",
    ),
    (
        "min", ("body", "$.a", ruled("type", min=2), [1], [1]), {"limit": 2, "count": 1, "noun": "item"},
        "$.a: expected at least 2 items, got 1.",
    ),
    (
        "max", ("body", "$.a", ruled("type", max=1), {}, {}), {"limit": 1, "count": 3, "noun": "key"},
        "$.a: expected at most 1 key, got 3.",
    ),
    (
        "variant", ("body", "$.a", ruled("arrayContains"), {"id": 1}, [2, 3]), {"index": 0, "actual_count": 2},
        '$.a: expected an item like {"id": 1} (variant 0), got none among 2 items.',
    ),
    (
        "variant", ("body", "$.a", ruled("arrayContains"), 1, []), {"index": 1, "actual_count": 0},
        "$.a: expected an item like 1 (variant 1), got an empty array.",
    ),
    (
        "variant", ("body", "$.a", ruled("arrayContains"), None, [1]),
        {"index": 4, "actual_count": 1, "out_of_range": True},
        ("$.a: expected an item for variant 4, got nothing. "
        "The rule names an item that the example does not have."),
    ),
    (
        "each-key", ("body", "$.m.K", ruled("eachKey"), None, "K"),
        {"key_rule": "regex", "key_args": {"regex": "[a-z]"}},
        ('$.m.K: expected a key that is text matching [a-z], got "K". '
        "The pattern matches only if case is ignored."),
    ),
    (
        "no-rules", ("body", "$.m", ruled("eachValue"), 1, 2), {},
        ("$.m: expected a rule for each value, got none. "
        "The matcher eachValue lists no rules, and the Rust core fails every value then."),
    ),
    (
        "missing-header", ("headers", "Cache-Control", None, "no-store", MISSING), {},
        "header Cache-Control: expected exactly no-store, but the header is missing.",
    ),
    (
        "missing-header", ("headers", "X", ruled("regex", regex="v[0-9]"), "v1", MISSING), {},
        "header X: expected text matching v[0-9], but the header is missing.",
    ),
    (
        "missing-header", ("headers", "X", ruled("type"), "v1", MISSING), {},
        'header X: expected any value, like "v1", but the header is missing.',
    ),
    (
        "missing-parameter", ("query", "page", None, "1", MISSING), {},
        'query page: expected exactly "1", but the parameter is missing.',
    ),
    (
        "missing-metadata", ("metadata", "topic", None, "orders", MISSING), {},
        'metadata topic: expected exactly "orders", but the entry is missing.',
    ),
    (
        "missing-field", ("body", "$.name", None, "Ada", MISSING), {},
        '$.name: expected exactly "Ada", but the field is missing.',
    ),
    ("extra-field", ("body", "$.name", None, MISSING, "Ada"), {}, '$.name: expected no field of this name, got "Ada".'),
    (
        "extra-parameter", ("query", "page", None, MISSING, "2"), {},
        'query page: expected no parameter of this name, got "2".',
    ),
    ("header-value", ("headers", "X", None, "a", "b"), {"index": 0}, "header X: expected exactly a, got b."),
    (
        "header-value", ("headers", "X", None, "a", "b"), {"index": 1},
        "header X: expected exactly a, got b. This is value 2.",
    ),
    (
        "header-value", ("headers", "Content-Type", None, "a/b;charset=x", "a/b"), {"parameter": "charset", "index": 0},
        "header Content-Type: expected exactly a/b;charset=x, got a/b. The parameter charset differs.",
    ),
    (
        "value-count", ("query", "a", None, ["1"], ["1", "2"]), {"expected_count": 1, "actual_count": 2},
        "query a: expected 1 value, got 2.",
    ),
    ("status", ("status", "", None, 404, 200), {}, "status: expected 404 Not Found, got 200 OK."),
    ("status", ("status", "", None, 299, 200), {}, "status: expected 299, got 200 OK."),
    (
        "status", ("status", "", ruled("statusCode", status="clientError"), 400, 500), {},
        "status: expected a client error status (400 to 499), got 500 Internal Server Error.",
    ),
    (
        "status", ("status", "", ruled("statusCode", status=[200, 201]), 200, 204), {},
        "status: expected one of the statuses 200, 201, got 204 No Content.",
    ),
    ("status", ("status", "", ruled("decimal"), 200, 200), {}, "status: expected a decimal number, got 200 OK."),
    ("method", ("method", "", None, "GET", "POST"), {}, "method: expected GET, got POST."),
    (
        "path", ("path", "", None, "/customers/123", "/customers/123/"), {},
        "path: expected /customers/123, got /customers/123/.",
    ),
    (
        "path", ("path", "", ruled("regex", regex=r"/c/\d+"), "/c/1", "/c/x"), {},
        r"path: expected text matching /c/\d+, got /c/x.",
    ),
    (
        "content-type", ("content-type", "", None, "application/json", "text/html"), {},
        "content type: expected application/json, got text/html. The body was not compared.",
    ),
    ("body-missing", ("body", "$", None, {"a": 1}, MISSING), {}, "$: expected a body, got no body."),
    ("body-missing", ("body", "$", None, {"a": 1}, b""), {}, "$: expected a body, got an empty body."),
    ("body-unexpected", ("body", "$", None, MISSING, b"abc"), {}, "$: expected no body, got 3 bytes."),
    (
        "parse", ("body", "$", None, {}, b"{"), {"format": "JSON", "reason": "It ends at line 1."},
        "$: expected JSON, got text that is not JSON. It ends at line 1.",
    ),
    (
        "parse", ("body", "$", None, MISSING, b"<"), {"format": "XML", "side": "expected", "reason": "No element."},
        "$: expected XML, got an example in the contract that is not XML. No element.",
    ),
    (
        "unknown-matcher", ("body", "$.a", ruled("frob"), 1, 2), {},
        ("$.a: expected a value for matcher frob, got 2. "
        "contractlab does not know this matcher; it may come from a plugin."),
    ),
    (
        "invalid-regex", ("body", "$.a", ruled("regex", regex="("), "x", "y"), {"reason": "missing )"},
        '$.a: expected text matching (, got "y". The pattern cannot be read: missing ). No value can match it.',
    ),
    (
        "query-order", ("query", "", None, "a=1&b=2", "b=2&a=1"), {},
        "query: expected a=1&b=2, got b=2&a=1. Pact V1 compares names, values and their order.",
    ),
    (
        "function-threw", ("contents", "$", None, {"success": "1"}, {"errorClassName": "E"}), {},
        '$: expected a return value, got the error "E".',
    ),
    (
        "function-returned", ("contents", "$", None, {"errorClassName": "E"}, {"success": "1"}), {},
        '$: expected the error "E", got the return value 1.',
    ),
    ("element", ("body", "$.a", None, "a", "b"), {}, "$.a: expected the element a, got the element b."),
    (
        "missing-element", ("body", "$.a.b", None, "b", MISSING), {},
        "$.a.b: expected the element b, but the element is missing.",
    ),
    (
        "extra-element", ("body", "$.a.c", None, MISSING, "c"), {},
        f"$.a.c: expected no element of this name, got c. {STRICT}",
    ),
    (
        "extra-element", ("body", "$.a.c", ruled("type"), MISSING, "c"), {},
        ("$.a.c: expected no element of this name, got c. A rule type at or above it lets "
        "only the example's elements repeat."),
    ),
    (
        "repeats", ("body", "$.a.b", None, "b", "b"), {"expected_count": 2, "actual_count": 1},
        "$.a.b: expected 2 elements of this name, got 1.",
    ),
    (
        "missing-attribute", ("body", "$.a.@id", None, "1", MISSING), {},
        '$.a.@id: expected exactly "1", but the attribute is missing.',
    ),
    (
        "extra-attribute", ("body", "$.a.@id", None, MISSING, "1"), {},
        f'$.a.@id: expected no attribute of this name, got "1". {STRICT}',
    ),
    (
        "part-type", ("body", "$.file", None, "image/png", "text/plain"), {},
        "$.file: expected image/png, got text/plain. The part was not compared.",
    ),
    ("part-kind", ("body", "$.file", None, "a file", "a field"), {}, "$.file: expected a file, got a field."),
    (
        "missing-part", ("body", "$.file", None, "file", MISSING), {},
        "$.file: expected the part file, but the part is missing.",
    ),
    (
        "missing-part-header", ("body", "$.file.x", None, "1", MISSING), {},
        '$.file.x: expected exactly "1", but the header is missing.',
    ),
    # Differences under a matcher's own name.
    ("equality", ("body", "$.currency", None, "EUR", "USD"), {}, '$.currency: expected exactly "EUR", got "USD".'),
    ("equality", ("body", "$.a", None, 1, "1"), {}, '$.a: expected exactly 1, got the string "1".'),
    ("equality", ("body", "$.a", None, 1, 1.0), {}, "$.a: expected exactly 1, got 1.0."),
    ("equality", ("body", "$.a", None, True, None), {}, "$.a: expected exactly true, got null."),
    (
        "equality", ("body", "$.a", None, LONG + "x", LONG + "y"), {},
        (f'$.a: expected exactly "…{"a" * 59}x" (101 characters), got "…{"a" * 59}y" (101 characters). '
        "First difference at character 101."),
    ),
    (
        "decimal", ("body", "$.creditLimit", ruled("decimal"), 1200.5, "1200.50"), {},
        '$.creditLimit: expected a decimal number like 1200.5, got the string "1200.50".',
    ),
    ("integer", ("body", "$.a", ruled("integer"), 1, 1.5), {}, "$.a: expected an integer like 1, got the number 1.5."),
    ("number", ("body", "$.a", ruled("number"), None, True), {}, "$.a: expected a number, got the boolean true."),
    ("type", ("body", "$.a", ruled("type"), "x", 1), {}, '$.a: expected a string like "x", got the number 1.'),
    ("type", ("body", "$.a", ruled("type"), True, 1), {}, "$.a: expected a boolean like true, got the number 1."),
    ("type", ("body", "$.a", ruled("type"), None, 1), {}, "$.a: expected null, got the number 1."),
    (
        "type", ("body", "$.closedAt", ruled("type"), "2026-03-01", None), {},
        '$.closedAt: expected a string like "2026-03-01", got null. Rule type at $ does not allow null.',
    ),
    (
        "regex", ("body", "$.id", ruled("regex", regex=r"^CU-\d{6}$"), "CU-123456", "CU-12345"), {},
        r'$.id: expected text matching ^CU-\d{6}$, got "CU-12345".',
    ),
    (
        "datetime", ("body", "$.at", ruled("datetime", format="yyyy-MM-dd'T'HH:mm"), "x", "y"), {"at": "It ends."},
        "$.at: expected a date-time in yyyy-MM-dd'T'HH:mm, got \"y\". It ends.",
    ),
    (
        "date", ("body", "$.d", ruled("date", format="yyyy"), "2020", "x"), {},
        '$.d: expected a date in yyyy, got "x". At character 1: yyyy asks for a year of 1 to 4 digits, got x.',
    ),
    ("time", ("body", "$.t", ruled("time", format="HH"), "10", 1), {}, "$.t: expected a time in HH, got the number 1."),
    (
        "boolean", ("body", "$.b", ruled("boolean"), True, "yes"), {},
        '$.b: expected true or false, got the string "yes".',
    ),
    ("null", ("body", "$.n", ruled("null"), None, 0), {}, "$.n: expected null, got the number 0."),
    (
        "include", ("body", "$.s", ruled("include", value="ab"), "xab", "x"), {},
        '$.s: expected text containing "ab", got "x".',
    ),
    ("notEmpty", ("body", "$.s", ruled("notEmpty"), "x", ""), {}, '$.s: expected something that is not empty, got "".'),
    (
        "notEmpty", ("body", "$.l", ruled("notEmpty"), [1], []), {},
        "$.l: expected something that is not empty, got an empty array.",
    ),
    (
        "semver", ("body", "$.v", ruled("semver"), "1.2.3", "1.2"), {},
        '$.v: expected a semantic version like "1.2.3", got the string "1.2".',
    ),
    (
        "contentType", ("body", "$", ruled("contentType", value="image/png"), b"x", b"abcd"), {},
        "$: expected content of type image/png, got 4 bytes.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "place", "facts", "sentence"), CODES)
def test_the_sentence_of(code: str, place: tuple[Any, ...], facts: dict[str, Any], sentence: str) -> None:
    part, path, rule, expected, actual = place
    assert Mismatch(part, path, code, rule, expected, actual, (), facts).message == sentence


def test_every_writer_has_its_sentence_here() -> None:
    assert set(_WRITERS) <= {code for code, *_ in CODES}


def test_paths_and_values_are_code_and_names_of_parts_are_strong() -> None:
    mismatch = Mismatch("headers", "X", "header-value", None, "a", "b")
    assert mismatch.sentence.spans == (
        ("strong", "header "), ("code", "X"), ("text", ": expected "), ("text", "exactly "), ("code", "a"),
        ("text", ", got "), ("code", "b"), ("text", "."),
    )  # fmt: skip


def test_a_cause_shows_its_own_path_and_names_only_the_kind() -> None:
    mismatch = Mismatch("body", "$.c[3].limit", "decimal", ruled("decimal"), 1.5, "1")
    shared = build_sentence(mismatch, place="$.c[*].limit", several=2, tail=[("text", ", in 38 of 4,053 items")])
    assert str(shared) == "$.c[*].limit: expected a decimal number like 1.5, got a string, in 38 of 4,053 items."


def test_values_of_the_expected_kind_are_other_values() -> None:
    mismatch = Mismatch("body", "$.a", "equality", None, "EUR", "USD")
    assert str(build_sentence(mismatch, several=2)) == '$.a: expected exactly "EUR", got 2 other values, e.g. "USD".'


def test_a_deviation_of_the_dialects_stands_at_the_end() -> None:
    mismatch = Mismatch("status", "", "status", None, 1, 2, (), {"deviation_says": "The Rust core passes this."})
    assert mismatch.message == "status: expected 1, got 2. The Rust core passes this."


@pytest.mark.parametrize("evil", ["\u202e", "\x1b[2J", "\n", "\u200b"])
@pytest.mark.parametrize(("code", "place", "facts", "sentence"), CODES)
def test_nothing_invisible_gets_into_a_sentence(
    code: str, place: tuple[Any, ...], facts: dict[str, Any], sentence: str, evil: str
) -> None:
    if code == "part-kind":  # both values are words of this project
        return
    part, path, rule, expected, actual = place

    def spoiled(value: Any) -> Any:
        return value + evil if isinstance(value, str) else value

    ours = ("noun", "format", "side")  # words of this project, never of a contract or a recording
    poisoned = {key: value if key in ours else spoiled(value) for key, value in facts.items()}
    if rule is not None:
        args = {key: spoiled(value) for key, value in rule.args.items()}
        rule = ruled(rule.name + evil * (code == "unknown-matcher"), evil, **args)
    mismatch = Mismatch(part, path + evil, code, rule, spoiled(expected), spoiled(actual), (), poisoned)
    assert evil not in mismatch.message


def test_a_value_that_was_not_recorded_says_so() -> None:
    assert Mismatch("body", "$.a", "type", ruled("type"), 1, NOT_RECORDED).message.endswith(
        "got nothing: it was not recorded."
    )


def test_a_sentence_is_put_together_from_text_and_spans() -> None:
    sentence = Sentence.of("a ", ("code", "$.b"), " c")
    assert str(sentence) == "a $.b c"
    assert sentence.spans == (("text", "a "), ("code", "$.b"), ("text", " c"))


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (200, "200 OK"),
        (418, "418 I'm a Teapot"),
        (0, "0"),
        (299, "299"),
        # Named alike by every Python.
        (413, "413 Content Too Large"),
        (414, "414 URI Too Long"),
        (416, "416 Range Not Satisfiable"),
        (422, "422 Unprocessable Content"),
    ],
)
def test_a_status_has_its_reason_phrase(status: int, text: str) -> None:
    assert status_text(status) == text


@pytest.mark.parametrize(
    ("name", "args", "label"),
    [
        ("type", {}, "type"),
        ("type", {"min": 1, "max": 3}, "type, min 1, max 3"),
        ("regex", {"regex": "[0-9]+"}, "regex [0-9]+"),
        ("date", {"format": "yyyy-MM-dd"}, "date yyyy-MM-dd"),
        ("date", {"format": ""}, "date"),
        ("include", {"value": "x"}, "include x"),
        ("statusCode", {"status": "success"}, "statusCode success"),
        ("statusCode", {}, "statusCode success"),
        ("eachKey", {"rules": "regex", "value": "{}"}, "eachKey"),
    ],
)
def test_a_rule_is_labelled_with_the_arguments_that_matter(name: str, args: dict[str, Any], label: str) -> None:
    assert rule_label(name, args) == ruled(name, **args).label == label


def any_of(*matchers: dict[str, Any]) -> dict[str, Any]:
    return {"combine": "OR", "matchers": list(matchers)}


NULL_OR_CODE = any_of({"match": "null"}, {"match": "regex", "regex": "[A-Z]+"})


def test_with_or_one_sentence_names_every_alternative() -> None:
    result = judge({"a": "X"}, {"$.a": NULL_OR_CODE}, {"a": "x"})
    assert [mismatch.message for mismatch in result.mismatches] == [
        '$.a: expected null or text matching [A-Z]+, got the string "x". The pattern matches only if case is ignored.'
    ]


@pytest.mark.parametrize(
    ("part", "category", "sent"),
    [
        ({"headers": {"X": "A"}}, {"header": {"X": NULL_OR_CODE}}, {"headers": {"X": "a"}}),
        ({"path": "/A"}, {"path": any_of({"match": "null"}, {"match": "regex", "regex": "/[A-Z]+"})}, {"path": "/a"}),
    ],
)
def test_with_or_outside_of_bodies_too(part: Any, category: Any, sent: Any) -> None:
    made = one_request({"method": "GET", "path": "/", **part, "matchingRules": category})
    (mismatch,) = made.check_request(cl.HttpRequest(**{"method": "GET", "path": "/", **sent})).mismatches
    assert "expected null or text matching" in mismatch.message


def test_an_unknown_alternative_might_have_accepted_the_value() -> None:
    result = judge({"a": "X"}, {"$.a": any_of({"match": "regex", "regex": "[A-Z]"}, {"match": "odd"})}, {"a": "x"})
    assert (result.verdict, result.reason) == ("error", "unknown matcher odd: contractlab cannot judge values by it")


def test_null_is_never_allowed_where_the_example_is_an_object() -> None:
    result = judge({"a": {"b": 1}}, {"$.a": any_of({"match": "null"}, {"match": "type"})}, {"a": None})
    (mismatch,) = result.mismatches
    assert mismatch.message == (
        "$.a: expected an object, got null. Rules are not asked where the example is an object or an array, so null "
        "cannot be allowed here. If null is right at times: two examples, each with a state of its own."
    )
