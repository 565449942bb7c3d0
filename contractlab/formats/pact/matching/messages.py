"""Messages: contents compared like a response body, metadata entry by entry.

Source: pact_matching, message contents and metadata. Content types must stand for each other outright: neither an
unknown type nor a base type helps, as it does for HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.contracts.expected_body import ExpectedBody
from contractlab.engine.dialect import Dialect
from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import deciding_rule
from contractlab.engine.redacted import RedactionFilter
from contractlab.engine.rules import EMPTY_RULES, RuleSet, objections
from contractlab.engine.verdicts import judge
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.around import explained
from contractlab.formats.pact.matching.automaton import Automaton, State
from contractlab.formats.pact.matching.bodies import BodyPlan
from contractlab.formats.pact.matching.headers import comparer_for
from contractlab.formats.pact.matching.scalars import difference_facts, json_predicate
from contractlab.formats.pact.predicates.regexes import regex_budget
from contractlab.values.content_types import UNKNOWN_TYPE, ContentType, detect_from_bytes, parse_content_type
from contractlab.values.explanation import Explained, Explanation
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.json_text import json_equal, to_string
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.message import Message
from contractlab.values.mismatch import Mismatch, Unchecked
from contractlab.values.reasons import Reason, ReasonCode
from contractlab.values.result import MatchResult

__all__ = ["MessagePlan", "metadata_type"]


def metadata_type(metadata: Mapping[str, JSON]) -> str | None:
    """The content type that metadata names."""
    for key, value in metadata.items():
        if key.lower() in ("contenttype", "content-type"):
            return to_string(value)
    return None


def _detect(header: str | None, data: bytes | None) -> ContentType:
    parsed = parse_content_type(header) if header is not None else None
    if parsed is not None:
        return parsed
    return (detect_from_bytes(data) if data else None) or UNKNOWN_TYPE


class ContentsPlan(BodyPlan):
    """A body plan with the stricter comparison of types."""

    def __init__(self, expected: ExpectedBody, header: str | None, rules: RuleSet, dialect: Dialect) -> None:
        super().__init__(expected, header, rules, dialect=dialect, part="contents")
        if expected.content_type is None:
            self.type = _detect(header, expected.data if expected.presence == "present" else None)

    def accepts(self, actual: ContentType) -> bool:
        return self.type.stands_for(actual)

    def actual_type(self, header: str | None, data: bytes | None) -> ContentType:
        return _detect(header, data)


class _Entry:
    """One expected entry of the metadata."""

    def __init__(self, name: str, expected: Value, state: State) -> None:
        self.name = name
        self.expected = expected
        self.state = state

    def mismatches(self, actual: Value) -> list[Mismatch]:
        best = self.state.best
        if best is None:
            if self._equal(actual):
                return []
            return [Mismatch("metadata", self.name, "equality", None, self.expected, actual)]
        failed = [rule for rule in best.rules if not json_predicate(rule, self.expected)(actual)]
        mismatches = []
        for rule, alternatives in objections(best, failed):
            code, facts = difference_facts(rule, actual)
            decided = deciding_rule(self.state, rule)
            mismatches.append(
                Mismatch("metadata", self.name, code, decided, self.expected, actual, (), {**alternatives, **facts})
            )
        return mismatches

    def _equal(self, actual: Value) -> bool:
        if self.name.lower() in ("contenttype", "content-type"):
            want = self.expected if isinstance(self.expected, str) else ""
            return comparer_for("content-type")(want, actual if isinstance(actual, str) else "") is None
        return json_equal(self.expected, actual)

    def missing(self) -> Mismatch:
        return Mismatch("metadata", self.name, "missing-metadata", deciding_rule(self.state), self.expected, MISSING)

    def explain(self, there: Mapping[str, JSON], removed: bool = False) -> Explained:
        if removed:
            return Explained((), self.expected, there.get(self.name, MISSING), "unchecked", deciding_rule(self.state))
        if self.name not in there:
            return Explained((), self.expected, MISSING, "differs", deciding_rule(self.state), (self.missing(),))
        mismatches = tuple(self.mismatches(there[self.name]))
        status = "differs" if mismatches else ("equal" if self.state.best is None else "matches")
        return Explained((), self.expected, there[self.name], status, deciding_rule(self.state), mismatches)


class MessagePlan:
    """A compiled expected message.

    Parameters
    ----------
    contents : ExpectedBody
    metadata : mapping
        Every entry must be there and fit; others may be there too.
    rules : mapping of str to RuleSet
        Categories ``body`` and ``metadata``.
    dialect : str
    subject : str
        What results call it: ``"message"``, or ``"reply 1"`` and so on.
    reply : int
        Number of the reply; 0 for what is no reply.
    """

    def __init__(
        self,
        contents: ExpectedBody,
        metadata: Mapping[str, JSON],
        rules: Mapping[str, RuleSet],
        dialect: Dialect = "reference",
        subject: str = "message",
        reply: int = 0,
    ) -> None:
        self.subject = subject
        self.reply = reply
        self.dialect = dialect
        root = Automaton(rules.get("metadata", EMPTY_RULES)).root
        self.entries = [_Entry(name, value, root.under_key(name)) for name, value in metadata.items()]
        self.body = ContentsPlan(contents, metadata_type(metadata), rules.get("body", EMPTY_RULES), dialect)

    def check(self, actual: Message, example: Value = None) -> MatchResult:
        """Check one message."""
        redacted = RedactionFilter.of(actual.redacted)
        mismatches: list[Mismatch] = []
        trouble: Reason | None = None
        with PausedCollection(), regex_budget():
            for entry in self.entries:
                if entry.name in redacted.metadata:
                    continue
                there = entry.name in actual.metadata
                mismatches += entry.mismatches(actual.metadata[entry.name]) if there else [entry.missing()]
            try:
                mismatches += self._contents_mismatches(actual)
            except CannotCheck as error:
                trouble = error.reason
        if redacted:
            mismatches, hidden = redacted.keep(mismatches, MATCHERS.whole)
            trouble = trouble or hidden or self._nothing_left(redacted)
        mismatches = explained(mismatches, None if example is None else example.contract.spec_version)
        verdict, reason = judge(mismatches, trouble)
        return MatchResult(
            verdict,
            tuple(mismatches),
            reason=reason,
            subject=self.subject,
            reply=self.reply,
            dialect=self.dialect,
            actual=actual,
            example=example,
            explain=lambda: self.explain(actual),
            unchecked=lambda: self.unchecked(actual),
        )

    def _nothing_left(self, redacted: RedactionFilter) -> Reason | None:
        """A pass in which every check was on a removed place is none."""
        if any(entry.name not in redacted.metadata for entry in self.entries):
            return None
        if self.body.expected.presence != "missing" and not redacted.removes("$"):
            return None
        return Reason(ReasonCode.REDACTED, "redacted: everything that could be checked was removed before storing")

    def _contents_mismatches(self, actual: Message) -> list[Mismatch]:
        if actual.contents is not NOT_RECORDED:
            return self.body.mismatches(metadata_type(actual.metadata), actual.contents)
        if self.body.expected.presence == "missing":
            return []
        raise CannotCheck("not recorded: the contents", ReasonCode.NOT_RECORDED)

    def explain(self, actual: Message) -> Explanation:
        """Metadata as rows, contents as a tree."""
        removed = RedactionFilter.of(actual.redacted).metadata
        with PausedCollection(), regex_budget():
            rows = tuple(
                ("metadata", entry.name, entry.explain(actual.metadata, entry.name in removed))
                for entry in self.entries
            )
            if actual.contents is NOT_RECORDED:
                return Explanation(rows)
            return Explanation(rows, self.body.explain(metadata_type(actual.metadata), actual.contents))

    def unchecked(self, actual: Message) -> tuple[Unchecked, ...]:
        """What nothing looked at."""
        listed = list(RedactionFilter.of(actual.redacted).unchecked())
        if actual.contents is not NOT_RECORDED:
            with PausedCollection(), regex_budget():
                listed += self.body.unchecked(metadata_type(actual.metadata), actual.contents)
        return tuple(listed)
