"""Checks of ContractCase examples: each part by its matcher, one result.

What the core does before every check is done here too: a matcher that does not pass itself gives no verdict.
Source: ContractCase 0.30.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contractlab.contracts.contractcase.walking import KNOWN_TYPES, matcher_type, walk
from contractlab.matching.contractcase import CaseNode, Mode, Thrown, Where, World, compile_node, self_verify
from contractlab.matching.contractcase.node import decides
from contractlab.matching.nodes import collect, deciding_rule, explain, list_unchecked
from contractlab.matching.redacted import RedactionFilter
from contractlab.matching.trouble import CannotCheck
from contractlab.matching.verdicts import judge
from contractlab.values.explanation import Explained, Explanation
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, Unchecked
from contractlab.values.result import MatchResult
from contractlab.values.sentences import Sentence

__all__ = ["Actual", "CasePlan"]

_NAMED = ("headers", "query")
_MISSING = {"headers": "missing-header", "query": "missing-parameter"}


class Actual:
    """What is checked: named parts, and what is known of them.

    Attributes
    ----------
    parts : mapping of str to JSON value
        As the matchers get to see them.
    shown : object
        What was handed over, for views.
    troubles : mapping of str to str
        Parts that cannot be checked, with the reason.
    refused : tuple of Mismatch
        Differences found on the way to the matchers.
    """

    def __init__(
        self,
        parts: Mapping[str, Any],
        shown: Any,
        troubles: Mapping[str, str] | None = None,
        refused: tuple[Mismatch, ...] = (),
    ) -> None:
        self.parts = parts
        self.shown = shown
        self.troubles = troubles or {}
        self.refused = refused


class _Comparison:
    """The node of a body, where views look for it."""

    def __init__(self, node: CaseNode | None) -> None:
        self.node = node


class _Body:
    def __init__(self, node: CaseNode | None) -> None:
        self.comparison = _Comparison(node)


class CasePlan:
    """One part of an example, compiled.

    Parameters
    ----------
    raw : JSON value
        The matcher of the whole part.
    pointer : str
    world : World
    subject : str
        What the result calls it: ``"response"``, ``"request"``, ``"arguments"``, ``"return"``.
    """

    def __init__(self, raw: Any, pointer: str, world: World, subject: str) -> None:
        self.subject = subject
        self.trouble: str | None = None
        self.nodes: dict[str, CaseNode] = {}
        self.documented = world.documented
        try:
            unknown = next(
                (kind for _, one in walk(raw, pointer) if (kind := matcher_type(one)) not in KNOWN_TYPES), None
            )
            if unknown is not None:
                raise CannotCheck(f"unknown matcher {unknown}: contractlab cannot judge values by it")
            whole = compile_node(raw, Mode(), pointer, world)
            self_verify(whole, Where())
            node = decides(whole)
            parts = getattr(node, "parts", None)
            self.nodes = dict(parts) if parts is not None else {"body": node}
        except Thrown as error:
            self.trouble = f"ContractCase stops with an error at this example: {_first_line(error)}"
        except CannotCheck as error:
            self.trouble = str(error)
        self.body = _Body(self.nodes.get("body"))

    # -- check --------------------------------------------------------------------------------------------------------

    def check(self, actual: Actual, example: Any = None, dialect: str = "reference") -> MatchResult:
        """Check what was recorded, or handed over."""
        redacted = RedactionFilter(getattr(actual.shown, "redacted", ()))
        found: list[Mismatch] = list(actual.refused)
        trouble = self.trouble
        if trouble is None:
            for part, node in self.nodes.items():
                try:
                    found += self._part(part, node, actual, redacted)
                except Thrown as error:
                    trouble = trouble or f"ContractCase stops with an error here: {_first_line(error)}"
                except (CannotCheck, RecursionError) as error:
                    trouble = trouble or str(error)
        if redacted:
            found, hidden = redacted.keep(found)
            trouble = trouble or hidden
        verdict, reason = ("error", self.trouble) if self.trouble is not None else judge(found, trouble)
        return MatchResult(
            verdict,
            tuple(found) if self.trouble is None else (),
            reason=reason,
            subject=self.subject,
            dialect=dialect,
            expected=self,
            actual=actual.shown,
            example=example,
            explain=lambda: self.explain(actual),
            unchecked=lambda: self.unchecked(actual),
        )

    def _part(self, part: str, node: CaseNode, actual: Actual, redacted: RedactionFilter) -> list[Mismatch]:
        if part in actual.troubles:
            raise CannotCheck(actual.troubles[part])
        value = actual.parts.get(part, MISSING)
        if self._never_handed_on(part):
            return [Mismatch("headers", "", "never-handed-on", deciding_rule(node.state), node.example, MISSING)]
        if node.ok(value):
            return []
        found = [_as_named(one) if part in _NAMED else one for one in collect(node, value, part)]
        skip = {"headers": redacted.headers, "query": redacted.parameters}.get(part, frozenset())
        return [one for one in found if part not in _NAMED or one.path not in skip]

    def _never_handed_on(self, part: str) -> bool:
        return part == "headers" and self.subject == "response" and "response-headers" not in self.documented

    # -- explain ------------------------------------------------------------------------------------------------------

    def explain(self, actual: Actual) -> Explanation:
        """Expected and actual of every part, with the matchers that decided."""
        rows: list[tuple[str, str, Explained]] = []
        body: Explained | None = None
        for part, node in self.nodes.items():
            if part in actual.troubles:
                continue
            try:
                one = explain(node, actual.parts.get(part, MISSING), part)
                if part == "body":
                    body = one
                elif part in _NAMED:
                    rows += [(part, str(child.key), _leaf(child)) for child in one.children]
                else:
                    rows.append((part, "", _leaf(one)))
            except (Thrown, CannotCheck, RecursionError):
                continue
        return Explanation(tuple(rows), body)

    def unchecked(self, actual: Actual) -> tuple[Unchecked, ...]:
        """What nothing looked at."""
        listed = list(RedactionFilter(getattr(actual.shown, "redacted", ())).unchecked())
        for part, node in self.nodes.items():
            if part in actual.troubles:
                continue
            try:
                if part == "body" or part in _NAMED:
                    listed += list_unchecked(node, actual.parts.get(part, MISSING), part)
            except (Thrown, CannotCheck, RecursionError):
                continue
        if self.trouble is None:
            listed += self._never_looked_at(actual)
        return tuple(listed)

    def _never_looked_at(self, actual: Actual) -> list[Unchecked]:
        found: list[Unchecked] = []
        if self.subject == "response" and actual.parts.get("headers") and not self.documented:
            said = Sentence.of("ContractCase 0.30.1 hands no response headers to its matchers.")
            found.append(Unchecked("headers", "", "response-headers", said))
        if (
            self.subject in ("response", "request")
            and "body" not in self.nodes
            and actual.parts.get("body") not in ("", {})
        ):
            said = Sentence.of("The contract says nothing of a body, so the one that was recorded was not checked.")
            found.append(Unchecked("body", "$", "no-expectation", said))
        return found


def _first_line(error: Thrown) -> str:
    lines = error.message.strip().splitlines()
    return lines[0] if lines else error.name


def _as_named(one: Mismatch) -> Mismatch:
    """A difference of a header or a parameter: its name instead of a path."""
    if not one.tokens:
        return replace(one, path="")
    code = _MISSING[one.part] if one.code == "missing-key" and len(one.tokens) == 1 else one.code
    return replace(one, path=str(one.tokens[0]), tokens=(), code=code)


def _leaf(one: Explained) -> Explained:
    """A row outside of bodies, with every difference below it."""
    below: Callable[[], tuple[Explained, ...]] = tuple
    told = tuple(mismatch for inner in one.walk() for mismatch in inner.mismatches)
    return replace(one, mismatches=told, _expand=below)
