"""Matching rules as values: what a contract declares, ready to be selected by path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contractlab.engine.paths import PathExpression, score
from contractlab.values.source import Location

__all__ = ["EMPTY_RULES", "KNOWN_MATCHERS", "TYPE_LIKE", "Rule", "RuleList", "RuleSet", "Variant", "objections"]

KNOWN_MATCHERS = frozenset(
    {
        "equality", "regex", "type", "include", "integer", "decimal", "number", "datetime", "date", "time", "null",
        "boolean", "contentType", "values", "arrayContains", "statusCode", "notEmpty", "semver", "eachKey", "eachValue",
    }
)  # fmt: skip
"""Names of the matchers of Pact V2 to V4, as the specification writes them."""

TYPE_LIKE = frozenset({"type"})
VALUES_LIKE = frozenset({"values", "eachValue", "arrayContains"})
"""Matchers under which a map's keys are free."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One item that ``arrayContains`` looks for.

    Attributes
    ----------
    index : int
        Which item of the example it means.
    rules : RuleSet
        Rules for that item, with paths from its own root.
    """

    index: int
    rules: RuleSet


@dataclass(frozen=True, slots=True)
class Rule:
    """One matcher.

    Attributes
    ----------
    name : str
        As in `KNOWN_MATCHERS`, or the unknown name as written.
    args : mapping
        Attributes, normalised: ``regex``, ``min``, ``max``, ``format``, ``value``, ``status``.
    declared_at : Location
    rules : tuple of Rule
        Rules inside ``eachKey`` and ``eachValue``.
    variants : tuple of Variant
        Items of ``arrayContains``.
    """

    name: str
    args: Mapping[str, Any]
    declared_at: Location
    rules: tuple[Rule, ...] = ()
    variants: tuple[Variant, ...] = ()

    @property
    def known(self) -> bool:
        """False for a matcher that no specification names."""
        return self.name in KNOWN_MATCHERS


@dataclass(frozen=True, slots=True, eq=False)
class RuleList:
    """The rules declared for one path; they are selected together.

    Attributes
    ----------
    path : str
        As written in the contract.
    tokens : tuple of Token
    any_of : bool
        True for ``combine: OR``.
    rules : tuple of Rule
    declared_at : Location
    order : int
        Position in the file, which breaks ties.
    weight : int
        Score of the path.
    """

    path: str
    tokens: PathExpression
    any_of: bool
    rules: tuple[Rule, ...]
    declared_at: Location
    order: int
    weight: int = field(default=0)

    @classmethod
    def make(
        cls,
        path: str,
        tokens: PathExpression,
        rules: tuple[Rule, ...],
        declared_at: Location,
        order: int,
        any_of: bool = False,
    ) -> RuleList:
        """Put a list together and weigh its path."""
        return cls(path, tokens, any_of, rules, declared_at, order, score(tokens))

    @property
    def name(self) -> str:
        """Names of the rules, joined by how they combine."""
        return (" OR " if self.any_of else " AND ").join(rule.name for rule in self.rules) or "nothing"

    def has(self, names: frozenset[str]) -> bool:
        """True if one of the rules has one of the `names`."""
        return any(rule.name in names for rule in self.rules)


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """All rule lists of one category (body, header, query …) of one part."""

    lists: tuple[RuleList, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lists)

    def for_name(self, name: str) -> RuleList | None:
        """First list for the header or parameter `name`: an own one, a star, or one for every name.

        Categories of names are not weighed; where several apply the Rust core takes any, contractlab the first in
        the file.
        """
        for one in self.lists:
            if len(one.tokens) <= 2 and (
                len(one.tokens) < 2 or one.tokens[1].kind == "star" or one.tokens[1].text == name
            ):
                return one
        return None

    def first(self) -> RuleList | None:
        """The list of a category that has no names: path, status, method."""
        return self.lists[0] if self.lists else None


EMPTY_RULES = RuleSet()


_ALONE: Mapping[str, Any] = {}


def objections(best: RuleList, failed: Sequence[Rule]) -> list[tuple[Rule, Mapping[str, Any]]]:
    """Which rules of a list to tell of, and what to add: each that failed; with OR one, naming the alternatives.

    Parameters
    ----------
    best : RuleList
    failed : sequence of Rule
        Rules of `best` that do not accept the value. With OR nothing is wrong unless all of them failed; one that is
        unknown comes first then, because it might have accepted the value.
    """
    if not best.any_of:
        return [(rule, _ALONE) for rule in failed]
    if not failed or len(failed) < len(best.rules):
        return []
    first, *others = sorted(failed, key=lambda rule: rule.known)
    told = {"alternatives": [[rule.name, dict(rule.args)] for rule in others]} if others else _ALONE
    return [(first, told)]
