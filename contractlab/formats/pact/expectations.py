"""What Pact's matchers ask of a value, in words: what stands after ``expected`` in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.contracts.vocabulary import STATUS_CLASSES
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.rule import plain_label
from contractlab.values.sentences import Span, code, like_example
from contractlab.values.text import json_kind, quote, visible

__all__ = [
    "Expectation",
    "coded",
    "equal_or",
    "includes_words",
    "label_without_attributes",
    "like_number",
    "like_type",
    "phrase",
    "status_label",
    "status_words",
]

Expectation = Callable[[Mapping[str, JSON], Any], list[Span]]
"""From the attributes of a rule and the example to what is asked; the example may be MISSING."""


def phrase(words: str) -> Expectation:
    """The same words, whatever the example is."""
    return lambda args, expected: [("text", words)]


def equal_or(words: str) -> Expectation:
    """The example itself where it is a scalar; words where it is none or holds others."""

    def expects(args: Mapping[str, JSON], expected: Value) -> list[Span]:
        if expected is MISSING or json_kind(expected) in ("object", "array"):
            return [("text", words)]
        return [("text", "exactly "), code(quote(expected))]

    return expects


def coded(words: str, attribute: str) -> Expectation:
    """Words, and an attribute of the rule as code."""
    return lambda args, expected: [("text", words), code(args.get(attribute, ""))]


def like_number(words: str) -> Expectation:
    """Words, and the example where it is a number or a text."""
    return lambda args, expected: like_example(
        words, expected if json_kind(expected) in ("number", "string") else MISSING
    )


def like_type(args: Mapping[str, JSON], expected: Value) -> list[Span]:
    """The kind of the example, and the example."""
    kind = json_kind(expected)
    noun = {"null": "null", "object": "an object", "array": "an array"}.get(kind, f"a {kind}")
    return like_example(noun, expected)


def includes_words(args: Mapping[str, JSON], expected: Value) -> list[Span]:
    """The part that a text is to have."""
    return [("text", "text containing "), code(quote(args.get("value", "")))]


def status_words(args: Mapping[str, JSON], expected: Value) -> list[Span]:
    """The class of statuses, or those that are listed."""
    wanted = args.get("status", "success")
    if isinstance(wanted, list):
        return [("text", "one of the statuses " + ", ".join(map(visible, wanted)))]
    group = STATUS_CLASSES.get(str(wanted))
    return [("text", f"a status of class {visible(wanted)}" if group is None else group.words)]


def status_label(name: str, args: Mapping[str, JSON]) -> str:
    """``statusCode clientError``."""
    return f"{plain_label(name, args)} {args.get('status', 'success')}"


def label_without_attributes(name: str, args: Mapping[str, JSON]) -> str:
    """The name with bounds alone: V4 integrations write example values beside ``eachKey`` and ``eachValue``."""
    return plain_label(name, {key: args[key] for key in args if key not in ("regex", "format", "value")})
