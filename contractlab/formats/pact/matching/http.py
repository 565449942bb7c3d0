"""Whole responses and requests: every part checked, one result.

Plans are compiled once per example. A check walks the parts in the order people read them and makes a
`MatchResult`; what the recording left out or had removed is neither a difference nor a pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from contractlab.contracts.expected_body import ExpectedBody
from contractlab.engine.dialect import Dialect
from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import deciding_rule
from contractlab.engine.redacted import RedactionFilter
from contractlab.engine.rules import EMPTY_RULES, Rule, RuleList, RuleSet, objections
from contractlab.engine.verdicts import judge
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.around import explained
from contractlab.formats.pact.matching.bodies import BodyPlan
from contractlab.formats.pact.matching.headers import actual_values, header_checks, header_facts
from contractlab.formats.pact.matching.meant_rules import name_meant_names
from contractlab.formats.pact.matching.names import Choice, NamedValues
from contractlab.formats.pact.matching.query import OrderedQueryPlan, QueryPlan
from contractlab.formats.pact.matching.scalars import difference_facts, status_predicate, text_predicate
from contractlab.formats.pact.matching.silent_passes import loose_text_unchecked
from contractlab.formats.pact.matching.text_notes import any_value_unchecked, inert
from contractlab.formats.pact.predicates.regexes import regex_budget
from contractlab.values.explanation import Explained, Explanation
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import NOT_RECORDED
from contractlab.values.mismatch import Mismatch, Unchecked
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult

__all__ = ["RequestPlan", "ResponsePlan", "expected_type"]

NamedLists = Mapping[str, Sequence[str]]


def _choice(best: RuleList | None) -> Choice | None:
    return None if best is None else Choice(best, False, (best,), (best,))


def _failed(
    best: RuleList, checks: Sequence[Callable[[Value], bool]], actual: Value
) -> list[tuple[Rule, Mapping[str, JSON]]]:
    """Which rules of a list object, after AND or OR."""
    return objections(best, [rule for rule, check in zip(best.rules, checks, strict=True) if not check(actual)])


class _HeaderPlan:
    """All expected headers."""

    def __init__(self, expected: NamedLists, rules: RuleSet) -> None:
        self.checks = header_checks(expected, rules)
        self._of_name: dict[str, list[NamedValues]] = {}
        for lowered, check in self.checks:
            self._of_name.setdefault(lowered, []).append(check)

    def check_for(self, lowered: str) -> NamedValues | None:
        named = self._of_name.get(lowered)
        return named[0] if named else None

    def mismatches(self, headers: Headers, not_recorded: frozenset[str], skip: frozenset[str]) -> list[Mismatch]:
        """Differences in the order of the contract.

        Raises
        ------
        CannotCheck
            If a header that is needed was not recorded, and nothing else differs.
        """
        there = headers.by_name
        mismatches: list[Mismatch] = []
        lost: list[str] = []
        sent: dict[str, list[tuple[str, str]]] = {}
        for lowered, check in self.checks:
            if lowered in skip:
                continue
            lines = there.get(lowered)
            if lines is None:
                if lowered in not_recorded:
                    lost.append(check.name)
                else:
                    mismatches.append(check.missing("missing-header"))
                continue
            values = actual_values(lowered, lines)
            if not check.ok(values):
                sent = sent or _sent_by_name(headers)
                mismatches += self._with_form(lowered, check, check.mismatches(values), sent.get(lowered, []))
        if lost and not mismatches:
            raise CannotCheck(f"not recorded: header {', '.join(lost)}", ReasonCode.NOT_RECORDED)
        return mismatches

    def _with_form(
        self, lowered: str, check: NamedValues, mismatches: list[Mismatch], sent: list[tuple[str, str]]
    ) -> list[Mismatch]:
        """Differences of one header, with what its form has to do with them."""
        spellings = [each.name for each in self._of_name[lowered]]
        facts = header_facts(lowered, spellings, check.expected, sent)
        return [replace(mismatch, facts={**mismatch.facts, **facts}) if facts else mismatch for mismatch in mismatches]

    def unchecked(self, headers: Headers, skip: frozenset[str]) -> list[Unchecked]:
        there = headers.by_name
        return [
            unchecked
            for lowered, check in self.checks
            if lowered in there and lowered not in skip
            for unchecked in check.unchecked(actual_values(lowered, there[lowered]))
        ]

    def explain(
        self, headers: Headers, not_recorded: frozenset[str], skip: frozenset[str]
    ) -> list[tuple[str, str, Explained]]:
        rows: list[tuple[str, str, Explained]] = []
        there = headers.by_name
        for lowered, check in self.checks:
            lines = there.get(lowered)
            if lowered in skip or (lines is None and lowered in not_recorded):
                actual = NOT_RECORDED if lines is None else ", ".join(lines)
                row = Explained((), ", ".join(check.expected), actual, "unchecked", deciding_rule(check.choice))
            else:
                row = check.explain(None if lines is None else actual_values(lowered, lines), "missing-header")
            rows.append(("headers", check.name, row))
        return rows


class _Part:
    """A part that is one value: status, method, path."""

    def __init__(
        self,
        part: str,
        expected: Value,
        best: RuleList | None,
        checks: Sequence[Callable[[Value], bool]],
        equal: Callable[[Value], bool],
    ) -> None:
        self.part = part
        self.expected = expected
        self.choice = _choice(best)
        self._best = best
        self._checks = checks
        self._equal = equal

    def mismatches(self, actual: Value) -> list[Mismatch]:
        if self._best is None:
            if self._equal(actual):
                return []
            return [Mismatch(self.part, "", self.part, None, self.expected, actual)]
        failed = _failed(self._best, self._checks, actual)
        return [self._mismatch(rule, alternatives, actual) for rule, alternatives in failed]

    def _mismatch(self, rule: Rule, alternatives: Mapping[str, JSON], actual: Value) -> Mismatch:
        code, more = difference_facts(rule, actual)
        facts = {**alternatives, **more}
        if code not in ("unknown-matcher", "invalid-regex"):
            code = self.part
        return Mismatch(self.part, "", code, deciding_rule(self.choice, rule), self.expected, actual, (), facts)

    def unchecked(self, actual: Value) -> list[Unchecked]:
        names, noun = (MATCHERS.any_status, "status") if self.part == "status" else (MATCHERS.any_text, "text")
        if isinstance(actual, str) and not self.mismatches(actual):
            loose = loose_text_unchecked(self.part, "", self._best, actual)
            if loose:
                return loose
        if self._best is None or not inert(self._best, names):
            return []
        return [any_value_unchecked(self.part, "", self._best, noun)]

    def explain(self, actual: Value) -> tuple[str, str, Explained]:
        mismatches = tuple(self.mismatches(actual))
        status = "differs" if mismatches else ("equal" if self._best is None else "matches")
        return (self.part, "", Explained((), self.expected, actual, status, deciding_rule(self.choice), mismatches))


def _status_part(expected: int, rules: RuleSet) -> _Part:
    best = rules.first()
    checks = [status_predicate(rule, expected) for rule in best.rules] if best else []
    return _Part("status", expected, best, checks, lambda actual: actual == expected)


def _path_part(expected: str, rules: RuleSet) -> _Part:
    best = rules.first()
    checks = [text_predicate(rule, expected, False) for rule in best.rules] if best else []
    return _Part("path", expected, best, checks, lambda actual: actual == expected)


def _method_part(expected: str) -> _Part:
    lowered = expected.lower()
    return _Part("method", expected, None, (), lambda actual: actual.lower() == lowered)


def expected_type(headers: NamedLists) -> str | None:
    """The expected Content-Type, its values joined as one header line."""
    for name, values in headers.items():
        if name.lower() == "content-type" and values:
            return ", ".join(values)
    return None


class _MessagePlan:
    """What requests and responses share: headers and a body."""

    subject = "response"

    def __init__(
        self,
        headers: NamedLists,
        body: ExpectedBody,
        *,
        header_rules: RuleSet,
        body_rules: RuleSet,
        strict: bool,
        dialect: Dialect,
    ) -> None:
        self.dialect = dialect
        self.headers = _HeaderPlan(headers, header_rules)
        self._by_name: list[tuple[str, RuleSet, NamedLists]] = [("header", header_rules, headers)]
        content_type = expected_type(headers)
        type_check = self.headers.check_for("content-type")
        if type_check is None:
            type_check = header_checks({"Content-Type": [str(body.type_with(content_type))]}, header_rules)[0][1]
        self.body = BodyPlan(body, content_type, body_rules, type_check=type_check, strict=strict, dialect=dialect)

    def _before(self, actual: Value) -> list[Mismatch]:
        """Differences of the parts that only this kind of message has."""
        raise NotImplementedError

    def _explain_before(self, actual: Value) -> list[tuple[str, str, Explained]]:
        raise NotImplementedError

    def _unchecked_before(self, actual: Value) -> list[Unchecked]:
        raise NotImplementedError

    def _body_mismatches(self, actual: HttpRequest | HttpResponse) -> list[Mismatch]:
        body = actual.body
        if body is NOT_RECORDED:
            if self.body.expected.presence == "missing":
                return []
            raise CannotCheck("not recorded: the body", ReasonCode.NOT_RECORDED)
        header = actual.headers.by_name.get("content-type")
        if header is None and "content-type" in actual.not_recorded and self.body.expected.presence != "missing":
            text = "not recorded: header Content-Type, which says how to read the body"
            raise CannotCheck(text, ReasonCode.NOT_RECORDED)
        # Only the first line counts where a header that cannot repeat was sent twice.
        return self.body.mismatches(header[0] if header else None, body)

    def body_passes(self, actual: HttpRequest | HttpResponse, data: bytes | None) -> bool:
        """Whether a recording of which the rest passes would pass with another body: the verdict alone.

        Raises
        ------
        CannotCheck
            If the content cannot be compared.
        """
        header = actual.headers.by_name.get("content-type")
        with PausedCollection(), regex_budget():
            return self.body.passes(header[0] if header else None, data)

    def check(self, actual: Value, example: Value = None) -> MatchResult:
        """Check one recording against the plan."""
        redacted = RedactionFilter.of(actual.redacted)
        mismatches: list[Mismatch] = []
        trouble: Reason | None = None
        with PausedCollection(), regex_budget():
            for step in (
                self._before,
                lambda recording: self.headers.mismatches(recording.headers, recording.not_recorded, redacted.headers),
                self._body_mismatches,
            ):
                try:
                    mismatches += step(actual)
                except CannotCheck as error:
                    trouble = trouble or error.reason
        if redacted:
            mismatches, hidden = redacted.keep(mismatches, MATCHERS.whole)
            trouble = trouble or hidden
        answered = example is not None and self.subject == "response"
        mismatches = explained(mismatches, example.contract.spec_version if answered else None)
        verdict, reason = judge(mismatches, trouble)
        for category, rules, names in self._by_name if mismatches else ():
            mismatches = name_meant_names(rules, category, names, mismatches)
        return MatchResult(
            verdict,
            tuple(mismatches),
            reason=reason,
            subject=self.subject,
            dialect=self.dialect,
            actual=actual,
            example=example,
            explainer=self,
        )

    def explain(self, actual: Value) -> Explanation:
        """Expected and actual of every part, with the rules that decided."""
        with PausedCollection(), regex_budget():
            try:
                skip = RedactionFilter.of(actual.redacted).headers
                parts = self._explain_before(actual) + self.headers.explain(actual.headers, actual.not_recorded, skip)
                body = (
                    None
                    if actual.body is NOT_RECORDED
                    else self.body.explain(_first(actual.headers, "content-type"), actual.body)
                )
            except CannotCheck:
                return Explanation()
        return Explanation(tuple(parts), body)

    def unchecked(self, actual: Value) -> tuple[Unchecked, ...]:
        """What nothing looked at, removed places first."""
        redacted = RedactionFilter.of(actual.redacted)
        listed = list(redacted.unchecked())
        listed += self._unchecked_before(actual)
        listed += self.headers.unchecked(actual.headers, redacted.headers)
        if actual.body is not NOT_RECORDED:
            with PausedCollection(), regex_budget(), suppress(CannotCheck):
                listed += self.body.unchecked(_first(actual.headers, "content-type"), actual.body)
        return tuple(listed)


def _sent_by_name(headers: Headers) -> dict[str, list[tuple[str, str]]]:
    """Lines as they were sent, by their names in lower case."""
    sent: dict[str, list[tuple[str, str]]] = {}
    for name, value in headers:
        sent.setdefault(name.lower(), []).append((name, value))
    return sent


def _first(headers: Headers, name: str) -> str | None:
    lines = headers.by_name.get(name)
    return lines[0] if lines else None


class ResponsePlan(_MessagePlan):
    """A compiled expected response.

    Parameters
    ----------
    status : int
    headers : mapping of str to list of str
        Values as the contract splits them.
    body : ExpectedBody
    rules : mapping of str to RuleSet
        By category: ``status``, ``header``, ``body``.
    dialect : str
    """

    subject = "response"

    def __init__(
        self,
        status: int,
        headers: NamedLists,
        body: ExpectedBody,
        rules: Mapping[str, RuleSet],
        dialect: Dialect = "reference",
    ) -> None:
        super().__init__(
            headers,
            body,
            header_rules=rules.get("header", EMPTY_RULES),
            body_rules=rules.get("body", EMPTY_RULES),
            strict=False,
            dialect=dialect,
        )
        self.status = _status_part(status, rules.get("status", EMPTY_RULES))

    def _before(self, actual: HttpResponse) -> list[Mismatch]:
        return self.status.mismatches(actual.status)

    def _unchecked_before(self, actual: HttpResponse) -> list[Unchecked]:
        return self.status.unchecked(actual.status)

    def _explain_before(self, actual: HttpResponse) -> list[tuple[str, str, Explained]]:
        return [self.status.explain(actual.status)]


class RequestPlan(_MessagePlan):
    """A compiled expected request.

    Parameters
    ----------
    method, path : str
    query : mapping of str to list of str, or str
        A string is compared in order, as the specification asks for Pact V1.
    headers, body, rules, dialect
        As in `ResponsePlan`; categories ``path``, ``query``, ``header``, ``body``.
    v1_query : str, optional
        The query as a Pact V1 file writes it, where the order is not compared.
    """

    subject = "request"

    def __init__(
        self,
        method: str,
        path: str,
        query: NamedLists | str,
        headers: NamedLists,
        body: ExpectedBody,
        rules: Mapping[str, RuleSet],
        dialect: Dialect = "reference",
        v1_query: str | None = None,
    ) -> None:
        super().__init__(
            headers,
            body,
            header_rules=rules.get("header", EMPTY_RULES),
            body_rules=rules.get("body", EMPTY_RULES),
            strict=True,
            dialect=dialect,
        )
        self.method = _method_part(method)
        self.path = _path_part(path, rules.get("path", EMPTY_RULES))
        self.query: QueryPlan | OrderedQueryPlan
        if isinstance(query, str):
            self.query = OrderedQueryPlan(query)
        else:
            self.query = QueryPlan(query, rules.get("query", EMPTY_RULES), v1_query)
            self._by_name.append(("query", rules.get("query", EMPTY_RULES), query))

    def _before(self, actual: HttpRequest) -> list[Mismatch]:
        skip = RedactionFilter.of(actual.redacted).parameters
        query = [mismatch for mismatch in self.query.mismatches(actual.query) if mismatch.path not in skip]
        return self.method.mismatches(actual.method) + self.path.mismatches(actual.path) + query

    def _unchecked_before(self, actual: HttpRequest) -> list[Unchecked]:
        skip = RedactionFilter.of(actual.redacted).parameters
        query = [unchecked for unchecked in self.query.unchecked(actual.query) if unchecked.path not in skip]
        return self.path.unchecked(actual.path) + query

    def _explain_before(self, actual: HttpRequest) -> list[tuple[str, str, Explained]]:
        rows = [self.method.explain(actual.method), self.path.explain(actual.path)]
        return rows + [("query", name, row) for name, row in self.query.explain(actual.query)]
