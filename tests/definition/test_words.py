"""Words of matchers and generators that definitions brought."""

from __future__ import annotations

import re
from typing import Any

import pytest

import contractlab as cl
from contractlab import generate, match
from contractlab.errors import InvalidEdit


@pytest.mark.parametrize(
    ("short", "long"),
    [("int", "integer"), ("float", "decimal"), ("str", "any_string"), ("bool", "boolean"), ("none", "null"),
     ("type", "like"), ("timestamp", "datetime")],
)  # fmt: skip
def test_short_names_are_the_long_ones(short: str, long: str) -> None:
    assert getattr(match, short) is getattr(match, long)


@pytest.mark.parametrize(("short", "long"), [("int", "integer"), ("str", "string"), ("hex", "hexadecimal")])
def test_generators_have_both_names_too(short: str, long: str) -> None:
    assert getattr(generate, short) is getattr(generate, long)


EVERY_WORD = [
    match.like(1, generator=generate.integer(min=1, max=3)),
    match.like([1], min=1, max=2),
    match.uuid(format="simple"),
    match.uuid("c0ffee00-1234-4abc-8def-0123456789ab", generator=generate.uuid("lowercase")),
    match.date("2020-01-02", generator=generate.date("yyyy-MM-dd", expression="today + 1 day")),
    match.concat("/a/", match.integer(1), "/", match.state_variable("id")),
    match.status_code("success", 200, generator=generate.integer(min=200, max=299)),
    match.null(),
    match.any_string("x") & match.not_empty("x"),
    match.each_like(match.integer(1), min=2),
    match.each_key_matches({"a": 1}, rules=match.regex("a", regex="[a-z]")),
]


@pytest.mark.parametrize("matcher", EVERY_WORD, ids=repr)
def test_a_matcher_shows_the_code_that_makes_it(matcher: match.Matcher) -> None:
    assert repr(eval(repr(matcher), {"match": match, "generate": generate})) == repr(matcher)


@pytest.mark.parametrize("wanted", ["lowercase", "uppercase", "simple", "urn"])
def test_a_uuid_of_a_format_refuses_another(wanted: str) -> None:
    texts = {
        "lowercase": "c0ffee00-1234-4abc-8def-0123456789ab",
        "uppercase": "C0FFEE00-1234-4ABC-8DEF-0123456789AB",
        "simple": "c0ffee0012344abc8def0123456789ab",
        "urn": "urn:uuid:c0ffee00-1234-4abc-8def-0123456789ab",
    }
    for name, text in texts.items():
        if name == wanted:
            assert match.uuid(text, format=wanted).example == text
        else:
            with pytest.raises(InvalidEdit, match=r"no example of a UUID|does not match a UUID"):
                match.uuid(text, format=wanted)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: match.uuid(format="short"), "none of the formats"),
        (lambda: match.like([1, 2], max=1), "an array of a length with max 1"),
        (lambda: match.like("abc", min=1), "an array of a length"),
        (lambda: match.concat(), "list of pieces of a text"),
        (lambda: match.concat("/a/", 1), "1 is not a piece of a text"),
        (lambda: generate.integer(min=3, max=1), "leave no number"),
        (lambda: generate.string(-1), "a whole number of 0 or more"),
        (lambda: generate.uuid("short"), "none of the formats"),
        (lambda: generate.provider_state("${id}", data_type="TEXT"), "none of STRING"),
        (lambda: generate.regex(""), "pattern"),
        (lambda: match.rule(""), "name of a rule"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_do(make: Any, says: str) -> None:
    with pytest.raises(InvalidEdit, match=re.escape(says)):
        make()


def test_a_date_with_an_offset_without_colon_has_the_format_of_pact_python() -> None:
    assert match.datetime("2020-04-21T15:04:47+0100").args["format"] == "yyyy-MM-dd'T'HH:mm:ssZ"
    assert match.datetime("2020-04-21T15:04:47+01:00").args["format"] == "yyyy-MM-dd'T'HH:mm:ssXXX"


@pytest.mark.parametrize(
    "matcher",
    [
        match.integer(1, generator=generate.integer()),
        match.like(1, generator=generate.integer()) & match.integer(1),
        match.each_like(match.integer(1, generator=generate.integer())),
        match.each_key_matches({"a": 1}, rules=match.regex("a", regex="a", generator=generate.regex("a"))),
    ],
    ids=repr,
)
def test_an_edit_loses_no_generator_in_silence(matcher: match.Matcher) -> None:
    definition = cl.define("Shop", "Stock")
    definition.example("one").with_request("GET", "/").will_respond_with(200, json={"a": 1})
    edit = cl.edit(definition.contract)
    with pytest.raises(InvalidEdit, match="stands beside the rules"):
        edit["one"].response.body["$.a"] = matcher
