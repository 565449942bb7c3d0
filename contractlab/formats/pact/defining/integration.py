"""Integration JSON, matchers as Pact's integrations hand them to the core, as our matchers.

``{"pact:matcher:type": "integer", "value": 1, "pact:generator:type": "RandomInt"}`` is `match.rule("integer", 1, …)`.
Where the core drops something in silence, this says what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.contracts import generate_words as generate
from contractlab.contracts import match_structures
from contractlab.contracts.generator import Generator
from contractlab.contracts.matcher import Matcher, combine
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.defining.expressions import ExpressionRule, parse_expression
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["GENERATOR_TYPE", "MATCHER_TYPE", "integration_value", "understood"]

MATCHER_TYPE = _TYPE = "pact:matcher:type"
GENERATOR_TYPE = _GENERATOR = "pact:generator:type"
_MOST_DEEP = 100
_ALIASES = {
    "min-type": "type", "max-type": "type", "min-max-type": "type", "content-type": "contentType",
    "array-contains": "arrayContains", "status-code": "statusCode", "not-empty": "notEmpty", "each-key": "eachKey",
    "each-value": "eachValue", "timestamp": "datetime", "real": "decimal", "minType": "type", "maxType": "type",
}  # fmt: skip
_ARGUMENTS = {
    "regex": ("regex",), "type": ("min", "max"), "date": ("format",), "time": ("format",), "datetime": ("format",),
    "contentType": (), "include": (), "statusCode": ("status",), "eachKey": ("rules",), "eachValue": ("rules",),
}  # fmt: skip
_MADE_OF = {
    "RandomInt": ("min", "max"), "RandomDecimal": ("digits",), "RandomHexadecimal": ("digits",),
    "RandomString": ("size",), "Regex": ("regex",), "Uuid": ("format",), "Date": ("format", "expression"),
    "Time": ("format", "expression"), "DateTime": ("format", "expression"),
    "ProviderState": ("expression", "dataType"), "MockServerURL": ("example", "regex"),
}  # fmt: skip
_DEFAULTS: Mapping[str, Mapping[str, JSON]] = {
    "RandomInt": {"min": 0, "max": 10},
    "RandomDecimal": {"digits": 10},
    "RandomHexadecimal": {"digits": 10},
    "RandomString": {"size": 10},
}


def integration_value(text: str) -> Any:
    """The value of a text of integration JSON.

    Raises
    ------
    InvalidEdit
        If it is no JSON, or a matcher in it cannot be understood.
    """
    try:
        return understood(parse_json(text))
    except NotJson as error:
        raise InvalidEdit(f"this is not JSON: {error}") from None


def understood(value: Any, depth: int = 0) -> Any:
    """A value in which every object with ``pact:matcher:type`` is a matcher."""
    if depth > _MOST_DEEP:
        raise InvalidEdit(f"values stand within each other more than {_MOST_DEEP} times")
    if isinstance(value, Mapping):
        if _TYPE in value:
            return _matcher(value, depth)
        if _GENERATOR in value:
            raise InvalidEdit(f"a generator needs a matcher beside it: {quote(dict(value), 80)}; add pact:matcher:type")
        return {str(key): understood(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [understood(item, depth + 1) for item in value]
    return value


def _matcher(value: Mapping[str, Any], depth: int) -> Matcher:
    kind = value[_TYPE]
    example = understood(value["value"], depth + 1) if "value" in value else MISSING
    generator = _generator(value)
    if isinstance(kind, list):
        parts = [_matcher(part, depth + 1) for part in kind if isinstance(part, Mapping)]
        if example is MISSING:  # null to the core
            example = next((part.example for part in parts if part.example is not MISSING), MISSING)
        return _together(parts, example, generator)
    if not isinstance(kind, str):
        raise InvalidEdit(f"{quote(kind, 60)} is not a type of a matcher")
    if "(" in kind:
        return _of_expression(kind, example, generator)
    name = _ALIASES.get(kind, kind)
    if name == "arrayContains":
        variants = value.get("variants")
        if not isinstance(variants, list) or not variants:
            raise InvalidEdit("arrayContains needs variants, a list of examples")
        return Matcher("array_containing", [understood(variant, depth + 1) for variant in variants])
    args: dict[str, Any] = {key: value[key] for key in _ARGUMENTS.get(name, ()) if key in value}
    if name == "regex" and not isinstance(args.get("regex"), str):
        raise InvalidEdit("a matcher of regex needs a pattern: regex")
    if name in ("contentType", "include") and isinstance(example, str):
        args["value"] = example
    if "rules" in args:
        args["rules"] = [_inner_rule(rule) for rule in args["rules"]]
    return match_structures.rule(name, example, generator=generator, **args)


def _inner_rule(rule: Any) -> Any:
    """A rule inside of ``eachKey`` or ``eachValue``, without its example."""
    if not isinstance(rule, Mapping) or not isinstance(rule.get(_TYPE), str):
        raise InvalidEdit(f"{quote(rule, 60)} is not a matcher; give pact:matcher:type")
    kind: str = rule[_TYPE]
    name = _ALIASES.get(kind, kind)
    made = {key: rule[key] for key in _ARGUMENTS.get(name, ()) if key in rule}
    if name in ("contentType", "include") and "value" in rule:
        made["value"] = rule["value"]
    return {"match": name, **made}


def _generator(value: Mapping[str, Any]) -> Generator | None:
    name = value.get(_GENERATOR)
    if name is None:
        return None
    if not isinstance(name, str):
        raise InvalidEdit(f"{quote(name, 60)} is not a type of a generator")
    args = {key: value[key] for key in _MADE_OF.get(name, ()) if key in value}
    return generate.generator(name, **{**_DEFAULTS.get(name, {}), **args})


def _together(parts: list[Matcher], example: Any, generator: Generator | None) -> Matcher:
    if len(parts) == 1:
        (part,) = parts
        return Matcher(part.name, example, part.args, (), generator)
    made = combine("all_of", parts, example)
    return Matcher("all_of", example, {}, made.parts, generator)


def _of_expression(text: str, example: Any, generator: Generator | None) -> Matcher:
    rules = parse_expression(text)
    if example is MISSING:
        example = next((rule.example for rule in rules if rule.example is not MISSING), MISSING)
    if example is MISSING:
        raise InvalidEdit(f"{quote(text, 60)} needs a value beside it, which is the example")
    state = next((rule.state for rule in rules if rule.state), None)
    if state is not None and generator is None:
        generator = generate.generator("ProviderState", dataType=state[1], expression=state[0])
    return _together([_part(rule) for rule in rules], example, generator)


def _part(rule: ExpressionRule) -> Matcher:
    return match_structures.rule(rule.name, rule.example, **_args(rule))


def _args(rule: ExpressionRule) -> dict[str, Any]:
    inner = [{"match": each.name, **_args(each)} for each in rule.inner]
    return {**rule.args, "rules": inner} if inner else dict(rule.args)
