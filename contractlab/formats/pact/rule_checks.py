"""Rules that can be read and do not do what their author thinks, whatever the example is: broken ones, empty ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from contractlab.contracts.problems import Severity
from contractlab.engine.errors import CannotCheck
from contractlab.engine.rules import Rule
from contractlab.formats.pact.predicates.dates import InvalidDateFormat, compile_date_format
from contractlab.formats.pact.predicates.regexes import InvalidRegex, whole_match
from contractlab.values.text import quote, shorten_middle, visible

__all__ = [
    "RuleFault",
    "RuleFaults",
    "date_faults",
    "empty_text_faults",
    "loose_pattern",
    "missing_rules_faults",
    "no_faults",
    "pattern_faults",
    "unreadable_format",
    "unreadable_pattern",
]

RuleFault = tuple[Severity, str, str]
"""Severity, code, and what is odd."""

RuleFaults = Callable[[Rule], Iterator[RuleFault]]

_PROBES = ("a", "Z", "0", "-1.5", " ", "é€😀", "~!@#$%^&*()_+", "true", "2020-01-01T00:00:00Z", "x y\tz", "[1, {}]")
"""Texts with nothing in common: a pattern that takes them all asks nothing but a line of text."""

_SIMPLE = re.compile(r"[\w\s@/:.-]*")


def loose_pattern(pattern: str) -> str | None:
    """Say what a pattern accepts where that is anything at all; None where it asks something.

    Parameters
    ----------
    pattern : str
        An Oniguruma pattern, matched as a whole.
    """
    if _SIMPLE.fullmatch(pattern) and "." not in pattern:
        return None
    try:
        match = whole_match(pattern)
        if not all(map(match, _PROBES)):
            return None
        if not match("first\nsecond"):
            return "any line of text" if match("") else "any line of text that is not empty"
        return "any text" if match("") else "any text that is not empty"
    except (InvalidRegex, CannotCheck):
        return None


def no_faults(rule: Rule) -> Iterator[RuleFault]:
    """Nothing."""
    return iter(())


def pattern_faults(rule: Rule) -> Iterator[RuleFault]:
    """A pattern that cannot be read, is not understood, or accepts anything."""
    pattern = str(rule.args.get("regex", ""))
    try:
        whole_match(pattern)
    except InvalidRegex as error:
        text = f"the pattern cannot be read, so every value fails it: {visible(error)}"
        yield "error", "invalid-regex", text
    except CannotCheck as error:
        yield "error", "unsupported-regex", visible(error)
    accepted = loose_pattern(pattern)
    if accepted is not None:
        yield "info", "accepts-anything", f"the pattern {shorten_middle(pattern, 80)} accepts {accepted}"


def date_faults(default: str) -> RuleFaults:
    """A format that cannot be read; `default` stands where the rule has none."""

    def faults(rule: Rule) -> Iterator[RuleFault]:
        try:
            compile_date_format(str(rule.args.get("format") or default))
        except InvalidDateFormat as error:
            text = f"the pattern cannot be read, so every value fails it: {visible(error)}"
            yield "error", "invalid-format", text

    return faults


def unreadable_pattern(rule: Rule) -> str | None:
    """Why a pattern cannot be used; None if it can."""
    pattern = str(rule.args.get("regex", ""))
    try:
        whole_match(pattern)
    except (InvalidRegex, CannotCheck) as error:
        return f"the pattern {quote(pattern, 80)} cannot be read: {error}"
    return None


def unreadable_format(default: str) -> Callable[[Rule], str | None]:
    """Why the format of a date cannot be used; `default` stands where the rule has none."""

    def fault(rule: Rule) -> str | None:
        pattern = str(rule.args.get("format") or default)
        try:
            compile_date_format(pattern)
        except InvalidDateFormat as error:
            return f"the format {quote(pattern, 60)} cannot be read: {error}"
        return None

    return fault


def empty_text_faults(rule: Rule) -> Iterator[RuleFault]:
    """An empty text to look for."""
    if rule.args.get("value") == "":
        text = "every text includes the empty text, so this matcher accepts anything"
        yield "warning", "accepts-anything", text


def missing_rules_faults(rule: Rule) -> Iterator[RuleFault]:
    """No rules for the values."""
    if not rule.rules:
        text = f"{rule.name} without rules fails every scalar and passes every object unchecked"
        yield "error", "no-rules", text
