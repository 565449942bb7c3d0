"""Edits that stop what a contract lets through: each tried on a fork, and told with what it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contractlab.contracts import match
from contractlab.contracts.match import Matcher
from contractlab.contracts.registry import matcher_info
from contractlab.editing.contract_edit import Edit
from contractlab.editing.repair_effect import Effect
from contractlab.editing.repair_ground import RepairGround, Spot
from contractlab.editing.text_formats import common_format
from contractlab.editing.wrong_answers import Mutant
from contractlab.errors import InvalidEdit
from contractlab.insight.judged import Field, anchored, still_let_through
from contractlab.values.json_types import JSON, Value

__all__ = ["Tightening", "find_tightening"]


@dataclass(frozen=True, slots=True, eq=False)
class Tightening:
    """An edit that stops wrong answers.

    Attributes
    ----------
    field : Field
    words : str
        What is asked then: ``"at least 1 item"``.
    label : str
        The rule in a few words: ``"min=1"``.
    stops : tuple of Mutant
        Wrong answers that fail then.
    breaks : int
        Verdicts that would go from passed to something else; None where there were no captures to try.
    """

    field: Field
    words: str
    label: str
    stops: tuple[Mutant, ...]
    breaks: int | None
    _spot: Spot
    _matcher: Matcher

    def apply(self, edit: Edit) -> None:
        """Make the edit, as one step.

        Raises
        ------
        InvalidEdit
            If the example, the part or the value is gone.
        """
        _ask(self._spot, self._matcher, edit)

    @property
    def code(self) -> str:
        """The line of Python that does it."""
        fork = self._spot.ground.base.fork()
        before = len(fork.steps)
        self.apply(fork)
        return "\n".join(step.code for step in fork.steps[before:])

    def __repr__(self) -> str:
        return f"<Tightening {self.field.label}: {self.label} stops {len(self.stops)}>"


def _ask(spot: Spot, matcher: Matcher, edit: Edit) -> None:
    spot.body_of(edit).set_rule(spot.rule_path, matcher)


Worded = tuple[Matcher, str, str]
"""A matcher, the rule in a few words, and what it asks for."""

_NOT_EMPTY = r"[\s\S]+"


def _may_change(field: Field) -> bool:
    """True if another rule takes nothing away that was asked: rules that ask for kinds alone stand here and above.

    What leaves the keys of an object free is meant so, and a rule for one of them would not be.
    """
    for value in field.values:
        for depth in range(len(value.tokens) + 1):
            above = field.side.values.get(value.tokens[:depth])
            rule = None if above is None else above.rule
            if rule is not None and (rule.combined or not matcher_info(rule.name).type_like):
                return False
    return True


def _stricter(field: Field) -> Iterator[Worded]:
    """Matchers that ask more of a value, each with its label and what it asks for."""
    value = field.values[0]
    rule = value.rule
    pattern = None if rule is None or rule.combined else rule.args.get("regex")
    if isinstance(pattern, str):
        yield from _patterns(pattern)
    elif _may_change(field):
        yield from _of_kind(value.expected, {} if rule is None else rule.args)


def _patterns(pattern: str) -> Iterator[Worded]:
    """The same pattern for the whole text, and for texts alone: the core writes other values as text first."""
    whole = anchored(pattern)
    both = match.all_of(match.like(), match.regex(regex=pattern))
    yield both, f"type and {pattern}", "a string of this pattern"
    yield match.regex(regex=whole), whole, "the whole text"
    yield match.all_of(match.like(), match.regex(regex=whole)), f"type and {whole}", "a string that is this as a whole"
    # Of a pattern that takes any text, the kind is more; no version before V3 can ask for both.
    yield match.like(), "type", "a string"


def _of_kind(right: Value, args: Mapping[str, JSON]) -> Iterator[Worded]:
    if isinstance(right, list):
        most = args.get("max")
        yield match.each_like(min=1, max=most if isinstance(most, int) else None), "min=1", "at least 1 item"
        yield match.like(), "type", "an array"
    elif isinstance(right, dict):
        yield match.like(), "type", "an object with these keys"
    elif isinstance(right, bool):
        yield match.boolean(), "boolean", "true or false"
    elif isinstance(right, int):
        yield match.integer(), "integer", "an integer"
        yield match.number(), "number", "a number"
    elif isinstance(right, float):
        yield match.number(), "number", "a number"
    elif isinstance(right, str):
        yield from _texts(right)


def _texts(right: str) -> Iterator[Worded]:
    format_ = common_format([right])
    if format_ is not None:
        whole = anchored(format_.pattern)
        yield format_.matcher, format_.noun, format_.noun
        yield match.all_of(match.like(), match.regex(regex=whole)), f"type and {whole}", format_.noun
    yield match.like(), "type", "a string"
    yield match.all_of(match.like(), match.not_empty()), "not empty", "a text that is not empty"
    yield (
        match.all_of(match.like(), match.regex(regex=_NOT_EMPTY)),
        f"type and {_NOT_EMPTY}",
        "a text that is not empty",
    )


def find_tightening(field: Field, ground: RepairGround, tried: bool) -> Tightening | None:
    """The edit that stops most of what a field lets through; None where none was found that breaks nothing.

    Parameters
    ----------
    field : Field
        In a body.
    ground : RepairGround
        Of its contract.
    tried : bool
        True if there are captures to try it on.
    """
    let_through = field.let_through
    if not let_through or not field.values:
        return None
    place = ground.place_at(field.example.index)
    spot = Spot(ground, place.field, place.number, field.side.name, field.side, field.values)
    best: Tightening | None = None
    for matcher, label, words in _stricter(field):
        fork = ground.base.fork()
        try:
            _ask(spot, matcher, fork)
            side = spot.side_in(fork)
        except (InvalidEdit, StopIteration):
            continue
        tokens = field.values[0].tokens
        if side.own.verdict != "passed" or tokens not in side.values:
            continue
        left = set(map(id, still_let_through(side, tokens, let_through)))
        stops = tuple(mutant for mutant in let_through if id(mutant) not in left)
        if still_let_through(side, tokens, field.stopped):
            continue
        if not stops or (best is not None and len(stops) <= len(best.stops)):
            continue
        breaks = _broken(Effect(ground, fork)) if tried else None
        if breaks:
            continue
        best = Tightening(field, words, label, stops, breaks, spot, matcher)
        if len(stops) == len(let_through):
            break
    return best


def _broken(effect: Effect) -> int:
    return sum(number for (before, after), number in effect.counts().items() if before == "passed" != after)
