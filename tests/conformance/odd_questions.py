"""Questions built the other way round: rules and their places first, then values that they may mean, then damage.

The strategies beside this one draw an example and put rules into it. Here a contract is grown from its rules, anything
may be left out, and arguments, names and numbers are written in every way that the Rust core reads. A question is made
of one number, so that it can be asked again.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

Case = tuple[dict[str, Any], Any]

WORDS = [
    "",
    "a",
    "b",
    "A",
    "ab",
    "12",
    "1.5",
    "+1",
    "007",
    "-3",
    "true",
    "null",
    "1.2.3",
    "2020-01-02",
    "10:11:12",
    "é",
    "a b",
]
KEYS = ["a", "b", "id", "x-y", "0", "1", "odd key", "é", "*", "a.b"]
NUMBERS = """
0 -0 1 -1 1.0 1.5 10e-1 1e0 1E+2 100 0.1 4.35 0.30000000000000004 1.2345678901234567 931.5231385752825 931.5231385752824
9007199254740993 12345678901234567.0 18446744073709551615 18446744073709551616 18446744073709551616.3
1180591620717411303424 -9223372036854775809 123456789012345678901234567890 3.0000000000000000001 1e15 1e16 1e17 1e23
8.5e22 1.7976931348623157e300 2.2250738585072014e-308 5e-324 1e-400 0.000000000000000000000000123456789012345678
""".split()
TYPES = [
    "application/json", "application/json", "application/json; charset=utf-8", "application/hal+json", "text/plain",
    "text/json", "application/xml", "application/x-www-form-urlencoded", "image/png", "application/octet-stream",
    "json", "*/*", "", "Application/JSON",
]  # fmt: skip
TYPE_KEYS = ["contentType", "contentType", "contentType", "content-type", "Content-Type", "ContentType", "contenttype"]
CONTENTS = [
    {"a": 1}, {"a": "b", "id": 1.5}, [1], ["a", "b"], {}, [], None, 0, 1.5, True, "", "a", "a b", '{"a":1}', "[1]",
    '"a"', "<a/>", "a=1&b=2", "aGk=", "null",
]  # fmt: skip
PATTERNS = [
    r"\d+", r"\w+", ".*", "", "a|b", "[a-z]*", "a", "^a$", r"(?i)A", r"[^ ]+", r"-?\d+(\.\d+)?", "(?>(?=a|b))*.*",
    r".*json.*", "true|null",
]  # fmt: skip
PLAIN = ["type", "equality", "integer", "decimal", "number", "null", "boolean", "values"]


class Number:
    """A number as it is written."""

    def __init__(self, text: str) -> None:
        self.text = text


def written(value: Any) -> str:
    """JSON text, with numbers as they were given."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def in_python(value: Any) -> Any:
    """The same with Python's numbers: what a contract holds, which is written with the shortest text."""
    if isinstance(value, Number):
        return json.loads(value.text)
    if isinstance(value, dict):
        return {key: in_python(inner) for key, inner in value.items()}
    return [in_python(item) for item in value] if isinstance(value, list) else value


class Asker:
    """Grows questions from one source of chance.

    Parameters
    ----------
    chance : Random
    version : str
        Of the specification.
    """

    def __init__(self, chance: Random, version: str) -> None:
        self.chance = chance
        self.version = version
        self.v4 = version == "4.0"

    def pick(self, listed: list[Any]) -> Any:
        return self.chance.choice(listed)

    def odds(self, share: float) -> bool:
        return self.chance.random() < share

    # Rules first

    def matcher(self, depth: int = 0) -> dict[str, Any]:
        kinds = ["plain", "plain", "regex", "size", "include", "date", "type of content"]
        if self.version == "2.0":
            kinds = ["regex", "size", "type"]
        elif self.v4:
            kinds += ["filled", "semver", "status"] + ["each"] * (depth < 2) * 2 + ["contains"] * (depth < 1)
        match self.pick(kinds):
            case "plain":
                return {"match": self.pick(PLAIN)}
            case "type":
                return {"match": "type"}
            case "regex":
                return {"match": "regex", "regex": self.pick(PATTERNS)}
            case "size":
                bounds = {name: self.chance.randint(0, 3) for name in ("min", "max") if self.odds(0.5)}
                return {"match": "type", **bounds}
            case "include":
                return {"match": "include", "value": self.pick([*WORDS, 1, 1.5, True])}
            case "date":
                kind = self.pick(["date", "time", "datetime", "timestamp"])
                patterns = ["yyyy-MM-dd", "HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssX", "yyyy", "d"]
                attribute = self.pick(["format", kind])
                return {"match": kind} if self.odds(0.2) else {"match": kind, attribute: self.pick(patterns)}
            case "type of content":
                return {"match": "contentType", "value": self.pick(["text/plain", "application/json", "image/png"])}
            case "filled":
                return {"match": "notEmpty"}
            case "semver":
                return {"match": "semver"}
            case "status":
                codes = [[200], ["200"], [200.0], [404, "+201"], [], [65736], "success", "error", "clientError"]
                return {"match": "statusCode", "status": self.pick(codes)}
            case "each":
                rules = [self.matcher(depth + 1) for _ in range(self.chance.randint(0, 2))]
                return {"match": self.pick(["eachKey", "eachValue"]), "rules": rules}
            case _:
                return {
                    "match": "arrayContains",
                    "variants": [self.variant() for _ in range(self.chance.randint(0, 2))],
                }

    def variant(self) -> dict[str, Any]:
        made: dict[str, Any] = {"index": self.chance.randint(0, 2)}
        if self.odds(0.8):
            paths = ["$", "$.a", "$.*", "$[0]", "$[*]", "$.id"]
            made["rules"] = {self.pick(paths): self.rule_list(1) for _ in range(self.chance.randint(0, 2))}
        return made

    def rule_list(self, depth: int = 0) -> dict[str, Any]:
        most = 1 if self.version == "2.0" else self.pick([0, 1, 1, 1, 2, 3])
        made: dict[str, Any] = {"matchers": [self.matcher(depth) for _ in range(max(most, self.version == "2.0"))]}
        if self.odds(0.6):
            made["combine"] = self.pick(["AND", "OR", "OR"])
        return made

    def steps(self) -> list[str | int]:
        """Steps of a path; an int is an index, a star a wildcard."""
        return [self.pick([*KEYS[:5], 0, 1, "*", "*", "[*]", "[*]"]) for _ in range(self.pick([0, 1, 1, 2, 2, 3]))]

    def path(self, steps: list[str | int]) -> str:
        text = "$"
        for step in steps:
            if step == "[*]":
                text += "[*]"
            elif isinstance(step, int):
                text += f"[{step}]"
            elif step == "*":
                text += ".*"
            else:
                text += f".{step}" if step.isalpha() and self.odds(0.7) else f"['{step}']"
        return text

    # Values that the rules may mean

    def scalar(self) -> Any:
        match self.chance.randrange(6):
            case 0:
                return self.pick([None, True, False])
            case 1 | 2:
                return Number(self.pick(NUMBERS))
            case _:
                return self.pick(WORDS)

    def value(self, steps: list[str | int], depth: int = 0) -> Any:
        """A value in which the steps lead somewhere, as a rule."""
        if not steps or self.odds(0.1):
            if depth < 3 and self.odds(0.35):
                return self.container([], depth)
            return self.scalar()
        return self.container(steps, depth)

    def container(self, steps: list[str | int], depth: int) -> Any:
        step, rest = (steps[0], steps[1:]) if steps else (self.pick(["a", 0]), [])
        size = self.pick([0, 1, 1, 2, 3])
        if isinstance(step, int) or step == "[*]" or (step == "*" and self.odds(0.4)):
            return [self.value(rest, depth + 1) for _ in range(size if step == "[*]" else max(size, 1))]
        keys = self.chance.sample(KEYS, size)
        if step != "*":
            keys.insert(self.chance.randint(0, len(keys)), str(step))
        return {key: self.value(rest, depth + 1) for key in keys}

    # Damage

    def damaged(self, value: Any, depth: int = 0) -> Any:
        if self.odds(0.12):
            return self.pick([self.scalar(), self.value([], depth), [value], {"a": value}])
        if isinstance(value, dict):
            made = {key: self.damaged(inner, depth + 1) for key, inner in value.items() if not self.odds(0.08)}
            if self.odds(0.12):
                made[self.pick(KEYS)] = self.scalar()
            return made
        if isinstance(value, list):
            items = [self.damaged(item, depth + 1) for item in value if not self.odds(0.1)]
            if items and self.odds(0.2):
                items += [self.damaged(items[0], depth + 1) for _ in range(self.chance.randint(1, 2))]
            return items[::-1] if self.odds(0.05) else items
        if isinstance(value, Number) and self.odds(0.2):
            return Number(self.pick(NUMBERS))
        return value

    def left_out(self, document: dict[str, Any], share: float = 0.08) -> dict[str, Any]:
        """The document without some of its entries."""
        return {key: value for key, value in document.items() if not self.odds(share)}
