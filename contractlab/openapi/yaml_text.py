"""YAML of API documents, read as JSON values, so that nothing in it can do harm.

Scalars are resolved as JSON Schema means them (YAML 1.2, core schema): ``yes`` and ``2020-01-01`` are texts. Foreign
tags are refused; nesting, and what aliases stand for, are bounded before anything is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from contractlab.values.display import quiet
from contractlab.values.json_types import JSON
from contractlab.values.source import Source, split_pointer

__all__ = ["NotYaml", "YamlSource", "parse_yaml"]

DEEPEST = 100
LARGEST = 32_000_000
"""Characters of a document."""
MOST_VALUES = 3_000_000
"""Values that a document stands for, those behind aliases counted each time."""

_TAG = "tag:yaml.org,2002:"
_CORE = (
    (f"{_TAG}null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    (f"{_TAG}bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    (f"{_TAG}int", r"[-+]?[0-9]{1,400}|0o[0-7]{1,400}|0x[0-9a-fA-F]{1,400}", list("-+0123456789")),
    (
        f"{_TAG}float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
        list("-+.0123456789"),
    ),
    (f"{_TAG}merge", r"<<", ["<"]),
)
_PLAIN = frozenset(f"{_TAG}{name}" for name in ("null", "bool", "int", "float", "str", "seq", "map", "merge"))


class NotYaml(ValueError):
    """A text that is no YAML, or YAML that is not read; with its line.

    Attributes
    ----------
    line : int or None
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


@quiet
@dataclass(frozen=True, eq=False)
class YamlSource(Source):
    """The bytes of a document in YAML, with the lines of its values."""

    lines: dict[tuple[str, ...], int]

    def line(self, pointer: str) -> int | None:
        """Line (from 1) of the value at a pointer, or of its nearest parent."""
        steps = tuple(split_pointer(pointer))
        for length in range(len(steps), -1, -1):
            line = self.lines.get(steps[:length])
            if line is not None:
                return line
        return None


def _loader(text: str) -> Any:
    """A loader that composes nodes with the tags of the core schema."""
    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    made: Any = type("_CoreLoader", (base,), {"yaml_implicit_resolvers": {}})
    for tag, pattern, first in _CORE:
        made.add_implicit_resolver(tag, re.compile(f"(?:{pattern})\\Z"), first)
    return made(text)


def parse_yaml(text: str) -> tuple[JSON, dict[tuple[str, ...], int]]:
    """Parse a document.

    Parameters
    ----------
    text : str

    Returns
    -------
    value : JSON value
        Values behind one alias are one object.
    lines : dict
        Lines, from 1, by place; behind an alias, those of the first place.

    Raises
    ------
    NotYaml
        If it is none, or holds what no API document needs.
    """
    if len(text) > LARGEST:
        raise NotYaml(f"it is larger than {LARGEST:,} characters")
    try:
        _check_depth(text)
        loader = _loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        if node is None:
            raise NotYaml("it is empty")
        walk = _Walk()
        return walk.value(node, ()), walk.lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        raise NotYaml(f"it is not valid YAML: {error.problem or error.context}", line) from None
    except yaml.YAMLError as error:
        raise NotYaml(f"it is not valid YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise NotYaml("it is nested too deeply to be read") from None


def _check_depth(text: str) -> None:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark is not None else None
                raise NotYaml(f"it is nested more than {DEEPEST} levels deep", line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Walk:
    """Makes values of nodes, each node once."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, ...], int] = {}
        self._made: dict[int, tuple[JSON, int]] = {}
        self._open: set[int] = set()
        self._count = 0

    def value(self, node: yaml.Node, place: tuple[str, ...]) -> JSON:
        """The value of a node."""
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        known_value = self._made.get(id(node))
        if known_value is not None:
            self._grow(known_value[1], line)
            return known_value[0]
        if id(node) in self._open:
            raise NotYaml("an alias stands within itself", line)
        if node.tag not in _PLAIN:
            raise NotYaml(f"the tag {node.tag[:60]} asks for an object, and only plain values are read", line)
        before = self._count
        self._grow(1, line)
        self._open.add(id(node))
        made = self._new(node, place)
        self._open.discard(id(node))
        self._made[id(node)] = (made, self._count - before)
        return made

    def _grow(self, count: int, line: int) -> None:
        self._count += count
        if self._count > MOST_VALUES:
            raise NotYaml(f"it stands for more than {MOST_VALUES:,} values", line)

    def _new(self, node: yaml.Node, place: tuple[str, ...]) -> JSON:
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, str(index))) for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.MappingNode)  # there is no other
        merged: dict[str, JSON] = {}
        made: dict[str, JSON] = {}
        for key, value in node.value:
            if key.tag == f"{_TAG}merge":
                for each in self._merged(value, place):
                    merged = {**each, **merged}
                continue
            if not isinstance(key, yaml.ScalarNode):
                raise NotYaml("a key has to be a text", key.start_mark.line + 1)
            name = str(key.value)  # as written: 200 is "200"
            made[name] = self.value(value, (*place, name))
            self.lines[(*place, name)] = key.start_mark.line + 1
        return {**merged, **made}

    def _merged(self, node: yaml.Node, place: tuple[str, ...]) -> Iterator[dict[str, JSON]]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for each in nodes:
            value = self.value(each, (*place, "<<"))
            if not isinstance(value, dict):
                raise NotYaml("<< merges something that is not a mapping", each.start_mark.line + 1)
            yield value


def _scalar(node: yaml.ScalarNode) -> JSON:
    text = str(node.value)
    kind = node.tag.removeprefix(_TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        number = int(text, 8 if text.startswith("0o") else 16 if text.startswith("0x") else 10)
        return number if -(2**63) <= number < 2**64 else float(number) if abs(number) < 10**308 else text
    if kind == "float":
        number_text = float(text)
        return number_text if number_text not in (float("inf"), float("-inf")) else text
    return text
