"""Differences and explanations of an exchange's parts, told as those of Pact: a header by its name, not by a path."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from contractlab.engine.nodes import deciding_rule, explain
from contractlab.formats.contractcase.matching.deviations import CaseDeviation
from contractlab.formats.contractcase.matching.node import CaseNode, decides
from contractlab.values.explanation import Explained
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.mismatch import Mismatch, Unchecked, format_path
from contractlab.values.sentences import Sentence, strong

__all__ = ["explained_part", "part_unchecked", "told_part"]

_MISSING = {"headers": "missing-header", "query": "missing-parameter"}


def told_part(
    part: str, node: CaseNode, value: Value, mismatches: list[Mismatch], by: CaseDeviation | None = None
) -> list[Mismatch]:
    """Differences of one part, each named as readers know it.

    Parameters
    ----------
    part : str
    node : CaseNode
    value : JSON value
    mismatches : list of Mismatch
        With paths from the root of the part.
    by : CaseDeviation, optional
        What decided them.
    """
    if part in ("body", "contents"):
        return mismatches
    facts = {} if by is None else by.facts()
    if part in _MISSING and value is MISSING:
        return [_missing(part, name, entry, facts) for name, entry in _named(node)] or [
            replace(mismatch, path=part, tokens=(), facts={**mismatch.facts, **facts}) for mismatch in mismatches
        ]
    named: list[Mismatch] = []
    for mismatch in mismatches:
        name = str(mismatch.tokens[0]) if mismatch.tokens and part in _MISSING else part
        code = mismatch.code
        if code == "missing-key":
            code = _MISSING.get(part, code)
        elif code == "equality" and mismatch.rule is None and part in ("status", "method", "path"):
            code = part
        whole = _whole(part, name, node, value, mismatch.tokens)
        if whole is not None:
            expected, actual, place = whole
            mismatch = replace(mismatch, expected=expected, actual=actual, facts={**mismatch.facts, "at": place})
            code = mismatch.code
        named.append(replace(mismatch, path=name, tokens=(), code=code, facts={**mismatch.facts, **facts}))
    return named


_INSIDE = {
    "#after": "what follows the prefix",
    "#before": "what stands before the suffix",
    "#base64": "what the base64 says",
    "#decoded": "what the percent-encoding says",
    "#json": "what the JSON says",
    "#username": "the user name",
    "#password": "the password",
}


def _whole(part: str, name: str, node: CaseNode, value: Value, tokens: tuple[Any, ...]) -> tuple[Any, Any, str] | None:
    """The whole value where only a piece of it differs, and which piece that is."""
    pieces = tokens[1:] if part in _MISSING else tokens
    if not pieces:
        return None
    expected, actual = node.example, value
    if part in _MISSING:
        expected, actual = (
            side.get(name, MISSING) if isinstance(side, Mapping) else MISSING for side in (expected, actual)
        )
    if expected is MISSING:
        return None
    place = next(
        (_INSIDE[piece] for piece in reversed(pieces) if piece in _INSIDE), f"the value at {format_path(pieces)}"
    )
    return expected, actual, f"It differs in {place}."


def _named(node: CaseNode) -> list[tuple[str, CaseNode]]:
    return list(decides(node).entries)


def _missing(part: str, name: str, node: CaseNode, facts: Mapping[str, JSON]) -> Mismatch:
    return Mismatch(part, name, _MISSING[part], deciding_rule(node.state), node.example, MISSING, (), facts)


def explained_part(
    part: str, node: CaseNode, value: Value, hidden: Collection[str] = ()
) -> list[tuple[str, str, Explained]]:
    """Rows of one part: one for a status, one for each header or parameter that the contract names.

    Parameters
    ----------
    part : str
    node : CaseNode
    value : JSON value, MISSING or NOT_RECORDED
    hidden : names
        Headers or parameters that were removed before storing.
    """
    if part not in _MISSING:
        if value is NOT_RECORDED:
            return [(part, "", Explained((), node.example, value, "unchecked", deciding_rule(node.state)))]
        return [(part, "", _flat(part, node, value, explain(node, value, part)))]
    if value is MISSING or value is NOT_RECORDED:
        status = "differs" if value is MISSING else "unchecked"
        return [
            (part, name, Explained((), entry.example, value, status, deciding_rule(entry.state)))
            for name, entry in _named(node)
        ]
    rows = []
    for child in explain(node, value, part).children:
        name = str(child.key)
        if child.status == "extra":
            continue
        if name.lower() in hidden or name in hidden:
            rows.append((part, name, Explained((), child.expected, child.actual, "unchecked", child.rule)))
        else:
            rows.append((part, name, _flat(part, node, value, child)))
    return rows


def _flat(part: str, node: CaseNode, value: Value, row: Explained) -> Explained:
    """A row without rows below: what differs further down is shown here."""
    differences = [each for below in row.walk() for each in below.mismatches]
    notes = tuple(each for below in row.walk() for each in below.unchecked)
    mismatches = tuple(told_part(part, node, value, differences))
    return Explained((), row.expected, row.actual, row.status, row.rule, mismatches, notes)


def part_unchecked(seen: Mapping[str, JSON], checked: Collection[str]) -> list[Unchecked]:
    """Parts that the contract says nothing of, although something came."""
    listed = []
    for part in ("query", "body"):
        value = seen.get(part, MISSING)
        if part in checked or value in (MISSING, NOT_RECORDED, None, "") or value == {}:
            continue
        sentence = Sentence.of(strong(part), ": the contract says nothing of it, so nothing looked at it.")
        listed.append(Unchecked(part, part, "no-expectation", sentence))
    return listed
