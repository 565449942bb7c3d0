"""Wrong answers, judged: stopped by the contract, let through although it asks there, or never asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from contractlab.contracts import match
from contractlab.contracts.contract import Example
from contractlab.contracts.editing import Tokens
from contractlab.contracts.format import format_of
from contractlab.contracts.registry import matcher_info
from contractlab.contracts.sample_exchange import OwnPart
from contractlab.editing.observations import general
from contractlab.editing.probing import Side
from contractlab.editing.strictness import rule_of
from contractlab.editing.wrong_answers import Mutant, MutantKind, affixes, body_mutants, named_mutants
from contractlab.engine.errors import CannotCheck
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import format_path

__all__ = ["Budget", "Field", "JudgedMutant", "Outcome", "judge_part"]

_BYTES = 60_000_000
"""So many bytes of mutated bodies are judged of one contract; what is beyond is counted, and not tried."""


class Outcome(StrEnum):
    """What became of a wrong answer."""

    STOPPED = "stopped"
    WEAKLY = "asked weakly"
    NEVER = "never asked"


@quiet
@dataclass(frozen=True, slots=True)
class JudgedMutant:
    """A wrong answer with its verdict.

    Attributes
    ----------
    mutant : Mutant
    outcome : Outcome
    """

    mutant: Mutant
    outcome: Outcome


@dataclass(slots=True)
class Budget:
    """How much is tried of one contract.

    Attributes
    ----------
    left : int
        Bytes that may still be judged.
    not_tried : int
        Places that were left out.
    """

    left: int = _BYTES
    not_tried: int = 0

    def takes(self, size: int, mutants: int) -> bool:
        """True if so many bodies of a size may be judged; counts the place where they may not."""
        self.left -= (size + 500) * mutants
        if self.left < 0:
            self.not_tried += 1
        return self.left >= 0


@quiet
@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A place of one part of one example, with the wrong answers that were tried there.

    Attributes
    ----------
    example : Example
    side : Side
        The part it is in.
    part : str
        ``"status"``, ``"headers"``, ``"metadata"``, ``"body"`` or ``"contents"``.
    path : str
        Of a body the general path, ``$.items[*].price``; of what has a name the name; else empty.
    values : tuple of Explained
        The values of the example at this path; none where nothing is expected.
    mutants : tuple of JudgedMutant
    """

    example: Example
    side: Side
    part: str
    path: str
    values: tuple[Explained, ...]
    mutants: tuple[JudgedMutant, ...] = field(repr=False)

    def count(self, outcome: Outcome) -> int:
        """How many wrong answers ended so."""
        return sum(1 for judged in self.mutants if judged.outcome is outcome)

    @property
    def let_through(self) -> tuple[Mutant, ...]:
        """Wrong answers that pass although something is asked."""
        return tuple(judged.mutant for judged in self.mutants if judged.outcome is Outcome.WEAKLY)

    @property
    def stopped(self) -> tuple[Mutant, ...]:
        """Wrong answers that fail."""
        return tuple(judged.mutant for judged in self.mutants if judged.outcome is Outcome.STOPPED)

    @property
    def label(self) -> str:
        """``$.name``, ``status``, ``header ETag``."""
        if self.part in ("body", "contents"):
            return self.path
        return self.part if not self.path else f"{'header' if self.part == 'headers' else self.part} {self.path}"


def judge_part(example: Example, own: OwnPart, budget: Budget) -> Iterator[Field]:
    """The places of one part with the wrong answers that were tried there.

    Parameters
    ----------
    example : Example
    own : OwnPart
        One that the provider makes.
    budget : Budget
    """
    side = Side(own)
    if side.own.verdict == "error":
        return
    for (part, _), value in side.named.items():
        yield from _beside(example, side, part, value)
    if side.data is None:
        yield from _without_body(example, side)
    elif isinstance(side.json, dict | list) or side.json is not MISSING:
        yield from _in_body(example, side, budget)
    else:
        yield from _whole_body(example, side)


def _beside(example: Example, side: Side, part: str, value: Explained) -> Iterator[Field]:
    name = next((spelled for place, spelled in side.spelled.items() if side.named[place] is value), "")
    mutants = named_mutants(part, name, value)
    if not mutants:
        return
    place = (part, name.lower() if part == "headers" else name)
    judged = []
    for mutant in mutants:
        accepted = side.accepts_named(place, mutant.value)
        outcome = _outcome(value, mutant, accepted)
        if outcome is not None:
            judged.append(JudgedMutant(mutant, outcome))
    yield Field(example, side, part, name, (value,), tuple(judged))


def _outcome(value: Explained, mutant: Mutant, accepted: bool, within_unchecked: bool = False) -> Outcome | None:
    """What became of a wrong answer; None where the contract says that it is right."""
    if not accepted:
        return Outcome.STOPPED
    if mutant.kind is MutantKind.EXTRA or within_unchecked or (value.rule is None and value.status == "unchecked"):
        return Outcome.NEVER
    rule = value.rule
    if rule is not None:
        if rule.combined and mutant.kind in (MutantKind.NULL, MutantKind.TYPE):
            return None
        if mutant.kind is MutantKind.STATUS or (mutant.kind is MutantKind.NULL and matcher_info(rule.name).allows_null):
            return None
    return Outcome.WEAKLY


def _in_body(example: Example, side: Side, budget: Budget) -> Iterator[Field]:
    """A field for each general path, rule and kind of value."""
    grouped: dict[tuple[Tokens, str, str], list[Explained]] = {}
    unchecked: set[Tokens] = set()
    for tokens, value in side.values.items():
        if (tokens and tokens[:-1] in unchecked) or (value.rule is None and value.status == "unchecked"):
            unchecked.add(tokens)
        key = (general(tokens), repr(rule_of(value)), type(value.expected).__name__)
        grouped.setdefault(key, []).append(value)
    size = len(side.data or b"")
    for (path, _, _), values in grouped.items():
        first = values[0]
        mutants = list(body_mutants(first))
        mutants += _unanchored(example, first, mutants)
        if not budget.takes(size, len(mutants)):
            continue
        judged = []
        for mutant in mutants:
            accepted = side.accepts(first.tokens, mutant.value)
            outcome = _outcome(first, mutant, accepted, first.tokens in unchecked)
            if outcome is not None:
                judged.append(JudgedMutant(mutant, outcome))
        yield Field(example, side, side.body_part, format_path(path), tuple(values), tuple(judged))


def _unanchored(example: Example, value: Explained, others: Iterable[Mutant]) -> tuple[Mutant, ...]:
    """Texts around a right one, where the pattern of the rule would not take them as a whole."""
    pattern = None if value.rule is None or value.rule.combined else value.rule.args.get("regex")
    if not isinstance(pattern, str) or not isinstance(value.expected, str) or not value.expected:
        return ()
    whole = match.regex(regex=anchored(pattern))
    accepts = format_of(example.contract).vocabulary.accepts
    made = {mutant.value for mutant in others if isinstance(mutant.value, str)}
    refused = []
    for mutant in affixes(value.expected):
        try:
            wrong = accepts(whole, mutant.value) is False
        except CannotCheck:
            return ()
        if wrong and mutant.value not in made:
            refused.append(mutant)
    return tuple(refused)


def anchored(pattern: str) -> str:
    """A pattern that takes the whole text alone."""
    return f"^(?:{pattern})$"


def _without_body(example: Example, side: Side) -> Iterator[Field]:
    """A part of which no body is expected: a body that comes is not looked at."""
    mutant = Mutant(MutantKind.EXTRA, {"unexpected": "extra"})
    accepted = side.accepts_body(b'{"unexpected": "extra"}')
    outcome = Outcome.NEVER if accepted else Outcome.STOPPED
    yield Field(example, side, side.body_part, "$", (), (JudgedMutant(mutant, outcome),))


def _whole_body(example: Example, side: Side) -> Iterator[Field]:
    """Text, XML, forms and bytes: no body, an empty one, another text."""
    root = side.own.explanation.body
    asked = root is None or not (root.rule is None and root.status == "unchecked")
    tried: list[tuple[Mutant, bytes | None]] = [
        (Mutant(MutantKind.MISSING, MISSING), None),
        (Mutant(MutantKind.EMPTY, ""), b""),
        (Mutant(MutantKind.VALUE, "unexpected"), b"unexpected"),
    ]
    judged = []
    for mutant, data in tried:
        accepted = side.accepts_body(data)
        weak = Outcome.WEAKLY if asked else Outcome.NEVER
        judged.append(JudgedMutant(mutant, weak if accepted else Outcome.STOPPED))
    yield Field(example, side, side.body_part, "$", (), tuple(judged))


def still_let_through(side: Side, tokens: Tokens, mutants: tuple[Mutant, ...]) -> tuple[Mutant, ...]:
    """Those of some wrong answers that another version of the part accepts."""
    return tuple(mutant for mutant in mutants if side.accepts(tokens, mutant.value))
