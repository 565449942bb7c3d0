"""A value with matchers as a Pact file has it: the example, rules by place, and generators by place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contractlab.contracts.generator import Generator
from contractlab.contracts.matcher import Matcher, example_of
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.defining.concat import joined
from contractlab.formats.pact.defining.integration import GENERATOR_TYPE, MATCHER_TYPE, integration_value, understood
from contractlab.formats.pact.defining.kind_examples import kind_example, kind_generator, rule_example
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.write_rules import Rules, Speaker, Tokens
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, Star

__all__ = ["Params", "Written", "defined_path", "write_value"]

Params = Mapping[str, JSON]
"""Parameters of the states of an example, by name: the examples of state variables."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INDEX = re.compile(r"\+?[0-9]{1,19}")
_KEYS_VARY = frozenset({"each_value_matches", "values", "eachValue", "each-value"})


@dataclass(slots=True)
class Written:
    """A value as Pact writes it: tokens are the place below the value."""

    example: Any
    rules: dict[Tokens, tuple[str, list[Rules]]] = field(default_factory=dict)
    generators: dict[Tokens, JSONObject] = field(default_factory=dict)


def defined_path(tokens: Tokens) -> str:
    """Tokens as the Rust core writes a path: every key that is no identifier stands in brackets.

    Raises
    ------
    InvalidEdit
        For a key with a quote, whose path no Pact implementation can load, and for the empty key.
    """
    parts = ["$"]
    for token in tokens:
        if isinstance(token, int):
            parts.append(f"[{token}]")
        elif isinstance(token, Star):
            parts.append(str(token))
        elif _PLAIN.fullmatch(token):
            parts.append(f".{token}")
        elif _INDEX.fullmatch(token):  # the core reads such a key as an index, in brackets with quotes too
            parts.append(f"[{int(token)}]")
        elif "'" in token or not token:
            raise InvalidEdit(f"Pact has no path for the key {token!r}: it may hold no quote and not be empty")
        else:
            parts.append(f"['{token}']")
    return "".join(parts)


def write_value(value: Value, version: str, params: Params, *, text: bool = False) -> Written:
    """Turn a value with matchers in it into an example with rules and generators.

    Parameters
    ----------
    value : JSON value or Matcher
    version : str
        Of the file.
    params : mapping
        Parameters of the states.
    text : bool
        True outside of bodies, where a value is one text.

    Raises
    ------
    InvalidEdit
        If the version cannot say something, or a matcher needs an example.
    """
    written = Written(MISSING)
    written.example = _DefinedSpeaker(version, written, params, text).value(value, ())
    return written


class _DefinedSpeaker(Speaker):
    """Says a value, with generators, and with an example of its kind where a matcher has none."""

    def __init__(self, version: str, written: Written, params: Params, text: bool) -> None:
        super().__init__(version, written.rules, text)
        self.generators = written.generators
        self.params = params

    def value(self, value: Value, at: Tokens) -> Any:
        """As `Speaker.value`; matchers may be written as Pact's integrations do."""
        if self.text and isinstance(value, str) and MATCHER_TYPE in value and not at:
            return super().value(integration_value(value), at)
        if isinstance(value, Mapping) and (MATCHER_TYPE in value or GENERATOR_TYPE in value):
            return self._matcher(understood(value), at)
        return super().value(value, at)

    def _note(self, at: Tokens, rules: list[Rules], combine: str = "AND") -> None:
        before = self.rules.get(at)
        super()._note(at, rules, combine)
        if before is not None and before != (combine, rules):
            raise InvalidEdit(
                f"items under a matcher share their rules in Pact, and {defined_path(at)} would have two; give one item"
            )

    def _generate(self, at: Tokens, generator: Generator | None) -> None:
        if generator is None:
            return
        self.generators[at] = generator.written()  # of which V2 keeps that there was one: see `RuleMaps.fields`

    def _matcher(self, matcher: Matcher, at: Tokens) -> Any:
        matcher = joined(matcher, self.params)
        if isinstance(matcher.example, Matcher) and not matcher.parts and matcher.name in ("like", "shaped_like"):
            return self._matcher(matcher.example, at)  # it says more than the type that stands around it
        if matcher.name == "each_like":
            return self._items(matcher, at)
        if matcher.name == "array_containing":
            return self._variants(matcher, at)
        if matcher.parts:
            return self._several(matcher, at)
        if isinstance(matcher.example, Matcher):
            raise InvalidEdit(f"match.{matcher.name} takes a value, not a matcher; two matchers go together by & or |")
        self._generate(at, kind_generator(matcher))
        if matcher.name == "rule":
            return self._named_rule(matcher, at)
        whole = replace(matcher, example=kind_example(matcher), generator=None)
        self._note(at, list(self._rules_of(whole)))
        return self._inside(whole.example, at, whole.name)

    def _inside(self, example: Any, at: Tokens, name: str) -> Any:
        """The example of a matcher, whose items and (of some matchers) keys stand for all others."""
        if isinstance(example, list | tuple):
            return [self.value(item, (*at, EVERY_ITEM)) for item in example]
        if isinstance(example, Mapping) and name in _KEYS_VARY:
            return {str(key): self.value(inner, (*at, EVERY_KEY)) for key, inner in example.items()}
        return self.value(example, at)

    def _items(self, matcher: Matcher, at: Tokens) -> Any:
        if matcher.example is MISSING:
            raise InvalidEdit("match.each_like needs an item as its example here")
        self._generate(at, matcher.generator)
        self._note(at, [self._written(matcher)])
        item = self.value(matcher.example, (*at, EVERY_ITEM))
        least = matcher.args.get("min", 1)
        return [item] * max(1, least if isinstance(least, int) else 1)

    def _variants(self, matcher: Matcher, at: Tokens) -> Any:
        items: list[JSON] = []
        variants: list[JSONObject] = []
        for index, variant in enumerate(matcher.example):
            inner = write_value(variant, self.version, self.params)
            items.append(inner.example)
            # No rules at all mean the example's own value, as the reference writes it.
            written: JSONObject = {
                "index": index,
                "rules": {
                    defined_path(tokens): {"combine": combine, "matchers": rules}
                    for tokens, (combine, rules) in inner.rules.items()
                },
            }
            if inner.generators:
                written["generators"] = {defined_path(tokens): made for tokens, made in inner.generators.items()}
            variants.append(written)
        self._note(at, [{**self._written(matcher), "variants": variants}])
        return items

    def _several(self, matcher: Matcher, at: Tokens) -> Any:
        parts = [joined(part, self.params) for part in matcher.parts]
        rules = [rule for part in parts for rule in self._part_rules(part)]
        self._note(at, rules, "OR" if matcher.name == "any_of" else "AND")
        for part in (matcher, *parts):
            self._generate(at, part.generator)
        holder = next((part for part in (matcher, *parts) if isinstance(part.example, dict | list)), None)
        if holder is not None:
            varying = next((part.name for part in parts if part.name in _KEYS_VARY), holder.name)
            return self._inside(holder.example, at, varying)
        example = example_of(matcher)
        return kind_example(parts[0]) if example is MISSING else example

    def _part_rules(self, part: Matcher) -> list[Rules]:
        if part.name == "rule":
            return [_rule(part)]
        return list(self._rules_of(replace(part, example=example_of(part), generator=None)))

    def _named_rule(self, matcher: Matcher, at: Tokens) -> Any:
        rule = _rule(matcher)
        self._note(at, [rule])
        return self._inside(rule_example(matcher), at, str(rule["match"]))

    def _check(self, name: str) -> None:
        if name in MATCHERS.by_name or self.version < "2.0":
            super()._check(name)


def _rule(matcher: Matcher) -> Rules:
    args = matcher.args["args"]
    return {"match": matcher.args["name"], **(args if isinstance(args, dict) else {})}
