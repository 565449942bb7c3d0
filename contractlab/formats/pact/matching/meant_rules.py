"""Rules that judge nothing because of how their path is spelled, and the value that each of them was meant for.

A path and a place are held side by side, step by step: another case, a prefix of XML, a key with dots in it, an index
that is missing. What is written otherwise costs a little; the rule with the cheapest way is the one that was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from contractlab.engine.nodes import Node
from contractlab.engine.paths import InvalidPath, PathExpression, Token, parse_path
from contractlab.engine.rules import RuleList, RuleSet
from contractlab.engine.xml_document import XmlElement
from contractlab.errors import InvalidEdit
from contractlab.formats.pact.write_rules import rule_path, v2_path
from contractlab.values.json_types import Value
from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, Mismatch, PathToken
from contractlab.values.source import split_pointer

__all__ = ["meant_name", "name_meant_names", "name_meant_rules", "nearest_place", "written_path"]

Steps = tuple[PathToken, ...]

_MOST = 3
"""Largest cost of a way; beyond it two paths have nothing to do with each other."""

_MOST_MISMATCHES = 500
_MOST_PLACES = 2_000
_MOST_STEPS = 12
_JOINED = 4
_NEVER = 99


@dataclass(frozen=True, slots=True)
class _Meant:
    """A rule that was meant for a value.

    Attributes
    ----------
    path : str
        As the file has it.
    spelling : str
        The path that reaches the value.
    line : int or None
    dead : bool
        False for a rule that judges other values, such as one item of an array.
    """

    path: str
    spelling: str
    line: int | None
    dead: bool = True


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to read a path as a place: what it costs, and the steps that the path should have."""

    cost: int
    steps: Steps


_NO_WAY = _Way(_NEVER, ())


def _is_v2(declared: RuleList) -> bool:
    """True if the rule stands in the form of Pact V2: right in ``matchingRules``, with the part in its path."""
    steps = split_pointer(declared.declared_at.pointer)
    return len(steps) > 1 and steps[-2] == "matchingRules"


def written_path(declared: RuleList) -> str:
    """The path of a rule as the file has it; what is read of it may be less."""
    return split_pointer(declared.declared_at.pointer)[-1] if _is_v2(declared) else declared.path


def _intended(declared: RuleList) -> PathExpression:
    """Steps of a path as its author wrote them: V2 takes the first for the name of a part, which it may not be."""
    written = written_path(declared)
    if _is_v2(declared) and not written.startswith("$.body"):
        try:
            return parse_path(written)[1:]
        except InvalidPath:
            return ()
    return declared.tokens[1:]


def _spelled(declared: RuleList, steps: Steps) -> str | None:
    try:
        return v2_path("body", steps) if _is_v2(declared) else rule_path(steps)
    except InvalidEdit:
        return None


def _bare(name: str) -> str:
    return "".join(char for char in name if char.isalnum()).casefold()


def _local(name: str) -> str:
    """A name of XML without its prefix or namespace, an attribute's sign kept."""
    sign = name[:1] if name[:1] in "@#" else ""
    return sign + name[len(sign) :].rpartition(":")[2]


def _name_cost(written: str, key: str) -> int:
    """What it costs to take a name of a path for a key."""
    if written == key:
        return 0
    if _bare(written) == _bare(key) != "":
        return 1
    if (":" in written or ":" in key) and _local(written) == _local(key) and len(_local(key)) > 0:
        return 1
    longest = max(len(written), len(key))
    if longest > 3 and longest < 100 and SequenceMatcher(None, written.casefold(), key.casefold()).ratio() >= 0.8:
        return 2
    return _NEVER


class _Reader:
    """Reads one path as one place."""

    def __init__(self, written: PathExpression, place: Steps) -> None:
        self.written = written
        self.place = place
        self._ways: dict[tuple[int, int], _Way] = {}

    def cheapest(self) -> _Way:
        """The cheapest way, with up to two steps left out before the path and the name of a part taken away."""
        ways = [self._way(0, 0)]
        if len(self.written) > 1 and self.written[0].kind == "field" and self.written[0].text in ("body", "contents"):
            ways.append(_dearer(self._way(1, 0), 1))
        for left_out in range(1, min(3, len(self.place))):
            if len(self.place) - left_out >= 1:
                ways.append(_dearer(self._way(0, left_out), 1 + left_out, self.place[:left_out]))
        return min(ways, key=lambda way: way.cost)

    def _way(self, at: int, to: int) -> _Way:
        known = self._ways.get((at, to))
        if known is None:
            self._ways[at, to] = _NO_WAY
            known = self._ways[at, to] = min(self._next(at, to), key=lambda way: way.cost, default=_NO_WAY)
        return known

    def _next(self, at: int, to: int) -> Iterator[_Way]:
        written, place = self.written, self.place
        if at == len(written):
            if to == len(place):
                yield _Way(0, ())
            elif to == len(place) - 1 and place[to] == "#text" and at:
                yield _Way(0, ())  # a rule on an element reaches its text
            elif isinstance(place[to], int):
                yield _dearer(self._way(at, to + 1), 1, (EVERY_ITEM,))
            return
        token = written[at]
        if to == len(place):
            if token.kind in ("index", "star-index"):
                yield _dearer(self._way(at + 1, to), 1)
            return
        key = place[to]
        cost, step = _step(token, key)
        if cost < _NEVER:
            yield _dearer(self._way(at + 1, to + 1), cost, (step,))
        if isinstance(key, int):
            yield _dearer(self._way(at, to + 1), 1, (EVERY_ITEM,))
        if token.kind in ("index", "star-index"):
            yield _dearer(self._way(at + 1, to), 1)
        if token.kind == "field" and isinstance(key, str):
            yield from self._joined(at, to, key)

    def _joined(self, at: int, to: int, key: str) -> Iterator[_Way]:
        """Several steps of the path for one key with dots in it, or one step for several keys."""
        for many in range(2, _JOINED + 1):
            pieces = [piece.text for piece in self.written[at : at + many] if piece.kind in ("field", "index")]
            if len(pieces) == many and _bare("".join(pieces)) == _bare(key) != "":
                yield _dearer(self._way(at + many, to + 1), 1, (key,))
            keys = self.place[to : to + many]
            if len(keys) == many and _bare("".join(map(str, keys))) == _bare(self.written[at].text) != "":
                steps = tuple(key if isinstance(key, str) else EVERY_ITEM for key in keys)
                yield _dearer(self._way(at + 1, to + many), 1, steps)


def _dearer(way: _Way, cost: int, before: Steps = ()) -> _Way:
    return _NO_WAY if way.cost >= _NEVER else _Way(way.cost + cost, (*before, *way.steps))


def _step(token: Token, key: PathToken) -> tuple[int, PathToken]:
    """What it costs to take a step of a path for a key or an index, and the step to write."""
    if isinstance(key, int):
        if token.kind in ("star", "star-index"):
            return 0, EVERY_ITEM
        same = token.text == str(key)
        return (0, key) if same else (1, EVERY_ITEM) if token.kind == "index" else (_NEVER, key)
    if token.kind == "star":
        return 0, EVERY_KEY
    if token.kind == "star-index":
        return 1, EVERY_KEY
    return _name_cost(token.text, key), str(key)


def _reaches(example: Value, tokens: Sequence[Token]) -> bool:
    """True if a path leads to a value of the example."""
    values = [example]
    for token in tokens:
        values = [below for value in values for below in _below(value, token)][:_MOST_PLACES]
    return bool(values)


def _below(value: Value, token: Token) -> Iterable[Value]:
    if isinstance(value, XmlElement):
        return [child for key, child in _children(value) if token.kind == "star" or key == token.text]
    if isinstance(value, dict):
        if token.kind == "star":
            return value.values()
        return [value[token.text]] if token.text in value else []
    if isinstance(value, list):
        if token.kind in ("star", "star-index"):
            return value
        return value[int(token.text) :][:1] if token.text.isascii() and token.text.isdigit() else []
    return []


def _children(value: Value) -> Iterator[tuple[PathToken, Value]]:
    """Keys and values below a value; of an array its first item stands for all."""
    if isinstance(value, XmlElement):
        yield from ((f"@{name}", text) for name, text in value.attributes.items())
        yield from ((child.name, child) for child in value.children)
        yield "#text", value.text
    elif isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from list(enumerate(value))[:1]


def _document(example: Value) -> Value:
    """What paths start from: of XML the document, because the root element's name is their first step."""
    return XmlElement("", "", children=[example]) if isinstance(example, XmlElement) else example


def _meant(declared: RuleList, place: Steps, example: Value) -> tuple[int, _Meant] | None:
    """Whether a rule was meant for a place, and at what cost."""
    written = _intended(declared)
    if not written or len(written) > _MOST_STEPS or len(place) > _MOST_STEPS + 4:
        return None
    way = _Reader(written, place).cheapest()
    misread = written != declared.tokens[1:]
    if way.cost > _MOST or (way.cost == 0 and not misread):
        return None
    spelling = _spelled(declared, way.steps)
    path = written_path(declared)
    if spelling is None or spelling == path:
        return None
    dead = misread or not _reaches(_document(example), declared.tokens[1:])
    one_item = way.cost == 1 and any(token.kind == "index" for token in written) and EVERY_ITEM in way.steps
    if not dead and not one_item:
        return None
    return way.cost + misread, _Meant(path, spelling, declared.declared_at.line, dead)


def name_meant_rules(rules: RuleSet, node: Node | None, mismatches: list[Mismatch]) -> list[Mismatch]:
    """Mismatches of a body, each with the rule that was meant for its value and does not reach it.

    Parameters
    ----------
    rules : RuleSet
        Of the body.
    node : Node or None
        Of the whole example.
    mismatches : list of Mismatch
        Those that a rule of their own decided stay as they are.
    """
    if not rules or node is None:
        return mismatches
    by_place: dict[tuple[PathToken, ...], _Meant | None] = {}
    named: list[Mismatch] = []
    for number, mismatch in enumerate(mismatches):
        own = mismatch.rule is not None and not mismatch.rule.cascaded
        if own or not mismatch.tokens or number >= _MOST_MISMATCHES:
            named.append(mismatch)
            continue
        place = tuple(token if isinstance(token, int) else str(token) for token in mismatch.tokens)
        general = tuple(EVERY_ITEM if isinstance(token, int) and token else token for token in place)
        if general not in by_place:
            by_place[general] = _cheapest(rules.lists, place, node.example)
        meant = by_place[general]
        if meant is not None:
            facts = {"path": meant.path, "spelling": meant.spelling, "line": meant.line, "dead": meant.dead}
            mismatch = replace(mismatch, facts={**mismatch.facts, "meant": facts})
        named.append(mismatch)
    return named


def _cheapest(lists: Sequence[RuleList], place: Steps, example: Value) -> _Meant | None:
    found = (_meant(declared, place, example) for declared in lists)
    ranked = sorted((each for each in found if each is not None), key=lambda each: (not each[1].dead, each[0]))
    return ranked[0][1] if ranked else None


def nearest_place(declared: RuleList, example: Value) -> str | None:
    """The path that a dead rule was meant to have, from the places that the example has; None if there is none near.

    Parameters
    ----------
    declared : RuleList
    example : JSON value or XmlElement
    """
    best: tuple[int, str] | None = None
    for place in _places(_document(example)):
        meant = _meant(declared, place, example)
        if meant is not None and (best is None or meant[0] < best[0]):
            best = (meant[0], meant[1].spelling)
    return None if best is None else best[1]


def _places(example: Value) -> Iterator[Steps]:
    """Places of an example, outer ones first, up to a limit."""
    waiting: list[tuple[Steps, Value]] = [((), example)]
    for number in range(_MOST_PLACES):
        if number >= len(waiting):
            return
        place, value = waiting[number]
        if place:
            yield place
        waiting += [((*place, key), below) for key, below in _children(value)][:_MOST_PLACES]


def name_meant_names(rules: RuleSet, category: str, names: Iterable[str], mismatches: list[Mismatch]) -> list[Mismatch]:
    """Mismatches of values that go by name, each with the dead rule that was meant for it.

    Parameters
    ----------
    rules : RuleSet
    category : str
        ``"header"``, ``"query"``, ``"metadata"``.
    names : iterable of str
        Those that the example has.
    mismatches : list of Mismatch
    """
    if not rules:
        return mismatches
    known = list(names)
    named: list[Mismatch] = []
    for mismatch in mismatches:
        meant = None
        if mismatch.rule is None and mismatch.part == _PARTS[category]:
            dead = (declared for declared in rules.lists if meant_name(declared, known) == mismatch.path)
            meant = next(dead, None)
        if meant is not None:
            spelling = v2_path(category, (mismatch.path,)) if _is_v2(meant) else mismatch.path
            facts = {"path": written_path(meant), "spelling": spelling, "line": meant.declared_at.line, "dead": True}
            mismatch = replace(mismatch, facts={**mismatch.facts, "meant": facts})
        named.append(mismatch)
    return named


_PARTS = {"header": "headers", "query": "query", "metadata": "metadata"}
_INDEX = re.compile(r"\[(?:[0-9]+|\*)\]\Z")


def meant_name(declared: RuleList, names: Iterable[str]) -> str | None:
    """The name that a dead rule was meant for; None where it has one of the names, or one like none of them."""
    written = declared.path
    known = list(names)
    if not written or written.casefold() in {name.casefold() for name in known}:
        return None
    bare = _bare(_INDEX.sub("", written))
    return next((name for name in known if _bare(name) == bare != ""), None)
