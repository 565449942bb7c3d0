"""The suggestions themselves: from what was seen at a place and what the contract says there, to what it could say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contractlab.contracts import match
from contractlab.contracts.editing import Tokens
from contractlab.contracts.match import Matcher
from contractlab.contracts.registry import matcher_info
from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.observations import Seen, general
from contractlab.editing.part_edit import PartEdit
from contractlab.editing.probing import Side
from contractlab.editing.rule_path import rule_path
from contractlab.editing.strictness import alike
from contractlab.editing.text_formats import TextFormat, common_format
from contractlab.editing.two_examples import RecordedStates, Variant, add_variant, with_null, without_key
from contractlab.errors import InvalidEdit
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, format_path
from contractlab.values.text import count, quote

__all__ = ["Proposal", "bare", "proposals"]

Change = Callable[[PartEdit], None]
"""Makes the edits of the part that was proposed for."""

Fits = Callable[[Any], bool]

ENOUGH = 5
"""So many recordings, at least, make a habit."""


@quiet
@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be edited, and why; attributes as in `Suggestion`.

    Attributes
    ----------
    changes : tuple of callable
        Ways to do it, the best first; where the contract's version cannot say one, the next is tried.
    """

    part: str
    path: str
    kind: str
    evidence: str
    advice: str
    effect: str
    changes: tuple[Change, ...]


def proposals(side: Side, seen: Mapping[Tokens, Seen], states: Sequence[RecordedStates] = ()) -> Iterator[Proposal]:
    """What recorded bodies suggest.

    Parameters
    ----------
    side : Side
        The part of the example.
    seen : mapping of tokens to Seen
        By general path.
    states : sequence of tuple
        Those that were in force, for each capture that was looked at.
    """
    maker = _Maker(side, seen, states)
    for place, values in maker.places.items():
        if place in seen:
            yield from maker.at(place, values, seen[place])
    yield from maker.unasked()


def _anything(value: Any) -> bool:
    return True


class _Maker:
    """Makes the proposals for one body."""

    def __init__(self, side: Side, seen: Mapping[Tokens, Seen], states: Sequence[RecordedStates]) -> None:
        self.side = side
        self.seen = seen
        self._states = states
        self.part = side.body_part
        self.places: dict[Tokens, list[Explained]] = {}
        for tokens, value in side.values.items():
            self.places.setdefault(general(tokens), []).append(value)

    def _body(self, part: PartEdit) -> BodyEdit:
        return part.body if self.part == "body" else part.contents

    def _propose(self, place: Tokens, kind: str, evidence: str, advice: str, effect: str, *changes: Change) -> Proposal:
        shown = format_path(place)
        return Proposal(self.part, shown, kind, evidence, advice, effect, changes)

    def _rule(
        self, values: Sequence[Explained], matcher: Matcher, fits: Fits = _anything, better: Any = None
    ) -> Change:
        """Set the rule; examples that would not fit it are replaced by a value that was seen."""
        path = rule_path(self.side, values)

        def change(part: PartEdit) -> None:
            body = self._body(part)
            body.set_rule(path, matcher)
            for value in values:
                if not fits(value.expected):
                    body[format_path(value.tokens)] = better

        return change

    def at(self, place: Tokens, values: list[Explained], seen: Seen) -> list[Proposal]:
        """Everything for a place that the example has; nothing where the format has no path for one of its keys."""
        try:
            made = list(self.optional(place, values, seen)) or list(self.about(place, values, seen))
            return [*made, *self.two_examples(place, values, seen)]
        except InvalidEdit:
            return []

    def about(self, place: Tokens, values: list[Explained], seen: Seen) -> Iterator[Proposal]:
        """What was seen at a place that the example has."""
        if seen.secret:
            return
        first = values[0]
        if isinstance(first.expected, list):
            yield from self._array(place, values, seen)
            return
        if isinstance(first.expected, dict) or not seen.values:
            return
        refused = [value for value in seen.scalars if not self.side.accepts(first.tokens, value)]
        if refused:
            yield from self._wider(place, values, seen)
        elif not seen.more or first.rule is not None:
            yield from self._narrower(place, values, seen)

    def _wider(self, place: Tokens, values: list[Explained], seen: Seen) -> Iterator[Proposal]:
        kinds = {kind for kind in seen.kinds if kind != "null"}
        words = f"seen {seen.kinds_in_words()}"
        matchers = list(_matchers_for(kinds, seen))
        if kinds and not matchers:
            return
        example = next((value for value in seen.scalars if value is not None), None)
        if "null" in seen.kinds:
            ways = matchers or [(match.like(), "this type")]
            fits = _of_kinds(kinds) if kinds and values[0].expected is None else _anything
            changes = [self._rule(values, match.any_of(match.null(), matcher), fits, example) for matcher, _ in ways]
            yield self._propose(place, "nullable", words, f"{ways[0][1]} or null", "less", *changes)
            return
        evidence = words if len(seen.values) == 1 or len(seen.kinds) > 1 else f"{words}, {_various(seen)}"
        changes = [self._rule(values, matcher, _of_kinds(kinds), example) for matcher, _ in matchers]
        yield self._propose(place, "type", evidence, matchers[0][1], "less", *changes)

    def _narrower(self, place: Tokens, values: list[Explained], seen: Seen) -> Iterator[Proposal]:
        rule = values[0].rule
        if rule is None or rule.combined or not matcher_info(rule.name).vague or "null" in seen.kinds:
            return
        if len(seen.captures) < ENOUGH and seen.total < 2 * ENOUGH:
            return
        distinct = len(seen.values)
        scalars = seen.scalars
        among = f"in {count(seen.total, 'value' if seen.total != len(seen.captures) else 'capture')}"
        texts = [text for text in scalars if isinstance(text, str)]
        format_ = common_format(texts) if len(texts) == distinct and distinct >= 3 and not seen.more else None
        if format_ is None and seen.more and len(texts) == distinct:
            format_ = common_format(texts)
        if format_ is not None:
            changes = [self._rule(values, matcher, format_.fits, texts[0]) for matcher in _ways(format_)]
            evidence = f"every one of {seen.total:,} values is {format_.noun}"
            yield self._propose(place, "format", evidence, bare(format_.noun), "more", *changes)
        elif len(texts) == distinct and 2 <= distinct <= 6 and seen.total >= 4 * distinct:
            pattern = "|".join(re.escape(text) for text in sorted(texts))
            listed = ", ".join(quote(text, 30) for text in texts)
            change = self._rule(values, match.regex(regex=pattern), texts.__contains__, texts[0])
            yield self._propose(place, "enumeration", f"only {listed} {among}", "one of these", "more", change)
        elif distinct == 1 and seen.total >= 2 * ENOUGH:
            evidence = f"always {quote(scalars[0], 40)} {among}"
            change = self._rule(values, match.equality(), lambda value: alike(value, scalars[0]), scalars[0])
            yield self._propose(place, "constant", evidence, "exactly this", "more", change)
        elif set(seen.kinds) == {"integer"} and distinct >= 3:
            change = self._rule(values, match.integer(), _of_kinds({"integer"}), scalars[0])
            yield self._propose(place, "type", f"seen {seen.kinds_in_words()}", "integer", "more", change)

    def _array(self, place: Tokens, values: list[Explained], seen: Seen) -> Iterator[Proposal]:
        if not seen.lengths or set(seen.kinds) - {"array", "empty array"}:
            return
        first = values[0]
        item = first.expected[0] if first.expected else MISSING
        low, high = min(seen.lengths), max(seen.lengths)
        words = f"{low:,} items" if low == high else f"{low:,} to {high:,} items"
        words = f"seen {words} in {len(seen.lengths):,} arrays" if len(seen.lengths) > 1 else f"seen {words}"
        if item is MISSING:
            return
        accepted = first.rule is not None or all(
            self.side.accepts(first.tokens, [item] * count) for count in {low, high} if count <= 1000
        )
        if first.rule is None and not accepted:
            least = 1 if low else None
            advice = "at least 1 item" if low else "any number of items"
            yield self._propose(
                place, "length", words, advice, "less", self._rule(values, match.each_like(min=least))
            )  # fmt: skip
        elif first.rule is not None and matcher_info(first.rule.name).type_like:
            least = first.rule.args.get("min")
            bounds = {"max": first.rule.args["max"]} if "max" in first.rule.args else {}
            if least and low == 0 and not self.side.accepts(first.tokens, []):
                filled = sum(1 for length in seen.lengths if length)
                evidence = f"{filled:,} filled, {len(seen.lengths) - filled:,} empty"
                change = self._rule(values, match.each_like(**bounds))
                yield self._propose(place, "length", evidence, "an empty array too", "less", change)
            elif not least and low and len(seen.captures) >= ENOUGH:
                evidence = f"never empty in {len(seen.lengths):,} arrays"
                change = self._rule(values, match.each_like(min=1, **bounds))
                yield self._propose(place, "never-empty", evidence, "at least 1 item", "more", change)

    def optional(self, place: Tokens, values: list[Explained], seen: Seen) -> Iterator[Proposal]:
        """A key that is not always there; formats know no optional keys, so the example is not to have it."""
        if not place or place[-1] == EVERY_ITEM or seen.total >= seen.parents:
            return
        asked = [value for value in values if not self.side.accepts(value.tokens, MISSING)]
        if not asked:
            return

        def change(part: PartEdit) -> None:
            for value in reversed(asked):
                del self._body(part)[format_path(value.tokens)]

        noun = "captures" if EVERY_ITEM not in place else "objects"
        evidence = f"in {seen.total:,} of {seen.parents:,} {noun}"
        yield self._propose(place, "optional", evidence, "not to be asked for here", "less", change)

    def two_examples(self, place: Tokens, values: list[Explained], seen: Seen) -> Iterator[Proposal]:
        """An example with the value and one without it, where recordings had both."""
        if not place or EVERY_ITEM in place or seen.secret:
            return
        value, name = values[0], format_path(place).removeprefix("$").removeprefix(".")
        others = seen.captures - seen.nulls
        if seen.nulls and others and value.expected is not None and not self.side.accepts(value.tokens, None):
            evidence = f"seen {seen.kinds_in_words()}"
            variant = Variant(f"{name} is null", self._states_of(seen.nulls, others), value, with_null(value))
            advice = "two examples, one with null in a state of its own"
        elif seen.total < seen.parents and not self.side.accepts(value.tokens, MISSING):
            parents = self.seen.get(place[:-1])
            without = (parents.captures if parents is not None else set()) - seen.captures
            evidence = f"in {seen.total:,} of {count(seen.parents, 'capture')}"
            variant = Variant(f"{name} is absent", self._states_of(without, seen.captures), value, without_key(value))
            advice = "two examples, one without it in a state of its own"
        else:
            return
        if variant.states is None:
            advice += "; record that state, or captures match both"
        yield self._propose(place, "two-examples", evidence, advice, "less", lambda part: add_variant(part, variant))

    def _states_of(self, captures: set[int], others: set[int]) -> RecordedStates | None:
        """The states that some captures share and no other has; None where recordings do not tell them apart."""
        listed = {number: self._states[number] for number in captures | others if number < len(self._states)}
        mine = [listed.get(number, ()) for number in captures]
        if not mine or not mine[0] or any(states != mine[0] for states in mine):
            return None
        return None if any(listed.get(number) == mine[0] for number in others) else mine[0]

    def unasked(self) -> Iterator[Proposal]:
        """Keys that every recording has and the example does not."""
        for place, seen in self.seen.items():
            is_new = place and place[-1] != EVERY_ITEM and place not in self.places
            parents = self.places.get(place[:-1]) if is_new else None
            if not parents or len(parents) != 1 or not isinstance(parents[0].expected, dict):
                continue
            if seen.secret or seen.total < seen.parents or len(seen.captures) < ENOUGH or not seen.values:
                continue
            value = seen.scalars[0]
            path = format_path((*parents[0].tokens, place[-1]))

            def change(part: PartEdit, path: str = path, value: Any = value) -> None:
                self._body(part)[path] = match.like(value)

            evidence = f"in all {count(seen.parents, 'capture')}, and not in the example"
            yield self._propose(place, "unasked", evidence, "to be asked for if the consumer uses it", "more", change)


def _various(seen: Seen) -> str:
    return f"{len(seen.values):,}{'+' if seen.more else ''} different ones"


def _kind_name(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    return {float: "decimal", str: "string"}.get(type(value), "null")


def _ways(format_: TextFormat) -> tuple[Matcher, ...]:
    return (format_.matcher, match.regex(regex=format_.pattern))


def _matchers_for(kinds: set[str], seen: Seen) -> Iterator[tuple[Matcher, str]]:
    """Matchers that take all scalars of these kinds, the most telling first."""
    if kinds == {"integer"}:
        yield match.integer(), "integer"
    elif kinds and kinds <= {"integer", "decimal"}:
        yield match.number(), "number"
    elif kinds == {"boolean"}:
        yield match.boolean(), "true or false"
    elif kinds == {"string"}:
        texts = [text for text in seen.scalars if isinstance(text, str)]
        format_ = common_format(texts) if len(seen.values) > 2 else None
        if format_ is not None:
            yield from ((matcher, bare(format_.noun)) for matcher in _ways(format_))
        yield match.like(), "any string"
    if len(kinds) == 1 or kinds == {"integer", "decimal"}:
        yield match.like(), "any value of this type"


def _of_kinds(kinds: set[str]) -> Fits:
    wider = {*kinds, "integer"} if kinds == {"integer", "decimal"} else kinds
    return lambda value: _kind_name(value) in wider


def bare(noun: str) -> str:
    """A noun without its article."""
    return noun.removeprefix("an ").removeprefix("a ")
