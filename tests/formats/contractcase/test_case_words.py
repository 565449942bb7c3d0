"""What ContractCase's matchers ask of a value, in words."""

from __future__ import annotations

from typing import Any

import pytest

from contractlab.formats.contractcase.sentences import SENTENCES
from contractlab.values.markers import MISSING


@pytest.mark.parametrize(
    ("rule", "args", "expected", "words"),
    [
        ("MatchNumber", {"mode": "exact"}, 1, "exactly 1"),
        ("MatchNumber", {"mode": "type"}, 1, "a number like 1"),
        ("MatchString", {"mode": "type"}, "x", 'a string like "x"'),
        ("MatchString", {"mode": "type"}, MISSING, "a string"),
        ("MatchBoolean", {"mode": "type"}, True, "true or false"),
        ("MatchNull", {}, None, "null"),
        ("Integer", {}, 3, "an integer like 3"),
        ("StringPrefix", {"prefix": "/u/"}, "/u/1", 'text beginning with "/u/"'),
        ("StringSuffix", {"suffix": ".js"}, "a.js", 'text ending with ".js"'),
        ("StringContains", {"contains": "oo"}, "foo", 'text containing "oo"'),
        ("HttpStatusCode", {"rule": "4XX, 200"}, 400, "a status that matches 4XX, 200"),
        ("Base64Encoded", {}, "eA==", 'base64 text like "eA=="'),
        ("JsonEncoded", {}, MISSING, "text that is JSON"),
        ("ArrayContains", {}, [1], "an array with certain entries"),
        ("ObjectShape", {}, {}, "an object"),
        ("FunctionResultMatcher", {}, {"success": "1"}, "a return value"),
        ("FunctionResultMatcher", {}, {"errorClassName": "E"}, "an error"),
    ],
)
def test_every_matcher_has_its_words(rule: str, args: dict[str, Any], expected: Any, words: str) -> None:
    spans = SENTENCES.expectation(rule, args, expected)
    assert spans is not None
    assert "".join(text for _, text in spans) == words


def test_a_matcher_of_somebody_else_has_none() -> None:
    assert SENTENCES.expectation("semver", {}, "1.0.0") is None
    assert SENTENCES.expectation("Unheard", {}, 1) is None
