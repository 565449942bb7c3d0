"""What ContractCase's matchers ask of a value, in words: what stands after ``expected`` in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.sentences import Span, code
from contractlab.values.text import json_kind, quote

__all__ = ["Expectation", "encoded", "fitting_status", "function_result", "kind_or_value", "phrase", "text_part"]

Expectation = Callable[[Mapping[str, JSON], Any], list[Span]]
"""From the arguments of a matcher and the example to what is asked; the example may be MISSING."""


def phrase(words: str) -> Expectation:
    """The same words, whatever the example is."""
    return lambda args, expected: [("text", words)]


def kind_or_value(words: str, *, with_example: bool = True) -> Expectation:
    """The example in exact mode, else the kind, and the example where it says more than the kind."""

    def expects(args: Mapping[str, JSON], expected: Value) -> list[Span]:
        if args.get("mode") == "exact":
            return [("text", "exactly "), code(quote(expected))]
        if not with_example or json_kind(expected) not in ("number", "string"):
            return [("text", words)]
        return [("text", f"{words} like "), code(quote(expected))]

    return expects


def text_part(words: str, argument: str) -> Expectation:
    """A text with a certain part."""
    return lambda args, expected: [("text", words), code(quote(args.get(argument, "")))]


def encoded(words: str) -> Expectation:
    """A text that stands for something else."""

    def expects(args: Mapping[str, JSON], expected: Value) -> list[Span]:
        if isinstance(expected, str):
            return [("text", f"{words} like "), code(quote(expected))]
        return [("text", words)]

    return expects


def fitting_status(args: Mapping[str, JSON], expected: Value) -> list[Span]:
    """The codes and patterns of codes that are listed."""
    return [("text", "a status that matches "), code(args.get("rule", ""))]


def function_result(args: Mapping[str, JSON], expected: Value) -> list[Span]:
    """A return value or an error, whichever the example has."""
    succeeds = expected is not MISSING and isinstance(expected, Mapping) and "success" in expected
    return [("text", "a return value" if succeeds else "an error")]
