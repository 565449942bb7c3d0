"""One side of an example, compiled: a request, a response, the arguments of a call, or what comes of it.

A check gives the verdict of the real core. What stops the core is the verdict "error", with its own words; so is what
contractlab cannot follow. Differences and explanations come from the same engine as Pact's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from contractlab.engine.errors import CannotCheck
from contractlab.engine.neighbours import settle
from contractlab.engine.nodes import collect, explain, list_unchecked
from contractlab.engine.redacted import RedactionFilter
from contractlab.formats.contractcase.matching.context import Mode, Thrown, UnknownMatcher, Where, World
from contractlab.formats.contractcase.matching.deviations import CASE_DEVIATIONS
from contractlab.formats.contractcase.matching.function_nodes import ResultNode
from contractlab.formats.contractcase.matching.http_nodes import ExchangeNode
from contractlab.formats.contractcase.matching.node import CaseNode, compile_node, decides, self_verify
from contractlab.formats.contractcase.matching.parts import explained_part, part_unchecked, told_part
from contractlab.values.explanation import Explained, Explanation
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.mismatch import Mismatch, Unchecked
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult, Verdict
from contractlab.values.sentences import Sentence

__all__ = ["CasePlan", "check", "check_variables", "stops"]

_TOO_DEEP = Reason(ReasonCode.LIMIT, "the matcher or the value is nested too deep")


def stops(ask: Callable[[], Any]) -> Reason | None:
    """Why there is no answer; None if there is one.

    Parameters
    ----------
    ask : callable
        A question to a node.
    """
    try:
        ask()
    except Thrown as error:
        code = ReasonCode.UNKNOWN_MATCHER if isinstance(error, UnknownMatcher) else ReasonCode.STOPPED
        return Reason(code, f"ContractCase stops here: {' '.join(error.message.split())}")
    except CannotCheck as error:
        return error.reason
    except RecursionError:
        return _TOO_DEEP
    return None


def check(node: CaseNode, actual: Value, part: str = "body") -> list[Mismatch]:
    """Every difference in document order.

    Raises
    ------
    CannotCheck
        Where the real core stops, and where contractlab gives up.
    """
    mismatches: list[Mismatch] = []

    def ask() -> None:
        if not node.ok(actual):
            # The core looks at everything before it answers, so it may stop where the differences do not lead.
            node.check(actual, Where())
            mismatches.extend(settle(collect(node, actual, part)))

    reason = stops(ask)
    if reason is not None:
        raise CannotCheck(reason.text, reason.code)
    return mismatches


def check_variables(given: Mapping[str, JSON], defined: Mapping[str, tuple[Any, str]], world: World) -> Reason | None:
    """Why the core refuses what a state handler returned; None if it does not.

    Parameters
    ----------
    given : mapping of str to JSON value
        Values by name; more of them than are defined are let through.
    defined : mapping of str to (matcher, JSON pointer)
        What the states say of each variable.
    world : World
    """
    for name, (matcher, pointer) in defined.items():
        if name not in given:
            return Reason(
                ReasonCode.VARIABLES, f"variable {name} is missing: the state defines it, so a value must be given"
            )
        node = compile_node(matcher, Mode(), pointer, world)
        try:
            mismatches = check(node, given[name], "contents")
        except CannotCheck as error:
            return Reason(error.code, f"variable {name} cannot be checked: {error}")
        if mismatches:
            text = f"variable {name} does not have the shape of its default: {mismatches[0].message}"
            return Reason(ReasonCode.VARIABLES, text)
    return None


class CasePlan:
    """One side of an example.

    Parameters
    ----------
    raw : JSON value
        The matcher of this side, as the file writes it.
    pointer : str
        Where it stands.
    world : World
        What it can refer to. Variables belong to it, so other values need another plan.
    subject : str
        ``"request"``, ``"response"``, ``"arguments"`` or ``"result"``.
    dialect : str
        Written into results; what it means is in `world`.
    """

    def __init__(
        self, raw: JSON, pointer: str, world: World, subject: str = "response", dialect: str = "reference"
    ) -> None:
        self.world = world
        self.subject = subject
        self.dialect = dialect
        self.pointer = pointer
        self._raw = raw
        self._verified = False
        self._refusal: Reason | None = None

    @property
    def node(self) -> CaseNode:
        """The matcher, compiled anew: names that one question saves must not be there for the next.

        Raises
        ------
        CannotCheck
            If it stands too deep.
        """
        return compile_node(self._raw, Mode(), self.pointer, self.world)

    @property
    def example(self) -> Any:
        """What the core strips the matcher to; MISSING where it cannot."""
        return self.node.example

    def describe(self) -> str:
        """The sentence that the core prints."""
        return self.node.describe()

    def self_verify(self) -> Reason | None:
        """Why the core refuses the matcher before it looks at anything; None if it does not."""
        if not self._verified:
            self._refusal = stops(lambda: self_verify(self.node, Where()))
            self._verified = True
        return self._refusal

    def check(self, seen: Any, actual: Value = None, example: Value = None) -> MatchResult:
        """Give the verdict.

        Parameters
        ----------
        seen : JSON value
            What the matcher gets to see: for a request ``method``, ``path``, ``query``, ``headers``, ``body``; for a
            response ``status``, ``headers``, ``body``; arguments as an array; a result as its envelope. A part may be
            NOT_RECORDED.
        actual : HttpRequest, HttpResponse or other, optional
            The recording, with what it left out and what was removed from it.
        example : Example, optional
        """
        run = _Run(self, seen, actual)
        with PausedCollection():
            verdict, mismatches, reason = run.judge()
        return MatchResult(
            verdict,
            tuple(mismatches),
            reason=reason,
            subject=self.subject,
            dialect=self.dialect,
            actual=seen if actual is None else actual,
            example=example,
            explain=run.explain,
            unchecked=run.unchecked,
        )


class _Run:
    """One check of one recording."""

    def __init__(self, plan: CasePlan, seen: Any, actual: Value) -> None:
        self.plan = plan
        self.seen = self._as_the_core_sees(seen)
        self.headers_dropped = self.seen is not seen and bool(seen.get("headers"))
        recorded = actual if isinstance(actual, HttpRequest | HttpResponse) else None
        self.redacted = RedactionFilter(() if recorded is None else recorded.redacted)
        self.not_recorded: frozenset[str] = frozenset() if recorded is None else recorded.not_recorded
        self.node: CaseNode | None = None
        self.stopped = False

    def _as_the_core_sees(self, seen: Any) -> Any:
        documented = self.plan.world.documented
        if self.plan.subject == "response" and isinstance(seen, Mapping) and "response-headers" not in documented:
            return {part: value for part, value in seen.items() if part != "headers"}
        return seen

    def _parts(self) -> Iterator[tuple[str, CaseNode, Any]]:
        """Parts with what judges them and what was seen."""
        node = self.node
        if node is None:
            return
        exchange = decides(node)
        if isinstance(exchange, ResultNode) and exchange.returns(self.seen):
            # People speak of the returned value, not of the envelope that it comes in.
            yield "contents", exchange.success, exchange.returned(self.seen, Where())
            return
        if not isinstance(exchange, ExchangeNode) or not isinstance(self.seen, Mapping):
            yield "contents", node, self.seen
            return
        for part, judge in exchange.parts.items():
            yield part, judge, self._seen_part(part, judge)

    def _seen_part(self, part: str, node: CaseNode) -> Any:
        value = self.seen.get(part, MISSING)
        documented = self.plan.world.documented
        if part == "headers" and "header-names" in documented and isinstance(value, Mapping):
            lowered = {name.lower(): header for name, header in value.items()}
            wanted = node.example if isinstance(node.example, Mapping) else {}
            return {**value, **{name: lowered[name.lower()] for name in wanted if name.lower() in lowered}}
        if part == "method" and "method-case" in documented and isinstance(value, str):
            wanted = node.example
            return wanted if isinstance(wanted, str) and wanted.lower() == value.lower() else value
        return value

    def _well_formed(self, node: CaseNode) -> None:
        exchange = decides(node)
        if isinstance(exchange, ExchangeNode):
            exchange.well_formed(self.seen, Where())
        if isinstance(exchange, ResultNode) and exchange.returns(self.seen):
            exchange.returned(self.seen, Where())

    def judge(self) -> tuple[Verdict, list[Mismatch], Reason | None]:
        """Verdict, differences and reason."""
        reason = stops(self._prepare)
        if reason is None:
            reason = self.plan.self_verify()
        if reason is not None:
            self.stopped = True
            return "error", [], reason
        mismatches: list[Mismatch] = []
        trouble: Reason | None = None
        for part, node, value in self._parts():
            if value is NOT_RECORDED:
                trouble = trouble or Reason(ReasonCode.NOT_RECORDED, f"not recorded: the {part}")
                continue
            of_part, reason = self._judge_part(part, node, value)
            if reason is not None:
                self.stopped = True
                return "error", [], reason
            kept, lost = self._not_recorded(part, of_part)
            mismatches += kept
            trouble = trouble or lost
        if self.redacted:
            mismatches, hidden = self._without_redacted(mismatches)
            trouble = trouble or hidden
        if mismatches:
            return "failed", mismatches, None
        return ("passed", [], None) if trouble is None else ("error", [], trouble)

    def _prepare(self) -> None:
        node = self.plan.node
        self._well_formed(node)
        self.node = node

    def _judge_part(self, part: str, node: CaseNode, value: Value) -> tuple[list[Mismatch], Reason | None]:
        try:
            mismatches = check(node, value, part)
        except CannotCheck as error:
            return [], error.reason
        if not mismatches:
            return [], None
        by_headers = part == "headers" and self.plan.subject == "response" and value is MISSING
        by = CASE_DEVIATIONS["response-headers"] if by_headers else None
        return told_part(part, node, value, mismatches, by), None

    def _not_recorded(self, part: str, mismatches: list[Mismatch]) -> tuple[list[Mismatch], Reason | None]:
        if part != "headers" or not self.not_recorded:
            return mismatches, None
        lost = [
            mismatch
            for mismatch in mismatches
            if mismatch.path.lower() in self.not_recorded and mismatch.actual is MISSING
        ]
        if not lost:
            return mismatches, None
        names = ", ".join(dict.fromkeys(mismatch.path for mismatch in lost))
        return [mismatch for mismatch in mismatches if mismatch not in lost], Reason(
            ReasonCode.NOT_RECORDED, f"not recorded: header {names}"
        )

    def _without_redacted(self, mismatches: list[Mismatch]) -> tuple[list[Mismatch], Reason | None]:
        kept, hidden = self.redacted.keep(mismatches)
        removed = {"headers": self.redacted.headers, "query": self.redacted.parameters}
        return [
            mismatch
            for mismatch in kept
            if (mismatch.path.lower() if mismatch.part == "headers" else mismatch.path)
            not in removed.get(mismatch.part, ())
        ], hidden

    def explain(self) -> Explanation:
        """Expected and actual of every part."""
        if self.stopped or self.node is None:
            return Explanation()
        rows: list[tuple[str, str, Explained]] = []
        body: Explained | None = None
        with suppress(Thrown, CannotCheck, RecursionError):
            for part, node, value in self._parts():
                if part in ("body", "contents"):
                    body = None if value is NOT_RECORDED else explain(node, value, part)
                else:
                    hidden = self.redacted.headers if part == "headers" else self.redacted.parameters
                    rows += explained_part(part, node, value, hidden)
        return Explanation(tuple(rows), body)

    def unchecked(self) -> tuple[Unchecked, ...]:
        """What nothing looked at, removed places first."""
        listed = list(self.redacted.unchecked())
        if self.stopped or self.node is None:
            return tuple(listed)
        if self.headers_dropped:
            message = Sentence.of("ContractCase 0.30.1 hands no response headers to its matchers, so none was checked.")
            listed.append(Unchecked("headers", "", "response-headers", message))
        with suppress(Thrown, CannotCheck, RecursionError):
            parts = list(self._parts())
            if isinstance(self.seen, Mapping):
                listed += part_unchecked(self.seen, {part for part, _, _ in parts})
            for part, node, value in parts:
                if value is not NOT_RECORDED and value is not MISSING:
                    shown = [replace(unchecked, part=part) for unchecked in list_unchecked(node, value, part)]
                    listed += shown
        return tuple(listed)
