"""Everything that the reference lets through is listed: one row for each way of not looking."""

from __future__ import annotations

from typing import Any

import pytest
from small_contracts import JSON, judge, matchers, one_request, one_response

import contractlab as cl

TYPE = {"match": "type"}
EACH_KEY = {"match": "eachKey", "rules": [{"match": "regex", "regex": "[a-z]+"}]}


def test_any_status() -> None:
    made = one_response({"status": 200, "matchingRules": {"status": {"matchers": [{"match": "integer"}]}}})
    result = made.check_response(cl.HttpResponse(500))
    assert result.passed
    assert [(gap.part, gap.reason, gap.message) for gap in result.unchecked] == [
        ("status", "any-value", "status: integer accepts any status, so it was not compared.")
    ]


def test_any_header_parameter_and_path() -> None:
    rules = {"header": matchers({"X": TYPE}), "query": matchers({"q": TYPE}), "path": {"matchers": [TYPE]}}
    made = one_request({"path": "/a", "query": {"q": ["1", "2"]}, "headers": {"X": "1"}, "matchingRules": rules})
    result = made.check_request(cl.HttpRequest("GET", "/other", "q=x", {"X": "?"}))
    assert result.passed
    assert [gap.message for gap in result.unchecked] == [
        "path: type accepts any text, so it was not compared.",
        "query q: type accepts any text, so it was not compared.",
        "query q: got 1 value where the example has 2; type accepts fewer, so the rest was not looked at.",
        "header X: type accepts any text, so it was not compared.",
    ]


def test_a_rule_that_asks_something_leaves_nothing() -> None:
    rules = {"header": matchers({"X": {"match": "regex", "regex": r"\d"}})}
    made = one_request({"path": "/", "headers": {"X": "1"}, "matchingRules": rules})
    assert made.check_request(cl.HttpRequest("GET", "/", headers={"X": "7"})).unchecked == ()


@pytest.mark.parametrize(("kind", "noun"), [("text/plain", "text"), ("image/png", "bytes")])
def test_any_text_and_any_bytes(kind: str, noun: str) -> None:
    body = {"content": "YQ==" if noun == "bytes" else "a", "contentType": kind}
    body |= {"encoded": "base64"} if noun == "bytes" else {}
    made = one_response({"body": body, "matchingRules": {"body": matchers({"$": TYPE})}}, version="4.0")
    result = made.check_response(cl.HttpResponse(200, {"Content-Type": kind}, b"\x00b" if noun == "bytes" else b"b"))
    assert result.passed
    assert [gap.message for gap in result.unchecked] == [f"$: type accepts any {noun}, so it was not compared."]


def test_fields_of_a_form() -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    made = one_response({"headers": kind, "body": "a=1&b=2", "matchingRules": {"body": matchers({"$.a": TYPE})}})
    result = made.check_response(cl.HttpResponse(200, kind, b"a=x&b=2"))
    assert result.passed
    assert [gap.path for gap in result.unchecked] == ["$.a"]


def multipart(*parts: tuple[str, str]) -> bytes:
    inner = "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in parts)
    return f"{inner}--b--\r\n".encode()


def test_parts_beyond_the_contract_and_fields_of_any_text() -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    body = multipart(("a", "1"), ("c", "1")).decode()
    made = one_response({"headers": kind, "body": body, "matchingRules": {"body": matchers({"$.a": TYPE})}})
    result = made.check_response(cl.HttpResponse(200, kind, multipart(("a", "x"), ("b", "2"), ("c", "1"))))
    assert result.passed
    assert [(gap.path, gap.reason) for gap in result.unchecked] == [("$.a", "any-value"), ("$.b", "extra-part")]


def test_elements_that_repeat_less_often_and_any_text_of_xml() -> None:
    kind = {"Content-Type": "application/xml"}
    rules = matchers({"$.r.i": TYPE})
    made = one_response({"headers": kind, "body": "<r><i>1</i><i>2</i></r>", "matchingRules": {"body": rules}})
    result = made.check_response(cl.HttpResponse(200, kind, b"<r><i>x</i></r>"))
    assert result.passed
    assert [(gap.path, gap.reason) for gap in result.unchecked] == [
        ("$.r.i", "shorter-repeats"),
        ("$.r.i.#text", "any-value"),
    ]


@pytest.mark.parametrize(
    ("example", "rules", "actual", "messages"),
    [
        ({"a": {"b": 1}}, {"$.a": {"match": "regex", "regex": "x"}, "$.a.b": TYPE}, {"a": {"b": 2}},
         ["$.a: regex asks nothing of an object; only what is inside was judged."]),
        ({"a": [1]}, {"$.a": {"match": "regex", "regex": r"\d"}}, {"a": [2]},
         ["$.a: regex asks nothing of an array; only what is inside was judged."]),
        ({"a": {"k": 1}}, {"$.a": EACH_KEY}, {"a": {"k": 1, "x": 2, "y": 3}},
         ["$.a.*: eachKey checks keys only; 2 values were not compared.",
          "$.a.k: eachKey checks keys only; 1 value was not compared."]),
        ({"a": {"k": 1}}, {"$.a": EACH_KEY}, {"a": {}},
         ["$.a: got an empty object, so eachKey checked nothing."]),
        ({"a": {"k": 1}}, {"$.a": EACH_KEY}, {"a": {"x": 2}},
         ["$.a.x: eachKey checks keys only; 1 value was not compared."]),
        ({"a": {"k": 1}}, {"$.a": {"match": "values"}}, {"a": {}},
         ["$.a: got an empty object, so values checked nothing."]),
        ({"a": {"k": 1}}, {"$.a": {"match": "arrayContains", "variants": [{"index": 0}]}}, {"a": {"k": 1}},
         ["$.a: arrayContains asks nothing of an object; only what is inside was judged.",
          "$.a.k: arrayContains looks at arrays only; 1 value was not compared."]),
        ({"a": {"k": 1}}, {"$.a": TYPE}, {"a": {"k": 2}}, []),
    ],
)  # fmt: skip
def test_objects_and_arrays(example: Any, rules: Any, actual: Any, messages: Any) -> None:
    result = judge(example, rules, actual)
    assert result.passed, result.mismatches
    assert [gap.message for gap in result.unchecked] == messages


def test_a_message_of_which_everything_was_removed_is_an_error() -> None:
    from contractlab.values.http import Redacted

    contract = cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [
                {
                    "type": "Asynchronous/Messages",
                    "description": "m",
                    "contents": {"content": "x", "contentType": "text/plain"},
                    "metadata": {"token": "t"},
                }
            ],
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
    )
    places = (Redacted("metadata", "token"), Redacted("contents", "$"))
    result = contract[0].check_message(cl.Message(b"y", {"token": "z", "contentType": "text/plain"}, places))
    assert (result.verdict, result.reason) == (
        "error",
        "redacted: everything that could be checked was removed before storing",
    )


def test_json_headers_are_compared() -> None:
    made = one_response({"headers": JSON, "body": {"a": 1}})
    assert made.check_response(cl.HttpResponse(200, JSON, b'{"a":1}')).unchecked == ()
