"""Contracts with matchers against a document: what the document allows and a matcher refuses, and the other way."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from agreement_pairs import JSON, contract, interaction
from agreement_shapes import DONE, api, content
from jsonschema import Draft202012Validator
from support import require

import contractlab as cl
from contractlab.openapi.agreement.findings import FindingCode

require("openapi_schema_validator")

TEXTS = (
    "", "a", "abc", "ABC", "12345", "123", "2001-02-03", "0", "-7", "1.5", "active", "closed", "zz", "x" * 60,
    "c0ffee00-1234-4abc-8def-0123456789ab",
)  # fmt: skip
POOL: tuple[Any, ...] = (*TEXTS, 0, 1, -1, 7, 10, 11, 2**40, 0.5, -2.5, True, False)
SCHEMAS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "enumeration": {"type": "string", "enum": ["active", "closed"]},
    "digits": {"type": "string", "pattern": "^[0-9]{5}$"},
    "capitals": {"type": "string", "pattern": "^[A-Z]+$"},
    "short": {"type": "string", "minLength": 1, "maxLength": 5},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "from 1 to 10": {"type": "integer", "minimum": 1, "maximum": 10},
    "yes or no": {"type": "boolean"},
}
EXAMPLES: dict[str, Any] = {
    "text": "abc", "enumeration": "active", "digits": "12345", "capitals": "ABC", "short": "abc", "whole": 7,
    "number": 0.5, "from 1 to 10": 7, "yes or no": True,
}  # fmt: skip
MATCHERS: dict[str, dict[str, Any]] = {
    "type": {"match": "type"},
    "digits": {"match": "regex", "regex": "^[0-9]{5}$"},
    "capitals": {"match": "regex", "regex": "^[A-Z]+$"},
    "anything": {"match": "regex", "regex": "^[\\s\\S]*$"},
    "state": {"match": "regex", "regex": "^(active|closed)$"},
    "integer": {"match": "integer"},
    "decimal": {"match": "decimal"},
    "boolean": {"match": "boolean"},
    "includes": {"match": "include", "value": "a"},
}


def made(schema: dict[str, Any], example: Any, matcher: dict[str, Any], *, part: str) -> tuple[Any, Any]:
    """A document and a contract with a value ``v`` of a body."""
    whole = {"type": "object", "required": ["v"], "properties": {"v": schema}}
    answers = {"200": {"description": "an answer", **content(whole)}}
    operation = {"get": {"responses": answers}} if part == "response" else {
        "post": {"requestBody": content(whole), "responses": DONE}
    }  # fmt: skip
    case = interaction("/a", {"v": example}, answered=JSON) if part == "response" else interaction(
        "/a", method="POST", headers=JSON, sent={"v": example}
    )  # fmt: skip
    case[part]["matchingRules"] = {"body": {"$.v": {"matchers": [matcher]}}}
    return {**api(operation), "openapi": "3.1.0"}, cl.load(contract(case))


def takes(example: cl.Example, part: str, value: Any) -> bool:
    """True if the contract takes another value."""
    body = json.dumps({"v": value}).encode()
    if part == "response":
        return example.check_response(cl.HttpResponse(200, list(JSON.items()), body)).passed
    return example.check_request(cl.HttpRequest("POST", "/a", "", list(JSON.items()), body)).passed


def _like(example: Any) -> list[Any]:
    """Values of the example's kind: what a client would send in its place."""
    kinds = str if isinstance(example, str) else bool if isinstance(example, bool) else (int, float)
    return [
        value for value in POOL if isinstance(value, kinds) and isinstance(value, bool) == isinstance(example, bool)
    ]


@pytest.mark.parametrize("part", ["request", "response"])
def test_what_either_side_allows_and_the_other_refuses_is_reported(part: str) -> None:
    """For every kind of schema and matcher, a finding stands where a drawn value shows one, and nowhere else."""
    wanted = FindingCode.REFUSED_VALUE if part == "response" else FindingCode.SENT_VALUE
    reported = 0
    for (name, schema), matcher in product(SCHEMAS.items(), MATCHERS.values()):
        document, case = made(schema, EXAMPLES[name], matcher, part=part)
        fits = Draft202012Validator(schema).is_valid
        (example,) = case.examples
        if not takes(example, part, EXAMPLES[name]):
            continue
        reports = [each for each in cl.verify(case, openapi=document).findings if each.code is wanted]
        if part == "response":
            shown = [value for value in POOL if fits(value) and not takes(example, part, value)]
        else:
            shown = [value for value in _like(EXAMPLES[name]) if takes(example, part, value) and not fits(value)]
        assert bool(reports) == bool(shown), (name, matcher, [str(each) for each in reports], shown)
        assert all(each.path == "$.v" and not each.is_error for each in reports)
        reported += bool(reports)
    assert reported >= 4
