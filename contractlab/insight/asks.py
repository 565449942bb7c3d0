"""What consumers ask of the fields of an answer: exactly, by type, weakly, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from contractlab.contracts.contract import Example
from contractlab.contracts.editing import Tokens
from contractlab.editing.observations import general
from contractlab.editing.probing import Side
from contractlab.insight.mutants import is_exact
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.verification.results import Result

__all__ = ["Ask", "AskKind", "asks_of_examples", "asks_of_results"]

_VALUES = 20_000
"""Values of one answer that are looked at."""

_TRIED = 400
"""Keys of one example that are left out to see whether they may."""


class AskKind(StrEnum):
    """How a field is asked for, the strictest first."""

    EXACTLY = "exactly"
    BY_TYPE = "by type"
    WEAKLY = "weakly"


_ORDER = list(AskKind)


@quiet
@dataclass(slots=True)
class Ask:
    """What one consumer asks of one field.

    Attributes
    ----------
    kind : AskKind
        The strictest of all its examples.
    by : dict of str to (Example, Explained)
        By the key of the example: the first value that asks, with its rule.
    """

    kind: AskKind
    by: dict[str, tuple[Example, Explained]] = field(default_factory=dict)

    def add(self, kind: AskKind, example: Example, value: Explained) -> None:
        """Take in what another value of the field asks."""
        self.kind = min(self.kind, kind, key=_ORDER.index)
        self.by.setdefault(example.key, (example, value))


Asks = dict[Tokens, dict[str, Ask]]
"""By general path, by consumer."""


def _kind(value: Explained) -> AskKind:
    """How strictly a value is asked for."""
    if value.status == "unchecked" or value.unchecked:
        return AskKind.WEAKLY
    if isinstance(value.expected, dict | list):
        return AskKind.BY_TYPE
    return AskKind.EXACTLY if is_exact(value) else AskKind.BY_TYPE


def _add(asks: Asks, example: Example, value: Explained, kind: AskKind) -> None:
    of_field = asks.setdefault(general(value.tokens), {})
    of_field.setdefault(example.contract.consumer, Ask(kind)).add(kind, example, value)


def asks_of_examples(examples: Iterable[Example]) -> Asks:
    """What examples ask of the bodies that the provider sends, by themselves.

    A key that may be left out is asked for weakly, whatever its value must be: the engine is asked.
    """
    asks: Asks = {}
    for example in examples:
        for own in example.own_parts:
            if own.by != "provider":
                continue
            side = Side(own)
            if side.json is MISSING:
                continue
            for number, (tokens, value) in enumerate(side.values.items()):
                is_key = bool(tokens) and isinstance(tokens[-1], str)
                may_be_left_out = is_key and number < _TRIED and side.accepts(tokens, MISSING)
                _add(asks, example, value, AskKind.WEAKLY if may_be_left_out else _kind(value))
    return asks


def asks_of_results(results: Iterable[Result], asks: Asks) -> None:
    """Add what is asked of values that examples do not have themselves: keys that a rule leaves free.

    Parameters
    ----------
    results : iterable of Result
    asks : dict
        What examples ask; changed.
    """
    of_examples = frozenset(asks)
    seen: set[tuple[str, Tokens]] = set()
    for result in results:
        body = result.explanation.body
        for value in () if body is None else islice(body.walk(), _VALUES):
            place = general(value.tokens)
            if place in of_examples or (result.example.key, place) in seen:
                continue
            seen.add((result.example.key, place))
            if value.rule is not None and value.status in ("matches", "differs"):
                _add(asks, result.example, value, AskKind.WEAKLY)  # the example does not have it, so it may be missing
