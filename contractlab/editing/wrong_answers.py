"""Wrong answers made of a right one: a value replaced by what a consumer could not use.

Only what is wrong whatever the consumer meant is made: another kind of value, none, an empty one, text of no format
where the example has one. Another value of the same kind and format is right unless the example itself is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from contractlab.contracts.registry import matcher_info
from contractlab.editing.text_formats import common_format
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["TRANSPORT_HEADERS", "Mutant", "MutantKind", "affixes", "body_mutants", "is_exact", "named_mutants"]

TRANSPORT_HEADERS = frozenset(
    "connection keep-alive proxy-connection te trailer transfer-encoding upgrade content-length content-encoding date "
    "server via".split()
)
"""Headers that servers and proxies set by themselves; what they say is no answer to a consumer."""

_STATUSES = (200, 201, 204, 301, 302, 400, 401, 403, 404, 409, 500, 503)
_OF_NO_FORMAT = "not a value"


class MutantKind(StrEnum):
    """How an answer is wrong."""

    TYPE = "another type"
    NULL = "null"
    MISSING = "missing"
    EMPTY = "empty"
    FORMAT = "another format"
    VALUE = "another value"
    EXTRA = "an extra key"
    STATUS = "another status"


@quiet
@dataclass(frozen=True, slots=True)
class Mutant:
    """A value in the place of a right one.

    Attributes
    ----------
    kind : MutantKind
    value : JSON value, or MISSING for none
    """

    kind: MutantKind
    value: Value

    @property
    def words(self) -> str:
        """The value as people read it: ``[]``, ``"7 EUR"``, ``nothing``."""
        return "nothing" if self.value is MISSING else quote(self.value, 60)


def is_exact(value: Explained) -> bool:
    """True if only the value of the example passes."""
    rule = value.rule
    if rule is None:
        return True
    info = matcher_info(rule.name)
    return info.exact and not rule.combined


def body_mutants(value: Explained) -> Iterator[Mutant]:
    """Wrong values for a place of a body.

    Parameters
    ----------
    value : Explained
        The place in the example, with the rule in force there.
    """
    right = value.expected
    exact = is_exact(value)
    item = bool(value.tokens) and isinstance(value.tokens[-1], int)
    if right is not None:
        yield Mutant(MutantKind.NULL, None)
    if not item:  # an array with an item less is another length, and lengths are asked for at the array
        yield Mutant(MutantKind.MISSING, MISSING)
    if isinstance(right, str):
        yield from _texts(right, exact)
    elif isinstance(right, bool):
        yield from _of_types("true" if right else "false", 1, [], {})
        if exact:
            yield Mutant(MutantKind.VALUE, not right)
    elif isinstance(right, int | float):
        yield from _of_types(str(right), True, [], {})
        if exact:
            yield Mutant(MutantKind.VALUE, right + 1)
    elif isinstance(right, list):
        yield from _of_types("text", 7, {})
        if right:
            yield Mutant(MutantKind.EMPTY, [])
    elif isinstance(right, dict):
        yield from _of_types("text", 7, [])
        if right:
            yield Mutant(MutantKind.EMPTY, {})
        yield Mutant(MutantKind.EXTRA, {**right, _unused(right): "extra"})
    elif right is None:
        yield from _of_types("text", 7, [], {})


def _texts(right: str, exact: bool) -> Iterator[Mutant]:
    yield from _of_types(7, True, [], {})
    if right:
        yield Mutant(MutantKind.EMPTY, "")
    if right and common_format([right]) is not None:
        yield Mutant(MutantKind.FORMAT, _OF_NO_FORMAT)
        yield Mutant(MutantKind.FORMAT, f"{right} x")
        yield Mutant(MutantKind.FORMAT, f"x {right}")
    elif exact:
        yield Mutant(MutantKind.VALUE, f"{right} x")


def _of_types(*values: Value) -> Iterator[Mutant]:
    return (Mutant(MutantKind.TYPE, value) for value in values)


def _unused(keys: dict[str, Value]) -> str:
    name = "unexpected"
    while name in keys:
        name += "_"
    return name


def affixes(right: str) -> tuple[Mutant, ...]:
    """A text with something before and after it: what a pattern without marks for begin and end lets through."""
    return (Mutant(MutantKind.FORMAT, f"{right} x"), Mutant(MutantKind.FORMAT, f"x {right}"))


def named_mutants(part: str, name: str, value: Explained) -> tuple[Mutant, ...]:
    """Wrong values for what stands beside a body; none for what has none, or servers set by themselves.

    Parameters
    ----------
    part, name : str
        ``"status"``; ``"headers"`` or ``"metadata"`` with a name.
    value : Explained
    """
    if part == "status" and isinstance(value.expected, int):
        return tuple(status_mutants(value.expected))
    if part in ("headers", "metadata") and name.lower() not in TRANSPORT_HEADERS:
        right = value.expected[0] if isinstance(value.expected, list | tuple) and value.expected else value.expected
        return tuple(header_mutants(right, is_exact(value)))
    return ()


def status_mutants(right: int) -> Iterator[Mutant]:
    """Statuses of other classes than the right one."""
    return (Mutant(MutantKind.STATUS, status) for status in _STATUSES if status // 100 != right // 100)


def header_mutants(right: Value, exact: bool) -> Iterator[Mutant]:
    """Wrong values for a header or an entry of metadata; none for what servers set by themselves."""
    yield Mutant(MutantKind.MISSING, MISSING)
    if isinstance(right, str):
        if right:
            yield Mutant(MutantKind.EMPTY, "")
        if exact:
            yield Mutant(MutantKind.VALUE, f"{right} x")
