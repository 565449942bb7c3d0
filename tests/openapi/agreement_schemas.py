"""Random schemas with values that mostly fit: for the law that compares with PactFlow's comparator."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from agreement_pairs import JSON, contract, document, interaction

_DEEPEST = 3


@dataclass(frozen=True)
class Pair:
    """A document and a contract that differ in a schema, if at all."""

    document: dict[str, Any]
    contract: dict[str, Any]
    schema: dict[str, Any]
    value: Any

    @property
    def has_one_of(self) -> bool:
        """True if the schema has alternatives of which the comparator wants exactly one."""
        return "oneOf" in repr(self.schema)


def _schema(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    flat = ["string", "integer", "number", "boolean", "enum", "pattern"]
    kind = chance.choice(
        flat + (["object", "array", "oneOf", "anyOf", "allOf", "ref", "any"] if depth < _DEEPEST else [])
    )
    if kind in ("string", "integer", "number", "boolean"):
        return {"type": kind, **({"nullable": True} if chance.random() < 0.2 else {})}
    if kind == "enum":
        return {"type": "string", "enum": ["a", "b"]}
    if kind == "pattern":
        return {"type": "string", "pattern": "^a"}
    if kind == "any":
        return {}
    if kind == "ref":
        return {"$ref": f"#/components/schemas/{chance.choice(['Address', 'Cat'])}"}
    if kind == "array":
        return {"type": "array", "items": _schema(chance, depth + 1)}
    if kind in ("oneOf", "anyOf"):
        return {kind: [_schema(chance, depth + 1), _schema(chance, depth + 1)]}
    if kind == "allOf":
        return {"allOf": [_object(chance, depth, "xy", plain=True), _object(chance, depth, "zw", plain=True)]}
    return _object(chance, depth, "xyz")


def _object(chance: random.Random, depth: int, names: str, *, plain: bool = False) -> dict[str, Any]:
    chosen = chance.sample(names, chance.randint(0, len(names)))
    made: dict[str, Any] = {"type": "object", "properties": {name: _schema(chance, depth + 1) for name in chosen}}
    if chosen and chance.random() < 0.3:
        made["required"] = [chance.choice(chosen)]
    if not plain and chance.random() < 0.2:
        made["additionalProperties"] = chance.choice([True, False, {"type": "integer"}])
    if not plain and chance.random() < 0.15:
        made["nullable"] = True
    return made


def _any(chance: random.Random, depth: int) -> Any:
    kind = chance.random()
    if kind < 0.45 or depth > _DEEPEST:
        return chance.choice([None, True, 1, 2.5, "a", "b", "abc", "z", 0, ""])
    if kind < 0.8:
        names = chance.sample(["x", "y", "z", "w", "city", "meow"], chance.randint(0, 3))
        return {name: _any(chance, depth + 1) for name in names}
    return [_any(chance, depth + 1) for _ in range(chance.randint(0, 2))]


def _fitting(chance: random.Random, schema: dict[str, Any], depth: int = 0) -> Any:
    if chance.random() < 0.12:
        return _any(chance, depth)
    if "$ref" in schema:
        return chance.choice([{"city": "x"}, {"meow": True}, {}])
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            return _fitting(chance, chance.choice(schema[keyword]), depth)
    if "allOf" in schema:
        parts = [_fitting(chance, part, depth) for part in schema["allOf"]]
        return {key: value for part in parts if isinstance(part, dict) for key, value in part.items()}
    if "enum" in schema:
        return chance.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        return {
            name: _fitting(chance, inner, depth + 1)
            for name, inner in schema["properties"].items()
            if chance.random() < 0.8
        }
    if kind == "array":
        return [_fitting(chance, schema["items"], depth + 1) for _ in range(chance.randint(0, 2))]
    plain = {"string": "abc", "integer": 3, "number": 2.5, "boolean": True}
    return plain[kind] if kind in plain else _any(chance, depth)


def random_pair(chance: random.Random) -> Pair:
    """A schema of a request or a response, with a value that is an object, an array, a number or true."""
    schema = _schema(chance)
    value = _fitting(chance, schema)
    if not value and value != {} and value != []:
        value = {}
    if isinstance(value, str):  # text without a content type is no JSON
        value = {}
    content = {"content": {"application/json": {"schema": schema}}}
    if chance.random() < 0.5:
        operation = {"get": {"responses": {"200": {"description": "", **content}}}}
        case = interaction("/r", value)
    else:
        operation = {"post": {"requestBody": content, "responses": {"200": {"description": ""}}}}
        case = interaction("/r", method="POST", sent=value, headers=JSON)
    return Pair(document(**{"/r": operation}), contract(case), schema, value)
