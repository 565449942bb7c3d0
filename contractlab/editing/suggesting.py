"""The suggestions themselves: from what was seen at a place and what the contract says there, to what it could say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contractlab.contracts import match
from contractlab.contracts.editing import Tokens
from contractlab.contracts.match import Matcher
from contractlab.contracts.vocabulary import STATUS_CLASSES
from contractlab.editing.body_edit import BodyEdit
from contractlab.editing.observations import Seen, general
from contractlab.editing.part_edit import PartEdit
from contractlab.editing.probing import Side
from contractlab.editing.strictness import alike
from contractlab.editing.text_formats import TextFormat, common_format
from contractlab.engine.paths import steps_of
from contractlab.errors import InvalidEdit
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, format_path
from contractlab.values.text import quote

__all__ = ["Proposal", "header_proposals", "proposals", "status_proposals"]

Change = Callable[[PartEdit], None]
"""Makes the edits of the part that was proposed for."""

Fits = Callable[[Any], bool]

ENOUGH = 5
"""So many recordings, at least, make a habit."""

_OPEN = frozenset({"type", "number", "notEmpty"})
"""Matchers that leave something to be asked."""


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


def proposals(side: Side, seen: Mapping[Tokens, Seen]) -> Iterator[Proposal]:
    """What recorded bodies suggest.

    Parameters
    ----------
    side : Side
        The part of the example.
    seen : mapping of tokens to Seen
        By general path.
    """
    maker = _Maker(side, seen)
    for place, values in maker.places.items():
        if place in seen:
            yield from maker.at(place, values, seen[place])
    yield from maker.unasked()


def _anything(value: Any) -> bool:
    return True


class _Maker:
    """Makes the proposals for one body."""

    def __init__(self, side: Side, seen: Mapping[Tokens, Seen]) -> None:
        self.side = side
        self.seen = seen
        self.part = side.body_part
        self.places: dict[Tokens, list[Explained]] = {}
        for tokens, value in side.values.items():
            self.places.setdefault(general(tokens), []).append(value)

    def _body(self, part: PartEdit) -> BodyEdit:
        return part.body if self.part == "body" else part.contents

    def _where(self, values: Sequence[Explained]) -> str:
        """The path to write a rule for: the one that has it now, else all items of the arrays on the way."""
        first = values[0]
        if first.rule is not None and not first.rule.cascaded:
            steps = steps_of(first.rule.path)
            if steps is not None and len(steps) == len(first.tokens):
                return format_path(steps)
        return format_path(general(first.tokens) if len(values) > 1 or self._repeats(first.tokens) else first.tokens)

    def _repeats(self, tokens: Tokens) -> bool:
        """True if an array on the way may have any length, so that a rule is meant for all of its items."""
        for depth, token in enumerate(tokens):
            if isinstance(token, int):
                array = self.side.values.get(tokens[:depth])
                if array is not None and array.rule is not None:
                    return True
        return False

    def _propose(self, place: Tokens, kind: str, evidence: str, advice: str, effect: str, *changes: Change) -> Proposal:
        shown = format_path(place)
        return Proposal(self.part, shown, kind, evidence, advice, effect, changes)

    def _rule(
        self, values: Sequence[Explained], matcher: Matcher, fits: Fits = _anything, better: Any = None
    ) -> Change:
        """Set the rule; examples that would not fit it are replaced by a value that was seen."""
        where = self._where(values)

        def change(part: PartEdit) -> None:
            body = self._body(part)
            body.set_rule(where, matcher)
            for one in values:
                if not fits(one.expected):
                    body[format_path(one.tokens)] = better

        return change

    def at(self, place: Tokens, values: list[Explained], seen: Seen) -> list[Proposal]:
        """Everything for a place that the example has; nothing where Pact has no path for one of its keys."""
        try:
            return list(self.optional(place, values, seen)) or list(self.about(place, values, seen))
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
        refused = [one for one in seen.scalars if not self.side.accepts(first.tokens, one)]
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
        example = next((one for one in seen.scalars if one is not None), None)
        if "null" in seen.kinds:
            said = matchers or [(match.like(), "this type")]
            fits = _of_kinds(kinds) if kinds and values[0].expected is None else _anything
            changes = [self._rule(values, match.any_of(match.null(), one), fits, example) for one, _ in said]
            yield self._propose(place, "nullable", words, f"{said[0][1]} or null", "less", *changes)
            return
        told = words if len(seen.values) == 1 or len(seen.kinds) > 1 else f"{words}, {_various(seen)}"
        changes = [self._rule(values, one, _of_kinds(kinds), example) for one, _ in matchers]
        yield self._propose(place, "type", told, matchers[0][1], "less", *changes)

    def _narrower(self, place: Tokens, values: list[Explained], seen: Seen) -> Iterator[Proposal]:
        rule = values[0].rule
        if rule is None or rule.combined or rule.name not in _OPEN or "null" in seen.kinds:
            return
        if len(seen.captures) < ENOUGH and seen.total < 2 * ENOUGH:
            return
        distinct = len(seen.values)
        scalars = seen.scalars
        where = f"in {seen.total:,} values" if seen.total != len(seen.captures) else f"in {seen.total:,} captures"
        texts = [one for one in scalars if isinstance(one, str)]
        format_ = common_format(texts) if len(texts) == distinct and distinct >= 3 and not seen.more else None
        if format_ is None and seen.more and len(texts) == distinct:
            format_ = common_format(texts)
        if format_ is not None:
            changes = [self._rule(values, one, format_.fits, texts[0]) for one in _ways(format_)]
            told = f"every one of {seen.total:,} values is {format_.noun}"
            yield self._propose(place, "format", told, _bare(format_.noun), "more", *changes)
        elif len(texts) == distinct and 2 <= distinct <= 6 and seen.total >= 4 * distinct:
            pattern = "|".join(re.escape(one) for one in sorted(texts))
            listed = ", ".join(quote(one, 30) for one in texts)
            change = self._rule(values, match.regex(regex=pattern), texts.__contains__, texts[0])
            yield self._propose(place, "enumeration", f"only {listed} {where}", "one of these", "more", change)
        elif distinct == 1 and seen.total >= 2 * ENOUGH:
            told = f"always {quote(scalars[0], 40)} {where}"
            change = self._rule(values, match.equality(), lambda one: alike(one, scalars[0]), scalars[0])
            yield self._propose(place, "constant", told, "exactly this", "more", change)
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
        elif first.rule is not None and first.rule.name == "type":
            least = first.rule.args.get("min")
            bounds = {"max": first.rule.args["max"]} if "max" in first.rule.args else {}
            if least and low == 0 and not self.side.accepts(first.tokens, []):
                filled = sum(1 for one in seen.lengths if one)
                told = f"{filled:,} filled, {len(seen.lengths) - filled:,} empty"
                change = self._rule(values, match.each_like(**bounds))
                yield self._propose(place, "length", told, "an empty array too", "less", change)
            elif not least and low and len(seen.captures) >= ENOUGH:
                told = f"never empty in {len(seen.lengths):,} arrays"
                change = self._rule(values, match.each_like(min=1, **bounds))
                yield self._propose(place, "never-empty", told, "at least 1 item", "more", change)

    def optional(self, place: Tokens, values: list[Explained], seen: Seen) -> Iterator[Proposal]:
        """A key that is not always there; Pact knows no optional keys, so the example is not to have it."""
        if not place or place[-1] == EVERY_ITEM or seen.total >= seen.parents:
            return
        asked = [one for one in values if not self.side.accepts(one.tokens, MISSING)]
        if not asked:
            return

        def change(part: PartEdit) -> None:
            for one in reversed(asked):
                del self._body(part)[format_path(one.tokens)]

        noun = "captures" if EVERY_ITEM not in place else "objects"
        told = f"in {seen.total:,} of {seen.parents:,} {noun}"
        yield self._propose(place, "optional", told, "not to be asked for here", "less", change)

    def unasked(self) -> Iterator[Proposal]:
        """Keys that every recording has and the example does not."""
        for place, seen in self.seen.items():
            known = place and place[-1] != EVERY_ITEM and place not in self.places
            parents = self.places.get(place[:-1]) if known else None
            if not parents or len(parents) != 1 or not isinstance(parents[0].expected, dict):
                continue
            if seen.secret or seen.total < seen.parents or len(seen.captures) < ENOUGH or not seen.values:
                continue
            value = seen.scalars[0]
            path = format_path((*parents[0].tokens, place[-1]))

            def change(part: PartEdit, path: str = path, value: Any = value) -> None:
                self._body(part)[path] = match.like(value)

            told = f"in all {seen.parents:,} captures, and not in the example"
            yield self._propose(place, "unasked", told, "to be asked for if the consumer uses it", "more", change)


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
        format_ = common_format([one for one in seen.scalars if isinstance(one, str)]) if len(seen.values) > 2 else None
        if format_ is not None:
            yield from ((one, _bare(format_.noun)) for one in _ways(format_))
        yield match.like(), "any string"
    if len(kinds) == 1 or kinds == {"integer", "decimal"}:
        yield match.like(), "any value of this type"


def _of_kinds(kinds: set[str]) -> Fits:
    wider = {*kinds, "integer"} if kinds == {"integer", "decimal"} else kinds
    return lambda value: _kind_name(value) in wider


def _bare(noun: str) -> str:
    return noun.removeprefix("an ").removeprefix("a ")


def status_proposals(side: Side, statuses: Sequence[int]) -> Iterator[Proposal]:
    """A class of statuses where one is asked for and others of its class came."""
    own = side.named.get(("status", ""))
    if own is None or own.rule is not None:
        return
    counted = Counter(statuses)
    others = [one for one in counted if one != own.expected and one // 100 == own.expected // 100]
    name = {2: "success", 3: "redirect", 4: "clientError", 5: "serverError"}.get(own.expected // 100)
    if not others or name is None:
        return

    def change(part: PartEdit) -> None:
        part.status = match.status_code(name)

    told = ", ".join(f"{count:,} times {status}" for status, count in counted.most_common())
    yield Proposal("status", "status", "status", f"seen {told}", STATUS_CLASSES[name].words, "less", (change,))


def header_proposals(side: Side, seen: Sequence[Mapping[str, str]]) -> Iterator[Proposal]:
    """A pattern for a header that is asked for exactly and varies."""
    for (part, name), own in side.named.items():
        values = [one[name] for one in seen if name in one]
        distinct = list(dict.fromkeys(values))
        if part != "headers" or own.rule is not None or len(distinct) < 2:
            continue
        if all(side.accepts_named((part, name), one) for one in distinct):
            continue
        format_ = common_format(distinct)
        few = len(distinct) <= 4 and len(values) >= 3 * len(distinct)
        listed = "|".join(re.escape(one) for one in sorted(distinct))
        pattern = format_.pattern if format_ is not None else listed if few else ".+"
        noun = _bare(format_.noun) if format_ is not None else "one of these" if few else "any text"
        spelled = side.spelled[(part, name)]

        def change(part: PartEdit, spelled: str = spelled, pattern: str = pattern) -> None:
            part.headers[spelled] = match.regex(regex=pattern)

        told = f"{len(distinct):,} different values in {len(values):,} captures"
        yield Proposal("headers", spelled, "header", told, noun, "less", (change,))
