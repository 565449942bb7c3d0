"""Files that we define, before the Rust core: it passes a provider that keeps them and fails one that does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conformance.rust_core import judge_responses

import contractlab as cl
from contractlab import match, xml
from contractlab.errors import InvalidEdit

pytestmark = pytest.mark.oracle

PICTURE = b"\x89PNG\r\n\x1a\n\x00\xff"
Case = tuple[dict[str, Any], bytes, bytes]
"""What `will_respond_with` takes, a body that keeps it and one that does not."""


def _json(value: Any, good: Any, bad: Any) -> Case:
    return {"json": value}, json.dumps(good).encode(), json.dumps(bad).encode()


CASES: list[Case] = [
    _json({"a": match.like(1)}, {"a": 2}, {"a": "x"}),
    _json({"a": match.str()}, {"a": "other"}, {"a": 1}),
    _json({"a": match.int()}, {"a": 3}, {"a": 3.5}),
    _json({"a": match.float()}, {"a": 3.25}, {"a": "3"}),
    _json({"a": match.number()}, {"a": 3}, {"a": "x"}),
    _json({"a": match.bool()}, {"a": False}, {"a": 1}),
    _json({"a": match.none()}, {"a": None}, {"a": 1}),
    _json({"a": match.uuid()}, {"a": "C0FFEE00-1234-4ABC-8DEF-0123456789AB"}, {"a": "c0ffee"}),
    _json({"a": match.uuid(format="simple")}, {"a": "0" * 32}, {"a": "0" * 31}),
    _json({"a": match.uuid(format="urn")}, {"a": "urn:uuid:c0ffee00-1234-4abc-8def-0123456789ab"}, {"a": "0" * 32}),
    _json({"a": match.date()}, {"a": "2020-02-29"}, {"a": "2020-02-30"}),
    _json({"a": match.time()}, {"a": "23:59:59"}, {"a": "24:99"}),
    _json({"a": match.datetime()}, {"a": "2020-02-29T10:00:00+01:00"}, {"a": "2020"}),
    _json({"a": match.regex(regex="[a-c]{2}")}, {"a": "cc"}, {"a": "cd"}),
    _json({"a": match.includes("cat")}, {"a": "a cat."}, {"a": "a dog."}),
    _json({"a": match.semver()}, {"a": "2.0.0"}, {"a": "2"}),
    _json({"a": match.not_empty("x")}, {"a": "y"}, {"a": ""}),
    _json({"a": match.string_prefix(prefix="id-")}, {"a": "id-9"}, {"a": "no-9"}),
    _json({"a": match.concat("/c/", match.int(1), ".json")}, {"a": "/c/77.json"}, {"a": "/c/x.json"}),
    _json({"a": match.each_like({"b": match.int()}, min=2)}, {"a": [{"b": 1}] * 3}, {"a": [{"b": 1}]}),
    _json({"a": match.like([match.int(1)], min=1, max=2)}, {"a": [5, 6]}, {"a": [5, 6, 7]}),
    _json({"a": match.array_containing([1, match.str("x")])}, {"a": [7, "q", 1]}, {"a": [7, "q"]}),
    _json(match.each_key_matches({"k": 1}, rules=match.regex("k", regex="[a-z]")), {"q": 1}, {"1": 1}),
    _json({"a": match.each_value_matches({"x": 1}, rules=match.int(1))}, {"a": {"y": 2}}, {"a": {"y": "z"}}),
    _json({"a": match.str("ab") & match.regex("ab", regex="[a-z]+")}, {"a": "zz"}, {"a": "Z1"}),
    _json({"a": match.nullable(1)}, {"a": None}, {"a": "x"}),
    _json({"*": match.int(1), "b": "x"}, {"*": 2, "b": "x"}, {"*": 2, "b": "y"}),
    _json({"a.b": match.int(1), "ü": match.int(1)}, {"a.b": 2, "ü": 2}, {"a.b": "2", "ü": 2}),
    _json({"0": match.int(1), "b": 1}, {"0": 2, "b": 1}, {"0": "2", "b": 1}),
    _json([1, match.like({"x": [1]})], [1, {"x": [2]}], [2, {"x": [2]}]),
    ({"text": "hello"}, b"hello", b"hullo"),
    ({"form": {"a": match.int(1), "b": "x y"}}, b"a=22&b=x+y", b"a=z&b=x+y"),
    (
        {"xml": xml.element("u", xml.element("id", match.regex("1", regex=r"\d+")), attrs={"k": match.like("v")})},
        b"<u k='w'><id>77</id></u>",
        b"<u k='w'><id>x</id></u>",
    ),
    (
        {"xml": xml.element("us", xml.each(xml.element("u", match.str("x"))))},
        b"<us><u>x</u><u>y</u></us>",
        b"<us><o>x</o><o>x</o></us>",
    ),
    ({"body": PICTURE, "content_type": "image/png"}, PICTURE, b"GIF89a\x00\xff"),
]  # fmt: skip


@pytest.mark.parametrize("version", ["4.0", "3.0", "2.0"])
def test_the_core_passes_who_keeps_a_definition_and_fails_who_does_not(version: str) -> None:
    expected: list[dict[str, Any]] = []
    answers: list[tuple[int, list[tuple[str, str]], bytes]] = []
    for given, good, bad in CASES:
        definition = cl.define("c", "p", spec_version=version)
        try:
            definition.example("one").with_request("GET", "/").will_respond_with(200, **given)
        except InvalidEdit:  # what a version cannot say is refused, and no file is there to be judged
            continue
        (example,) = json.loads(definition.contract.to_bytes())["interactions"]
        response = example["response"]
        kind = response["headers"]["Content-Type"]
        for body in (good, bad):
            expected.append(response)
            answers.append((200, [("Content-Type", kind[0] if isinstance(kind, list) else kind)], body))
    verdicts = judge_responses(expected, answers, version)
    assert verdicts is not None, "the core does not load it"
    wrong = [(expected[n], answers[n][2]) for n, passed in enumerate(verdicts) if passed != (n % 2 == 0)]
    assert wrong == []
