"""Rules that stand beside a value, as matchers inside of it: ``match.int(1)`` where a file has 1 and a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from contractlab.contracts import generate_words as generate
from contractlab.contracts import match_structures, match_words
from contractlab.contracts.generator import Generator
from contractlab.contracts.matcher import Matcher, combine
from contractlab.engine.paths import InvalidPath, parse_path
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.defining.values import write_value
from contractlab.formats.pact.write_rules import Tokens
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.mismatch import EVERY_ITEM

__all__ = ["Folded", "fold", "rule_place"]

_MOST_DEEP = 60
_WORDS = {
    "integer": "integer", "decimal": "decimal", "number": "number", "boolean": "boolean", "semver": "semver",
    "equality": "equality", "notEmpty": "not_empty",
}  # fmt: skip
_WITH = {
    "regex": ("regex", "regex", "regex"), "include": ("includes", "value", "includes"),
    "date": ("date", "format", "format"), "time": ("time", "format", "format"),
    "datetime": ("datetime", "format", "format"),
}  # fmt: skip


@dataclass(slots=True)
class Folded:
    """Rules and generators of a value, by path below it, as a file has them."""

    rules: dict[str, JSON]
    generators: dict[str, JSON]


def fold(value: Any, given: Folded) -> Any:
    """The value with matchers; None where not every rule has a place in it.

    Parameters
    ----------
    value : JSON value
    given : Folded
    """
    if not given.rules and not given.generators:
        return None
    try:
        rules = {rule_place(path): _listed(rule) for path, rule in given.rules.items()}
        generators = {rule_place(path): _generator(made) for path, made in given.generators.items()}
        folder = _Folder(rules, generators)
        made = folder.value(value, (), 0)
        if folder.used != rules.keys() | generators.keys():
            return None
        write_value(made, "4.0", {})  # what no call can say is refused here
    except (InvalidEdit, InvalidPath, TypeError, ValueError):
        return None
    return made


def rule_place(path: str) -> Tokens:
    """The steps to the values of a rule's path; ValueError for a path with a star for keys."""
    steps: list[Any] = []
    for token in parse_path(path)[1:]:
        if token.kind == "star":
            raise ValueError(path)
        steps.append(
            EVERY_ITEM if token.kind == "star-index" else int(token.text) if token.kind == "index" else token.text
        )
    return tuple(steps)


def _listed(rule: JSON) -> tuple[str, list[JSONObject]]:
    matchers = rule.get("matchers") if isinstance(rule, Mapping) else None
    if not isinstance(rule, Mapping) or not isinstance(matchers, list) or not matchers:
        raise ValueError("no rules")
    if not all(isinstance(each, dict) and isinstance(each.get("match"), str) for each in matchers):
        raise ValueError("rules of another form")
    return str(rule.get("combine", "AND")), matchers


def _generator(made: JSON) -> Generator:
    if not isinstance(made, Mapping) or not isinstance(made.get("type"), str):
        raise ValueError("no generator")
    return generate.generator(str(made["type"]), **{key: each for key, each in made.items() if key != "type"})


class _Folder:
    def __init__(self, rules: dict[Tokens, tuple[str, list[JSONObject]]], generators: dict[Tokens, Generator]) -> None:
        self.rules = rules
        self.generators = generators
        self.used: set[Tokens] = set()
        self.above = {tokens[:depth] for tokens in (*rules, *generators) for depth in range(len(tokens))}

    def value(self, value: Any, at: Tokens, depth: int) -> Any:
        """The value at a place with the matchers of it and of everything inside."""
        if depth > _MOST_DEEP:
            raise ValueError("too deep")
        listed, generator = self.rules.get(at), self.generators.get(at)
        self.used |= {at} & (self.rules.keys() | self.generators.keys())
        if isinstance(value, list):
            made = self._list(value, at, listed, generator, depth)
            if isinstance(made, Matcher):
                return made
        elif isinstance(value, dict) and at in self.above:
            made = {key: self.value(each, (*at, key), depth + 1) for key, each in value.items()}
        else:
            made = value
        if listed is None:
            if generator is not None:
                raise ValueError("a generator alone")
            return made
        return _matcher(listed, made, value, generator)

    def _list(
        self,
        value: list[Any],
        at: Tokens,
        listed: tuple[str, list[JSONObject]] | None,
        made_by: Generator | None,
        depth: int,
    ) -> Any:
        if listed is not None and len(listed[1]) == 1 and listed[1][0]["match"] == "type" and value:
            rule = listed[1][0]
            bounds = {name: rule[name] for name in ("min", "max") if name in rule}
            count = max(1, bounds.get("min", 1))
            if (bounds or (*at, EVERY_ITEM) in self.above | self.rules.keys()) and value == [value[0]] * count:
                item = self.value(value[0], (*at, EVERY_ITEM), depth + 1)
                return replace(match_words.each_like(item, **bounds), generator=made_by)
        if at not in self.above:
            return value
        inside = EVERY_ITEM if listed is not None else None
        return [
            self.value(item, (*at, index if inside is None else inside), depth + 1) for index, item in enumerate(value)
        ]


def _matcher(listed: tuple[str, list[JSONObject]], example: Any, plain: Any, generator: Generator | None) -> Matcher:
    mode, rules = listed
    if len(rules) == 1 and mode == "AND":
        return replace(_one(rules[0], example, plain), generator=generator)
    parts = [_one(rule, example, plain) for rule in rules]
    made = combine("all_of" if mode == "AND" else "any_of", parts, example)
    return replace(made, generator=generator)


def _one(rule: Mapping[str, Any], example: Any, plain: Any) -> Matcher:
    """A rule as the word that people type for it, or by its own name."""
    name = str(rule["match"])
    args = {key: value for key, value in rule.items() if key != "match"}
    try:
        if name == "type" and not args and not isinstance(example, Matcher):
            return match_words.like(example)
        if name in _WORDS and not args and plain is example:
            made: Matcher = getattr(match_words, _WORDS[name])(example)
            return made
        if name in _WITH:
            word, argument, keyword = _WITH[name]
            if args.keys() == {argument}:
                matcher: Matcher = getattr(match_words, word)(example, **{keyword: args[argument]})
                return matcher
    except InvalidEdit:
        pass  # the example does not fit its own rule; a file may say so
    return match_structures.rule(name, example, **args)
