"""Matching rules as values: what a contract declares, ready to be selected by path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contractlab.engine.paths import PathExpression, score
from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.source import Location

__all__ = ["EMPTY_RULES", "Rule", "RuleList", "RuleSet", "Variant", "objections"]


@dataclass(frozen=True, slots=True)
class Variant:
    """One item that a rule looks for in an array.

    Attributes
    ----------
    index : int
        Which item of the example it means.
    rules : RuleSet
        Rules for that item, with paths from its own root.
    """

    index: int
    rules: RuleSet


@quiet
@dataclass(frozen=True, slots=True)
class Rule:
    """One matcher.

    Attributes
    ----------
    name : str
        As its format spells it, aliases resolved; or the unknown name as written.
    args : mapping
        Attributes, normalised.
    declared_at : Location
    rules : tuple of Rule
        Rules inside a rule for every key or every value.
    variants : tuple of Variant
        Items that a rule looks for.
    is_known : bool
        False for a matcher that the format does not have; told by whoever reads the rule.
    """

    name: str
    args: Mapping[str, JSON]
    declared_at: Location
    rules: tuple[Rule, ...] = ()
    variants: tuple[Variant, ...] = ()
    is_known: bool = True


_MOST_NAMED = 20


@quiet
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
    inside : str
        Name of the rule that these stand inside; empty for a list of its own.
    """

    path: str
    tokens: PathExpression
    any_of: bool
    rules: tuple[Rule, ...]
    declared_at: Location
    order: int
    weight: int = 0
    inside: str = ""

    @classmethod
    def make(
        cls,
        path: str,
        tokens: PathExpression,
        rules: tuple[Rule, ...],
        declared_at: Location,
        order: int,
        any_of: bool = False,
        inside: str = "",
    ) -> RuleList:
        """Put a list together and weigh its path."""
        return cls(path, tokens, any_of, rules, declared_at, order, score(tokens), inside)

    @property
    def name(self) -> str:
        """Names of the rules, joined by how they combine; the first of many, with how many more there are."""
        names = [rule.name for rule in self.rules[:_MOST_NAMED]]
        if len(self.rules) > _MOST_NAMED:
            names.append(f"{len(self.rules) - _MOST_NAMED:,} more")
        return (" OR " if self.any_of else " AND ").join(names) or "nothing"

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
        for declared in self.lists:
            tokens = declared.tokens
            if len(tokens) <= 2 and (len(tokens) < 2 or tokens[1].kind == "star" or tokens[1].text == name):
                return declared
        return None

    def first(self) -> RuleList | None:
        """The list of a category that has no names: path, status, method."""
        return self.lists[0] if self.lists else None


EMPTY_RULES = RuleSet()


_NO_FACTS: Mapping[str, JSON] = {}


def objections(best: RuleList, failed: Sequence[Rule]) -> list[tuple[Rule, Mapping[str, JSON]]]:
    """Which rules of a list to tell of, and what to add: each that failed; with OR one, naming the alternatives.

    Parameters
    ----------
    best : RuleList
    failed : sequence of Rule
        Rules of `best` that do not accept the value. With OR nothing is wrong unless all of them failed; one that is
        unknown comes first then, because it might have accepted the value.
    """
    if not best.any_of:
        return [(rule, _NO_FACTS) for rule in failed]
    if not failed or len(failed) < len(best.rules):
        return []
    first, *others = sorted(failed, key=lambda rule: rule.is_known)
    facts = {"alternatives": [[rule.name, dict(rule.args)] for rule in others]} if others else _NO_FACTS
    return [(first, facts)]
