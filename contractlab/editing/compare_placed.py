"""Changes of single values with their places, and how those that are alike are shown once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contractlab.contracts.editing import Tokens
from contractlab.editing.change import Change, Effect
from contractlab.editing.compare_named import About, was_is
from contractlab.editing.probing import Side
from contractlab.editing.strictness import expectation, expectation_kind
from contractlab.values.display import quiet
from contractlab.values.explanation import Explained
from contractlab.values.mismatch import format_path
from contractlab.values.sentences import Sentence

__all__ = ["PlacedChange", "merged", "placed_was_is"]


@quiet
@dataclass(frozen=True, slots=True)
class PlacedChange:
    """A change of one value, and what tells whether another item of the same array changed alike.

    Attributes
    ----------
    tokens : tuple
    change : Change
    was, now : str
        What was and is asked, without the example.
    """

    tokens: Tokens
    change: Change
    was: str
    now: str


def placed_was_is(
    about: About, side: Side, tokens: Tokens, effect: Effect, was: Explained, now: Explained
) -> PlacedChange:
    """What a value was asked to be, and is now."""
    part = side.body_part
    phrases = expectation(part, was), expectation(part, now)
    change = was_is(about, part, format_path(tokens), effect, *phrases)
    return PlacedChange(tokens, change, expectation_kind(was), expectation_kind(now))


def merged(changes: Iterator[PlacedChange]) -> Iterator[Change]:
    """Items of an array that changed alike are shown once, by the path that means them all."""
    groups: dict[tuple[Any, ...], list[PlacedChange]] = {}
    for placed in changes:
        general, change = format_path(placed.tokens, general=True), placed.change
        alone = general == change.path
        name = (placed.tokens, change.part) if alone else (general, change.part, change.effect, placed.was, placed.now)
        groups.setdefault(name, []).append(placed)
    for members in groups.values():
        first = members[0].change
        if len(members) == 1:
            yield first
            continue
        path = format_path(members[0].tokens, general=True)
        exact = [("code", first.path)]
        spans = [("code", path) if [span] == exact else span for span in first.sentence.spans]
        sentence = Sentence(tuple(spans))
        yield Change(first.example, first.key, first.part, path, first.effect, sentence, first.before, first.after)
