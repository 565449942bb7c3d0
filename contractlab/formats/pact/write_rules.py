"""The vocabulary of matchers as Pact rules: which version can say what, and how.

Source: the Pact specification's tables of matchers (V2, V3, V4) and the Rust core's reading of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contractlab.contracts.matcher import Matcher, example_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, PathToken, Star

__all__ = ["Said", "Speaker", "rule_path", "say", "v2_path"]

_NO_MATCHER = {
    "url_encoded": "match.regex",
    "base64": "match.regex",
    "json_stringified": "match.regex",
    "state_variable": "a ProviderState generator",
    "basic_auth": "match.regex",
    "array_length": "match.each_like",
    "array_starting_with": "match.array_containing",
    "named": "the matcher without a name",
    "reference": "the matcher itself",
    "concat": "match.regex",
}
"""Words of `match` that no matcher of Pact says, each with the nearest."""

Tokens = tuple[PathToken, ...]
Rules = JSONObject


@dataclass(slots=True)
class Said:
    """A value as Pact writes it.

    Attributes
    ----------
    example : JSON value or MISSING
        MISSING where the value that stands there is kept.
    rules : dict of tokens to (combine, list of rules)
        Where rules go: tokens below the value; `EVERY_ITEM` is the star over items.
    """

    example: Any
    rules: dict[Tokens, tuple[str, list[Rules]]] = field(default_factory=dict)


_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]*")


def rule_path(tokens: Tokens) -> str:
    """Write tokens as a path expression of a rule; ``[*]`` and ``.*`` are the tokens `EVERY_ITEM` and `EVERY_KEY`.

    Raises
    ------
    InvalidEdit
        For a key that Pact has no spelling for.
    """
    parts = ["$"]
    for token in tokens:
        if isinstance(token, int):
            parts.append(f"[{token}]")
        elif isinstance(token, Star):
            parts.append(str(token))
        elif _PLAIN.fullmatch(token):
            parts.append(f".{token}")
        elif "'" in token or not token:
            raise InvalidEdit(f"Pact has no path for the key {token!r}: it may hold no quote and not be empty")
        else:
            parts.append(f"['{token}']")
    return "".join(parts)


def v2_path(category: str, tokens: Tokens) -> str:
    """Write where a rule of Pact V2 stands: ``$.body.total``, ``$.headers.X``."""
    field = {"header": "headers"}.get(category, category)
    return "$." + field + rule_path(tokens)[1:]


def say(value: Value, version: str, *, text: bool = False) -> Said:
    """Turn a value with matchers in it into an example with rules.

    Parameters
    ----------
    value : JSON value, or Matcher
        May hold matchers at any depth.
    version : str
        Of the file: ``"2.0"``, ``"3.0"`` or ``"4.0"``.
    text : bool
        True outside of bodies, where a value is one text.

    Raises
    ------
    InvalidEdit
        If the version cannot say a matcher; it names the nearest that can.
    """
    written = Said(MISSING)
    written.example = Speaker(version, written.rules, text).value(value, ())
    return written


class Speaker:
    """Says one value; a subclass may say generators too."""

    def __init__(self, version: str, rules: dict[Tokens, tuple[str, list[Rules]]], text: bool) -> None:
        self.version = version
        self.rules = rules
        self.text = text

    def value(self, value: Value, at: Tokens) -> Any:
        """Note the rules of `value` and give its example."""
        if isinstance(value, Matcher):
            return self._matcher(value, at)
        if isinstance(value, Mapping):
            return self._whole({str(key): self.value(inner, (*at, str(key))) for key, inner in value.items()})
        if isinstance(value, list | tuple):
            return self._whole([self.value(item, (*at, index)) for index, item in enumerate(value)])
        return value

    @staticmethod
    def _whole(value: Value) -> Any:
        inner = value.values() if isinstance(value, dict) else value
        return MISSING if any(value is MISSING for value in inner) else value

    def _note(self, at: Tokens, rules: list[Rules], combine: str = "AND") -> None:
        for rule in rules:
            self._check(str(rule["match"]))
        if self.version < "3.0" and len(rules) > 1:
            raise InvalidEdit("Pact V2 has one rule for a value; convert the contract to V3 to combine several")
        self.rules[at] = (combine, rules)

    def _check(self, name: str) -> None:
        spec = MATCHERS.of(name)
        if self.version < "2.0":
            raise InvalidEdit(f"Pact V{self.version[0]} has no rules; convert the contract to V2 or later")
        if spec.since > self.version:
            raise InvalidEdit(
                f"the matcher {name} came with Pact V{spec.since[0]}, and this contract is V{self.version[0]}; the "
                f"nearest here is {spec.nearest}, or convert the contract: "
                f"cl.convert(contract, to='pact', spec_version={spec.since!r})"
            )

    def _matcher(self, matcher: Matcher, at: Tokens) -> Any:
        _refuse_generator(matcher)
        if matcher.name in _NO_MATCHER:
            raise InvalidEdit(f"Pact cannot say match.{matcher.name}; the nearest is {_NO_MATCHER[matcher.name]}")
        if isinstance(matcher.example, Matcher) and matcher.name in _AROUND:
            return self._matcher(matcher.example, at)  # it says more than the type that stands around it
        if matcher.name == "each_like":
            return self._each_like(matcher, at)
        if matcher.name == "array_containing":
            return self._array_containing(matcher, at)
        parts = tuple(map(_within, matcher.parts or (matcher,)))
        self._note(
            at, [rule for part in parts for rule in self._rules_of(part)], "OR" if matcher.name == "any_of" else "AND"
        )
        # Of several the first with something inside tells what stands there, with the matchers inside it.
        holder = next((part for part in (matcher, *parts) if isinstance(part.example, dict | list)), None)
        return example_of(matcher) if holder is None else self.value(holder.example, at)

    def _each_like(self, matcher: Matcher, at: Tokens) -> Any:
        self._note(at, [self._written(matcher)])
        if matcher.example is MISSING:
            return MISSING
        item = self.value(matcher.example, (*at, EVERY_ITEM))
        return MISSING if item is MISSING else [item] * max(1, matcher.args.get("min", 1))

    def _array_containing(self, matcher: Matcher, at: Tokens) -> Any:
        items: list[JSON] = []
        variants: list[JSONObject] = []
        for index, variant in enumerate(matcher.example):
            inner = say(variant, self.version)
            items.append(inner.example)
            paths = {rule_path(tokens): _list_of(*listed) for tokens, listed in inner.rules.items()}
            variants.append({"index": index, "rules": paths or {"$": {"matchers": [{"match": _EQUALITY.name}]}}})
        self._note(at, [{**self._written(matcher), "variants": variants}])
        return self._whole(items)

    def _rules_of(self, matcher: Matcher) -> Iterator[Rules]:
        _refuse_generator(matcher)
        if matcher.name in _STANDS_ALONE:
            raise InvalidEdit(f"match.{matcher.name} cannot be combined with others by & or | in Pact")
        yield self._written(matcher)

    def _written(self, matcher: Matcher) -> Rules:
        spec = MATCHERS.by_word.get(matcher.name)
        if spec is None:
            raise InvalidEdit(f"Pact cannot say match.{matcher.name}; the nearest is match.like")
        return spec.words[matcher.name](matcher, self.inner)

    def inner(self, matcher: Matcher, word: str) -> list[Rules]:
        """Rules of a matcher inside ``eachKey`` or ``eachValue``, which hold one by one and know no places below."""
        matcher = _within(matcher)
        parts = tuple(map(_within, matcher.parts or (matcher,)))
        if matcher.name == "any_of":
            raise InvalidEdit(f"Pact has no alternatives inside match.{word}; give one matcher, or several with &")
        if any(part.name in _SHAPES or _holds_matcher(part.example) for part in parts):
            raise InvalidEdit(
                f"inside match.{word} Pact has rules for the values themselves, not for what is in them; use "
                "match.like for the object, and a path with a star for what is in its values: "
                "body['$.map.*.id'] = match.integer()"
            )
        rules = [rule for part in parts for rule in self._rules_of(part)]
        for rule in rules:
            self._check(str(rule["match"]))
        return rules


_EQUALITY = MATCHERS.by_word["equality"]
_STANDS_ALONE = frozenset({"each_like", "array_containing", "all_of", "any_of"})
"""Words that say where further rules go, or how several go together."""

_AROUND = frozenset({"like", "shaped_like"})
_SHAPES = frozenset({"each_like", "array_containing", "each_key_matches", "each_value_matches"})


def _refuse_generator(matcher: Matcher) -> None:
    """Refuse a generator where rules alone are written, so that none is lost in silence."""
    if matcher.generator is not None:
        raise InvalidEdit(
            f"{matcher.generator!r} stands beside the rules in a Pact file; set it by edit[…].generators, or define "
            "the example with cl.define"
        )


def _within(matcher: Matcher) -> Matcher:
    """The matcher that a word of type alone stands around.

    Raises
    ------
    InvalidEdit
        If another word stands around a matcher.
    """
    while isinstance(matcher.example, Matcher) and not matcher.parts:
        if matcher.name not in _AROUND:
            raise InvalidEdit(f"match.{matcher.name} takes a value, not a matcher; two matchers go together by & or |")
        matcher = matcher.example
    return matcher


def _holds_matcher(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_matcher, value.values()))
    return isinstance(value, Matcher) or (isinstance(value, list | tuple) and any(map(_holds_matcher, value)))


def _list_of(combine: str, rules: list[Rules]) -> JSONObject:
    return {"matchers": rules, "combine": combine}
