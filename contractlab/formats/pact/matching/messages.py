"""Messages: contents compared like a response body, metadata entry by entry.

Source: pact_matching, message contents and metadata. Content types must stand for each other outright: neither an
unknown type nor a base type helps, as it does for HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

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
from contractlab.formats.pact.matching.deviations import DEVIATIONS
from contractlab.formats.pact.matching.headers import comparer_for
from contractlab.formats.pact.matching.meant_rules import name_meant_names
from contractlab.formats.pact.matching.scalars import difference_facts, json_predicate
from contractlab.formats.pact.matching.silent_passes import other_kind_unchecked
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

__all__ = ["CONTENT_TYPE_KEY", "MessagePlan", "expected_metadata_type", "implied_type", "is_type_key", "metadata_type"]


CONTENT_TYPE_KEY = "contentType"


def metadata_type(metadata: Mapping[str, JSON]) -> str | None:
    """The content type that metadata names: under the key ``contentType`` alone, however like it another is spelt."""
    return to_string(metadata[CONTENT_TYPE_KEY]) if CONTENT_TYPE_KEY in metadata else None


def expected_metadata_type(metadata: Mapping[str, JSON], spec_version: str) -> str | None:
    """The content type that an expected message's metadata name.

    Before V4 the core takes any spelling of the key, and one at random where there are several: here the first.
    """
    if spec_version == "4.0":
        return metadata_type(metadata)
    return next((to_string(value) for key, value in metadata.items() if is_type_key(key)), None)


def is_type_key(key: str) -> bool:
    """Whether the value of a metadata key is compared as a content type."""
    return key.lower() in ("contenttype", "content-type")


def _detect(header: str | None, data: bytes | None) -> ContentType:
    parsed = parse_content_type(header) if header is not None else None
    if parsed is not None:
        return parsed
    return (detect_from_bytes(data) if data else None) or UNKNOWN_TYPE


def implied_type(contents: ExpectedBody, metadata: Mapping[str, JSON], spec_version: str) -> str | None:
    """The content type that the core expects of a lone message's metadata since V4, where these name none.

    It is that of the contents. Neither questions nor replies have such an entry.
    """
    if spec_version != "4.0" or contents.presence != "present" or contents.content_type is None:
        return None
    return None if CONTENT_TYPE_KEY in metadata else str(contents.content_type)


class ContentsPlan(BodyPlan):
    """A body plan with the stricter comparison of types."""

    def __init__(self, expected: ExpectedBody, header: str | None, rules: RuleSet, dialect: Dialect) -> None:
        super().__init__(expected, header, rules, dialect=dialect, part="contents")
        if expected.presence != "present":
            # No contents are of no type, whatever stands beside them, so that hardly anything is compared with them.
            self.type = _detect(header, None)
        elif expected.content_type is None:
            self.type = _detect(header, expected.data)

    def accepts(self, actual: ContentType) -> bool:
        return self.type.stands_for(actual)

    def actual_type(self, header: str | None, data: bytes | None) -> ContentType:
        return _detect(header, data)


class _Entry:
    """One expected entry of the metadata; an implied one stands in no contract."""

    def __init__(self, name: str, expected: Value, state: State, implied: bool = False) -> None:
        self.name = name
        self.expected = expected
        self.state = state
        self.implied = implied

    def mismatches(self, actual: Value) -> list[Mismatch]:
        best = self.state.best
        if best is None:
            if self._equal(actual):
                return []
            more = DEVIATIONS["implied-content-type"].facts() if self.implied else {}
            return [Mismatch("metadata", self.name, "equality", None, self.expected, actual, (), more)]
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
        if is_type_key(self.name):
            want = self.expected if isinstance(self.expected, str) else ""
            return comparer_for("content-type")(want, actual if isinstance(actual, str) else "") is None
        return json_equal(self.expected, actual)

    def unchecked(self, actual: Value) -> list[Unchecked]:
        """A value of another kind than the example that the rules accepted."""
        best = self.state.best
        if best is None or self.mismatches(actual):
            return []
        return other_kind_unchecked("metadata", self.name, best, self.expected, actual)

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
    replies : int
        How many replies the example expects.
    spec_version : str
        Of the contract.
    alone : bool
        True for a message that is neither asked nor answered: the metadata of such a one imply a content type.
    """

    def __init__(
        self,
        contents: ExpectedBody,
        metadata: Mapping[str, JSON],
        rules: Mapping[str, RuleSet],
        dialect: Dialect = "reference",
        subject: str = "message",
        reply: int = 0,
        replies: int = 1,
        spec_version: str = "3.0",
        alone: bool = False,
    ) -> None:
        self.subject = subject
        self.reply = reply
        self.too_many: tuple[Mismatch, ...] = ()
        if reply and replies > 1 and dialect == "reference":
            facts = DEVIATIONS["several-replies"].facts()
            self.too_many = (Mismatch("replies", "", "reply-count", None, replies, 1, (), facts),)
        self.dialect = dialect
        # Only for contents that are there other spellings of the key count.
        present = contents.presence == "present"
        kind = expected_metadata_type(metadata, spec_version) if present else metadata_type(metadata)
        self._metadata_rules = rules.get("metadata", EMPTY_RULES)
        root = Automaton(self._metadata_rules).root
        self.entries = [_Entry(name, value, root.under_key(name)) for name, value in metadata.items()]
        implied = implied_type(contents, metadata, spec_version) if alone and dialect == "reference" else None
        if implied is not None:
            self.entries.append(_Entry(CONTENT_TYPE_KEY, implied, root.under_key(CONTENT_TYPE_KEY), implied=True))
        self.body = ContentsPlan(contents, kind, rules.get("body", EMPTY_RULES), dialect)

    def body_passes(self, actual: Message, data: bytes | None) -> bool:
        """Whether a message of which the rest passes would pass with other contents: the verdict alone.

        Raises
        ------
        CannotCheck
            If the contents cannot be compared.
        """
        with PausedCollection(), regex_budget():
            return self.body.passes(self._type_of(actual), data)

    def check(self, actual: Message, example: Value = None) -> MatchResult:
        """Check one message."""
        redacted = RedactionFilter.of(actual.redacted)
        metadata = self._metadata(actual)
        mismatches: list[Mismatch] = list(self.too_many)
        trouble: Reason | None = None
        with PausedCollection(), regex_budget():
            for entry in self._entries_for(actual):
                if entry.name in redacted.metadata:
                    continue
                there = entry.name in metadata
                mismatches += entry.mismatches(metadata[entry.name]) if there else [entry.missing()]
            try:
                mismatches += self._contents_mismatches(actual)
            except CannotCheck as error:
                trouble = error.reason
        if redacted:
            mismatches, hidden = redacted.keep(mismatches, MATCHERS.whole)
            trouble = trouble or hidden or self._nothing_left(redacted)
        mismatches = explained(mismatches, None if example is None else example.contract.spec_version)
        verdict, reason = judge(mismatches, trouble)
        if mismatches:
            names = [entry.name for entry in self.entries]
            mismatches = name_meant_names(self._metadata_rules, "metadata", names, mismatches)
        return MatchResult(
            verdict,
            tuple(mismatches),
            reason=reason,
            subject=self.subject,
            reply=self.reply,
            dialect=self.dialect,
            actual=actual,
            example=example,
            explainer=self,
        )

    def _entries_for(self, actual: Message) -> list[_Entry]:
        """Entries to compare; a type that is wrong already for the contents is not wrong a second time."""
        contents = actual.contents
        if contents is NOT_RECORDED or self.body.accepts(self.body.actual_type(self._type_of(actual), contents)):
            return self.entries
        return [entry for entry in self.entries if not entry.implied]

    def _metadata(self, actual: Message) -> Mapping[str, JSON]:
        """Metadata as the core sees it: where a provider says no content type, it is an empty text."""
        return actual.metadata if self.dialect == "spec" else {CONTENT_TYPE_KEY: "", **actual.metadata}

    def _type_of(self, actual: Message) -> str | None:
        """The content type that the provider says."""
        if CONTENT_TYPE_KEY in RedactionFilter.of(actual.redacted).metadata:
            return str(self.body.type)
        return metadata_type(actual.metadata)

    def _nothing_left(self, redacted: RedactionFilter) -> Reason | None:
        """A pass in which every check was on a removed place is none."""
        if any(entry.name not in redacted.metadata for entry in self.entries if not entry.implied):
            return None
        if self.body.expected.presence != "missing" and not redacted.removes("$"):
            return None
        return Reason(ReasonCode.REDACTED, "redacted: everything that could be checked was removed before storing")

    def _contents_mismatches(self, actual: Message) -> list[Mismatch]:
        if actual.contents is not NOT_RECORDED:
            return self.body.mismatches(self._type_of(actual), actual.contents)
        if self.body.expected.presence == "missing":
            return []
        raise CannotCheck("not recorded: the contents", ReasonCode.NOT_RECORDED)

    def explain(self, actual: Message) -> Explanation:
        """Metadata as rows, contents as a tree."""
        removed = RedactionFilter.of(actual.redacted).metadata
        metadata = self._metadata(actual)
        replies = tuple(
            ("replies", "", Explained((), mismatch.expected, mismatch.actual, "differs", None, (mismatch,)))
            for mismatch in self.too_many
        )
        with PausedCollection(), regex_budget():
            rows = replies + tuple(
                ("metadata", entry.name, entry.explain(metadata, entry.name in removed))
                for entry in self._entries_for(actual)
                # What the contract does not say is shown where it matters alone.
                if not entry.implied or (entry.name not in removed and entry.mismatches(metadata[entry.name]))
            )
            if actual.contents is NOT_RECORDED:
                return Explanation(rows)
            return Explanation(rows, self.body.explain(self._type_of(actual), actual.contents))

    def unchecked(self, actual: Message) -> tuple[Unchecked, ...]:
        """What nothing looked at."""
        redacted = RedactionFilter.of(actual.redacted)
        listed = list(redacted.unchecked())
        for entry in self.entries:
            if entry.name in actual.metadata and entry.name not in redacted.metadata:
                with regex_budget(), suppress(CannotCheck):
                    listed += entry.unchecked(actual.metadata[entry.name])
        if actual.contents is not NOT_RECORDED:
            with PausedCollection(), regex_budget():
                listed += self.body.unchecked(self._type_of(actual), actual.contents)
        return tuple(listed)
