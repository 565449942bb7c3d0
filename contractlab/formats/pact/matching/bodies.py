"""Bodies: whether they are compared at all, and by what.

Source: pact_matching, ``match_body``. The type of the *expected* body selects the comparison; two bodies are
compared if either type is unknown, if the expected type stands for the actual one or for its base, or if a rule on
the Content-Type header says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from contractlab.contracts.expected_body import ExpectedBody, type_of
from contractlab.engine.dialect import Dialect
from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import Chosen, Node, collect, explain, list_unchecked
from contractlab.engine.rules import RuleSet
from contractlab.engine.xml_document import NotXml, parse_xml
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.matching.deviations import DEVIATIONS
from contractlab.formats.pact.matching.form import FormComparison
from contractlab.formats.pact.matching.json_plan import JsonPlan
from contractlab.formats.pact.matching.meant_rules import MeantRules
from contractlab.formats.pact.matching.multipart_body import MultipartComparison
from contractlab.formats.pact.matching.names import NamedValues
from contractlab.formats.pact.matching.plain_nodes import BytesNode, TextNode
from contractlab.formats.pact.matching.xml_nodes import ElementNode, XmlPlan
from contractlab.values.content_types import ContentType, parse_content_type
from contractlab.values.explanation import Explained
from contractlab.values.json_text import NotJson, parse_serde_json, read_again
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import Mismatch, Unchecked
from contractlab.values.sentences import Sentence

__all__ = ["BodyPlan"]


class Comparison(Protocol):
    """How one kind of content is compared."""

    @property
    def node(self) -> Node | None:
        """The node of the whole content; None for content that is not compared value by value."""

    @property
    def states(self) -> Sequence[Chosen]:
        """Every state in which a value of the example is judged, where no node tells."""

    def mismatches(self, data: bytes) -> list[Mismatch]:
        """Differences in document order."""

    def explain(self, data: bytes) -> Explained:
        """The aligned tree."""

    def unchecked(self, data: bytes) -> list[Unchecked]:
        """What nothing looked at."""


class _NodeComparison:
    """Content that becomes one value, which a node judges.

    Most examples of a run are checked once. What was compiled for a first check that passed is let go, because keeping
    it costs more than making it again: the collector looks through everything that stays.
    """

    def __init__(
        self,
        node: Callable[[], Node],
        parse: Callable[[bytes], Any],
        noun: str,
        part: str,
        raw: JSON,
        forget: Callable[[], None] | None = None,
        facts: Mapping[str, JSON] | None = None,
    ) -> None:
        self._facts = facts or {}
        self._make = node
        self._forget = forget
        self._node: Node | None = None
        self._parse = parse
        self._noun = noun
        self._part = part
        self._raw = raw
        self._base: tuple[str, ...] = ()

    states: Sequence[Chosen] = ()

    @property
    def node(self) -> Node:
        if self._node is None:
            self._node = self._make()
        return self._node

    def mismatches(self, data: bytes) -> list[Mismatch]:
        try:
            actual = self._parse(data)
        except NotJson as error:
            return [self._unreadable(data, str(error))]
        node = self.node
        if not node.ok(actual):
            return collect(node, actual, self._part, self._base)
        forget, self._forget = self._forget, None
        if forget is not None:
            self._node = None
            forget()
        return []

    def passes(self, data: bytes) -> bool:
        """True if there are no differences: nothing is looked for beyond that, and what was compiled is kept."""
        try:
            return self.node.ok(self._parse(data))
        except NotJson:
            return False

    def _unreadable(self, data: bytes, reason: str) -> Mismatch:
        facts = {"format": self._noun, "reason": f"{reason[:1].upper()}{reason[1:]}.", **self._facts}
        return Mismatch(self._part, "$", "parse", None, self._raw, data, (), facts)

    def explain(self, data: bytes) -> Explained:
        try:
            actual = self._parse(data)
        except NotJson as error:
            mismatches = (self._unreadable(data, str(error)),)
            return Explained((), self.node.example, data, "differs", None, mismatches)
        return explain(self.node, actual, self._part, self._base)

    def unchecked(self, data: bytes) -> list[Unchecked]:
        try:
            return list_unchecked(self.node, self._parse(data), self._part, self._base)
        except NotJson:
            return []


class BodyPlan:
    """How a body is checked.

    Parameters
    ----------
    expected : ExpectedBody
    header : str or None
        The expected Content-Type header.
    rules : RuleSet
        Body rules.
    type_check : NamedValues or None
        The check of the Content-Type header, where a rule stands on it.
    strict : bool
        True for requests.
    dialect : str
    part : str
        ``"body"``, or ``"contents"`` for messages.
    """

    def __init__(
        self,
        expected: ExpectedBody,
        header: str | None,
        rules: RuleSet,
        *,
        type_check: NamedValues | None = None,
        strict: bool = False,
        dialect: Dialect = "reference",
        part: str = "body",
    ) -> None:
        self.expected = expected
        self.type = expected.type_with(header)
        self.rules = rules
        self.strict = strict
        self.dialect = dialect
        self.part = part
        self._header = header
        self._type_check = type_check
        self._comparison: Comparison | None = None
        self._compared: dict[ContentType, bool] = {}
        self._meant: MeantRules | None = None

    def own_tree(self) -> Explained | None:
        """The example held against itself, value by value; None for content that is not compared so.

        Texts and bytes have none as a rule: their nodes take bytes, and give as the example what can be read as text.
        """
        try:
            comparison = self.comparison
            if not isinstance(comparison, _NodeComparison):
                return None
            return explain(comparison.node, comparison.node.example, "body")
        except (CannotCheck, RecursionError, AttributeError, TypeError):
            return None

    def unstable_numbers(self) -> list[Mismatch]:
        """Numbers of the example that fail against themselves: the core reads its own text of them otherwise."""
        expected = self.expected
        if not expected.has_value or expected.value_as_read is expected.value:
            return []
        try:
            node = self.comparison.node
        except CannotCheck:
            return []
        if node is None or node.ok(expected.value_as_read):
            return []
        differences = collect(node, expected.value_as_read, self.part)
        return [each for each in differences if type(each.expected) is float and type(each.actual) is float]

    @property
    def comparison(self) -> Comparison:
        """The comparison for the expected type, made on first use.

        Raises
        ------
        CannotCheck
            For content that contractlab does not compare.
        """
        if self._comparison is None:
            self._comparison = self._choose()
        return self._comparison

    def _choose(self) -> Comparison:
        kind = self.type
        if kind.is_json:
            return self._json()
        if kind.is_xml:
            return self._xml()
        if kind.is_multipart:
            return self._multipart()
        if kind.is_form:
            return FormComparison(self.expected.data, self.rules, self.part)
        # The core has a comparison for text/plain; any other text falls to the one for bytes if it asks for a type.
        plain = (kind.main, kind.sub) == ("text", "plain")
        if kind.is_binary or (not plain and self._has_content_type_rule()):
            return _NodeComparison(lambda: BytesNode(self.expected.data, self.rules), bytes, "bytes", self.part, None)
        return _NodeComparison(lambda: TextNode(self.expected.data, self.rules), bytes, "text", self.part, None)

    def _has_content_type_rule(self) -> bool:
        best = TextNode(b"", self.rules).state.best
        return best is not None and any(MATCHERS.of(rule.name).sniffs for rule in best.rules)

    def _json(self) -> Comparison:
        expected = self.expected
        if expected.has_value:
            # The core writes the value that it has loaded, and reads that text when it compares.
            read = partial(read_again, expected.value_as_read)
        else:
            read = partial(parse_serde_json, expected.data)
        try:
            example = read()
        except NotJson as error:
            return _BrokenExample(str(error), self.part, facts=self._guess)
        plan = JsonPlan(self.rules, strict=self.strict)
        return _NodeComparison(
            lambda: plan.root(example), parse_serde_json, "JSON", self.part, example, plan.forget, self._guess
        )

    def _multipart(self) -> Comparison:
        def compare(data: bytes, kind: ContentType, rules: RuleSet) -> BodyPlan:
            expected = ExpectedBody("present", data, kind)
            return BodyPlan(expected, None, rules, strict=self.strict, dialect=self.dialect, part=self.part)

        try:
            return MultipartComparison(self.expected.data, self._header, self.rules, compare, self.part)
        except NotJson as error:
            return _BrokenExample(str(error), self.part, "a multipart body")

    def _xml(self) -> Comparison:
        try:
            example = parse_xml(self.expected.data)
        except NotXml as error:
            return _BrokenExample(str(error), self.part, "XML", self._guess)
        plan = XmlPlan(self.rules, strict=self.strict, dialect=self.dialect)
        return _XmlComparison(plan.root(example), self.part, self.expected.data, self._guess)

    def accepts(self, actual: ContentType) -> bool:
        """True if a body of type `actual` is compared with this one at all."""
        if actual is self.type:  # most often: types are read once for each text
            return True
        compared = self._compared.get(actual)
        if compared is None:
            wanted = self.type
            compared = (
                wanted.is_unknown
                or actual.is_unknown
                or wanted.stands_for(actual)
                or wanted.stands_for(actual.base)
                or self._rule_accepts(actual)
            )
            self._compared[actual] = compared
        return compared

    def actual_type(self, header: str | None, data: bytes | None) -> ContentType:
        """Content type of a recording."""
        return type_of(header, data)

    def _rule_accepts(self, actual: ContentType) -> bool:
        check = self._type_check
        if check is None or check.choice is None:
            return False
        check_of_type = NamedValues(
            "headers", check.name, [str(self.type)], check.choice, lambda *_: check.choice, lambda *_: {}, single=True
        )
        return check_of_type.ok([str(actual)])

    def mismatches(self, header: str | None, data: bytes | None) -> list[Mismatch]:
        """Differences between the expected body and `data`.

        Raises
        ------
        CannotCheck
            If the content cannot be compared.
        """
        presence = self.expected.presence
        if presence == "missing":
            return []
        actual = self.actual_type(header, data)
        if not self.accepts(actual):
            return [self._type_mismatch(actual, header)] if presence == "present" else []
        if presence in ("null", "empty"):
            if not data or self._null_equals(data):
                return []
            facts = DEVIATIONS["null-body"].facts() if self._null_decides(data) else {}
            return [Mismatch(self.part, "$", "body-unexpected", None, MISSING, data, (), facts)]
        if not data:
            return [Mismatch(self.part, "$", "body-missing", None, self._shown(), MISSING if data is None else b"")]
        comparison = self._comparison_for(header)
        mismatches = comparison.mismatches(data)
        node = comparison.node
        return mismatches if node is None or not mismatches else self._meant_for(node.example).named(mismatches)

    def _meant_for(self, example: Value) -> MeantRules:
        """The rules that do not reach what they are meant for; kept for the example as it was compared last."""
        if self._meant is None or self._meant.example is not example:
            self._meant = MeantRules(self.rules, example)
        return self._meant

    def passes(self, header: str | None, data: bytes | None) -> bool:
        """True if there are no `mismatches`; for who asks often and wants the verdict alone.

        Raises
        ------
        CannotCheck
            If the content cannot be compared.
        """
        if data and self.expected.presence == "present" and self.accepts(self.actual_type(header, data)):
            comparison = self._comparison_for(header)
            if isinstance(comparison, _NodeComparison):
                return comparison.passes(data)
        return not self.mismatches(header, data)

    def _comparison_for(self, header: str | None) -> Comparison:
        """The comparison; a multipart one gets the header, which names the recording's boundary."""
        comparison = self.comparison
        return comparison.with_header(header) if isinstance(comparison, MultipartComparison) else comparison

    def _null_equals(self, data: bytes) -> bool:
        """JSON null for an expected null: accepted by the specification only (deviation null-body)."""
        return self.dialect == "spec" and self._null_decides(data)

    def _null_decides(self, data: bytes) -> bool:
        return self.expected.presence == "null" and data.strip() == b"null"

    def _type_mismatch(self, actual: ContentType, header: str | None) -> Mismatch:
        facts = dict(self._guess)
        if header is None or parse_content_type(header) is None:
            facts["sent_type"] = "absent" if header is None else "unreadable"
        return Mismatch("content-type", "", "content-type", None, str(self.type), str(actual), (), facts)

    @property
    def _guess(self) -> Mapping[str, JSON]:
        """The fact that the type of the example is a guess, where the contract names none that can be read."""
        named = self.expected.content_type is not None
        if named or (self._header is not None and parse_content_type(self._header) is not None):
            return {}
        return {"guessed_example": True}

    def _shown(self) -> Any:
        return self.expected.value if self.expected.has_value else self.expected.data

    def explain(self, header: str | None, data: bytes | None) -> Explained | None:
        """The aligned tree; None where there is nothing to show on either side."""
        presence = self.expected.presence
        if presence == "missing":
            return None if not data else Explained((), MISSING, _readable(data), "unchecked")
        try:
            if presence == "present" and data and self.accepts(self.actual_type(header, data)):
                return self._comparison_for(header).explain(data)
            mismatches = tuple(self.mismatches(header, data))
        except CannotCheck:
            return Explained((), self._shown(), MISSING if data is None else data, "unchecked")
        if presence != "present":
            if not mismatches and not data:
                return None
            return Explained(
                (),
                MISSING,
                MISSING if data is None else _readable(data),
                "differs" if mismatches else "equal",
                None,
                mismatches,
                deviation=str(DEVIATIONS["null-body"]) if data and self._null_decides(data) else "",
            )
        shown = MISSING if data is None else _readable(data)
        return Explained((), self._shown(), shown, "differs" if mismatches else "equal", None, mismatches)

    def unchecked(self, header: str | None, data: bytes | None) -> list[Unchecked]:
        """What nothing looked at."""
        presence = self.expected.presence
        if presence == "missing":
            return [_no_expectation(self.part, len(data))] if data else []
        if presence != "present":
            if data and not self.accepts(self.actual_type(header, data)):
                return [_other_type(self.part, len(data))]
            return []
        if not data or not self.accepts(self.actual_type(header, data)):
            return []
        try:
            return self._comparison_for(header).unchecked(data)
        except CannotCheck:
            return []


def _readable(data: bytes) -> Any:
    """Parsed JSON where it is JSON, else the bytes."""
    try:
        return parse_serde_json(data)
    except NotJson:
        return data


class _XmlComparison(_NodeComparison):
    """XML documents; the root element's name is the first step of every path."""

    def __init__(self, root: ElementNode, part: str, raw: bytes, facts: Mapping[str, JSON]) -> None:
        super().__init__(lambda: root, parse_xml, "XML", part, raw, facts=facts)
        self._base = (root.example.name,)


class _BrokenExample:
    """An expected body that is not what its type says; the Rust core fails every recording then."""

    node: Node | None = None
    states: Sequence[Chosen] = ()

    def __init__(self, reason: str, part: str, noun: str = "JSON", facts: Mapping[str, JSON] | None = None) -> None:
        self._facts = facts or {}
        self._noun = noun
        self._reason = f"{reason[:1].upper()}{reason[1:]}."
        self._part = part

    def mismatches(self, data: bytes) -> list[Mismatch]:
        facts = {"format": self._noun, "side": "expected", "reason": self._reason, **self._facts}
        return [Mismatch(self._part, "$", "parse", None, MISSING, data, (), facts)]

    def explain(self, data: bytes) -> Explained:
        return Explained((), MISSING, _readable(data), "differs", None, tuple(self.mismatches(data)))

    def unchecked(self, data: bytes) -> list[Unchecked]:
        return []


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count:,} bytes"


def _no_expectation(part: str, size: int) -> Unchecked:
    sentence = Sentence.of(
        ("strong", part), f": the contract expects nothing of it; {_bytes(size)} were not looked at."
    )
    return Unchecked(part, "$", "no-expectation", sentence)


def _other_type(part: str, size: int) -> Unchecked:
    sentence = Sentence.of(
        ("strong", part), f": no body was expected, but its content type differs, so {_bytes(size)} were not looked at."
    )
    return Unchecked(part, "$", "other-type", sentence)
