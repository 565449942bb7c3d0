"""What consumers ask of the fields of an answer: exactly, by type, weakly, or not at all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from contractlab.captures import Capture
from contractlab.contracts.contract import Example
from contractlab.contracts.editing import Tokens
from contractlab.contracts.format import format_of
from contractlab.contracts.registry import matcher_info
from contractlab.editing.observations import general, observe
from contractlab.editing.probing import Side
from contractlab.editing.wrong_answers import is_exact
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.markers import MISSING
from contractlab.verification.example_content import ExampleContents
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
    content = ExampleContents(by_answer=True)
    judged: dict[Hashable, list[tuple[Explained, AskKind]]] = {}  # of a thousand examples many expect the same
    for example in examples:
        key = content(example, "reference") if format_of(example.contract).checks_by_content else id(example)
        if key not in judged:
            judged[key] = list(_asked(example))
        for value, kind in judged[key]:
            _add(asks, example, value, kind)
    return asks


def _asked(example: Example) -> Iterator[tuple[Explained, AskKind]]:
    """Values of the bodies that the provider sends for an example, each with how it is asked for."""
    for own in example.own_parts:
        if own.by != "provider":
            continue
        side = Side(own)
        if side.json is MISSING:
            continue
        tried = 0
        for tokens, value in side.values.items():
            may_be_left_out = False
            if tokens and isinstance(tokens[-1], str) and tried < _TRIED and _leaves_keys_free(side, tokens):
                tried += 1
                may_be_left_out = side.accepts(tokens, MISSING)
            yield value, AskKind.WEAKLY if may_be_left_out else _kind(value)


def _leaves_keys_free(side: Side, tokens: Tokens) -> bool:
    """True if a rule above a key may let it be missing: one that asks for more, or less, than a kind."""
    above = (side.values.get(tokens[:depth]) for depth in range(len(tokens)))
    rules = (value.rule for value in above if value is not None and value.rule is not None)
    return any(rule.combined or not matcher_info(rule.name).type_like for rule in rules)


def asks_of_results(results: Iterable[Result], asks: Asks, places: Iterable[Tokens]) -> None:
    """Add what is asked of values that examples do not have themselves: keys that a rule leaves free.

    Parameters
    ----------
    results : iterable of Result
    asks : dict
        What examples ask; changed.
    places : iterable of tokens
        General paths of everything that was answered.
    """
    others = frozenset(places) - frozenset(asks)
    if not others:
        return
    seen: set[tuple[str, frozenset[Tokens]]] = set()
    for result in results:
        mine = others & _places(result)
        if not mine or (result.example.key, mine) in seen:
            continue
        seen.add((result.example.key, mine))
        body = result.explanation.body
        for value in () if body is None else islice(body.walk(), _VALUES):
            # The example does not have it, so it may be missing.
            if value.rule is not None and value.status in ("matches", "differs") and general(value.tokens) in mine:
                _add(asks, result.example, value, AskKind.WEAKLY)


def _places(result: Result) -> frozenset[Tokens]:
    """General paths of the body that was judged."""
    seen = result.seen
    if isinstance(seen, Capture):
        data = None if seen.response is None else seen.response.body
    else:
        data = None if seen is None or seen.message is None else seen.message.contents
    if not isinstance(data, bytes):
        return frozenset()
    try:
        return frozenset(observe([parse_json(data)]))
    except NotJson:
        return frozenset()
