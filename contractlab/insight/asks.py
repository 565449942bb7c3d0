"""What consumers ask of the fields of an answer: exactly, by type, weakly, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import islice

from contractlab.captures import Capture
from contractlab.contracts.contract import Example
from contractlab.contracts.editing import Tokens
from contractlab.contracts.registry import matcher_info
from contractlab.contracts.sample_exchange import OwnPart
from contractlab.editing.observations import general, observe
from contractlab.editing.probing import Side
from contractlab.editing.wrong_answers import is_exact
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.internal import Losses
from contractlab.values.json_shape import shape_key
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import JSON
from contractlab.values.markers import MISSING
from contractlab.values.message import Message
from contractlab.verification.results import Result

__all__ = ["WHAT_IT_ASKS", "Ask", "AskKind", "AsksOfParts", "asks_of_examples", "asks_of_results"]

WHAT_IT_ASKS = "what it asks cannot be told"
"""What an example costs that cannot be looked at."""

_VALUES = 20_000
"""Values of one answer that are looked at."""

_TRIED = 400
"""Keys of one example that are left out to see whether they may."""

_READ = 20_000_000
"""Bytes of one example's body that are read for it, again and again."""


class AskKind(StrEnum):
    """How a field is asked for, the strictest first."""

    EXACTLY = "exactly"
    BY_TYPE = "by type"
    WEAKLY = "weakly"


_RANK = {kind: rank for rank, kind in enumerate(AskKind)}


@quiet
@dataclass(slots=True)
class Ask:
    """What one consumer asks of one field.

    Attributes
    ----------
    kind : AskKind
        The strictest of all its examples.
    sources : dict of str to (Example, callable)
        By the key of the example: it, and what gives the first value that asks.
    """

    kind: AskKind
    sources: dict[str, tuple[Example, Callable[[], Explained]]] = field(default_factory=dict)

    @property
    def examples(self) -> tuple[Example, ...]:
        """The examples that ask for it."""
        return tuple(example for example, _ in self.sources.values())

    @property
    def by(self) -> dict[str, tuple[Example, Explained]]:
        """By the key of the example: it, and the first value that asks, with its rule."""
        return {key: (example, value_of()) for key, (example, value_of) in self.sources.items()}

    def add(self, kind: AskKind, example: Example, value_of: Callable[[], Explained]) -> None:
        """Take in what another value of the field asks."""
        if _RANK[kind] < _RANK[self.kind]:
            self.kind = kind
        if example.key not in self.sources:
            self.sources[example.key] = (example, value_of)


Asks = dict[Tokens, dict[str, Ask]]
"""By general path, by consumer."""


def _kind(value: Explained) -> AskKind:
    """How strictly a value is asked for."""
    if value.status == "unchecked" or value.unchecked:
        return AskKind.WEAKLY
    if isinstance(value.expected, dict | list):
        return AskKind.BY_TYPE
    return AskKind.EXACTLY if is_exact(value) else AskKind.BY_TYPE


def _add(asks: Asks, example: Example, path: Tokens, kind: AskKind, value_of: Callable[[], Explained]) -> None:
    of_field = asks.setdefault(path, {})
    of_field.setdefault(example.contract.consumer, Ask(kind)).add(kind, example, value_of)


OfPart = list[tuple[Tokens, Tokens, AskKind]]
"""Places that are explained, each with the general path of what is asked for and how strictly.

A field that no explanation reaches, as those of a variant in an array, stands with the nearest place above it.
"""


class AsksOfParts:
    """What parts ask of the bodies that they describe; of parts that ask alike one is asked for all."""

    def __init__(self) -> None:
        self._of: dict[Hashable, OfPart] = {}
        self._of_examples: dict[int, tuple[Example, list[tuple[Side, OfPart]]]] = {}

    def of_example(self, example: Example) -> list[tuple[Side, OfPart]]:
        """What the parts of an example ask that the provider sends; looked for once."""
        made = self._of_examples.get(id(example))
        if made is None:
            sides = [Side(own) for own in example.own_parts if own.by == "provider"]
            made = self._of_examples[id(example)] = (example, [(side, self.of(side)) for side in sides])
        return made[1]

    def of(self, side: Side) -> OfPart:
        """What a part asks; nothing where its body is no JSON."""
        key = _alike(side.part)
        made = None if key is None else self._of.get(key)
        if made is None:
            made = _asked(side)
            if key is not None:
                self._of[key] = made
        return made


def _alike(part: OwnPart) -> Hashable | None:
    """What is equal for parts that ask the same, whatever values they have; None where that is not known.

    An example that breaks its own rule asks something of its own.
    """
    data = part.recording.contents if isinstance(part.recording, Message) else part.recording.body
    if part.asks_key is None or part.body_passes is None or not isinstance(data, bytes):
        return None
    try:
        body = parse_json(data)
    except NotJson:
        return None
    key = part.asks_key()
    return None if key is None or not part.body_passes(data) else (key, shape_key(body))


def _asked(side: Side) -> OfPart:
    """What one part asks of its body.

    A key that may be left out is asked for weakly, whatever its value must be: the engine is asked.
    """
    if side.json is MISSING:
        return []
    made: OfPart = []
    tried, most = 0, _most_tried(side)
    for tokens, value in side.values.items():
        may_be_left_out = False
        if tokens and isinstance(tokens[-1], str) and tried < most and _leaves_keys_free(side, tokens):
            tried += 1
            may_be_left_out = side.accepts(tokens, MISSING)
        made.append((tokens, general(tokens), AskKind.WEAKLY if may_be_left_out else _kind(value)))
    return made + _beyond_explanations(side)


def _most_tried(side: Side) -> int:
    """How often the engine is asked: each time it reads the whole body."""
    return min(_TRIED, max(1, _READ // max(1, len(side.data or b""))))


def _beyond_explanations(side: Side) -> OfPart:
    """Fields of the example that nothing explains by themselves: the engine is asked whether they may be missing."""
    made: OfPart = []
    most = _most_tried(side)
    stack: list[tuple[Tokens, JSON]] = [((), side.json)]
    tried = 0
    for _ in range(_VALUES):
        if not stack:
            break
        tokens, value = stack.pop()
        if isinstance(value, dict):
            stack += [((*tokens, key), below) for key, below in reversed(value.items())]
        elif isinstance(value, list):
            stack += [((*tokens, index), below) for index, below in reversed(list(enumerate(value)))]
        if tokens and isinstance(tokens[-1], str) and tokens not in side.values and tried < most:
            tried += 1
            if not side.accepts(tokens, MISSING):
                above = next(tokens[:size] for size in range(len(tokens), -1, -1) if tokens[:size] in side.values)
                made.append((above, general(tokens), AskKind.BY_TYPE))
    return made


def asks_of_examples(examples: Iterable[Example], losses: Losses, of_parts: AsksOfParts) -> Generator[None, None, Asks]:
    """What examples ask of the bodies that the provider sends, by themselves; an example at a time.

    Parameters
    ----------
    examples : iterable of Example
    losses : Losses
        Takes examples of which it cannot be told.
    of_parts : AsksOfParts
        Where parts that ask alike are known from.
    """
    asks: Asks = {}
    for example, own in losses.each(examples, of_parts.of_example, WHAT_IT_ASKS, lambda each: each.description):
        yield
        for side, of_part in own:
            for tokens, path, kind in of_part:
                _add(asks, example, path, kind, partial(_value_at, side, tokens))
    return asks


def _value_at(side: Side, tokens: Tokens) -> Explained:
    return side.values[tokens]


def _leaves_keys_free(side: Side, tokens: Tokens) -> bool:
    """True if a rule above a key may let it be missing: one that asks for more, or less, than a kind."""
    above = (side.values.get(tokens[:depth]) for depth in range(len(tokens)))
    rules = (value.rule for value in above if value is not None and value.rule is not None)
    return any(rule.combined or not matcher_info(rule.name).type_like for rule in rules)


def asks_of_results(results: Iterable[Result], asks: Asks, places: Iterable[Tokens], losses: Losses) -> Iterator[None]:
    """Add what is asked of values that examples do not have themselves, a result at a time: keys that are left free.

    Parameters
    ----------
    results : iterable of Result
    asks : dict
        What examples ask; changed.
    places : iterable of tokens
        General paths of everything that was answered.
    losses : Losses
        Takes results that cannot be explained.
    """
    others = frozenset(places) - frozenset(asks)
    if not others:
        return
    seen: set[tuple[str, frozenset[Tokens]]] = set()

    def add(result: Result) -> None:
        mine = others & _places(result)
        if not mine or (result.example.key, mine) in seen:
            return
        seen.add((result.example.key, mine))
        body = result.explanation.body
        for value in () if body is None else islice(body.walk(), _VALUES):
            # The example does not have it, so it may be missing.
            if value.rule is not None and value.status in ("matches", "differs") and general(value.tokens) in mine:
                _add(asks, result.example, general(value.tokens), AskKind.WEAKLY, partial(_itself, value))

    for _ in losses.each(results, add, "what it asks of keys that are free cannot be told", _example_of):
        yield


def _example_of(result: Result) -> str:
    return result.example.description


def _itself(value: Explained) -> Explained:
    return value


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
