"""Matchers that lead to others: several at once, another mode, a name, a variable.

Source: ContractCase 0.30.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from contractlab.engine.errors import CannotCheck
from contractlab.engine.nodes import Child, Expansion
from contractlab.formats.contractcase.matching.context import (
    MAX_LEVELS,
    CaseError,
    StripUnsupported,
    Thrown,
    Where,
    World,
    config_error,
)
from contractlab.formats.contractcase.matching.js_values import (
    has_key,
    in_key_order,
    is_number,
    key_value,
    same,
    template,
)
from contractlab.formats.contractcase.matching.node import TYPE, CaseNode, check_together, compile_node, register
from contractlab.formats.contractcase.matching.structure_nodes import Listed
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.reasons import ReasonCode
from contractlab.values.source import join_pointer

__all__ = ["NAME"]

CHILD = "_case:matcher:child"
NAME = "_case:matcher:uniqueName"
_LOOKUP = "_case:Lookup"


@register
class AndNode(Listed):
    """Several matchers for one value."""

    kind = "And"

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        pairs = [(node, actual, place.at(f":and[{index}]")) for index, node in enumerate(self.nodes)]
        return check_together(pairs)

    def strip(self, place: Where) -> Any:
        first: Value = MISSING
        has_example = False
        for index, node in enumerate(self.nodes):
            try:
                value = node.example_of(place.at(f":and[{index}]"))
            except StripUnsupported:
                continue
            if not has_example:
                first, has_example = value, True
        if first is MISSING:
            raise StripUnsupported(self.type_name, place)
        return first

    def name(self, place: Where) -> str:
        return " / ".join(self.named(":and[{}]", place))

    def validate(self, place: Where) -> None:
        self.validate_all(":and[{}]", place)

    def accepts(self) -> Callable[[Value], bool]:
        checks = [node.ok for node in self.nodes]

        def check(actual: Value) -> bool:
            fits = True
            for ok in checks:  # all of them: the core throws at one even where another differs
                fits = ok(actual) and fits
            return fits

        return check

    def expand(self, actual: Value) -> Expansion:
        whole = Expansion()
        children: dict[Any, Child] = {}
        judged: set[Any] = set()
        extra: dict[Any, Any] = {}
        for node in self.nodes:
            expansion = node.expand(actual)
            # Each tells what it finds; a value that two of them judge has both at its place.
            whole.own += [difference for difference in expansion.own if not _is_told(difference, whole.own)]
            whole.missing += expansion.missing
            whole.notes += expansion.notes
            for child in expansion.children:
                judged.add(child.key)
                earlier = children.get(child.key)
                children[child.key] = (
                    child
                    if earlier is None
                    else Child(child.key, (*earlier.nodes, *child.nodes), earlier.expected, child.actual)
                )
            extra.update(expansion.extra)
        whole.children = list(children.values())
        whole.extra = [(key, value) for key, value in extra.items() if key not in judged]
        return whole


def _is_told(difference: Any, others: list[Value]) -> bool:
    """True for a difference that another matcher of the same value told in the same words."""
    return any(
        difference.code == earlier.code == "kind"
        and difference.tokens == earlier.tokens
        and type(difference.expected) is type(earlier.expected)
        for earlier in others
    )


class _Follows(CaseNode):
    """A matcher that leaves everything to another."""

    def target(self) -> CaseNode:
        """The other one."""
        raise NotImplementedError

    def step(self, place: Where) -> Where:
        """Where the other one stands."""
        raise NotImplementedError

    def check(self, actual: Value, place: Where) -> list[CaseError]:
        return check_together([(self.target(), actual, self.step(place))])

    def strip(self, place: Where) -> Any:
        return self.target().example_of(self.step(place))

    def name(self, place: Where) -> str:
        return self.target().name(self.step(place))

    def validate(self, place: Where) -> None:
        self.target().validate(self.step(place))

    def accepts(self) -> Callable[[Value], bool]:
        # Not before it is asked: a matcher may refer to itself, and stop where the values do.
        def check(actual: Value) -> bool:
            return self.target().ok(actual)

        return check

    def expand(self, actual: Value) -> Expansion:
        return self.target().expand(actual)

    def order(self, actual: Value) -> Any:
        """Keys in document order."""
        return self.target().order(actual)

    @property
    def state(self) -> Any:
        """What judges is the other one."""
        try:
            return self.target().state
        except (Thrown, CannotCheck):
            return super().state


@register
class CascadingNode(_Follows):
    """Another mode for all that stands below."""

    kind = "CascadingContext"

    @cached_property
    def _child(self) -> CaseNode:
        return self.inner("child")

    def target(self) -> CaseNode:
        return self._child

    def step(self, place: Where) -> Where:
        return place

    def accepts(self) -> Callable[[Value], bool]:
        return self._child.ok


@register
class LookupNode(_Follows):
    """A matcher with a name: defined here, or referred to."""

    kind = "Lookup"

    @property
    def unique_name(self) -> str:
        """The name."""
        return template(self.field("uniqueName"))

    def target(self) -> CaseNode:
        return self._target

    @cached_property
    def _target(self) -> CaseNode:
        key = f"matcher:{self.unique_name}"
        world = self.world
        world.follow(named=True)
        if self.field("child") is not MISSING:
            self._save(key)
        if key not in world.lookups:
            raise config_error(
                f"Contract did not contain a matcher with the name '{self.unique_name}'. "
                "Did you ask for it before it was defined?",
                Where(),
            )
        pointer = world.pointers.get(key, join_pointer("/matcherLookup", key))
        return compile_node(world.lookups[key], self.mode, pointer, world, self.depth + 1)

    def _save(self, key: str) -> None:
        if self.field("uniqueName") is MISSING:
            message = "A non-lookup matcher was passed to saveLookupableMatcher. "
            more = "This is an error in a matcher or mock implementation. Please open an issue."
            raise Thrown("CaseCoreError", message + more)
        child, world = self.field("child"), self.world
        saved = world.lookups.get(key)
        if _is_something(saved) and (id(child), id(saved)) not in world.same_names:
            if not _equal(_unboxed(child, world), _unboxed(saved, world)):
                raise config_error(
                    f"The matcher with the name '{self.unique_name}' has more than one definition, "
                    "and they are not the same",
                    Where(),
                )
            world.same_names.add((id(child), id(saved)))
        world.lookups[key] = child
        world.pointers[key] = join_pointer(self.pointer, CHILD)

    def step(self, place: Where) -> Where:
        return place.at(f":lookup[{self.unique_name}]")


def _is_something(value: Value) -> bool:
    return isinstance(value, Mapping | list) or (value is not None and bool(value))


def _unboxed(raw: JSON, world: World, level: int = 0) -> Any:
    """A matcher with every name replaced by what it stands for.

    Raises
    ------
    Thrown, CannotCheck
        For a name that nothing stands for, and for a circle.
    """
    if level > MAX_LEVELS:
        raise CannotCheck("a named matcher refers to itself, or stands too deep", ReasonCode.LIMIT)
    world.follow()
    if isinstance(raw, list):
        return [_unboxed(inner, world, level + 1) for inner in raw]
    if not isinstance(raw, Mapping):
        return raw
    if raw.get(TYPE) == _LOOKUP:
        name = template(raw.get(NAME, MISSING))
        key = f"matcher:{name}"
        if key not in world.lookups:
            raise Thrown(
                "CaseCoreError",
                f"The matcher '{name}' referenced recursively does not appear to exist. "
                "This should have been prevented at the time this matcher was saved.",
            )
        return _unboxed(world.lookups[key], world, level + 1)
    return {key: _unboxed(inner, world, level + 1) for key, inner in in_key_order(raw)}


def _equal(first: Value, second: Value) -> bool:
    if first is None and second is None:
        return True
    if is_number(first) and is_number(second):
        return same(first, second) or (first != first and second != second)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(_equal, first, second))
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return len(first) == len(second) and all(
            key in second and _equal(value, second[key]) for key, value in first.items()
        )
    return type(first) is type(second) and not isinstance(first, list | Mapping) and bool(first == second)


@register
class VariableNode(_Follows):
    """The value of a state's variable."""

    kind = "ContextVariable"

    @property
    def variable(self) -> str:
        """Its name."""
        return template(self.field("variableName"))

    @property
    def _given(self) -> bool:
        return has_key(self.variable, self.world.variables)

    def target(self) -> CaseNode:
        return self._target

    @cached_property
    def _target(self) -> CaseNode:
        world, name = self.world, self.variable
        world.follow(named=True)
        if self._given:
            return compile_node(key_value(world.variables, name), self.mode, self.pointer, world, self.depth + 1)
        value = world.default_variable(name)
        if value is MISSING:
            raise config_error(
                f"Variable '{name}' was requested but appears not to be set. Is the variable spelt correctly, "
                "and the states for this mock are correctly set",
                Where(),
            )
        shaped = {TYPE: "_case:CascadingContext", CHILD: value, "_case:context:matchBy": "type"}
        return compile_node(shaped, self.mode, self.pointer, world, self.depth + 1)

    def step(self, place: Where) -> Where:
        kind = "stateVariable" if self._given else "contractVariable"
        return place.at(f":{kind}[{self.variable}]")

    def name(self, place: Where) -> str:
        return f"{{{{{self.variable}}}}}"
