"""The tables of matchers: what the specifications list stands in them, and every word of `match` has its place."""

from __future__ import annotations

import pytest

from contractlab import match
from contractlab.contracts.format import format_named
from contractlab.contracts.registry import vocabularies
from contractlab.contracts.vocabulary import NO_MATCHERS, STATUS_CLASSES
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import status_class_of, status_rule
from contractlab.formats.contractcase.matchers import MATCHERS as CASE_MATCHERS
from contractlab.formats.contractcase.write_matchers import say_case
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.write_rules import say
from contractlab.values.rule import rule_label
from contractlab.values.sentences import NO_WORDS

# The specification's tables of matchers, V2 to V4.
SINCE = {
    "2.0": {"regex", "type"},
    "3.0": {
        "equality", "include", "integer", "decimal", "number", "null", "boolean", "datetime", "date", "time",
        "contentType", "values",
    },
    "4.0": {"arrayContains", "statusCode", "notEmpty", "semver", "eachKey", "eachValue"},
}  # fmt: skip
# Spellings that pact_models reads beside these.
ALIASES = {
    "timestamp": "datetime", "real": "decimal", "content-type": "contentType", "array-contains": "arrayContains",
    "status-code": "statusCode", "not-empty": "notEmpty", "each-key": "eachKey", "each-value": "eachValue",
    "min-type": "type", "max-type": "type", "min": "type", "max": "type",
}  # fmt: skip
# What the packages of ContractCase 0.30.1 write.
CASE_TYPES = {
    "And", "ArrayContains", "ArrayEachEntryLike", "ArrayLength", "ArrayShape", "Base64Encoded", "CascadingContext",
    "ContextVariable", "FunctionArgumentsMatcher", "FunctionResultMatcher", "HttpBasicAuth", "HttpRequestMatcher",
    "HttpResponseMatcher", "HttpStatusCode", "Integer", "JsonEncoded", "Lookup", "MatchBoolean", "MatchNull",
    "MatchNumber", "MatchString", "ObjectKeysMatch", "ObjectShape", "ObjectValuesMatch", "StringContains",
    "StringPrefix", "StringSuffix", "UrlEncodedString",
}  # fmt: skip
WORDS = set(match.__all__) - {"Matcher", "example_of", "nullable"}
"""`nullable` is put together of others."""


def test_every_matcher_of_the_specification_is_a_row() -> None:
    assert {since: {spec.name for spec in MATCHERS if spec.since == since} for since in SINCE} == SINCE
    assert {alias: spec.name for spec in MATCHERS for alias in spec.aliases} == ALIASES
    assert {spec.name for spec in CASE_MATCHERS} == CASE_TYPES


def test_no_alias_and_no_word_stands_twice() -> None:
    for table in (MATCHERS, CASE_MATCHERS):
        words = [word for spec in table for word in spec.words]
        assert len(words) == len(set(words))
    names = [name for spec in MATCHERS for name in (spec.name, *spec.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_is_said_or_refused_with_the_nearest(word: str) -> None:
    made = match.Matcher(word, 1)
    combining = word in ("all_of", "any_of")
    for matcher, write in (
        (word in MATCHERS.by_word or combining, lambda: say(made, "4.0")),
        (word in CASE_MATCHERS.by_word, lambda: say_case(made)),
    ):
        if not matcher:
            with pytest.raises(InvalidEdit, match=rf"cannot say match\.{word}; the nearest"):
                write()


def test_the_nearest_word_of_a_row_is_a_word() -> None:
    for spec in (*MATCHERS, *CASE_MATCHERS):
        assert not spec.word or spec.word in WORDS, spec.name


def test_what_is_derived_of_the_rows() -> None:
    assert MATCHERS.keys_optional == {"values", "eachKey", "eachValue"}
    assert MATCHERS.every_value == {"values", "eachValue", "arrayContains"}
    assert MATCHERS.any_scalar == {"arrayContains", "eachKey", "eachValue", "statusCode"}
    assert MATCHERS.any_text == {"type"}
    assert MATCHERS.any_status == {"type", "number", "integer"}
    assert MATCHERS.statuses_alone == {"statusCode"}


def test_a_matcher_that_nobody_knows_accepts_nothing() -> None:
    spec = MATCHERS.of("unheard")
    assert spec.json_types is None
    assert spec.name not in MATCHERS.by_name
    assert format_named("pact").vocabulary.matcher("unheard") is None


@pytest.mark.parametrize("name", list(STATUS_CLASSES))
def test_classes_of_statuses_mean_the_same_in_both_formats(name: str) -> None:
    rule = status_rule(name)
    rules = [rule] if isinstance(rule, str) else rule
    assert status_class_of(rules) == name
    hundreds = {int(pattern[0]) for pattern in rules}
    assert {code // 100 for code in STATUS_CLASSES[name].codes if 100 <= code < 600} == hundreds


def test_an_editor_is_offered_every_form_in_order() -> None:
    forms = format_named("pact").vocabulary.forms
    assert [form.name for form in forms][:4] == ["like", "equality", "regex", "includes"]
    assert {form.name for form in forms} <= WORDS
    assert all(form.rule in ("", *MATCHERS.by_name) for form in forms)


def test_a_format_without_matchers_judges_nothing() -> None:
    assert (NO_MATCHERS.says("like"), NO_MATCHERS.default("date", "format")) == (False, "")
    assert (NO_MATCHERS.fault(match.like(1)), NO_MATCHERS.accepts(match.like(1), 2)) == (None, None)
    assert (NO_WORDS.expectation("type", {}, 1), NO_WORDS.wording("type"), NO_WORDS.label("type", {})) == (None,) * 3
    assert len(vocabularies()) >= 2
    assert rule_label("unheard", {"min": 1}) == "unheard, min 1"
