"""Changes of arrays: how many items may come, and what the first of them is like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contractlab.contracts.editing import Tokens
from contractlab.editing.change import Change, Effect
from contractlab.editing.compare_named import About, plain, was_is
from contractlab.editing.compare_placed import PlacedChange, placed_was_is
from contractlab.editing.probing import Side, variations
from contractlab.editing.strictness import Length, differs, expectation, expectation_kind, length_of, rule_of
from contractlab.values.mismatch import format_path
from contractlab.values.sentences import Sentence, where_spans
from contractlab.values.text import quote

__all__ = ["KINDS", "array_change"]

KINDS: tuple[Any, ...] = (None, True, 1, -0.5, "a", "", [], [1], {}, {"k": 1})
"""A value of each kind, and some that are close to nothing."""


def array_change(about: About, old: Side, new: Side, tokens: Tokens) -> Iterator[PlacedChange]:
    """Changes of the array at a place that both versions have."""
    before, value = old.values[tokens], new.values[tokens]
    if not differs(before, value):
        return
    bounds = {len(before.expected), len(value.expected)}
    for side in (before, value):
        for name in ("min", "max"):
            bound = side.rule.args.get(name) if side.rule is not None else None
            if isinstance(bound, int) and 0 <= bound <= 1000:
                bounds.add(bound)
    near = {n for bound in bounds for n in (bound - 1, bound, bound + 1) if n >= 0}
    counts = tuple(sorted({*near, 0, 1, max(bounds) + 7}))
    was = length_of(counts, old.lengths(tokens, counts))
    now = length_of(counts, new.lengths(tokens, counts))
    if was == now and bool(before.expected) != bool(value.expected):
        yield from _first_item(about, old, new, tokens)
    if was != now:
        effect = _length_effect(was, now)
        change = was_is(about, new.body_part, format_path(tokens), effect, [("text", str(was))], [("text", str(now))])
        yield PlacedChange(tokens, change, str(was), str(now))
    elif rule_of(before) != rule_of(value):
        yield placed_was_is(about, new, tokens, "other", before, value)


def _first_item(about: About, old: Side, new: Side, tokens: Tokens) -> Iterator[PlacedChange]:
    """The first item of an array's example, or the last that went: what items are like follows it."""
    items = new.values[tokens].expected or old.values[tokens].expected
    gained = lost = False
    for probe in (items[0], *KINDS, *variations(items[0])):
        before, after = old.accepts(tokens, [probe]), new.accepts(tokens, [probe])
        gained, lost = gained or (after and not before), lost or (before and not after)
    if not (gained or lost):
        return
    effect: Effect = "other" if gained and lost else "less" if gained else "more"
    came = bool(new.values[tokens].expected)
    side, at = (new if came else old), (*tokens, 0)
    item = side.values.get(at)
    like = expectation(side.body_part, item) if item is not None else [("code", quote(items[0]))]
    kind = expectation_kind(item) if item is not None else repr(items[0])
    phrase = (
        ": its items could be anything, and are now to be " if came else ": its items may be anything now; they were "
    )
    path = format_path(tokens)
    sentence = Sentence.of(*where_spans(side.body_part, path), phrase, *like, ".")
    words, kinds = ((None, plain(like)), ("", kind)) if came else ((plain(like), None), (kind, ""))
    yield PlacedChange(tokens, Change(*about, side.body_part, path, effect, sentence, *words), *kinds)


def _length_effect(was: Length, now: Length) -> Effect:
    wider = now.least <= was.least and (now.most is None or (was.most is not None and now.most >= was.most))
    narrower = was.least <= now.least and (was.most is None or (now.most is not None and was.most >= now.most))
    return "less" if wider and not now.none else "more" if narrower else "other"
