"""Pact files of every version, and what people and tools do to them: every field absent, null, of another type, spelled
otherwise, or joined by a field that belongs elsewhere.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from contractlab.values.source import join_pointer

__all__ = ["BASES", "Mutant", "mutants"]

_BODY = {"id": 7, "tags": ["a"]}
_RULES_V2 = {"$.body.id": {"match": "type"}, "$.headers.X-Served": {"match": "regex", "regex": "y.*"}}
_RULES_V3 = {
    "body": {
        "$.id": {"matchers": [{"match": "integer"}], "combine": "AND"},
        "$.tags": {"matchers": [{"match": "type", "min": 1, "max": 3}]},
    },
    "header": {"X-Served": {"matchers": [{"match": "regex", "regex": "y.*"}]}},
}
_REQUEST_RULES_V3 = {
    "path": {"matchers": [{"match": "regex", "regex": "/.*"}]},
    "query": {"a": {"matchers": [{"match": "type"}]}},
    "body": {"$.when": {"matchers": [{"match": "date", "format": "yyyy-MM-dd"}]}},
}
_RULES_V4 = {
    "status": {"matchers": [{"match": "statusCode", "status": "success"}]},
    "body": {
        "$.id": {"matchers": [{"match": "notEmpty"}]},
        "$.tags": {
            "matchers": [
                {
                    "match": "arrayContains",
                    "variants": [{"index": 0, "rules": {"$": {"matchers": [{"match": "include", "value": "a"}]}}}],
                }
            ]
        },
        "$": {
            "matchers": [
                {"match": "eachKey", "rules": [{"match": "regex", "regex": "\\w+"}], "value": "id"},
                {"match": "eachValue", "rules": [{"match": "notEmpty"}], "value": "[]"},
            ]
        },
    },
}
_GENERATORS = {
    "body": {"$.when": {"type": "Date", "format": "yyyy-MM-dd", "expression": "today"}},
    "query": {"a": {"type": "RandomInt", "min": 1, "max": 5}},
    "header": {"X-Asked": {"type": "Uuid", "format": "simple"}},
    "path": {"type": "ProviderState", "expression": "/one", "dataType": "STRING"},
}
_RESPONSE_GENERATORS = {"body": {"$.id": {"type": "RandomString", "size": 3}}, "status": {"type": "RandomInt"}}


def _file(version: str, **more: Any) -> dict[str, Any]:
    return {
        "consumer": {"name": "c"},
        "provider": {"name": "p"},
        **copy.deepcopy(more),
        "metadata": {"pactSpecification": {"version": version}},
    }


def _http(number: int, request: dict[str, Any], response: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "description": f"example {number}",
        **more,
        "request": {"method": "POST", "path": f"/{number}", **request},
        "response": {"status": 200, **response},
    }


def _v1() -> dict[str, Any]:
    asked = {"query": "a=1&b=2", "headers": {"Accept": "text/plain, application/json"}, "body": {"when": "2020-01-01"}}
    answered = {
        "headers": {"Content-Type": "application/json", "X-Served": "yes"},
        "body": _BODY | {"tags": ["a", "b"]},
    }
    return _file("1.0.0", interactions=[_http(1, asked, answered, providerState="a thing"), _http(2, {}, {})])


def _v2() -> dict[str, Any]:
    asked = {
        "query": "a=1",
        "headers": {"X-Asked": "1"},
        "body": "plain",
        "matchingRules": {"$.path": {"match": "type"}},
    }
    answered = {
        "headers": {"Content-Type": "application/json", "X-Served": "y"},
        "body": {"id": 1, "tags": ["a", "b"]},
        "matchingRules": _RULES_V2,
    }
    return _file("2.0.0", interactions=[_http(1, asked, answered, providerState="a thing"), _http(2, {}, {})])


def _v3() -> dict[str, Any]:
    asked = {
        "query": {"a": ["1"]},
        "headers": {"Content-Type": "application/json", "X-Asked": "1"},
        "body": {"when": "2020-01-01"},
        "matchingRules": _REQUEST_RULES_V3,
        "generators": _GENERATORS,
    }
    answered = {
        "headers": {"Content-Type": "application/json", "X-Served": "y"},
        "body": _BODY,
        "matchingRules": _RULES_V3,
        "generators": _RESPONSE_GENERATORS,
    }
    states = [{"name": "a thing", "params": {"id": 7}}]
    return _file("3.0.0", interactions=[_http(1, asked, answered, providerStates=states), _http(2, {}, {})])


def _v3_messages() -> dict[str, Any]:
    message = {
        "description": "example 1",
        "providerStates": [{"name": "a thing"}],
        "contents": _BODY,
        "metaData": {"contentType": "application/json", "topic": "things"},
        "matchingRules": {"body": _RULES_V3["body"], "metadata": {"topic": {"matchers": [{"match": "type"}]}}},
        "generators": {"body": {"$.id": {"type": "RandomInt"}}},
    }
    plain = {"description": "example 2", "contents": "", "metadata": {}}
    del plain["contents"]
    return _file("3.0.0", messages=[message, plain])


def _v4() -> dict[str, Any]:
    def wrapped(value: object) -> dict[str, Any]:
        return {"content": value, "contentType": "application/json", "encoded": False}

    asked = {
        "query": {"a": ["1"]},
        "headers": {"X-Asked": ["1"]},
        "body": wrapped({"when": "2020-01-01"}),
        "matchingRules": _REQUEST_RULES_V3,
        "generators": _GENERATORS,
    }
    answered = {
        "headers": {"X-Served": ["yes"]},
        "body": wrapped({"id": 7, "tags": ["a"]}),
        "matchingRules": _RULES_V4,
        "generators": _RESPONSE_GENERATORS,
    }
    more = {
        "type": "Synchronous/HTTP",
        "key": "first",
        "pending": False,
        "comments": {"text": ["a"], "testname": "t"},
        "providerStates": [{"name": "a thing", "params": {"id": 7}}],
        "interactionMarkup": {"markup": "x", "markupType": "COMMON_MARK"},
        "transport": "http",
    }
    first = _http(1, asked, answered, **more)
    failing = _http(2, {}, {"status": 201}, type="Synchronous/HTTP", pending=True)
    return _file("4.0", interactions=[first, failing])


def _v4_messages() -> dict[str, Any]:
    def contents(value: object, **more: Any) -> dict[str, Any]:
        return {"contents": {"content": value, "contentType": "application/json", "encoded": False}, **more}

    rules = {"body": {"$.id": {"matchers": [{"match": "integer"}]}}, "metadata": _REQUEST_RULES_V3["path"]}
    del rules["metadata"]
    produced = {
        "type": "Asynchronous/Messages",
        "description": "example 1",
        "key": "m",
        "pending": False,
        **contents({"id": 1}, metadata={"contentType": "application/json", "topic": "things"}, matchingRules=rules),
        "generators": {"body": {"$.id": {"type": "RandomInt"}}},
    }
    reply = contents({"id": 1}, metadata={"contentType": "application/json"}, matchingRules=copy.deepcopy(rules))
    answered = {
        "type": "Synchronous/Messages",
        "description": "example 2",
        "request": contents("ask", metadata={"x": 1}, matchingRules={"body": {"$": {"matchers": [{"match": "type"}]}}}),
        "response": [reply],
    }
    return _file("4.0", interactions=[produced, answered])


BASES: dict[str, Callable[[], dict[str, Any]]] = {
    "V1": _v1, "V2": _v2, "V3": _v3, "V3 messages": _v3_messages, "V4": _v4, "V4 messages": _v4_messages,
}  # fmt: skip
"""Contracts that the provider of `load_core` keeps, with every field that a version knows."""

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 7, 200, 2.0, 200.0, 1.5, 1e300, 2**40, 2**63, "", "x", "200", "true", " ", "é",
    [], {}, [None], ["x"], [[]], [{}], [7], {"x": 1}, {"": None}, {"name": "n"}, {"x": {"matchers": []}},
)  # fmt: skip
_PATHS = (
    "", "$", "$.", "$..id", "$.a b", "$['a b']", "$['it's']", '$["id"]', "$[0]", "$[a]", "$[-1]", "$.*", "$[*]",
    "$.id[", "$.id]", "id", ".id", "[0]", "*", "$id", "$.query.id[account_id]", "$.body", "$['']", "$.é", "$.id.",
    "$['id", "$.headers", "$.header.X", "$.query", "$.path", "$.status", "a b", "x[0]", "a[b]", "-", "$$",
)  # fmt: skip
"""Keys that are read as path expressions, well and badly written."""

_EXTRA: tuple[tuple[str, Any], ...] = (
    ("messages", []), ("messages", None), ("messages", {}), ("messages", [{"description": "m"}]), ("interactions", []),
    ("providerState", "s"), ("provider_state", "s"), ("providerStates", "s"), ("providerStates", ["s"]),
    ("requestMatchingRules", {"$.body": {}}), ("responseMatchingRules", {"$.body": {}}), ("matchingRules", {"x": {}}),
    ("matchingRules", {"body": {"$": {"matchers": [{}]}}}), ("generators", {"body": {"$..x": {"type": "Uuid"}}}),
    ("generators", {"body": {"$.x": {}}}), ("generators", {"path": {"x": 1}}), ("generators", {"status": "x"}),
    ("pact-specification", {"version": "4.0"}), ("pactSpecification", {"version": "2.0.0"}), ("version", "4.0"),
    ("pactSpecificationVersion", "2.0.0"), ("pactSpecificationVersion", "4.0"), ("plugins", []), ("plugins", {"x": 1}),
    ("type", "Synchronous/HTTP"), ("type", "Asynchronous/Messages"), ("pending", True), ("pending", "true"),
    ("pluginConfiguration", {}), ("comments", []), ("transport", "http"), ("key", ""), ("description", ""), ("_id", 5),
    ("status", 200), ("metadata", {"topic": "things"}), ("metaData", None), ("headers", {"Content-Type": []}),
    ("headers", {"content-type": [None]}), ("body", {}), ("body", {"content": None}), ("contents", {"encoded": True}),
    ("match", "type"), ("match", "frob"), ("regex", "("), ("min", "1"), ("max", -1), ("combine", "OR"), ("combine", 5),
    ("matchers", []), ("matchers", None), ("matchers", [{}]), ("rules", [{}]), ("variants", {}), ("encoded", "base64"),
    ("a b", "x"), ("", ["x"]), ("X-Odd", "a\nb"), ("X-Odd", ["\u007f"]),
    ("X-Made", {"type": "RandomInt", "min": 11}), ("$.when", {"type": "RandomInt", "min": 9, "max": 1}),
    ("$.when", {"type": "Time", "format": "SSSS"}), ("a b", {"type": "Uuid"}), ("generators", {"$.": {}}),
    ("type", "RandomInt"), ("format", "SSSS"), ("status", ["x"]), ("status", ["200", 201.0]),
    ("query", "a=%zz"), ("query", {"a": None}), ("method", ""), ("path", ""), ("contentTypeHint", "X"),
)  # fmt: skip
"""Fields of one place that turn up at another."""

_SPELLINGS: tuple[Callable[[str], str], ...] = (
    str.lower, str.upper, str.capitalize, lambda name: name + "s", lambda name: name.rstrip("s"),
    lambda name: name + " ", lambda name: name.replace("_", "-"), lambda name: "$" + name, lambda name: name[:-1],
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One file.

    Attributes
    ----------
    name : str
        Which contract, and what was done to it.
    data : bytes
    """

    name: str
    data: bytes


def _places(value: object, pointer: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every place below a value: its pointer, the container and the key."""
    keys: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        below = join_pointer(pointer, key)
        yield below, value, key
        yield from _places(value[key], below)  # type: ignore[index]


def _containers(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    below = [(pointer, container[key]) for pointer, container, key in _places(document)]
    return [("", document), *((pointer, value) for pointer, value in below if isinstance(value, dict))]


def _renamed(container: dict[str, Any], key: str, name: str) -> None:
    """Give a field another name, at its place."""
    entries = [(name if each == key else each, value) for each, value in container.items()]
    container.clear()
    container.update(entries)


def _mutate(document: dict[str, Any], draw: random.Random) -> str:
    """Change one thing of a document; what was done."""
    pointer, container, key = draw.choice(list(_places(document)))
    kind = draw.choice(("absent", "value", "value", "value", "spelling", "path", "extra", "extra", "wrapped"))
    if kind == "extra":
        pointer, container = draw.choice(_containers(document))
        name, value = draw.choice(_EXTRA)
        container[name] = copy.deepcopy(value)
        return f"{pointer}: {name} = {json.dumps(value)}"
    if kind == "absent":
        del container[key]
        return f"{pointer} absent"
    if kind == "spelling" and isinstance(key, str):
        name = draw.choice(_SPELLINGS)(key)
        _renamed(container, key, name)
        return f"{pointer} is called {name!r}"
    if kind == "path":
        keyed = [entry for entry in _places(document) if isinstance(entry[2], str) and _is_path(entry[0])]
        if keyed:
            pointer, container, key = draw.choice(keyed)
            name = draw.choice(_PATHS)
            _renamed(container, key, name)
            return f"{pointer} is called {name!r}"
    if kind == "wrapped":
        container[key] = draw.choice(([container[key]], {"x": container[key]}, json.dumps(container[key])))
        return f"{pointer} = {json.dumps(container[key])[:80]}"
    value = draw.choice(_VALUES)
    container[key] = copy.deepcopy(value)
    return f"{pointer} = {json.dumps(value)}"


def _is_path(pointer: str) -> bool:
    """True for keys of matching rules and generators."""
    steps = pointer.split("/")
    return any(name in steps[:-1] for name in ("matchingRules", "generators")) and len(steps) > 4


def _as_text(document: dict[str, Any], draw: random.Random) -> tuple[str, bytes]:
    """The file's bytes; now and then with something that no parsed document shows."""
    text = json.dumps(document, ensure_ascii=False, indent=draw.choice((None, 2)))
    kind = draw.choice((*("plain",) * 24, "mark", "utf-16", "comma", "twice", "comment", "after", "latin", "surrogate"))
    data = text.encode()
    if kind == "mark":
        return "a byte order mark, ", b"\xef\xbb\xbf" + data
    if kind == "utf-16":
        return "UTF-16, ", text.encode("utf-16")
    if kind == "comma":
        return "a trailing comma, ", text.rstrip("}").encode() + b",}"
    if kind == "twice":
        return "consumer twice, ", b'{"consumer":{"name":"first"},' + data.lstrip()[1:]
    if kind == "comment":
        return "a comment, ", b"// pact\n" + data
    if kind == "after":
        return "more after it, ", data + b"\n{}"
    if kind == "latin":
        return "Latin-1, ", data.replace(b"example 1", b"ex\xe4mple 1")
    if kind == "surrogate":
        return "half a surrogate pair, ", data.replace(b"example 1", b"\\ud800 1")
    return "", data


def mutants(count: int, seed: int) -> Iterator[Mutant]:
    """Files that are broken, odd or fine; the same for the same seed.

    Parameters
    ----------
    count : int
    seed : int
    """
    draw = random.Random(seed)
    for _ in range(count):
        name = draw.choice(sorted(BASES))
        document = BASES[name]()
        changes = [_mutate(document, draw) for _ in range(draw.choice((1, 1, 1, 2)))]
        encoding, data = _as_text(document, draw)
        yield Mutant(f"{name}: {encoding}{'; '.join(changes)}", data)
