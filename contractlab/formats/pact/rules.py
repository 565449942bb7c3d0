"""Matching rules as Pact files write them, in all their forms, read into rule sets.

Source: pact_models, matching rules. A map whose smallest key starts with ``$`` has the form of Pact V2 whatever the
file's version; then every key is read so. Otherwise its keys are categories, and an unknown category means the
body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contractlab.engine.paths import ROOT, InvalidPath, PathExpression, Token, parse_path
from contractlab.engine.rules import Rule, RuleList, RuleSet, Variant
from contractlab.errors import Fault
from contractlab.values.json_text import to_string
from contractlab.values.source import Location, join_pointer

__all__ = ["CATEGORIES", "RuleReader", "rule_number"]

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
_ALIASES = {
    "timestamp": "datetime",
    "real": "decimal",
    "content-type": "contentType",
    "array-contains": "arrayContains",
    "status-code": "statusCode",
    "not-empty": "notEmpty",
    "each-key": "eachKey",
    "each-value": "eachValue",
    "min-type": "type",
    "max-type": "type",
    "min": "type",
    "max": "type",
}
STATUS_CLASSES = frozenset({"info", "success", "redirect", "clientError", "serverError", "nonError", "error"})


def rule_number(value: Any) -> int | None:
    """A size as the Rust core reads it: digits in a string count, floats lose their fraction, negative means none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    if isinstance(value, float):
        return max(0, int(value)) if abs(value) < 2**64 else 2**64 - 1
    if isinstance(value, str):
        digits = value.removeprefix("+")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 20 else None
    return None


class _Builder:
    """Collects the rule lists of one category; rules for one path, written twice, join one list."""

    def __init__(self) -> None:
        self.lists: dict[str, tuple[str, PathExpression, bool, Location, list[Rule]]] = {}

    def add(self, path: str, tokens: PathExpression, any_of: bool, at: Location, rule: Rule) -> None:
        known = self.lists.get(path)
        if known is None:
            known = self.lists[path] = (path, tokens, any_of, at, [])
        known[4].append(rule)

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
        self._locate = locate
        self._faults = faults

    def read(self, rules: Any, pointer: str) -> dict[str, RuleSet]:
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

    # -- the form of V2 -----------------------------------------------------------------------------------------------

    def _read_v2(self, builders: dict[str, _Builder], key: str, value: Any, pointer: str) -> None:
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
            self._faults.append(Fault(f"{error}. The Rust core refuses the whole contract.", pointer))
            return
        rule = self._rule(value, pointer)
        if rule is not None:
            builders.setdefault(category, _Builder()).add(path, tokens, False, self._locate(pointer), rule)

    # -- the form of V3 and later -------------------------------------------------------------------------------------

    def _read_category(self, builder: _Builder, category: str, value: Any, pointer: str) -> None:
        if not isinstance(value, Mapping):
            self._faults.append(Fault("a category of matching rules must be an object", pointer))
        elif "matchers" in value:
            self._read_list(builder, "", (), value, pointer)
        else:
            for key, rules in value.items():
                at = join_pointer(pointer, key)
                if category in _NAMED:
                    self._read_list(builder, str(key), (ROOT, Token("field", str(key))), rules, at)
                else:
                    self._read_path(builder, str(key), rules, at)

    def _read_path(self, builder: _Builder, path: str, rules: Any, pointer: str) -> None:
        try:
            tokens = parse_path(path)
        except InvalidPath as error:
            self._faults.append(Fault(f"{error}. The Rust core refuses the whole contract.", pointer))
            return
        self._read_list(builder, path, tokens, rules, pointer)

    def _read_list(self, builder: _Builder, path: str, tokens: PathExpression, rules: Any, pointer: str) -> None:
        if not isinstance(rules, Mapping):
            return
        any_of = to_string(rules.get("combine")).upper() == "OR"
        matchers = rules.get("matchers")
        if not isinstance(matchers, list):
            return
        at = self._locate(pointer)
        for index, matcher in enumerate(matchers):
            rule = self._rule(matcher, join_pointer(pointer, "matchers", index))
            if rule is not None:
                builder.add(path, tokens, any_of, at, rule)

    def _variant_rules(self, rules: Any, pointer: str) -> RuleSet:
        builder = _Builder()
        if isinstance(rules, Mapping):
            self._read_category(builder, "body", rules, pointer)
        return builder.build()

    # -- one rule -----------------------------------------------------------------------------------------------------

    def _fault(self, message: str, pointer: str) -> None:
        self._faults.append(Fault(f"{message}. The Rust core refuses the whole contract.", pointer))

    def _rule(self, json: Any, pointer: str) -> Rule | None:
        if not isinstance(json, Mapping):
            return self._fault("a matching rule must be an object", pointer)  # type: ignore[func-returns-value]
        named = json.get("match", json.get("pact:matcher:type"))
        if "match" not in json and "pact:matcher:type" not in json:
            return self._guess(json, pointer)
        name = to_string(named)
        return self._named(name, json, pointer)

    def _guess(self, json: Mapping[str, Any], pointer: str) -> Rule | None:
        """A rule without a name, by the attribute it has."""
        at = self._locate(pointer)
        if "regex" in json:
            return Rule("regex", {"regex": to_string(json["regex"])}, at)
        for size in ("min", "max"):
            number = rule_number(json.get(size))
            if number is not None:
                return Rule("type", {size: number}, at)
        for name, canonical in (("timestamp", "datetime"), ("time", "time"), ("date", "date")):
            if name in json:
                return Rule(canonical, {"format": to_string(json[name])}, at)
        self._fault("the matching rule has no 'match', and none of its attributes says what it is", pointer)
        return None

    def _named(self, name: str, json: Mapping[str, Any], pointer: str) -> Rule | None:
        canonical = _ALIASES.get(name, name)
        at = self._locate(pointer)
        if canonical == "type":
            return self._type(name, json, pointer)
        if canonical in ("date", "time", "datetime"):
            form = json.get("format", json.get(name))
            return Rule(canonical, {"format": to_string(form)}, at)
        needed = {"regex": "regex", "include": "value", "contentType": "value"}.get(canonical)
        if needed is not None:
            if needed not in json:
                self._fault(f"the matcher {name} needs the attribute '{needed}'", pointer)
                return None
            return Rule(canonical, {needed: to_string(json[needed])}, at)
        if canonical == "arrayContains":
            return self._array_contains(json, pointer)
        if canonical in ("eachKey", "eachValue"):
            return self._each(canonical, json, pointer)
        if canonical == "statusCode":
            return self._status_code(json, pointer)
        args = {key: value for key, value in json.items() if key not in ("match", "pact:matcher:type")}
        return Rule(canonical, args, at)

    def _type(self, name: str, json: Mapping[str, Any], pointer: str) -> Rule | None:
        at = self._locate(pointer)
        if name == "type":
            sizes = {key: number for key in ("min", "max") if (number := rule_number(json.get(key))) is not None}
            return Rule("type", sizes, at)
        size = name.removesuffix("-type")
        number = rule_number(json.get(size))
        if number is None:
            self._fault(f"the matcher {name} needs the attribute '{size}'", pointer)
            return None
        return Rule("type", {size: number}, at)

    def _array_contains(self, json: Mapping[str, Any], pointer: str) -> Rule | None:
        variants = json.get("variants")
        if not isinstance(variants, list):
            self._fault("the matcher arrayContains needs a list of 'variants'", pointer)
            return None
        read = tuple(self._variants(variants, join_pointer(pointer, "variants")))
        return Rule("arrayContains", {"variants": len(read)}, self._locate(pointer), (), read)

    def _variants(self, variants: list[Any], pointer: str) -> Iterator[Variant]:
        for position, variant in enumerate(variants):
            at = join_pointer(pointer, position)
            fields = variant if isinstance(variant, Mapping) else {}
            index = rule_number(fields.get("index")) or 0
            if "rules" in fields:
                rules = self._variant_rules(fields["rules"], join_pointer(at, "rules"))
            else:
                here = self._locate(at)
                rules = RuleSet((RuleList.make("", (), (Rule("equality", {}, here),), here, 0),))
            yield Variant(index, rules)

    def _each(self, name: str, json: Mapping[str, Any], pointer: str) -> Rule | None:
        rules = json.get("rules", [])
        if not isinstance(rules, list):
            self._fault(f"the 'rules' of {name} must be a list", pointer)
            return None
        at = join_pointer(pointer, "rules")
        inner = tuple(
            rule for index, one in enumerate(rules) if (rule := self._rule(one, join_pointer(at, index))) is not None
        )
        return Rule(name, {"rules": ", ".join(rule.name for rule in inner)}, self._locate(pointer), inner)

    def _status_code(self, json: Mapping[str, Any], pointer: str) -> Rule | None:
        status = json.get("status", "success")
        if isinstance(status, list):
            codes = [one for one in status if isinstance(one, int) and not isinstance(one, bool)]
            return Rule("statusCode", {"status": codes}, self._locate(pointer))
        if status in STATUS_CLASSES:
            return Rule("statusCode", {"status": status}, self._locate(pointer))
        self._fault(
            f"'{to_string(status)}' is no class of status codes; use one of {', '.join(sorted(STATUS_CLASSES))}",
            pointer,
        )
        return None
