"""A matcher as people write it: a word of the vocabulary, an example, and what else was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contractlab.contracts.generator import Generator
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["Matcher", "combine", "example_of", "first_example", "length_bounds", "listed", "needs_text"]


@dataclass(frozen=True, slots=True, repr=False)
class Matcher:
    """What a value must satisfy, with an example.

    Attributes
    ----------
    name : str
        The word of the vocabulary.
    example : JSON value, which may hold further matchers, or MISSING
        MISSING keeps the value that the contract has.
    args : mapping
        What else was given.
    parts : tuple of Matcher
        Of `all_of` and `any_of`.
    generator : Generator or None
        What makes the value anew at run time.
    """

    name: str
    example: Any = MISSING
    args: Mapping[str, JSON] = field(default_factory=dict)
    parts: tuple[Matcher, ...] = ()
    generator: Generator | None = None

    def __and__(self, other: Matcher) -> Matcher:
        return combine("all_of", (self, other))

    def __or__(self, other: Matcher) -> Matcher:
        return combine("any_of", (self, other))

    def __rand__(self, left: Any) -> Matcher:
        return combine("all_of", (left, self))

    def __ror__(self, left: Any) -> Matcher:
        return combine("any_of", (left, self))

    def __repr__(self) -> str:
        if self.parts:
            if repr(example_of(first_example(self.name, self.parts))) != repr(example_of(self.example)):
                return f"match.{self.name}({', '.join(map(repr, self.parts))}, example={self.example!r})"
            sign = " & " if self.name == "all_of" else " | "
            return sign.join(f"({part!r})" if part.parts else repr(part) for part in self.parts)
        if self.name == "null" and self.generator is None:
            return "match.null()"
        if self.name == "concat":
            return f"match.concat({', '.join(map(repr, self.args['pieces']))})"
        if self.name == "rule":
            return self._rule_code()
        given = [] if self.example is MISSING else [repr(self.example)]
        if self.name == "status_code":  # its example comes second
            given = [repr(self.args["status"]), *given]
        else:
            given += [f"{name}={value!r}" for name, value in self.args.items()]
        if self.generator is not None:
            given.append(f"generator={self.generator!r}")
        return f"match.{self.name}({', '.join(given)})"

    def _rule_code(self) -> str:
        args = self.args["args"]
        given = [repr(self.args["name"]), *([] if self.example is MISSING else [repr(self.example)])]
        given += [f"{name}={value!r}" for name, value in args.items()] if isinstance(args, Mapping) else []
        given += [] if self.generator is None else [f"generator={self.generator!r}"]
        return f"match.rule({', '.join(given)})"


def example_of(value: Value) -> Any:
    """The example alone: every matcher inside replaced by its example; MISSING where one has none."""
    if isinstance(value, Matcher):
        return example_of(value.example)
    if isinstance(value, Mapping):
        examples = {str(key): example_of(each) for key, each in value.items()}
        return MISSING if any(each is MISSING for each in examples.values()) else examples
    if isinstance(value, list | tuple):
        items = [example_of(item) for item in value]
        return MISSING if any(item is MISSING for item in items) else items
    return value


def combine(name: str, matchers: Sequence[Matcher], example: Any = MISSING) -> Matcher:
    """Several matchers as one: ``all_of`` or ``any_of``.

    Raises
    ------
    InvalidEdit
        If there are fewer than two, or one is none.
    """
    parts: list[Matcher] = []
    for part in matchers:
        if not isinstance(part, Matcher):
            raise InvalidEdit(f"{quote(part, 60)} is not a matcher; write match.like(…) or match.equality(…)")
        parts += part.parts if part.name == name else [part]
    if len(parts) < 2:
        raise InvalidEdit(f"{name} needs two matchers at least")
    chosen = example if example is not MISSING else first_example(name, parts)
    return Matcher(name, chosen, {}, tuple(parts))


def first_example(name: str, parts: Sequence[Matcher]) -> Any:
    """The example of several matchers together where none is given: that of the first which has one."""
    examples = [part.example for part in parts if example_of(part) is not MISSING]
    if name == "any_of":  # an example of null says least
        examples.sort(key=lambda part: part is None)
    return examples[0] if examples else MISSING


def needs_text(value: Value, noun: str, usage: str) -> str:
    """A text that is not empty; `usage` shows one.

    Raises
    ------
    InvalidEdit
        If it is none.
    """
    if not isinstance(value, str) or not value:
        raise InvalidEdit(f"the {noun} must be non-empty text, not {quote(value, 60)}; write {usage}")
    return value


def length_bounds(least: Any, most: Any) -> dict[str, int]:
    """The bounds of a length that are given, as ``min`` and ``max``.

    Raises
    ------
    InvalidEdit
        If one is no whole number, or they leave no length.
    """
    bounds = {name: bound for name, bound in (("min", least), ("max", most)) if bound is not None}
    for name, bound in bounds.items():
        if isinstance(bound, bool) or not isinstance(bound, int):
            raise InvalidEdit(f"{name} is a number of items such as 1, not {quote(bound, 40)}")
    if bounds.get("min", 0) < 0 or ("max" in bounds and bounds["max"] < bounds.get("min", 0)):
        raise InvalidEdit(f"min {least} and max {most} leave no length")
    return bounds


def listed(items: Any, noun: str) -> list[JSON]:
    """Several items as a list.

    Raises
    ------
    InvalidEdit
        If it is no list of one item at least.
    """
    if not isinstance(items, list | tuple) or not items:
        raise InvalidEdit(f"{quote(items, 60)} is not a list of {noun} with one at least")
    return list(items)
