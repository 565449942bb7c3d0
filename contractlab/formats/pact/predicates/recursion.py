"""Groups that call themselves without an end, which Oniguruma refuses and Python's engine tries until memory ends.

Source: ``infinite_recursive_call_check`` of Oniguruma's ``regcomp.c``. A group is refused if every way through it calls
it again, or if it can call itself before anything was consumed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, Flag, auto

from contractlab.formats.pact.predicates.oniguruma_characters import UnsupportedPattern

__all__ = ["never_ends", "refuse_too_large"]

_CALL = re.compile(r"\(\?(?:&(\w+)|(\d+))\)")
_OPENING = re.compile(r"\((?:\?(?:P<(\w+)>|\((?:\w+)\)|[:=!>]|<[=!]|[a-z-]+:|[a-z-]+\)))?")
_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d*)(,?)(\d*)\})[?+]?")
_MOST_VISITS = 20_000
"""Calls of groups that call others double with each: no pattern that means something has so many ways."""


_LARGE = re.compile(r"\{\d{2,}")
_MOST_PARTS = 300_000
"""Python's engine writes ``(a{100}){100}`` out; so many parts take some eighty megabytes."""


class _Kind(Enum):
    LEAF = auto()
    SEQUENCE = auto()
    CHOICE = auto()
    REPEAT = auto()
    LOOK = auto()
    GROUP = auto()
    CALL = auto()


@dataclass(slots=True)
class _Part:
    """A part of a pattern, as far as it says what is consumed and what is called."""

    kind: _Kind
    parts: list[_Part] = field(default_factory=list)
    low: int = 1
    high: int = 1
    name: str = ""


class _Ways(Flag):
    NONE = 0
    EXIST = auto()
    MUST = auto()
    INFINITE = auto()


class _Reader:
    """Reads a pattern that was translated, of which only a few constructs exist."""

    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0
        self.groups: dict[str, _Part] = {}
        self.opened = 0

    def choice(self) -> _Part:
        branches = [self.sequence()]
        while self.text.startswith("|", self.position):
            self.position += 1
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else _Part(_Kind.CHOICE, branches)

    def sequence(self) -> _Part:
        parts: list[_Part] = []
        while self.position < len(self.text) and self.text[self.position] not in "|)":
            part = self.atom()
            while (quantifier := _QUANTIFIER.match(self.text, self.position)) is not None:
                self.position = quantifier.end()
                low, high = _bounds(quantifier)
                part = _Part(_Kind.REPEAT, [part], low, high)
            parts.append(part)
        return _Part(_Kind.SEQUENCE, parts)

    def atom(self) -> _Part:
        call = _CALL.match(self.text, self.position)
        if call is not None:
            self.position = call.end()
            return _Part(_Kind.CALL, name=call[1] or call[2])
        char = self.text[self.position]
        if char == "(":
            return self.group()
        if char == "[":
            self._skip_set()
            return _Part(_Kind.LEAF)
        self.position += 1
        if char == "\\":
            char += self.text[self.position]
            self.position += 1
            if char in (r"\p", r"\P", r"\N") and self.text.startswith("{", self.position):
                self.position = self.text.index("}", self.position) + 1
            elif char[1] in "123456789":
                while self.text[self.position : self.position + 1].isdigit():
                    self.position += 1
                return _Part(_Kind.LEAF, low=0)
        return _Part(_Kind.LEAF, low=0 if char in ("^", "$", r"\A", r"\Z", r"\b", r"\B") else 1)

    def group(self) -> _Part:
        if self.text.startswith("(?P=", self.position):
            self.position = self.text.index(")", self.position) + 1
            return _Part(_Kind.LEAF, low=0)
        opening = _OPENING.match(self.text, self.position)
        assert opening is not None
        self.position = opening.end()
        if opening[0].startswith("(?") and opening[0].endswith(")") and not opening[0].startswith("(?("):
            return _Part(_Kind.LEAF, low=0)  # options
        part = _Part(_Kind.GROUP)
        if opening[0] == "(" or opening[1]:
            self.opened += 1
            part.name = opening[1] or str(self.opened)
            self.groups[part.name] = self.groups.setdefault(str(self.opened), part)
        elif opening[0][-1] in "=!":
            part = _Part(_Kind.LOOK)
        part.parts = [self.choice()]
        self.position += 1
        return part

    def _skip_set(self) -> None:
        depth = 0
        while True:
            char = self.text[self.position]
            self.position += 2 if char == "\\" else 1
            depth += (char == "[") - (char == "]")
            if not depth:
                return


def _bounds(quantifier: re.Match[str]) -> tuple[int, int]:
    if quantifier[1]:
        return {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[quantifier[1]]
    low = int(quantifier[2] or 0)
    return low, int(quantifier[4]) if quantifier[4] else -1 if quantifier[3] else low


class _Judge:
    """Walks from one group along all that it calls."""

    def __init__(self, groups: dict[str, _Part]) -> None:
        self.groups = groups
        self.visits = 0
        self.open: set[int] = set()
        self.least: dict[int, int] = {}

    def consumes(self, part: _Part) -> bool:
        """True if a part consumes something whatever way is taken; what calls itself counts as nothing."""
        least = self.least.get(id(part))
        if least is None:
            self.least[id(part)] = 0  # met again below itself
            least = self.least[id(part)] = int(self._consumes(part))
        return bool(least)

    def _consumes(self, part: _Part) -> bool:
        if part.kind is _Kind.LEAF:
            return part.low > 0
        if part.kind is _Kind.SEQUENCE or part.kind is _Kind.GROUP:
            return any(map(self.consumes, part.parts))
        if part.kind is _Kind.CHOICE:
            return all(map(self.consumes, part.parts))
        if part.kind is _Kind.REPEAT:
            return part.low > 0 and self.consumes(part.parts[0])
        return part.kind is _Kind.CALL and self.consumes(self.groups[part.name])

    def ways(self, part: _Part, target: _Part, at_head: bool) -> _Ways:
        """How a part leads to `target`; `at_head` is true where nothing was consumed yet."""
        self.visits += 1
        if self.visits > _MOST_VISITS:
            raise UnsupportedPattern("groups call each other in too many ways")
        kind = part.kind
        if kind is _Kind.LEAF:
            return _Ways.NONE
        if kind is _Kind.SEQUENCE:
            ways = _Ways.NONE
            for child in part.parts:
                ways |= self.ways(child, target, at_head)
                if _Ways.INFINITE in ways:
                    return ways
                at_head = at_head and not self.consumes(child)
            return ways
        if kind is _Kind.CHOICE:
            every, ways = _Ways.MUST, _Ways.NONE
            for child in part.parts:
                below = self.ways(child, target, at_head)
                if _Ways.INFINITE in below:
                    return below
                ways |= below & _Ways.EXIST
                every &= below
            return ways | every
        if kind is _Kind.REPEAT:
            if part.high == 0:
                return _Ways.NONE
            ways = self.ways(part.parts[0], target, at_head)
            return ways & ~_Ways.MUST if part.low == 0 else ways
        if kind is _Kind.CALL:
            return self.ways(self.groups[part.name], target, at_head)
        if part is target and self.open:
            return _Ways.EXIST | _Ways.MUST | (_Ways.INFINITE if at_head else _Ways.NONE)
        if id(part) in self.open:
            return _Ways.NONE
        self.open.add(id(part))
        try:
            return self.ways(part.parts[0], target, at_head)
        finally:
            self.open.discard(id(part))


def never_ends(text: str) -> bool:
    """Tell whether a group of a translated pattern calls itself without an end.

    Parameters
    ----------
    text : str
        As `contractlab.formats.pact.predicates.oniguruma.translate` writes it.

    Raises
    ------
    UnsupportedPattern
        If groups call each other in too many ways to be followed.
    """
    if _CALL.search(text) is None:
        return False
    reader = _Reader(text)
    reader.choice()
    called = {match[1] or match[2] for match in _CALL.finditer(text)}
    for name in sorted(called):
        judge = _Judge(reader.groups)
        ways = judge.ways(reader.groups[name], reader.groups[name], True)
        if ways & (_Ways.MUST | _Ways.INFINITE):
            return True
    return False


def refuse_too_large(text: str) -> None:
    """Refuse repetitions in repetitions that would fill the memory when they are compiled; parameters as `never_ends`.

    Raises
    ------
    UnsupportedPattern
    """
    if len(_LARGE.findall(text)) > 1 and _size(_Reader(text).choice()) > _MOST_PARTS:
        raise UnsupportedPattern("its repetitions in one another are too many")


def _size(part: _Part) -> int:
    below = sum(map(_size, part.parts)) or 1
    return below * max(part.low, 1) if part.kind is _Kind.REPEAT else below
