r"""A text that matches a regular expression, as Pact's Regex generator makes it.

Source: what the Rust core behind pact-python 4.2.0 made in requests and responses (pact_models, generators, with the
crate rand_regex): it reads the syntax of Rust, not Oniguruma's, in bytes, so whatever may go beyond ASCII (``.``,
``[^a]``, ``\D``, ``\p{L}``) makes nothing; neither do look-around, backreferences and anchors inside.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from functools import lru_cache
from random import Random
from re import _constants as opcodes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, TypeAlias

__all__ = ["matching_text"]

_EXTRA_REPEATS = 20
"""``a*`` is made 0 to 20 times and ``a{2,}`` 2 to 22 times."""

_MOST_STEPS = 65_536
_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r"\t ",
    "digit": "0-9",
    "lower": "a-z",
    "space": r"\t\n\x0b\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_CATEGORIES = {
    opcodes.CATEGORY_DIGIT: string.digits,
    opcodes.CATEGORY_WORD: string.digits + string.ascii_letters + "_",
    opcodes.CATEGORY_SPACE: "\t\n\x0b\f\r ",
}
_END = re.compile(r"(?<!\\)(?:\\\\)*\$\Z")
_NESTED_CLASS = re.compile(r"\[[^\]]*(?:\[|&&|--|~~)")
_NAMED_GROUP = re.compile(r"(?<!\\)\(\?<(?=[A-Za-z_])")

_Node: TypeAlias = tuple[Any, Any]
"""Opcode and argument of Python's parser of regular expressions, which has no types."""


class _CannotMake(ValueError):
    """A construct of which the core makes nothing."""


def matching_text(pattern: str, random: Random) -> str | None:
    """A random text that the whole of a pattern matches.

    Parameters
    ----------
    pattern : str
        An anchor at either end is left out, as the core does.
    random : random.Random

    Returns
    -------
    str or None
        None for a pattern that is broken, or of which the core makes nothing, or whose text would be too long.
    """
    nodes = _parsed(pattern)
    if nodes is None:
        return None
    maker = _Maker(random, bool(nodes.state.flags & re.IGNORECASE))
    try:
        return maker.text(nodes)
    except (_CannotMake, RecursionError):
        return None


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> Any:
    inner = pattern.removeprefix("^")
    if _END.search(inner):
        inner = inner[:-1]
    inner = re.sub(r"\[:([a-z]+):\]", lambda name: _POSIX.get(name[1], name[0]), inner)
    if _NESTED_CLASS.search(re.sub(r"(?s)\\.", "x", inner)):
        return None
    try:
        return parser.parse(_NAMED_GROUP.sub("(?P<", inner))
    except (re.error, OverflowError, RecursionError, ValueError):
        return None


class _Maker:
    """Walks the parsed pattern; counts its steps so that nested repetitions end."""

    def __init__(self, random: Random, ignore_case: bool) -> None:
        self._random = random
        self._ignore_case = ignore_case
        self._steps = 0

    def text(self, nodes: Iterable[_Node]) -> str:
        # An empty group has no pieces, yet may be repeated four billion times.
        self._step()
        return "".join(map(self._piece, nodes))

    def _step(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise _CannotMake

    def _piece(self, node: _Node) -> str:
        self._step()
        opcode, argument = node
        if opcode is opcodes.LITERAL:
            return self._cased(chr(argument))
        if opcode is opcodes.IN:
            return self._cased(self._character(argument))
        if opcode is opcodes.BRANCH:
            return self.text(self._random.choice(argument[1]))
        if opcode is opcodes.SUBPATTERN:
            return self._group(*argument)
        if opcode in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT):
            low, high, repeated = argument
            high = low + _EXTRA_REPEATS if high is opcodes.MAXREPEAT else high
            return "".join(self.text(repeated) for _ in range(self._random.randint(low, high)))
        raise _CannotMake

    def _group(self, number: int | None, added: int, removed: int, nodes: Iterable[_Node]) -> str:
        outside = self._ignore_case
        self._ignore_case = (outside or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
        made = self.text(nodes)
        self._ignore_case = outside
        return made

    def _character(self, members: list[_Node]) -> str:
        spans: list[str | tuple[int, int]] = []
        for opcode, argument in members:
            if opcode is opcodes.LITERAL:
                spans.append((argument, argument))
            elif opcode is opcodes.RANGE:
                spans.append(argument)
            elif opcode is opcodes.CATEGORY and argument in _CATEGORIES:
                spans.append(_CATEGORIES[argument])
            else:
                raise _CannotMake
        sizes = [len(span) if isinstance(span, str) else span[1] - span[0] + 1 for span in spans]
        (span,) = self._random.choices(spans, sizes)
        return self._random.choice(span) if isinstance(span, str) else chr(self._random.randint(*span))

    def _cased(self, character: str) -> str:
        if not self._ignore_case or not character.isascii():
            return character
        return self._random.choice((character.lower(), character.upper()))
