"""Matching rules as Pact files write them, in all their forms, read into rule sets.

Source: pact_models, matching rules. A map whose smallest key starts with ``$`` has the form of Pact V2 whatever the
file's version; then every key is read so. Otherwise its keys are categories, and an unknown category means the
body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.engine.paths import ROOT, InvalidPath, PathExpression, Token, parse_path
from contractlab.engine.rules import Rule, RuleList, RuleSet
from contractlab.errors import Fault, FaultCode
from contractlab.formats.pact.matchers import MATCHERS, MatcherSpec
from contractlab.formats.pact.read_matchers import NAME_FIELDS, can_guess
from contractlab.values.json_text import to_string
from contractlab.values.json_types import JSON, Value
from contractlab.values.source import Location, join_pointer

__all__ = ["CATEGORIES", "RuleReader"]

CATEGORIES = {
    "method": "method",
    "path": "path",
    "header": "header",
    "headers": "header",
    "query": "query",
    "body": "body",
    "status": "status",
    "contents": "contents",
    "metadata": "metadata",
}

_NAMED = frozenset({"header", "query"})


class _Builder:
    """Collects the rule lists of one category; rules for one path, written twice, join one list."""

    def __init__(self) -> None:
        self.lists: dict[str, tuple[str, PathExpression, bool, Location, list[Rule]]] = {}

    def add(self, path: str, tokens: PathExpression, any_of: bool, at: Location, rule: Rule) -> None:
        declared = self.lists.setdefault(path, (path, tokens, any_of, at, []))
        declared[4].append(rule)

    def build(self) -> RuleSet:
        return RuleSet(
            tuple(
                RuleList.make(path, tokens, tuple(rules), at, order, any_of)
                for order, (path, tokens, any_of, at, rules) in enumerate(self.lists.values())
            )
        )


class RuleReader:
    """Reads the rules of one part (a request, a response, message contents).

    Parameters
    ----------
    locate : callable
        From a JSON pointer to a `Location`.
    faults : list of Fault
        Where what cannot be read is noted; reading goes on, so that all faults are reported at once.
    """

    def __init__(self, locate: Callable[[str], Location], faults: list[Fault]) -> None:
        self.locate = locate
        self.faults = faults

    def read(self, rules: JSON, pointer: str) -> dict[str, RuleSet]:
        """Rule sets by category.

        Parameters
        ----------
        rules : JSON value
            The value of ``matchingRules``; anything but an object is ignored, as the Rust core does.
        pointer : str
            Where it stands.
        """
        if not isinstance(rules, Mapping) or not rules:
            return {}
        builders: dict[str, _Builder] = {}
        if min(rules).startswith("$"):
            for key, value in rules.items():
                self._read_v2(builders, str(key), value, join_pointer(pointer, key))
        else:
            for key, value in rules.items():
                category = CATEGORIES.get(str(key).lower(), "body")
                builder = builders.setdefault(category, _Builder())
                self._read_category(builder, category, value, join_pointer(pointer, key))
        return {category: builder.build() for category, builder in builders.items()}

    def _read_v2(self, builders: dict[str, _Builder], key: str, value: Value, pointer: str) -> None:
        try:
            if key.startswith("$.body"):
                category, path = "body", "$" + key[6:]
            else:
                names = [token.text for token in parse_path(key) if token.kind == "field"]
                if not names or (key.startswith("$.headers") and len(names) < 2):
                    raise InvalidPath(f'"{key}" names no part to apply the rule to')
                category = CATEGORIES.get(names[0].lower(), "body")
                path = names[1] if len(names) > 1 else ""
            tokens = parse_path(path)
        except InvalidPath as error:
            self.fault(str(error), pointer)
            return
        rule = self.rule(value, pointer)
        if rule is not None:
            builders.setdefault(category, _Builder()).add(path, tokens, False, self.locate(pointer), rule)

    def _read_category(self, builder: _Builder, category: str, value: Value, pointer: str) -> None:
        if not isinstance(value, Mapping):
            self.fault("a category of matching rules must be an object", pointer)
        elif "matchers" in value:
            self._read_list(builder, "", (), value, pointer)
        else:
            for key, rules in value.items():
                at = join_pointer(pointer, key)
                if category in _NAMED:
                    self._read_list(builder, str(key), (ROOT, Token("field", str(key))), rules, at)
                else:
                    self._read_path(builder, str(key), rules, at)

    def _read_path(self, builder: _Builder, path: str, rules: JSON, pointer: str) -> None:
        try:
            tokens = parse_path(path)
        except InvalidPath as error:
            self.fault(str(error), pointer)
            return
        self._read_list(builder, path, tokens, rules, pointer)

    def _read_list(self, builder: _Builder, path: str, tokens: PathExpression, rules: JSON, pointer: str) -> None:
        if not isinstance(rules, Mapping):
            return
        any_of = to_string(rules.get("combine")).upper() == "OR"
        matchers = rules.get("matchers")
        if not isinstance(matchers, list):
            return
        at = self.locate(pointer)
        for index, matcher in enumerate(matchers):
            rule = self.rule(matcher, join_pointer(pointer, "matchers", index))
            if rule is not None:
                builder.add(path, tokens, any_of, at, rule)

    def variant_rules(self, rules: JSON, pointer: str) -> RuleSet:
        """The rules of one variant, with paths from the root of the item."""
        builder = _Builder()
        if isinstance(rules, Mapping):
            self._read_category(builder, "body", rules, pointer)
        return builder.build()

    def fault(self, message: str, pointer: str) -> None:
        """Note that a rule cannot be read."""
        self.faults.append(Fault(message, pointer, code=FaultCode.REFUSED_BY_CORE))

    def rule(self, json: Any, pointer: str) -> Rule | None:
        """One rule, which may stand inside another; None after a fault."""
        if not isinstance(json, Mapping):
            self.fault("a matching rule must be an object", pointer)
            return None
        field = next((field for field in NAME_FIELDS if field in json), None)
        if field is not None and json[field] in (None, ""):
            self.fault(f"the matching rule has an empty '{field}'", pointer)
            return None
        return self._guess(json, pointer) if field is None else self._named(to_string(json[field]), json, pointer)

    def _guess(self, json: Mapping[str, JSON], pointer: str) -> Rule | None:
        """A rule without a name, by the attribute it has; of several the first in the table counts."""
        for spec in MATCHERS:
            for attribute in spec.guessed_by:
                if can_guess(attribute, json):
                    return self._read(spec, attribute, {attribute: json[attribute]}, pointer)
        self.fault("the matching rule has no 'match', and none of its attributes says what it is", pointer)
        return None

    def _named(self, name: str, json: Mapping[str, JSON], pointer: str) -> Rule | None:
        spec = MATCHERS.by_alias.get(name)
        if spec is not None:
            return self._read(spec, name, json, pointer)
        args = {key: value for key, value in json.items() if key not in NAME_FIELDS}
        return Rule(name, args, self.locate(pointer), is_known=False)

    def _read(self, spec: MatcherSpec, written: str, json: Mapping[str, JSON], pointer: str) -> Rule | None:
        return spec.read(self, spec.name, written, spec.arguments, json, pointer)
