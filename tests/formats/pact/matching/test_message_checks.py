"""Messages: contents, metadata, and the parts of synchronous ones."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import TYPE, contract_of, document_of, matchers, paths_and_codes

import contractlab as cl
from contractlab.contracts.contract import Example

INTEGER = {"match": "integer"}


def message(contents: Any, metadata: Any = None, rules: Any = None, **more: Any) -> Example:
    made = {"type": "Asynchronous/Messages", "description": "a message", "contents": contents, **more}
    if metadata is not None:
        made["metadata"] = metadata
    if rules is not None:
        made["matchingRules"] = {category: matchers(rule) for category, rule in rules.items()}
    return contract_of(made, version="4.0")[0]


CONTENTS = {"content": {"a": 1}, "contentType": "application/json"}
TYPED = {"contentType": "application/json"}


@pytest.mark.parametrize(
    ("contents", "rules", "actual", "differences"),
    [
        (CONTENTS, None, b'{"a":1,"b":2}', []),
        (CONTENTS, None, b'{"a":2}', [("$.a", "equality")]),
        (CONTENTS, {"body": {"$.a": INTEGER}}, b'{"a":2}', []),
        (CONTENTS, {"content": {"$.a": INTEGER}}, b'{"a":2}', []),
        (CONTENTS, {"contents": {"$.a": INTEGER}}, b'{"a":2}', [("$.a", "equality")]),
        (CONTENTS, None, None, [("$", "body-missing")]),
        (CONTENTS, None, b"{", [("$", "parse")]),
        ({"content": None}, None, b"x", [("$", "body-unexpected")]),
    ],
)
def test_contents_are_judged_like_a_response(contents: Any, rules: Any, actual: Any, differences: Any) -> None:
    result = message(contents, TYPED, rules).check_message(actual, TYPED)
    assert paths_and_codes(result) == differences
    assert result.subject == "message"
    assert {mismatch.part for mismatch in result.mismatches} <= {"contents"}


@pytest.mark.parametrize(
    ("expected", "rules", "actual", "differences"),
    [
        ({"topic": "orders"}, {}, {"topic": "orders", "more": 1}, []),
        ({"topic": "orders"}, {}, {"topic": "Orders"}, [("topic", "equality")]),
        ({"topic": "orders"}, {}, {}, [("topic", "missing-metadata")]),
        ({"topic": "orders"}, {}, {"Topic": "orders"}, [("topic", "missing-metadata")]),
        ({"n": 1}, {}, {"n": 1.0}, [("n", "equality")]),
        ({"n": {"a": [1]}}, {}, {"n": {"a": [1]}}, []),
        ({"topic": "orders"}, {"topic": {"match": "regex", "regex": "[a-z]+"}}, {"topic": "other"}, []),
        ({"topic": "orders"}, {"topic": {"match": "regex", "regex": "[a-z]+"}}, {"topic": 5}, [("topic", "regex")]),
        ({"n": 1}, {"n": TYPE}, {"n": 2.5}, []),
        ({"l": [1]}, {"l": {"match": "type", "min": 2}}, {"l": [1]}, [("l", "type")]),
        ({"l": [1]}, {"l": {"match": "type", "min": 2}}, {"l": [1, 2]}, []),
        ({"contentType": "application/json"}, {}, {"contentType": "application/json;charset=utf-8"}, []),
        (
            {"content-type": "application/json;charset=UTF-8"},
            {},
            {"content-type": "application/json; charset=utf-8"},
            [],
        ),
        ({"contentType": "application/json"}, {}, {"contentType": "text/plain"}, [("contentType", "equality")]),
    ],
)
def test_metadata_is_judged_entry_by_entry(expected: Any, rules: Any, actual: Any, differences: Any) -> None:
    result = message({}, expected, {"metadata": rules}).check_message(None, actual)
    assert paths_and_codes(result) == differences
    assert {mismatch.part for mismatch in result.mismatches} <= {"metadata"}


def test_metadata_comes_before_contents() -> None:
    result = message(CONTENTS, {"topic": "x"}).check_message(b'{"a":2}', {**TYPED, "topic": "y"})
    assert [mismatch.part for mismatch in result.mismatches] == ["metadata", "contents"]


def test_contents_of_another_type_are_not_compared() -> None:
    result = message(CONTENTS).check_message(b"<a/>", {"contentType": "application/xml"})
    assert [mismatch.code for mismatch in result.mismatches] == ["content-type"]
    # Neither a base type nor an unknown one helps, unlike over HTTP.
    assert not message(CONTENTS).check_message(b'{"a":1}', {"contentType": "application/hal+json"}).passed


@pytest.mark.parametrize(
    ("contents", "metadata", "rules", "sent", "differences"),
    [
        # What the contents are of is expected of the metadata, too: a provider that says nothing says ''.
        (CONTENTS, None, None, {}, [("contentType", "equality")]),
        (CONTENTS, {"topic": "t"}, None, {"topic": "t"}, [("contentType", "equality")]),
        (CONTENTS, None, None, {"content-type": "application/json"}, [("contentType", "equality")]),
        (CONTENTS, None, None, {"Content-Type": "application/json"}, [("contentType", "equality")]),
        ({"content": {"a": 1}}, None, None, {}, [("contentType", "equality")]),
        ({"content": {"a": 1}, "contentType": "x"}, None, None, {"contentType": "x"}, [("contentType", "equality")]),
        (CONTENTS, None, None, {"contentType": "application/json; charset=utf-8"}, []),
        # A rule decides about what is not there.
        (CONTENTS, None, {"type": "type"}, {}, []),
        (CONTENTS, None, {"type": "regex", "regex": ".*"}, {}, []),
        (CONTENTS, None, {"type": "regex", "regex": ".*json"}, {}, [("contentType", "regex")]),
        # An entry of the contract takes the place of what is implied.
        (CONTENTS, {"contentType": ""}, None, {}, []),
        (CONTENTS, {"contentType": None}, None, {}, []),
        # What the contract holds as no body of V4 is of no type of its own.
        ([1], None, None, {}, [("$", "kind")]),
        ({"thing": 1}, None, None, {}, [("$.thing", "missing-key")]),
    ],
)  # fmt: skip
def test_the_type_of_the_contents_is_expected_of_the_metadata(
    contents: Any, metadata: Any, rules: Any, sent: Any, differences: Any
) -> None:
    ruled = None
    if rules is not None:
        rule = {**rules, "match": rules["type"]}
        ruled = {"metadata": {"contentType": {key: value for key, value in rule.items() if key != "type"}}}
    example = message(contents, metadata, ruled)
    result = example.check_message(b'{"a":1}', sent)
    assert [(mismatch.path, mismatch.code) for mismatch in result.mismatches] == differences
    assert not any(problem.code == "dead-rule" for problem in example.contract.problems)


def test_a_type_that_is_only_implied_is_shown_where_it_differs() -> None:
    (mismatch,) = message(CONTENTS).check_message(b'{"a":1}', {}).mismatches
    assert mismatch.facts["deviation"] == "implied-content-type"
    assert message(CONTENTS).check_message(b'{"a":1}', {}, dialect="spec").passed
    fits = message(CONTENTS).check_message(b'{"a":1}', TYPED)
    assert fits.passed
    assert fits.explanation.parts == ()


@pytest.mark.parametrize(
    "contents", [{"content": None}, {"content": ""}, None, {"content": None, "contentType": "a/b"}]
)
def test_no_contents_are_compared_with_contents_of_the_type_that_metadata_name(contents: Any) -> None:
    assert message(contents).check_message(b"x", {}).passed
    assert message(contents).check_message(b"x", TYPED).passed
    typed = message(contents, TYPED)
    assert paths_and_codes(typed.check_message(b"x", TYPED)) == [("$", "body-unexpected")]
    assert paths_and_codes(typed.check_message(b"x", {"contentType": "text/plain"})) == [("contentType", "equality")]


def test_text_is_taken_as_utf_8() -> None:
    made = message({"content": "é", "contentType": "text/plain"})
    assert made.check_message("é", {"contentType": "text/plain"}).passed


def test_a_message_of_v3_has_its_type_from_its_metadata() -> None:
    document = document_of(version="3.0")
    del document["interactions"]
    document["messages"] = [
        {
            "description": "m",
            "contents": {"a": 1},
            "metaData": {"contentType": "application/json"},
            "matchingRules": {"body": matchers({"$.a": INTEGER})},
        }
    ]
    made = cl.load(document)[0]
    assert made.kind == "message"
    assert made.metadata == {"contentType": "application/json"}  # type: ignore[attr-defined]
    assert made.check_message(b'{"a":7}', TYPED).passed
    assert paths_and_codes(made.check_message(b'{"a":"x"}', TYPED)) == [("$.a", "integer")]


def test_contents_where_none_were_expected_are_let_through_by_type_and_listed() -> None:
    result = message({"content": None}).check_message(b"x", {"contentType": "text/plain"})
    assert result.passed
    assert [(gap.part, gap.reason) for gap in result.unchecked] == [("contents", "other-type")]


# -- synchronous messages ---------------------------------------------------------------------------------------------


def synchronous() -> Example:
    reply = {"contents": {"content": {"ok": True}, "contentType": "application/json"}}
    message = {"contents": {"content": "done", "contentType": "text/plain"}, "metadata": {"topic": "t"}}
    made = {
        "type": "Synchronous/Messages",
        "description": "ask",
        "request": {"contents": CONTENTS},
        "response": [reply, message],
    }
    return contract_of(made, version="4.0")[0]


@pytest.mark.parametrize(
    ("part", "index", "contents", "metadata", "verdict"),
    [
        ("request", 0, b'{"a":1}', TYPED, "passed"),
        ("request", 0, b'{"a":2}', TYPED, "failed"),
        ("response", 0, b'{"ok":true}', TYPED, "passed"),
        ("response", 0, b'{"ok":false}', TYPED, "failed"),
        ("response", 1, b"done", {"contentType": "text/plain", "topic": "t"}, "passed"),
        ("response", 1, b"done", {"contentType": "text/plain"}, "failed"),
        ("response", 2, b"done", {}, "error"),
        ("response", -1, b"done", {}, "error"),
    ],
)
def test_each_part_of_a_synchronous_message(part: str, index: int, contents: Any, metadata: Any, verdict: str) -> None:
    result = synchronous().check_message(contents, metadata, part=part, index=index, dialect="spec")
    assert result.verdict == verdict


@pytest.mark.parametrize("index", [0, 1])
def test_an_example_with_several_replies_always_fails(index: int) -> None:
    fits = (b'{"ok":true}', TYPED) if index == 0 else (b"done", {"contentType": "text/plain", "topic": "t"})
    result = synchronous().check_message(*fits, part="response", index=index)
    assert result.verdict == "failed"
    (mismatch,) = result.mismatches
    assert (mismatch.code, mismatch.facts["deviation"]) == ("reply-count", "several-replies")
    assert mismatch.message.startswith("replies: expected 2 replies, got 1. ")
    assert "asks a provider for one reply" in mismatch.message
    assert [row.mismatches for part, _, row in result.explanation.parts if part == "replies"] == [(mismatch,)]
    codes = [problem.code for problem in synchronous().contract.problems]
    assert codes.count("several-replies") == 1
    assert "example-fails" not in codes


def test_what_differs_in_one_of_several_replies_is_said_all_the_same() -> None:
    result = synchronous().check_message(b'{"ok":false}', TYPED, part="response", index=0)
    assert [mismatch.code for mismatch in result.mismatches] == ["reply-count", "equality"]


def test_an_example_without_a_reply_takes_any() -> None:
    made = {"type": "Synchronous/Messages", "description": "tell", "request": {"contents": CONTENTS}, "response": []}
    example = contract_of(made, version="4.0")[0]
    result = example.check_message(b"anything", {}, part="response")
    assert result.passed
    assert [left.reason for left in result.unchecked] == ["no-expectation"]
    assert example.check_message(b"", {}, part="response", index=1).verdict == "error"


def test_a_part_that_does_not_exist_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="use 'request' or 'response'"):
        synchronous().check_message(b"", part="reply")


def test_parts_of_a_synchronous_message_can_be_looked_at() -> None:
    made = synchronous()
    assert made.request.contents.value == {"a": 1}
    assert [response.metadata for response in made.responses] == [{}, {"topic": "t"}]  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="has no response"):
        made.response  # noqa: B018


def test_checking_the_wrong_kind_is_an_error_that_says_what_to_use() -> None:
    made = message(CONTENTS)
    result = made.check_response(cl.HttpResponse())
    assert (result.verdict, result.reason) == ("error", "the example is a message: use check_message")
    assert made.check_request(cl.HttpRequest()).reason == "the example is a message: use check_message"
    assert synchronous().check_response(cl.HttpResponse()).verdict == "error"
    http = contract_of({"description": "h", "request": {}, "response": {}})[0]
    assert http.check_message(b"").reason == "the example is of kind http, so it has no messages"
    strange = contract_of({"type": "Later/Things", "description": "s"}, version="4.0")[0]
    assert strange.kind == "unknown"
    assert "cannot be checked" in str(strange.check_response(cl.HttpResponse()).reason)
    assert "cannot be checked" in str(strange.check_response(cl.HttpResponse(), dialect="spec").reason)


def test_the_explanation_of_a_message_has_metadata_rows_and_a_tree() -> None:
    result = message(CONTENTS, {"topic": "x"}).check_message(b'{"a":2}', {**TYPED, "topic": "x"})
    assert [(part, name, row.status) for part, name, row in result.explanation.parts] == [
        ("metadata", "topic", "equal")
    ]
    assert result.explanation.body is not None
    assert [node.status for node in result.explanation.body.walk()] == ["differs", "differs"]
