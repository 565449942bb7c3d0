"""Matchers compiled to nodes: the four things every one of them can do, and how plain data becomes one.

A node answers twice. For exactness it gives the errors of the real core, word for word (`check`, `strip`, `describe`,
`validate`). For people it speaks the protocol of `contractlab.engine.nodes` (`ok`, `expand`, `example`, `describe`),
so that the same engine explains Pact and ContractCase. A property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import BaseNode, Difference, Expansion
from contractlab.engine.rules import Rule, RuleList
from contractlab.formats.contractcase.matching.context import (
    MAX_LEVELS,
    MAX_TEXT,
    CaseError,
    Mode,
    Thrown,
    UnknownMatcher,
    Where,
    World,
)
from contractlab.formats.contractcase.matching.js_values import Inherited, is_number, is_truthy, pretty, template
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.reasons import ReasonCode
from contractlab.values.source import join_pointer, split_pointer

__all__ = [
    "EXAMPLE",
    "TYPE",
    "CaseNode",
    "CaseState",
    "check_together",
    "compile_node",
    "decides",
    "forget",
    "readable_path",
    "register",
    "register_plain",
    "self_verify",
    "short_type",
    "type_text",
]

TYPE = "_case:matcher:type"
EXAMPLE = "_case:matcher:example"
_KINDS: dict[str, type[CaseNode]] = {}
_N = TypeVar("_N", bound="CaseNode")


def register(node: type[_N]) -> type[_N]:
    """Let the type of matcher that a class of nodes names compile to it."""
    _KINDS[f"_case:{node.kind}"] = node
    return node


def forget(node: type[CaseNode]) -> None:
    """Take away what `register` added."""
    _KINDS.pop(f"_case:{node.kind}", None)


def register_plain(name: str) -> Callable[[type[_N]], type[_N]]:
    """Let plain data compile to a class of nodes that is no type of matcher."""

    def keep(node: type[_N]) -> type[_N]:
        _KINDS[name] = node
        return node

    return keep


def short_type(matcher_type: Any) -> str:
    """``MatchString`` for ``_case:MatchString``."""
    return template(matcher_type).removeprefix("_case:")


def readable_path(pointer: str) -> str:
    """Where a matcher stands, without the steps that only the file needs: ``response.body.userId``."""
    steps = split_pointer(pointer)
    if steps[:1] == ["matcherLookup"]:
        steps = steps[2:]
    elif steps[:1] == ["examples"]:
        steps = steps[3:] if steps[2:3] == ["mock"] else steps[2:]
    return ".".join(step for step in steps if not step.startswith("_case:matcher:"))


class CaseState:
    """The matcher in force at a value, as the engine asks for it."""

    __slots__ = ("applicable", "best", "cascaded", "exact")

    def __init__(self, best: RuleList | None, cascaded: bool = False) -> None:
        self.best = best
        self.cascaded = cascaded
        self.applicable: tuple[RuleList, ...] = (best,) if best is not None else ()
        self.exact: tuple[RuleList, ...] = self.applicable if not cascaded else ()


_PLAIN = CaseState(None)


class CaseNode(BaseNode):
    """One matcher, or plain data that stands for one.

    Parameters
    ----------
    raw : JSON value
        The matcher, or the data.
    mode : Mode
        The context in force, the matcher's own keys included.
    pointer : str
        Where it is written.
    world : World
    inferred : bool
        True for plain data.
    depth : int
        How many matchers stand around it.
    """

    kind = ""
    """The type of matcher without ``_case:``."""

    is_known = True
    """False for a type that ContractCase does not have."""

    @property
    def entries(self) -> tuple[tuple[str, CaseNode], ...]:
        """What an object names, key by key; nothing for all others."""
        return ()

    def target(self) -> CaseNode | None:
        """The matcher that this one leaves everything to; None for one that judges itself."""
        return None

    def __init__(
        self, raw: JSON, mode: Mode, pointer: str, world: World, inferred: bool = False, depth: int = 0
    ) -> None:
        self.raw = raw
        self.mode = mode
        self.pointer = pointer
        self.world = world
        self.inferred = inferred
        self.depth = depth
        self.fields: Mapping[str, JSON] = raw if not inferred else {}

    @property
    def type_name(self) -> str:
        """The type as the file writes it."""
        return template(self.raw[TYPE]) if not self.inferred else f"_case:{self.kind}"

    def field(self, name: str) -> Any:
        """An attribute of the matcher; MISSING if it has none."""
        return self.fields.get(f"_case:matcher:{name}", MISSING)

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        """The core's errors for `actual`.

        Raises
        ------
        Thrown
            Where the core throws.
        CannotCheck
            Where contractlab gives up.
        """
        raise NotImplementedError

    def strip(self, place: Where) -> Any:
        """The example that the matcher makes of itself."""
        raise NotImplementedError

    def name(self, place: Where) -> str:
        """The sentence that the core prints."""
        raise NotImplementedError

    def validate(self, place: Where) -> None:
        """Complain about parameters that cannot work."""

    def must_be_known(self) -> None:
        """Refuse a type that the core does not know: it does so before anything is checked.

        Raises
        ------
        Thrown
        """

    def example_of(self, place: Where) -> Any:
        """The example that is written beside the matcher, else the one it makes of itself."""
        node = self._written_example
        return self.strip(place) if node is None else node.strip(place)

    @cached_property
    def _written_example(self) -> CaseNode | None:
        raw = self.raw
        if not isinstance(raw, Mapping) or EXAMPLE not in raw:
            return None
        return compile_node(raw[EXAMPLE], self.mode, join_pointer(self.pointer, EXAMPLE), self.world, self.depth + 1)

    def error(
        self,
        message: str,
        actual: Value,
        place: Where,
        expected: Value = MISSING,
        annotations: Mapping[str, str] | None = None,
    ) -> CaseError:
        """Make an error; what was expected is worked out as the core does, which may throw."""
        if not is_truthy(expected):
            # Worked out before anybody knows whether it is needed: the core throws here for what has no example.
            expected = self.expected(place)
        return CaseError(message, place.steps, expected, actual, self.type_name, annotations or {})

    def expected(self, place: Where) -> Any:
        """What an error names as expected."""
        if EXAMPLE in self.fields:
            return self.fields[EXAMPLE]
        return self.strip(place)

    def encoded(self, encode: Callable[[Any], Any], inside: Callable[[], Any]) -> Any:
        """The example of a matcher of encoded text; MISSING where there is none.

        Raises
        ------
        CannotCheck
            If it is too long; whoever asks again learns so at once.
        """
        if not self._outgrown:
            text = encode(inside())
            if text is MISSING or len(text) <= MAX_TEXT:
                return text
            self._outgrown = True
        raise CannotCheck(f"an encoded example is longer than {MAX_TEXT:,} characters", ReasonCode.LIMIT)

    _outgrown = False

    def below(self, raw: JSON, *steps: object) -> CaseNode:
        """Compile something inside this matcher."""
        return compile_node(raw, self.mode, join_pointer(self.pointer, *steps), self.world, self.depth + 1)

    def inner(self, name: str) -> CaseNode:
        """Compile an attribute."""
        return self.below(self.field(name), f"_case:matcher:{name}")

    @cached_property
    def ok(self) -> Callable[[Value], bool]:
        """True for a value that the matcher accepts."""
        try:
            return self.accepts()
        except Thrown:
            # What cannot be prepared fails only where it is reached: behind a text that does not decode it never is.
            return lambda actual: not self.check(actual, Where())

    def accepts(self) -> Callable[[Value], bool]:
        """Make the check."""
        raise NotImplementedError

    @cached_property
    def calm(self) -> bool:
        """True for one that never throws: a single value, compared with an example that is there."""
        return False

    def expand(self, actual: Value) -> Expansion:
        """Own differences and children for `actual`."""
        raise NotImplementedError

    @cached_property
    def example(self) -> Any:
        """The example's value; MISSING where there is none."""
        try:
            return self.example_of(Where())
        except (Thrown, CannotCheck):
            return MISSING

    @property
    def state(self) -> CaseState | None:
        """The matcher in force; none for plain data that must be equal."""
        return self._state

    @cached_property
    def _state(self) -> CaseState:
        if self.inferred and self.mode.exact:
            return _PLAIN
        pointer = self.pointer
        if self.inferred:
            pointer = self.mode.declared or pointer
        name = self.kind if self.inferred else short_type(self.raw[TYPE])
        rule = Rule(name, self.args(), self.world.locate(pointer), is_known=self.is_known)
        path = readable_path(pointer)
        return CaseState(RuleList(path, (), False, (rule,), rule.declared_at, 0), self.inferred)

    def args(self) -> JSONObject:
        """What a reader has to know of the matcher beside its name."""
        return {}

    def describe(self) -> str:
        """The sentence that ContractCase prints."""
        try:
            return self.name(Where())
        except (Thrown, CannotCheck) as error:
            return f"cannot be described: {error}"

    def difference(
        self, code: str, actual: Value, facts: Mapping[str, JSON] | None = None, expected: Value = MISSING
    ) -> Difference:
        """A difference of this very value."""
        want = self.example if expected is MISSING else expected
        state = self.state
        rule = state.best.rules[0] if state is not None and state.best is not None else None
        return Difference(code, want, actual, state, rule, (), facts or {})


class _UnknownNode(CaseNode):
    """A type that ContractCase 0.30.1 does not know: it loads and shows, and whoever asks gets the core's answer."""

    is_known = False

    def refuse(self) -> Thrown:
        """What the core throws."""
        return UnknownMatcher(self.type_name)

    def must_be_known(self) -> None:
        raise self.refuse()

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        raise self.refuse()

    def strip(self, place: Where) -> Any:
        raise self.refuse()

    def name(self, place: Where) -> str:
        raise self.refuse()

    def validate(self, place: Where) -> None:
        raise self.refuse()

    def accepts(self) -> Callable[[Value], bool]:
        def refuse(_: Any) -> bool:
            raise self.refuse()

        return refuse

    def expand(self, actual: Value) -> Expansion:
        return Expansion(own=[self.difference("unknown-matcher", actual)])


def compile_node(raw: JSON, mode: Mode, pointer: str, world: World, depth: int = 0) -> CaseNode:
    """Make the node of a matcher or of plain data.

    Parameters
    ----------
    raw : JSON value or MISSING
    mode : Mode
        The context further up.
    pointer : str
        JSON pointer of `raw`.
    world : World
    depth : int
        How many matchers stand around it.

    Raises
    ------
    CannotCheck
        If more than `MAX_LEVELS` do; a circle of references ends here too. If there are too many in all.
    """
    if depth > MAX_LEVELS:
        text = f"matchers are nested more than {MAX_LEVELS} levels deep, or refer to themselves"
        raise CannotCheck(text, ReasonCode.LIMIT)
    world.follow()
    if isinstance(raw, Mapping):
        if TYPE in raw:
            kind = _KINDS.get(raw[TYPE], _UnknownNode) if isinstance(raw[TYPE], str) else _UnknownNode
            return kind(raw, mode.under(raw, pointer), pointer, world, False, depth)
        return _KINDS["_case:ObjectShape"](raw, mode, pointer, world, True, depth)
    if isinstance(raw, list | tuple):
        return _KINDS["plain array"](list(raw), mode, pointer, world, True, depth)
    if isinstance(raw, str):
        name = "MatchString"
    elif isinstance(raw, bool):
        name = "MatchBoolean"
    elif is_number(raw):
        name = "MatchNumber"
    elif isinstance(raw, Inherited):
        return _KINDS["_case:ObjectShape"]({}, mode, pointer, world, True, depth)
    else:
        name = "MatchNull"
    return _KINDS[f"_case:{name}"](raw, mode, pointer, world, True, depth)


def check_together(pairs: Sequence[tuple[CaseNode, Any, Where]]) -> list[CaseError]:
    """Errors of several checks that the core starts at once: a type that it does not know stops it before any answer.

    Parameters
    ----------
    pairs : sequence of (node, actual value, place)
    """
    for node, _, _ in pairs:
        node.must_be_known()
    return [error for node, actual, place in pairs for error in node.check(actual, place)]


def decides(node: CaseNode) -> CaseNode:
    """The node that judges in the end: what context, names and variables lead to.

    Raises
    ------
    Thrown, CannotCheck
        Where they lead nowhere, or in a circle.
    """
    seen = 0
    while True:
        target = node.target()
        if target is None:
            return node
        node = target
        seen += 1
        if seen > 200:
            raise CannotCheck("a named matcher refers to itself", ReasonCode.LIMIT)


def self_verify(node: CaseNode, location: Where) -> None:
    """What the core does before every check: the parameters must make sense, and the example must pass.

    Raises
    ------
    Thrown
        As the core does.
    """
    node.validate(location.at(":selfVerifyValidate"))
    errors = node.check(node.example_of(location.at(":selfVerifyCheck")), location)
    if errors:
        message = "The matchers used have been given an example that doesn't pass the matcher: "
        place = ",".join(errors[0].location)
        raise Thrown("CaseConfigurationError", f"{message}{errors[0].message} (at {place})")


def type_text(raw: JSON) -> str:
    """How a message names a matcher or data: the type, or the data as it is printed."""
    return template(raw[TYPE]) if isinstance(raw, Mapping) and TYPE in raw else pretty(raw)
