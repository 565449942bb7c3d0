"""Mutated contracts and recordings raise nothing but the project's errors, and end in bounded time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conformance.contract_strategies import VALUES, cases, part
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import cpu_time, examples

import contractlab as cl

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def whole(version: str, declared: dict[str, Any], example: Any) -> dict[str, Any]:
    return {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [
            {
                "type": "Synchronous/HTTP",
                "description": "d",
                "providerStates": [{"name": "s", "params": {"a": 1}}],
                "request": {"method": "POST", "path": "/", "query": {"q": ["1"]}, **part(version, declared, example)},
                "response": {"status": 200, **part(version, declared, example)},
            }
        ],
        "metadata": {"pactSpecification": {"version": version}},
    }


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    version = draw(st.sampled_from(["1.0", "2.0", "3.0", "4.0"]))
    declared, example, _ = draw(cases("2.0" if version in ("1.0", "2.0") else version))
    document: Any = whole(version, declared, example)
    for _ in range(draw(st.integers(1, 3))):
        place: Any = document
        for _ in range(draw(st.integers(0, 7))):
            if isinstance(place, dict) and place:
                inner = place[draw(st.sampled_from(sorted(place)))]
            elif isinstance(place, list) and place:
                inner = place[draw(st.integers(0, len(place) - 1))]
            else:
                break
            if not isinstance(inner, dict | list):
                break
            place = inner
        if isinstance(place, dict):
            key = (
                draw(st.sampled_from(sorted(place)) if place else st.text(max_size=5))
                if draw(st.booleans())
                else draw(st.text(max_size=5))
            )
            place[key] = draw(ANYTHING)
        elif isinstance(place, list):
            place.append(draw(ANYTHING))
    return document


@settings(max_examples=examples(400), suppress_health_check=list(HealthCheck))
@given(mutated(), VALUES, st.sampled_from([None, "text/plain", "application/json", "application/xml", "a/b; c", "x"]))
def test_mutated_contracts(document: Any, actual: Any, kind: str | None) -> None:
    try:
        contract = cl.load(document)
    except cl.ContractLabError:
        return
    assert contract.problems is not None
    headers = {} if kind is None else {"Content-Type": kind}
    body = json.dumps(actual).encode()
    for example in contract.examples:
        for dialect in ("reference", "spec"):
            if example.kind == "http":
                answer = example.check_response(cl.HttpResponse(200, headers, body), dialect=dialect)
                asked = example.check_request(cl.HttpRequest("POST", "/", "q=1", headers, body), dialect=dialect)
                for result in (answer, asked):
                    assert all(mismatch.message for mismatch in result.mismatches)
                    assert all(isinstance(node.path, str) for node in result.explanation.walk())
                    assert all(gap.message for gap in result.unchecked)
            else:
                assert example.check_message(body, {"contentType": "application/json"}).verdict


@settings(max_examples=examples(300))
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_as_a_contract(data: bytes) -> None:
    with pytest.raises(cl.ContractLabError):
        cl.load(data)


@settings(max_examples=examples(300))
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            "application/json",
            "application/xml",
            "text/plain",
            "image/png",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=X",
        ]
    ),
)
def test_any_bytes_as_a_body(body: bytes, kind: str) -> None:
    examples = {
        "application/json": '{"a": 1}',
        "application/xml": "<a>1</a>",
        "text/plain": "x",
        "image/png": "AAEC",
        "application/x-www-form-urlencoded": "a=1",
        "multipart/form-data; boundary=X": '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--X--\r\n',
    }
    response = {
        "status": 200,
        "headers": {"Content-Type": kind},
        "body": examples[kind],
        "matchingRules": {"body": {"$": {"matchers": [{"match": "type"}]}}},
    }
    contract = cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [{"description": "d", "request": {}, "response": response}],
        }
    )
    result = contract[0].check_response(cl.HttpResponse(200, {"Content-Type": kind}, body))
    assert result.verdict in ("passed", "failed", "error")
    assert list(result.explanation.walk()) is not None


DEEP = 100_000
HOSTILE_BODIES = {
    "arrays 100 deep": b"[" * 100 + b"]" * 100,
    "arrays 127 deep": b"[" * 127 + b"]" * 127,
    "arrays 128 deep": b"[" * 128 + b"]" * 128,
    "arrays 100,000 deep": b"[" * DEEP + b"]" * DEEP,
    "objects 100,000 deep": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "an open string": b'"' + b"\\" * 100_001,
    "a number of 10,000 digits": b"1" * 10_000,
    "a fraction of 10,000 digits": b"0." + b"1" * 10_000,
    "1e400": b"1e400",
    "NaN": b"NaN",
    "infinity": b"-Infinity",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "a lone surrogate": b'"\\ud800"',
    "a pair": b'"\\ud83d\\ude00"',
    "not UTF-8": b'"\xff"',
    "duplicate keys": b'{"a":1,"a":2}',
    "two values": b"{} {}",
    "nothing": b"",
    "5 MB": json.dumps([{"a": n, "b": "x" * 20} for n in range(100_000)]).encode(),
}
READABLE = {"arrays 100 deep", "arrays 127 deep", "a fraction of 10,000 digits", "a pair", "duplicate keys", "5 MB"}


@pytest.mark.parametrize("name", HOSTILE_BODIES)
def test_hostile_json_bodies(name: str) -> None:
    example = cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [
                {
                    "description": "d",
                    "request": {},
                    "response": {
                        "headers": {"Content-Type": "application/json"},
                        "body": 1,
                        "matchingRules": {"body": {"$": {"matchers": [{"match": "regex", "regex": "(?m).*"}]}}},
                    },
                }
            ],
        }
    )[0]
    response = cl.HttpResponse(200, {"Content-Type": "application/json"}, HOSTILE_BODIES[name])
    # On a busy machine processor time goes less far.
    with cl.limits(regex_seconds=60), cpu_time() as taken:
        result = example.check_response(response)
    assert taken.seconds < 10
    assert result.verdict == ("passed" if name in READABLE else "failed")
    assert result.verdict != "failed" or result.mismatches[0].message


def test_a_contract_nested_too_deep_is_refused() -> None:
    with pytest.raises(cl.InvalidContract, match="127 levels deep"):
        cl.load(b'{"interactions":' + b"[" * DEEP + b"]" * DEEP + b"}")


def test_many_rules_and_headers_end_in_time() -> None:
    rules = {f"$.k{n}.*[*].a{n % 7}": {"matchers": [{"match": "type"}]} for n in range(5_000)}
    body = {f"k{n}": {"x": [{f"a{n % 7}": 1}]} for n in range(300)}
    response = {
        "status": 200,
        "headers": {"Content-Type": "application/json"},
        "body": body,
        "matchingRules": {"body": rules},
    }
    document = {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        "interactions": [{"description": "d", "request": {}, "response": response}],
    }
    headers = [("Content-Type", "application/json")] + [(f"X-{n}", "v") for n in range(100_000)]
    with cpu_time() as taken:
        example = cl.load(document)[0]
        assert example.check_response(cl.HttpResponse(200, headers, json.dumps(body).encode())).passed
    assert taken.seconds < 15


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>" * DEEP + b"</a>" * DEEP,
        b"<a", b"", b"<a></b>", b"<a>&x;</a>", b"\xff", b"<?xml version='2.0'?><a/>",
    ],
)  # fmt: skip
def test_hostile_xml_bodies(body: bytes) -> None:
    example = cl.load(
        {
            "consumer": {"name": "c"},
            "provider": {"name": "p"},
            "interactions": [
                {
                    "description": "d",
                    "request": {},
                    "response": {"headers": {"Content-Type": "application/xml"}, "body": "<a>1</a>"},
                }
            ],
        }
    )[0]
    result = example.check_response(cl.HttpResponse(200, {"Content-Type": "application/xml"}, body))
    assert result.verdict in ("failed", "error")
    assert result.reason or result.mismatches[0].message
