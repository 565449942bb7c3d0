"""Changes of a response or a message, by what is accepted before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from contractlab.contracts import json_document as document_of
from contractlab.contracts.editing import Tokens
from contractlab.editing.change import Change, Effect
from contractlab.editing.compare_arrays import KINDS, array_change
from contractlab.editing.compare_named import About, named_changes, plain
from contractlab.editing.compare_placed import PlacedChange, merged, placed_was_is
from contractlab.editing.probing import PROBES, Side, variations
from contractlab.editing.strictness import (
    alike,
    compare_values,
    differs,
    expectation,
    expectation_kind,
    rule_of,
)
from contractlab.editing.written_inside import stands_inside
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import format_path
from contractlab.values.sentences import Sentence, strong, where_spans
from contractlab.values.text import json_kind, quote

__all__ = ["side_changes"]


MOST_PROBED = 200
"""Values of one body that are asked about with every probe; beyond, the two examples alone are asked about."""


def side_changes(about: About, old: Side, new: Side) -> Iterator[Change]:
    """Changes of a response or a message.

    Parameters
    ----------
    about : (str, str)
    old, new : Side
    """
    yield from named_changes(about, old, new)
    part = new.body_part
    if old.data is None and new.data is None:
        yield from _nothing_or_anything(about, old, new)
        return
    if old.data != new.data and (old.data is None or new.data is None):
        yield _body_comes_or_goes(about, old, new)
        return
    if old.json is not MISSING and new.json is not MISSING:
        changes = list(merged(_body_changes(about, old, new)))
        yield from changes
        if not changes and old.data != new.data:
            yield _other_example(about, old, new)
        return
    changes = list(merged(_tree_changes(about, old, new)))
    yield from changes
    if not changes and old.data != new.data:
        yield Change(*about, part, "$", "other", Sentence.of(strong(part), ": its example is another."))


def _body_comes_or_goes(about: About, old: Side, new: Side) -> Change:
    """A body that only one version has; a body of null asks for none, and a missing one for nothing."""
    still, before = new.accepts_body(old.data), old.accepts_body(new.data)
    effect: Effect = "same" if still and before else "less" if still else "more" if before else "other"
    sentence = "a body is in the example now." if old.data is None else "no body is in the example any more."
    if effect in ("more", "less"):
        sentence = "a body is now required." if effect == "more" else "no body is required any more."
    elif effect == "other" and new.data is None:
        sentence = "was required, must now be absent."
    elif effect == "other":
        sentence = "had to be absent, is now required."
    return Change(*about, new.body_part, "$", effect, Sentence.of(strong(new.body_part), ": ", sentence))


def _nothing_or_anything(about: About, old: Side, new: Side) -> Iterator[Change]:
    """No body in either version: one may still ask for there being none."""
    before, after = old.accepts_body(b"{}"), new.accepts_body(b"{}")
    if before != after:
        sentence = "may come with anything or nothing now." if after else "has to be empty now."
        effect: Effect = "less" if after else "more"
        yield Change(*about, new.body_part, "$", effect, Sentence.of(strong(new.body_part), ": ", sentence))


def _body_changes(about: About, old: Side, new: Side) -> Iterator[PlacedChange]:
    probed = 0
    covered: set[Tokens] = set()
    for tokens, value in new.values.items():
        if tokens[:-1] in covered:
            covered.add(tokens)
            continue
        before = old.values.get(tokens)
        if before is None:
            covered.add(tokens)
            if _is_in_text(old, tokens):
                continue
            change = _new_value(about, old, new, tokens, value)
            if change is not None:
                yield change
            continue
        kinds = (json_kind(before.expected), json_kind(value.expected))
        container = bool({"object", "array"} & set(kinds))
        if kinds[0] != kinds[1] and container:
            covered.add(tokens)
            yield placed_was_is(about, new, tokens, "other", before, value)
        elif kinds[1] == "array":
            yield from array_change(about, old, new, tokens)
        elif not differs(before, value) or (kinds[1] == "object" and rule_of(before) == rule_of(value)):
            continue
        elif kinds[1] == "object":
            yield from _object_change(about, old, new, tokens)
        else:
            probed += 1
            own = [*variations(before.expected), *variations(value.expected)]
            probes = [MISSING, *PROBES, *own] if probed <= MOST_PROBED else own
            effect = compare_values(
                before,
                value,
                lambda probe, at=tokens: old.accepts(at, probe),  # type: ignore[misc]
                lambda probe, at=tokens: new.accepts(at, probe),  # type: ignore[misc]
                probes,
            )
            if effect == "same" and alike(before.expected, value.expected):
                continue  # the rule is written elsewhere or otherwise, and asks the same of this value
            yield placed_was_is(about, new, tokens, effect, before, value)
    yield from _gone(about, old, new, covered)


def _is_in_text(side: Side, tokens: Tokens) -> bool:
    """True for a part of a text that both versions have: what is asked of the text tells it."""
    above = side.values.get(tokens[:-1]) if tokens else None
    return above is not None and stands_inside(above.expected, tokens[-1])


def _new_value(about: About, old: Side, new: Side, tokens: Tokens, value: Explained) -> PlacedChange | None:
    """A value that only the new version has; an item of an array shows in the array's length."""
    if tokens and isinstance(tokens[-1], int):
        return None
    effect, needed = _left_out(old, new, tokens, value)
    now = expectation(new.body_part, value)
    phrase = ": now required: " if needed else ": may be absent; where present, must be "
    if effect in ("same", "less"):
        phrase = ": now in the example, not required: "
        if effect == "less":
            phrase = ": now in the example, and may be more than before: "
    sentence = Sentence.of(*where_spans(new.body_part, format_path(tokens)), phrase, *now, ".")
    change = Change(*about, new.body_part, format_path(tokens), effect, sentence, None, plain(now))
    return PlacedChange(tokens, change, "", expectation_kind(value))


def _left_out(old: Side, new: Side, tokens: Tokens, value: Explained) -> tuple[Effect, bool]:
    """What became of a value that only one of the versions has; and whether it had, or has, to be there."""
    gained = lost = False
    for probe in (MISSING, *KINDS, *variations(value.expected)):
        before, after = old.accepts(tokens, probe), new.accepts(tokens, probe)
        gained, lost = gained or (after and not before), lost or (before and not after)
    above = [side.values.get(tokens[:-1]) for side in (old, new)] if tokens else []
    objects = [value for value in above if value is not None and isinstance(value.expected, dict)]
    if any(value.rule is not None for value in objects):  # what it says of other keys may follow those of the example
        for probe in (probe for value in objects for probe in _other_objects(value.expected)):
            before, after = old.accepts(tokens[:-1], probe), new.accepts(tokens[:-1], probe)
            gained, lost = gained or (after and not before), lost or (before and not after)
    needed = old.accepts(tokens, MISSING) != new.accepts(tokens, MISSING)
    return ("other" if gained and lost else "less" if gained else "more" if lost else "same"), needed


_GONE: dict[tuple[Effect, bool], str] = {
    ("less", True): ": no longer required.",
    ("less", False): ": no longer in the example, and may be more than before.",
    ("same", False): ": no longer in the example, never required.",
    ("more", False): ": no longer in the example, and may be less than before.",
    ("more", True): ": must be absent now.",
    ("other", True): ": no longer required; where present, it follows other rules.",
    ("other", False): ": no longer in the example, and follows other rules.",
}


def _gone(about: About, old: Side, new: Side, covered: set[Tokens]) -> Iterator[PlacedChange]:
    gone: set[Tokens] = set()
    for tokens, value in old.values.items():
        if tokens in covered or (tokens and tokens[:-1] in covered):
            covered.add(tokens)
            continue
        if tokens in new.values:
            continue
        if tokens[:-1] in gone or (tokens and isinstance(tokens[-1], int)):
            gone.add(tokens)
            continue
        gone.add(tokens)
        if _is_in_text(new, tokens):
            continue
        effect, needed = _left_out(old, new, tokens, value)
        path = format_path(tokens)
        sentence = Sentence.of(*where_spans(old.body_part, path), _GONE[effect, needed])
        was = plain(expectation(old.body_part, value))
        change = Change(*about, old.body_part, path, effect, sentence, was, None)
        yield PlacedChange(tokens, change, expectation_kind(value), "")


def _other_example(about: About, old: Side, new: Side) -> Change:
    """Bodies that differ where no value tells how by itself: both are asked about both, and each value changed."""
    gained = lost = False
    for side in (old, new):
        for tokens in list(side.values)[:_MOST_WALKED]:
            for probe in (side.values[tokens].expected, *KINDS):
                before, after = (_accepts_in(asked, side.json, tokens, probe) for asked in (old, new))
                gained, lost = gained or (after and not before), lost or (before and not after)
    effect: Effect = "other" if gained and lost else "less" if gained else "more" if lost else "same"
    phrase = {"less": "more bodies match it", "more": "fewer bodies match it", "other": "other bodies match it"}
    sentence = Sentence.of(
        strong(new.body_part), ": its example is another, ", phrase.get(effect, "the same bodies match it"), "."
    )
    return Change(*about, new.body_part, "$", effect, sentence)


_MOST_WALKED = 60


def _accepts_in(side: Side, body: Any, tokens: Tokens, value: Any) -> bool:
    """True if a whole body fits, with another value at one place."""
    changed = document_of.put(body, tokens, value)
    return side.accepts_body(json.dumps(changed, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _object_change(about: About, old: Side, new: Side, tokens: Tokens) -> Iterator[PlacedChange]:
    """Another rule on an object: what it says of keys that come, go, or have other values."""
    before, value = old.values[tokens], new.values[tokens]
    probes = [probe for own in (before.expected, value.expected) for probe in _other_objects(own)]
    was = [old.accepts(tokens, probe) for probe in probes]
    now = [new.accepts(tokens, probe) for probe in probes]
    if was == now:
        return
    gained = any(after and not first for first, after in zip(was, now, strict=True))
    lost = any(first and not after for first, after in zip(was, now, strict=True))
    effect: Effect = "other" if gained and lost else "less" if gained else "more"
    yield placed_was_is(about, new, tokens, effect, before, value)


def _other_objects(own: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Objects close to one: with a key more, with a key less, with another value."""
    first = next(iter(own.values()), 1)
    yield own
    yield {}
    yield from ({**own, key: value} for key, value in (("zz", first), ("zz", None), ("Z-9", first)))
    for key in list(own)[:3]:
        yield {name: value for name, value in own.items() if name != key}
        yield from ({**own, key: value} for value in (None, 7, "a"))


def _tree_changes(about: About, old: Side, new: Side) -> Iterator[PlacedChange]:
    """Content that is no JSON: what differs is shown, and not whether it is stricter."""
    part = new.body_part
    for tokens, value in new.values.items():
        before = old.values.get(tokens)
        path = format_path(tokens)
        if before is None:
            if tokens[:-1] in old.values:
                sentence = Sentence.of(*where_spans(part, path), ": is in the example now.")
                change = Change(*about, part, path, "other", sentence, None, quote(value.expected))
                yield PlacedChange(tokens, change, "", repr(value.expected))
        elif differs(before, value) and not isinstance(value.expected, dict | list):
            yield placed_was_is(about, new, tokens, "other", before, value)
    for tokens, value in old.values.items():
        if tokens not in new.values and tokens[:-1] in new.values:
            path = format_path(tokens)
            sentence = Sentence.of(*where_spans(part, path), ": is no longer in the example.")
            change = Change(*about, part, path, "other", sentence, quote(value.expected), None)
            yield PlacedChange(tokens, change, repr(value.expected), "")
