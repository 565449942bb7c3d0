"""Multipart bodies: parts found by name, each compared by its own type with the rules that stand below its name.

Source: pact_matching, MIME multipart. Order is free and extra parts are ignored, in requests too. The boundary
comes from the Content-Type header, so a body without that header cannot be read.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header

from contractlab.engine.errors import CannotCheck
from contractlab.engine.limits import current_limits
from contractlab.engine.nodes import Chosen, Node, deciding_rule
from contractlab.engine.paths import ROOT, PathExpression, Token, as_index
from contractlab.engine.rules import RuleList, RuleSet, objections
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.automaton import Automaton, State
from contractlab.formats.pact.matching.scalars import difference_facts, text_predicate
from contractlab.formats.pact.matching.silent_passes import loose_text_unchecked
from contractlab.formats.pact.matching.text_notes import any_value_unchecked, inert
from contractlab.values.content_types import UNKNOWN_TYPE, ContentType, parse_content_type
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.json_text import NotJson
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, PathToken, Unchecked, format_path
from contractlab.values.reasons import ReasonCode
from contractlab.values.sentences import Sentence, code

__all__ = ["MultipartComparison", "Part", "parse_multipart"]


class NotMultipart(NotJson):
    """Text that is no multipart body; the message says why."""


@quiet
@dataclass(slots=True)
class Part:
    """One part.

    Attributes
    ----------
    index : int
    name : str
        From the Content-Disposition header; may be empty.
    is_file : bool
        True with a file name, or without a Content-Disposition.
    headers : dict of str to str
        Lower-case names.
    data : bytes
    """

    index: int
    name: str
    is_file: bool
    headers: dict[str, str] = field(default_factory=dict)
    data: bytes = b""

    @property
    def content_type(self) -> ContentType:
        """The declared type; unknown where there is none."""
        return parse_content_type(self.headers.get("content-type", "")) or UNKNOWN_TYPE

    @property
    def decoded(self) -> bytes:
        """The data with base64 undone, if the part says it is base64."""
        if self.headers.get("content-transfer-encoding", "").lower() != "base64":
            return self.data
        try:
            return base64.b64decode(self.data, validate=True)
        except (binascii.Error, ValueError):
            return self.data

    @property
    def key(self) -> str:
        """The step of a path that means this part."""
        return self.name or str(self.index)


class _AnyParts(PushMultipartParser):  # type: ignore[misc]
    """The parser for every multipart type: outside forms a part needs no Content-Disposition."""

    def _create_segment(self, headerlist: list[tuple[str, str]]) -> MultipartSegment:
        return MultipartSegment(headerlist)


def parse_multipart(data: bytes, header: str | None) -> list[Part]:
    """Take a multipart body apart.

    Parameters
    ----------
    data : bytes
    header : str or None
        The Content-Type header, which names the boundary.

    Raises
    ------
    NotMultipart
        If there is no boundary, or the body does not follow it.
    CannotCheck
        If it has too many parts.
    """
    if header is None:
        raise NotMultipart("there is no Content-Type header to name the boundary")
    _, options = parse_options_header(header)
    boundary = options.get("boundary")
    if not boundary:
        raise NotMultipart("the Content-Type header names no boundary")
    parts: list[Part] = []
    limit = current_limits().parts
    try:
        with _AnyParts(boundary, max_segment_count=limit, max_segment_size=len(data) + 1) as parser:
            for event in [*parser.parse(data), *parser.parse(b"")]:
                if isinstance(event, MultipartSegment):
                    parts.append(_part(len(parts), event))
                elif event:
                    parts[-1].data += bytes(event)
    except ParserLimitReached:
        raise CannotCheck(f"the multipart body has more than {limit:,} parts", ReasonCode.LIMIT) from None
    except (MultipartError, ValueError) as error:
        raise NotMultipart(str(error)) from None
    return parts


def _part(index: int, segment: MultipartSegment) -> Part:
    if not segment.headerlist:
        # The core's reader waits for a header, and takes what follows for a stream that broke off.
        raise NotMultipart("a part has no header")
    headers = {name.lower(): value for name, value in segment.headerlist}
    disposition = headers.get("content-disposition")
    if disposition is None:
        return Part(index, "", True, headers)
    _, options = parse_options_header(disposition)
    return Part(index, options.get("name", ""), "filename" in options, headers)


def _below(rules: RuleSet, key: str) -> RuleSet:
    """Rules below the part's name, with paths from its own root."""
    wanted = as_index(key) or key

    def is_of_part(tokens: PathExpression) -> bool:
        return len(tokens) >= 2 and tokens[1].text == wanted and tokens[1].kind in ("field", "index")

    return RuleSet(
        tuple(
            RuleList.make(
                declared.path,
                (ROOT, *declared.tokens[2:]),
                declared.rules,
                declared.declared_at,
                declared.order,
                declared.any_of,
            )
            for declared in rules.lists
            if is_of_part(declared.tokens)
        )
    )


def _lowered(rules: RuleSet) -> RuleSet:
    """The rules as headers of parts see them: every name in lower case, so that of the part must be so itself."""
    return RuleSet(
        tuple(
            replace(
                declared,
                tokens=tuple(
                    Token("field", token.text.lower()) if token.kind == "field" else token for token in declared.tokens
                ),
            )
            for declared in rules.lists
        )
    )


class MultipartComparison:
    """How a multipart body is compared.

    Parameters
    ----------
    expected : bytes
    header : str or None
        The expected Content-Type header.
    rules : RuleSet
    compare : callable
        Makes the comparison of one file part: (data, type, rules) to (accepts a type, comparison).
    """

    node: Node | None = None
    states: Sequence[Chosen] = ()

    def __init__(
        self,
        expected: bytes,
        header: str | None,
        rules: RuleSet,
        compare: Callable[[bytes, ContentType, RuleSet], Any],
        part: str = "body",
    ) -> None:
        self._part = part
        self._rules = rules
        self._compare = compare
        self._root = Automaton(rules).root
        self._header_root = Automaton(_lowered(rules)).root
        self.parts = parse_multipart(expected, header)
        self._plans: dict[int, Any] = {}
        self._header: str | None = None

    def with_header(self, header: str | None) -> MultipartComparison:
        """The same comparison for a recording with the Content-Type header `header`."""
        bound = copy(self)
        bound._header = header
        return bound

    def _mismatch(
        self, tokens: tuple[PathToken, ...], code: str, expected: Value, actual: Value, **more: Any
    ) -> Mismatch:
        return Mismatch(self._part, format_path(tokens), code, more.pop("rule", None), expected, actual, tokens, more)

    def _field(self, expected: Part, actual: Part, state: State) -> list[Mismatch]:
        want, got = (side.decoded.decode("utf-8", "replace") for side in (expected, actual))
        best = state.best
        tokens = (expected.key,)
        if best is None:
            return [] if want == got else [self._mismatch(tokens, "equality", want, got)]
        return self._judge(best, state, want, got, tokens)

    def _judge(
        self, best: RuleList, state: State, want: str, got: str, tokens: tuple[PathToken, ...]
    ) -> list[Mismatch]:
        failed = [rule for rule in best.rules if not text_predicate(rule, want, state.cascaded)(got)]
        mismatches = []
        for rule, alternatives in objections(best, failed):
            code, facts = difference_facts(rule, got)
            decided = deciding_rule(state, rule)
            mismatches.append(self._mismatch(tokens, code, want, got, rule=decided, **alternatives, **facts))
        return mismatches

    def _headers(self, expected: Part, actual: Part) -> list[Mismatch]:
        mismatches: list[Mismatch] = []
        state = self._header_root.under_key(expected.key)
        for name, want in expected.headers.items():
            tokens = (expected.key, name)
            got = actual.headers.get(name)
            if got is None:
                if name not in ("content-type", "content-disposition", "content-transfer-encoding"):
                    mismatches.append(self._mismatch(tokens, "missing-part-header", want, MISSING))
                continue
            below = state.under_key(name)
            if below.exact and below.best is not None:
                mismatches += self._judge(below.best, below, want, got, tokens)
            elif name != "content-disposition" and want != got:
                mismatches.append(self._mismatch(tokens, "equality", want, got))
        return mismatches

    def _file(self, expected: Part, actual: Part) -> list[Mismatch]:
        plan = self._plans.get(expected.index)
        if plan is None:
            rules = _below(self._rules, expected.key)
            plan = self._plans[expected.index] = self._compare(expected.decoded, expected.content_type, rules)
        if not plan.accepts(actual.content_type):
            want, got = str(expected.content_type), str(actual.content_type)
            return [self._mismatch((expected.key,), "part-type", want, got)]
        key = expected.key
        return [
            replace(mismatch, tokens=(key, *mismatch.tokens), path=format_path((key, *mismatch.tokens)))
            for mismatch in plan.comparison.mismatches(actual.decoded)
        ]

    def _pair(self, expected: Part, actual: Part) -> list[Mismatch]:
        state = self._root.under_key(expected.key)
        if expected.is_file != actual.is_file:
            kinds = ("a file", "a field") if expected.is_file else ("a field", "a file")
            return [self._mismatch((expected.key,), "part-kind", *kinds)]
        mismatches = self._headers(expected, actual)
        return mismatches + (self._file(expected, actual) if expected.is_file else self._field(expected, actual, state))

    def _matched(self, parts: list[Part]) -> list[tuple[Part, Part | None]]:
        named: dict[str, Part] = {}
        for candidate in parts:
            if candidate.name:
                named.setdefault(candidate.name, candidate)

        def fitting(expected: Part) -> Part | None:
            """The first part of the name, or one without a name at the same place if that comes earlier."""
            here = parts[expected.index] if expected.index < len(parts) and not parts[expected.index].name else None
            of_name = named.get(expected.name) if expected.name else None
            both = [part for part in (here, of_name) if part is not None]
            return min(both, key=lambda part: part.index) if both else None

        return [(expected, fitting(expected)) for expected in self.parts]

    def mismatches(self, data: bytes) -> list[Mismatch]:
        """Differences, part by part in the order of the contract."""
        try:
            parts = parse_multipart(data, self._header)
        except NotMultipart as error:
            facts = {"format": "a multipart body", "reason": f"{str(error)[:1].upper()}{str(error)[1:]}."}
            return [Mismatch(self._part, "$", "parse", None, MISSING, data, (), facts)]
        mismatches: list[Mismatch] = []
        for expected, actual in self._matched(parts):
            if actual is None:
                mismatches.append(self._mismatch((expected.key,), "missing-part", expected.key, MISSING))
            else:
                mismatches += self._pair(expected, actual)
        return mismatches

    def explain(self, data: bytes) -> Explained:
        """One row for each part."""
        mismatches = self.mismatches(data)
        try:
            parts = parse_multipart(data, self._header)
        except NotMultipart:
            return Explained((), MISSING, data, "differs", None, tuple(mismatches))

        def rows() -> tuple[Explained, ...]:
            listed = []
            by_part: dict[PathToken, list[Mismatch]] = {}
            for mismatch in mismatches:
                by_part.setdefault(mismatch.tokens[0] if mismatch.tokens else "", []).append(mismatch)
            for expected, actual in self._matched(parts):
                key = expected.key
                mine = tuple(by_part.get(key, ()))
                state = self._root.under_key(key)
                status = "differs" if mine else ("equal" if state.best is None else "matches")
                got = MISSING if actual is None else _readable(actual)
                listed.append(Explained((key,), _readable(expected), got, status, deciding_rule(state), mine))
            expected_keys = {part.key for part in self.parts}
            listed += [
                Explained((part.key,), MISSING, _readable(part), "extra")
                for part in parts
                if part.key not in expected_keys
            ]
            return tuple(listed)

        status = "differs" if mismatches else "matches"
        return Explained(
            (), {part.key: "" for part in self.parts}, {part.key: "" for part in parts}, status, None, (), (), rows
        )

    def unchecked(self, data: bytes) -> list[Unchecked]:
        """What nothing looked at inside the file parts."""
        try:
            parts = parse_multipart(data, self._header)
        except NotMultipart:
            return []
        listed: list[Unchecked] = []
        for expected, actual in self._matched(parts):
            if actual is None or self._pair(expected, actual):
                continue
            if not expected.is_file or not actual.is_file:
                best = self._root.under_key(expected.key).best
                path, text = format_path((expected.key,)), _readable(actual)
                if best is not None and inert(best, MATCHERS.any_text):
                    listed.append(any_value_unchecked(self._part, path, best, "text", (expected.key,)))
                elif isinstance(text, str):
                    listed += loose_text_unchecked(self._part, path, best, text, (expected.key,))
                continue
            try:
                inner = self._plans[expected.index].comparison.unchecked(actual.decoded)
            except CannotCheck:
                continue
            tokens = (expected.key,)
            listed += [
                replace(unchecked, tokens=(*tokens, *unchecked.tokens), path=format_path((*tokens, *unchecked.tokens)))
                for unchecked in inner
            ]
        expected_keys = {part.key for part in self.parts}
        return listed + [self._extra_part(part) for part in parts if part.key not in expected_keys]

    def _extra_part(self, part: Part) -> Unchecked:
        path = format_path((part.key,))
        sentence = Sentence.of(code(path), ": the contract has no such part, and parts beyond it are not looked at.")
        return Unchecked(self._part, path, "extra-part", sentence, (part.key,))


def _readable(part: Part) -> Any:
    try:
        return part.decoded.decode("utf-8")
    except UnicodeDecodeError:
        return part.decoded
