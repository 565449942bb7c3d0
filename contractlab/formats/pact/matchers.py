"""Every matcher of Pact V2 to V4: one row each, from which everything else is derived.

Source: the Pact specification's tables of matchers (V2, V3, V4) and the Rust core's reading of them (pact_models and
pact_matching). What surprises people is meant: see the predicates that a row names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from contractlab.contracts.match import UUID
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.vocabulary import STATUS_CLASSES, MatcherArgument, MatcherField, MatcherForm
from contractlab.engine.rules import Rule
from contractlab.formats.pact.expectations import (
    coded,
    includes_words,
    label_without_attributes,
    like_number,
    like_type,
    phrase,
    status_label,
    status_words,
)
from contractlab.formats.pact.matcher_spec import Inside, MatcherSpec, MatcherTable, WriteRule, WrittenRule
from contractlab.formats.pact.predicates.containers import (
    ElementRule,
    element_filled,
    element_like,
    element_pattern,
    element_same_name,
    equal_container,
    filled_container,
    passes_container,
    sized_container,
)
from contractlab.formats.pact.predicates.scalars import (
    any_bytes,
    any_status,
    any_text,
    boolean_json,
    boolean_text,
    bytes_if_cascaded,
    container_like,
    date_in,
    date_reason,
    date_texts,
    digits,
    equal_bytes,
    equal_json,
    equal_status,
    equal_text,
    every_type,
    filled_bytes,
    filled_json,
    filled_text,
    float_text,
    includes_bytes,
    includes_json,
    includes_status,
    includes_text,
    media_bytes,
    media_json,
    media_text,
    only_types,
    pattern_bytes,
    pattern_json,
    pattern_reason,
    pattern_status,
    pattern_text,
    pattern_texts,
    same_kind,
    semver_json,
    semver_text,
    semver_texts,
    status_class,
    status_text,
    text_if_cascaded,
)
from contractlab.formats.pact.read_matchers import (
    read_array_contains,
    read_each,
    read_status_code,
    read_texts,
    read_type,
)
from contractlab.formats.pact.rule_checks import (
    date_faults,
    empty_text_faults,
    missing_rules_faults,
    pattern_faults,
    unreadable_format,
    unreadable_pattern,
)
from contractlab.values.sentences import MatcherWording

__all__ = ["MATCHERS", "MatcherSpec", "add_matcher"]

_TEXT = frozenset({"string"})
_NUMBER = frozenset({"number"})
_ANY = frozenset({"object", "array", "string", "number", "boolean", "null"})
_NAMES_KIND = MatcherWording(names_kind=True)

_SEMVER = (
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
)

Inner = Callable[[Matcher, str], list[WrittenRule]]


def _named(name: str) -> WriteRule:
    """A rule that is its name alone."""
    return lambda matcher, inner: {"match": name}


def _with(name: str, **words: str) -> WriteRule:
    """A rule with attributes, each from the argument that `match` has for it."""
    return lambda matcher, inner: {
        "match": name,
        **{attribute: matcher.args[argument] for attribute, argument in words.items()},
    }


def _pattern(make: Callable[[Matcher], str]) -> WriteRule:
    """A pattern that says what a word asks for."""
    return lambda matcher, inner: {"match": "regex", "regex": make(matcher)}


def _each(name: str) -> WriteRule:
    """A rule with the rules of another matcher inside."""
    return lambda matcher, inner: {"match": name, "rules": inner(matcher.args["rules"], matcher.name)}


def _escaped(text: str) -> str:
    """A text as a pattern that matches nothing else; in Oniguruma every one of these may be escaped."""
    return re.sub(r"([\\^$.|?*+()\[\]{}#\s-])", r"\\\1", text)


def _includes_pattern(rule: Rule) -> WrittenRule:
    return {"match": "regex", "regex": f"(?m).*{re.escape(str(rule.args.get('value', '')))}.*"}


def _bounds(matcher: Matcher, inner: Inner) -> WrittenRule:
    return {"match": "type", **matcher.args}


def _dated(name: str, default: str, noun: str, label: str, position: int, **more: Any) -> MatcherSpec:
    """The row of a matcher of dates or times; `default` is the format where a rule has none."""
    json, text = date_in(default)
    return MatcherSpec(
        name,
        "3.0",
        arguments=(MatcherArgument("format", default=default),),
        read=read_texts,
        json=json,
        many_texts=date_texts(default),
        text=text,
        on_array=passes_container,
        reason=date_reason(default),
        faults=date_faults(default),
        unreadable=unreadable_format(default),
        expects=coded(f"{noun} in ", "format"),
        words={name: _with(name, format="format")},
        word=name,
        forms=(MatcherForm(name, label, name, _TEXT, (MatcherField("format", "format"),), position),),
        nearest="match.regex",
        older_by_type=True,
        **more,
    )


_ROWS = (
    MatcherSpec(
        "regex",
        "2.0",
        guessed_by=("regex",),
        arguments=(MatcherArgument("regex", required=True),),
        read=read_texts,
        json=pattern_json,
        many_texts=pattern_texts,
        text=pattern_text,
        data=pattern_bytes,
        status=pattern_status,
        on_object=passes_container,
        on_array=passes_container,
        element=ElementRule(element_pattern, by_dialect=True),
        silent_on=frozenset({"object", "array"}),
        reason=pattern_reason,
        faults=pattern_faults,
        unreadable=unreadable_pattern,
        expects=coded("text matching ", "regex"),
        lets_through="objects and arrays themselves; only what is inside is judged",
        words={
            "regex": _with("regex", regex="regex"),
            "uuid": _pattern(lambda matcher: UUID),
            "string_prefix": _pattern(lambda matcher: f"(?m){_escaped(matcher.args['prefix'])}.*"),
            "string_suffix": _pattern(lambda matcher: f"(?m).*{_escaped(matcher.args['suffix'])}"),
        },
        word="regex",
        forms=(
            MatcherForm("regex", "regex", "regex", _TEXT | _NUMBER, (MatcherField("regex", "pattern"),), 3),
            MatcherForm("uuid", "UUID", "", _TEXT, (), 9),
            MatcherForm("string_prefix", "starts with", "", _TEXT, (MatcherField("prefix", "text"),), 11),
            MatcherForm("string_suffix", "ends with", "", _TEXT, (MatcherField("suffix", "text"),), 12),
        ),
    ),
    MatcherSpec(
        "type",
        "2.0",
        aliases=("min-type", "max-type", "min", "max"),
        guessed_by=("min", "max"),
        arguments=(MatcherArgument("min"), MatcherArgument("max")),
        read=read_type,
        json_types=same_kind,
        json=container_like,
        text=any_text,
        data=any_bytes,
        status=any_status,
        on_object=sized_container,
        on_array=sized_container,
        element=ElementRule(element_like, "name"),
        type_like=True,
        wording=MatcherWording(names_kind=True, any_text=True),
        expects=like_type,
        lets_through="every text outside of JSON, every status, and shorter arrays, without a minimum empty ones too",
        words={
            "like": _named("type"),
            "shaped_like": _named("type"),
            "any_string": _named("type"),
            "each_like": _bounds,
        },
        word="like",
        forms=(
            MatcherForm("like", "type: any value of this kind", "type", _ANY, (), 1),
            MatcherForm(
                "each_like",
                "type, for every item",
                "type",
                frozenset({"array"}),
                (MatcherField("min", "at least", "count"), MatcherField("max", "at most", "count")),
                18,
            ),
        ),
    ),
    MatcherSpec(
        "equality",
        "3.0",
        json=equal_json,
        text=equal_text,
        data=equal_bytes,
        status=equal_status,
        on_object=equal_container,
        on_array=equal_container,
        element=ElementRule(element_same_name, "name"),
        wording=MatcherWording(exact=True),
        words={"equality": _named("equality"), "exactly_like": _named("equality")},
        word="equality",
        forms=(MatcherForm("equality", "exact: this very value", "equality", _ANY, (), 2),),
        nearest="leave the value without a rule, which is exact",
    ),
    MatcherSpec(
        "include",
        "3.0",
        arguments=(MatcherArgument("value", required=True),),
        read=read_texts,
        json=includes_json,
        text=includes_text,
        data=includes_bytes,
        status=includes_status,
        on_array=passes_container,
        faults=empty_text_faults,
        expects=includes_words,
        words={"includes": _with("include", value="includes")},
        word="includes",
        forms=(
            MatcherForm(
                "includes", "includes", "include", _TEXT, (MatcherField("includes", "text", attribute="value"),), 4
            ),
        ),
        nearest='match.regex(regex=".*text.*")',
        older=_includes_pattern,
    ),
    MatcherSpec(
        "integer",
        "3.0",
        json_types=only_types(int),
        text=digits,
        status=any_status,
        on_array=passes_container,
        wording=_NAMES_KIND,
        expects=like_number("an integer"),
        lets_through="every status",
        words={"integer": _named("integer")},
        word="integer",
        forms=(MatcherForm("integer", "whole number", "integer", _NUMBER | _TEXT, (), 14),),
        nearest="match.like, or match.regex",
        older_by_type=True,
    ),
    MatcherSpec(
        "decimal",
        "3.0",
        aliases=("real",),
        json_types=only_types(float),
        text=float_text,
        on_array=passes_container,
        wording=MatcherWording(names_kind=True, no_example_of_status=True),
        expects=like_number("a decimal number"),
        words={"decimal": _named("decimal")},
        word="decimal",
        forms=(MatcherForm("decimal", "decimal number", "decimal", _NUMBER | _TEXT, (), 15),),
        older_by_type=True,
    ),
    MatcherSpec(
        "number",
        "3.0",
        json_types=only_types(int, float),
        text=float_text,
        status=any_status,
        on_array=passes_container,
        wording=_NAMES_KIND,
        expects=like_number("a number"),
        lets_through="every status",
        words={"any_number": _named("number"), "number": _named("number")},
        word="number",
        forms=(MatcherForm("number", "number", "number", _NUMBER | _TEXT, (), 13),),
        older_by_type=True,
    ),
    MatcherSpec(
        "null",
        "3.0",
        json_types=only_types(type(None)),
        wording=MatcherWording(names_kind=True, allows_null=True),
        expects=phrase("null"),
        words={"null": _named("null")},
        word="null",
        forms=(MatcherForm("null", "null", "null", frozenset({"null"}), (), 17),),
        nearest="an example of null, which is exact",
    ),
    MatcherSpec(
        "boolean",
        "3.0",
        json=boolean_json,
        text=boolean_text,
        on_array=passes_container,
        wording=_NAMES_KIND,
        expects=phrase("true or false"),
        words={"boolean": _named("boolean")},
        word="boolean",
        forms=(MatcherForm("boolean", "true or false", "boolean", frozenset({"boolean"}) | _TEXT, (), 16),),
        older_by_type=True,
    ),
    _dated(
        "datetime",
        "yyyy-MM-dd'T'HH:mm:ssXXX",
        "a date-time",
        "date and time",
        6,
        aliases=("timestamp",),
        guessed_by=("timestamp",),
    ),
    _dated("time", "HH:mm:ss", "a time", "time", 8, guessed_by=("time",)),
    _dated("date", "yyyy-MM-dd", "a date", "date", 7, guessed_by=("date",)),
    MatcherSpec(
        "contentType",
        "3.0",
        aliases=("content-type",),
        arguments=(MatcherArgument("value", required=True),),
        read=read_texts,
        json=media_json,
        text=media_text,
        data=media_bytes,
        on_array=passes_container,
        sniffs=True,
        expects=coded("content of type ", "value"),
        words={"content_type": _with("contentType", value="content_type")},
        word="content_type",
    ),
    MatcherSpec(
        "values",
        "3.0",
        json=equal_json,
        text=equal_text,
        data=bytes_if_cascaded,
        on_object=passes_container,
        on_array=passes_container,
        keys_optional=True,
        every_value=True,
        expects=phrase("values that match"),
        lets_through="an object without keys",
        word="each_value_matches",
    ),
    MatcherSpec(
        "arrayContains",
        "4.0",
        aliases=("array-contains",),
        arguments=(MatcherArgument("variants", required=True),),
        read=read_array_contains,
        json_types=every_type,
        on_object=passes_container,
        on_array=passes_container,
        inside=Inside.VARIANTS,
        every_value=True,
        silent_on=frozenset({"object"}),
        inert_says="looks at arrays only",
        expects=phrase("an array with certain items"),
        lets_through="every value that is no array",
        words={"array_containing": _named("arrayContains")},
        word="array_containing",
        nearest="match.each_like",
    ),
    MatcherSpec(
        "statusCode",
        "4.0",
        aliases=("status-code",),
        arguments=(MatcherArgument("status", default="success"),),
        read=read_status_code,
        json_types=every_type,
        text=status_text,
        status=status_class,
        inert_says="looks at statuses only",
        expects=status_words,
        label=status_label,
        lets_through="every value that is no status",
        words={"status_code": _with("statusCode", status="status")},
        word="status_code",
        forms=(
            MatcherForm(
                "status_code",
                "class of statuses",
                "statusCode",
                frozenset({"status"}),
                (MatcherField("status", "class", "choice", tuple(STATUS_CLASSES)),),
                21,
            ),
        ),
        nearest="the status itself",
    ),
    MatcherSpec(
        "notEmpty",
        "4.0",
        aliases=("not-empty",),
        json=filled_json,
        text=filled_text,
        data=filled_bytes,
        on_object=filled_container,
        on_array=filled_container,
        element=ElementRule(element_filled, "content"),
        expects=phrase("something that is not empty"),
        words={"not_empty": _named("notEmpty")},
        word="not_empty",
        forms=(MatcherForm("not_empty", "not empty", "notEmpty", _TEXT | {"array", "object"}, (), 5),),
        nearest='match.regex(regex=".+")',
        older_by_type=True,
    ),
    MatcherSpec(
        "semver",
        "4.0",
        json=semver_json,
        many_texts=semver_texts,
        text=semver_text,
        on_array=passes_container,
        wording=_NAMES_KIND,
        expects=like_number("a semantic version"),
        words={"semver": _named("semver")},
        word="semver",
        forms=(MatcherForm("semver", "semantic version", "semver", _TEXT, (), 10),),
        nearest=r'match.regex(regex="\\d+\\.\\d+\\.\\d+")',
        older=lambda rule: {"match": "regex", "regex": _SEMVER},
    ),
    MatcherSpec(
        "eachKey",
        "4.0",
        aliases=("each-key",),
        arguments=(MatcherArgument("rules"),),
        read=read_each,
        json_types=every_type,
        text=text_if_cascaded,
        data=bytes_if_cascaded,
        on_object=passes_container,
        on_array=passes_container,
        inside=Inside.KEYS,
        keys_optional=True,
        inert_says="checks keys only",
        expects=phrase("keys that match"),
        label=label_without_attributes,
        lets_through="the values of the object",
        words={"each_key_matches": _each("eachKey")},
        word="each_key_matches",
        forms=(
            MatcherForm(
                "each_key_matches",
                "every key matches a pattern",
                "eachKey",
                frozenset({"object"}),
                (MatcherField("regex", "pattern"),),
                19,
            ),
        ),
        nearest="rules for the keys that the example has",
    ),
    MatcherSpec(
        "eachValue",
        "4.0",
        aliases=("each-value",),
        arguments=(MatcherArgument("rules"),),
        read=read_each,
        json_types=every_type,
        text=text_if_cascaded,
        data=bytes_if_cascaded,
        on_object=passes_container,
        on_array=passes_container,
        inside=Inside.VALUES,
        keys_optional=True,
        every_value=True,
        inert_says="checks only the values directly below it",
        faults=missing_rules_faults,
        expects=phrase("values that match"),
        label=label_without_attributes,
        lets_through="the keys of the object, and an object without keys",
        words={"each_value_matches": _each("eachValue")},
        word="each_value_matches",
        forms=(MatcherForm("each_value_matches", "every value by type", "eachValue", frozenset({"object"}), (), 20),),
        nearest="rules for the keys that the example has",
    ),
)

MATCHERS = MatcherTable(_ROWS)
"""The table. Ask it for a row (`of`, `by_alias`, `by_word`) or for the names of which something is true."""


def add_matcher(spec: MatcherSpec) -> AbstractContextManager[None]:
    """Add a matcher in this process, as `MatcherTable.add` says.

    >>> with add_matcher(MatcherSpec("even", "4.0", json=is_even)):
    ...     contract = cl.load("pacts/orders.json")
    """
    return MATCHERS.add(spec)
