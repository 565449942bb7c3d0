"""Rules that can be read and still ask less than their author thinks: what accepts anything of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contractlab.contracts.problems import Severity
from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import Node
from contractlab.engine.rules import Rule, RuleList, RuleSet
from contractlab.formats.pact.matching.regexes import InvalidRegex, whole_match
from contractlab.formats.pact.matching.scalars import INERT_ON_SCALARS
from contractlab.formats.pact.matching.text_notes import ANY_STATUS, ANY_TEXT, inert
from contractlab.values.text import visible

__all__ = ["Finding", "loose_nodes", "loose_pattern", "loose_status_and_path"]

Finding = tuple[Severity, str, str, Rule | RuleList]
"""Severity, code, what is odd, and where it is declared."""

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


def loose_status_and_path(status: RuleSet | None, path: RuleSet | None) -> Iterator[Finding]:
    """Rules on a status or a path that accept every one.

    Parameters
    ----------
    status, path : RuleSet or None
    """
    for rules, names, noun in ((status, ANY_STATUS, "status"), (path, ANY_TEXT, "path")):
        best = rules.first() if rules else None
        if best is not None and inert(best, names):
            better = "a status class" if noun == "status" else "a pattern"
            text = f"the rule {best.name} accepts any {noun}; {better} would ask something"
            yield ("warning", "accepts-anything", text, best)


def loose_nodes(nodes: Sequence[Node]) -> Iterator[Finding]:
    """Rules that ask nothing of the values that they are declared for.

    Parameters
    ----------
    nodes : sequence of Node
        Of every value of an expected body.
    """
    told: set[tuple[int, str]] = set()
    for node in nodes:
        state = node.state
        best = None if state is None else state.best
        if state is None or best is None or state.cascaded:
            continue
        for severity, code, text in _of(node.example, best):
            if (id(best), code) not in told:
                told.add((id(best), code))
                yield (severity, code, text, best)


def _of(example: object, best: RuleList) -> Iterator[tuple[Severity, str, str]]:
    if isinstance(example, dict):
        yield from _container(best, "object")
        if best.rules and all(rule.name == "eachKey" for rule in best.rules) and example:
            text = "eachKey checks keys only, so no value of this object is compared; add a rule for its values"
            yield ("info", "accepts-anything", text)
    elif isinstance(example, list):
        if not example:
            text = "the example is an empty array, which switches its rules off: every array passes"
            yield ("warning", "empty-example", text)
            return
        yield from _container(best, "array")
        yield from _array(best)
    elif best.rules and all(rule.name in INERT_ON_SCALARS for rule in best.rules):
        text = f"{best.name} accepts every value that is no object or array, so nothing is asked here"
        yield ("warning", "accepts-anything", text)


def _array(best: RuleList) -> Iterator[tuple[Severity, str, str]]:
    if best.any_of or len(best.rules) != 1:
        return
    rule = best.rules[0]
    if rule.name == "type" and not rule.args.get("min"):
        text = "an empty array passes, and then nothing inside is checked; a minimum of 1 would ask for an item"
        yield ("info", "accepts-empty", text)


def _container(best: RuleList, noun: str) -> Iterator[tuple[Severity, str, str]]:
    names = [rule.name for rule in best.rules]
    if best.any_of and "null" in names:
        text = f"null is never accepted here: the Rust core asks for an {noun} before it looks at rules"
        yield ("warning", "dead-alternative", text)
    if best.any_of and noun == "object" and len(names) > 1:
        yield ("warning", "or-on-object", "rules of an object are always combined by AND, so OR means nothing here")
    if names and all(name == "regex" for name in names):
        text = f"regex asks nothing of an {noun}; {visible(best.path)[:80]} is to name the values inside"
        yield ("warning", "accepts-anything", text)
