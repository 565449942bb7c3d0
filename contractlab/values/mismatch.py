"""One difference between what a contract expects and what was recorded, and what passed without being checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from contractlab.values.display import clean_text, kind_of_value
from contractlab.values.json_types import Value
from contractlab.values.rule import DecidingRule
from contractlab.values.sentences import Sentence, Span, build_sentence

__all__ = [
    "EVERY_ITEM", "EVERY_KEY", "OTHER_KIND", "PARTS", "AnyKey", "Mismatch", "PathToken", "Star", "Unchecked",
    "format_path", "general_path",
]  # fmt: skip


class AnyKey(str):
    """A key of a map whose keys are free: in a general path it is a star."""

    __slots__ = ()


class Star(str):
    """A step that means every item of an array or every key of an object; no key is equal to it, not even ``*``."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Star) and str(self) == str(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((Star, str(self)))


EVERY_ITEM = Star("[*]")
EVERY_KEY = Star(".*")

PathToken = str | int


_MARKED = re.compile(r"[#@][\w:-]*", re.ASCII)
"""Text and attributes of XML, and what stands inside a text."""


def _plain_identifier(key: str) -> bool:
    return key.isascii() and key.isidentifier()


def format_path(tokens: tuple[PathToken, ...], *, general: bool = False) -> str:
    """Write a JSON path: ``$.items[0]['odd key']``; with `general`, ``$.items[*]`` and ``.*`` where keys are free."""
    parts = ["$"]
    for token in tokens:
        if isinstance(token, int):
            parts.append("[*]" if general else f"[{token}]")
        elif isinstance(token, Star):
            parts.append(str(token))
        elif general and isinstance(token, AnyKey):
            parts.append(".*")
        else:
            parts.append(_member(token))
    return "".join(parts)


@lru_cache(maxsize=4096)  # many differences share most of their paths
def _member(key: str) -> str:
    if _plain_identifier(key) or _MARKED.fullmatch(key):
        return f".{key}"
    escaped = key.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"


def general_path(tokens: tuple[PathToken, ...]) -> str:
    """The path with ``[*]`` for every index and ``.*`` for every free key."""
    return format_path(tokens, general=True)


_NO_FACTS: Mapping[str, Value] = {}

PARTS = ("method", "path", "query", "status", "headers", "content-type", "body", "metadata", "contents", "replies")
"""Parts in which a mismatch can be, in the order in which an exchange is read."""


@dataclass(frozen=True, slots=True, repr=False)
class Mismatch:
    """One difference.

    Attributes
    ----------
    part : str
        ``method path query headers status content-type body metadata contents``.
    path : str
        JSON path of the actual value in bodies; the name of the header or parameter; else the part.
    code : str
        What kind of difference: a matcher's name, or ``missing-key``, ``length``, ``kind`` …
    rule : DecidingRule or None
        The rule that decided; None where none applies and equality holds.
    expected, actual : JSON value, bytes, or MISSING
    tokens : tuple of str and int
        `path` in pieces; empty outside bodies.
    facts : mapping
        Figures that the sentence needs, such as counts or the nearest key.
    remark : tuple of Span
        What a contract could say instead, where its version has a way; it ends the sentence.
    """

    part: str
    path: str
    code: str
    rule: DecidingRule | None
    expected: Value
    actual: Value
    tokens: tuple[PathToken, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=lambda: _NO_FACTS)
    remark: tuple[Span, ...] = ()

    def __repr__(self) -> str:
        expected, actual = kind_of_value(self.expected), kind_of_value(self.actual)
        return f"<Mismatch {self.part} {clean_text(self.path)}: {self.code}, expected {expected}, got {actual}>"

    @property
    def sentence(self) -> Sentence:
        """The sentence in spans."""
        return build_sentence(self)

    @property
    def message(self) -> str:
        """The sentence as plain text."""
        return str(build_sentence(self))


OTHER_KIND = "other-kind"
"""Reason of what a rule accepted although it is of another kind than the example."""


@dataclass(frozen=True, slots=True, repr=False)
class Unchecked:
    """Something that passed because nothing looked at it.

    Attributes
    ----------
    part, path : str
        As in `Mismatch`.
    reason : str
        A short code: ``empty-array``, ``shorter-array``, ``each-key-values``, ``no-expectation``, ``redacted``,
        ``other-kind`` …
    sentence : Sentence
        What happened, and what rule would have checked it.
    """

    part: str
    path: str
    reason: str
    sentence: Sentence
    tokens: tuple[PathToken, ...] = ()

    def __repr__(self) -> str:
        return f"<Unchecked {self.part} {clean_text(self.path)}: {self.reason}>"

    @property
    def message(self) -> str:
        """The sentence as plain text."""
        return str(self.sentence)
