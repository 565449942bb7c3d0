"""Path expressions of Pact rules: ``$.items[*].id``, ``$['odd key']``, ``$.*``.

The grammar is that of the Rust core (pact_models, path expressions): names of letters, digits and ``_ - : # @``;
anything else in brackets and single quotes, without escapes; ``[n]``, ``[*]`` and ``.*``. Nothing matches more than
one level.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, PathToken

__all__ = ["InvalidPath", "PathExpression", "Token", "as_index", "parse_path", "score", "steps_of"]

_LARGEST_INDEX = 2**64 - 1
_INDEX_STARTS = frozenset("+0123456789")


class InvalidPath(ValueError):
    """A path expression that cannot be read; the text says where it goes wrong."""


@dataclass(frozen=True, slots=True)
class Token:
    """One step of a path expression.

    Attributes
    ----------
    kind : str
        ``"root"``, ``"field"``, ``"index"``, ``"star"`` (``.*``) or ``"star-index"`` (``[*]``).
    text : str
        The field's name, or the index without leading zeros.
    """

    kind: Literal["root", "field", "index", "star", "star-index"]
    text: str = ""


PathExpression = tuple[Token, ...]

ROOT = Token("root", "$")
STAR = Token("star", "*")
STAR_INDEX = Token("star-index", "[*]")


def as_index(key: str) -> str | None:
    """The index that `key` stands for, without sign and leading zeros; None if it is no unsigned 64-bit integer.

    The Rust core reads ``"01"`` and ``"+1"`` as the index 1 wherever a key becomes part of a path.
    """
    if key[:1] not in _INDEX_STARTS:
        return None
    digits = key[1:] if key[:1] == "+" else key
    if not digits or not digits.isascii() or not digits.isdigit():
        return None
    stripped = digits.lstrip("0") or "0"
    if len(stripped) > 20 or int(stripped) > _LARGEST_INDEX:
        return None
    return stripped


def _is_numeric(char: str) -> bool:
    return char.isnumeric()


def _is_name_char(char: str) -> bool:
    return char.isalpha() or char.isnumeric() or char in "_-:#@"


class _PathReader:
    """Reads one expression; a position and nothing else."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []

    def fail(self, what: str) -> InvalidPath:
        return InvalidPath(f'{what} in the path expression "{self.text}" at character {self.at + 1}')

    def peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def read(self) -> PathExpression:
        if not self.text:
            return ()
        first = self.peek()
        if first == "$":
            self.at += 1
        elif not (first.isalpha() or _is_numeric(first)):
            raise self.fail('a path starts with "$"')
        self.tokens.append(ROOT)
        if first != "$":
            self.name()
        while self.at < len(self.text):
            char = self.peek()
            self.at += 1
            if char == ".":
                self.after_dot()
            elif char == "[":
                self.after_bracket()
            else:
                self.at -= 1
                raise self.fail(f'expected "." or "[" instead of "{char}"')
        return tuple(self.tokens)

    def after_dot(self) -> None:
        char = self.peek()
        if char == "*":
            self.at += 1
            self.tokens.append(STAR)
        elif char and _is_name_char(char):
            self.name()
        else:
            raise self.fail('expected a name or "*" after "."')

    def name(self) -> None:
        start = self.at
        while (char := self.peek()) and _is_name_char(char):
            self.at += 1
        if char and char not in ".['":
            raise self.fail(f"\"{char}\" cannot stand in a name (write it as ['…'])")
        self.tokens.append(Token("field", self.text[start : self.at]))

    def after_bracket(self) -> None:
        char = self.peek()
        if char == "'":
            self.quoted()
        elif char and _is_numeric(char):
            self.index()
        elif char == "*":
            self.at += 1
            self.tokens.append(STAR_INDEX)
        else:
            raise self.fail("expected a number, a * or a name in single quotes")
        if self.peek() != "]":
            raise self.fail('expected "]"')
        self.at += 1

    def quoted(self) -> None:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise self.fail("the quoted name does not end")
        name = self.text[self.at + 1 : end]
        if not name:
            raise self.fail("a quoted name cannot be empty")
        self.tokens.append(Token("field", name))
        self.at = end + 1

    def index(self) -> None:
        start = self.at
        while (char := self.peek()) and _is_numeric(char):
            self.at += 1
        normal = as_index(self.text[start : self.at])
        if normal is None:
            raise self.fail("the index is not a number of 64 bits")
        self.tokens.append(Token("index", normal))


@lru_cache(maxsize=4096)
def parse_path(text: str) -> PathExpression:
    """Read a path expression.

    Parameters ---------- text : str ``""`` is the empty path, which applies everywhere with the lowest score; a
    leading ``$`` may be left out before a letter or digit.

    Raises
    ------
    InvalidPath
        With the character at which reading failed.
    """
    return _PathReader(text).read()


@lru_cache(maxsize=4096)
def score(path: PathExpression) -> int:
    """Weight of a rule's path: 2 to the power of its tokens that are no star, times the number of tokens.

    The product alone is the specification's weight (Pact V3, "matcher selection"); the Rust core multiplies it with the
    number of tokens. A match never changes it.
    """
    solid = sum(1 for token in path if token.kind in ("root", "field", "index"))
    return int(2**solid) * len(path)


def steps_of(path: str) -> tuple[PathToken, ...] | None:
    """Steps of a path expression, as places in a value are written; None where it cannot be read."""
    try:
        return tuple(_step(token) for token in parse_path(path)[1:])
    except InvalidPath:
        return None


def _step(token: Token) -> PathToken:
    if token.kind == "index":
        return int(token.text)
    return {"star": EVERY_KEY, "star-index": EVERY_ITEM}.get(token.kind, token.text)
