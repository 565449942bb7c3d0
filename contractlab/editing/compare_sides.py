"""Changes of a response or a message, by what is accepted before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from contractlab.contracts import json_document as document_of
from contractlab.editing.change import Change, Effect
from contractlab.editing.compare_named import About, named_changes, plain, was_is
from contractlab.editing.probing import PROBES, Side, Tokens, variations
from contractlab.editing.strictness import Length, alike, compare_values, differs, expectation, length_of, rule_of
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
        found = list(_merged(_body_changes(about, old, new)))
        yield from found
        if not found and old.data != new.data:
            yield _other_example(about, old, new)
        return
    told = list(_merged(_tree_changes(about, old, new)))
    yield from told
    if not told and old.data != new.data:
        said = "its example is another."
        yield Change(*about, part, "$", "other", Sentence.of(strong(part), ": ", said))


def _body_comes_or_goes(about: About, old: Side, new: Side) -> Change:
    """A body that only one version has; a body of null asks for none, and a missing one for nothing."""
    still, before = new.accepts_body(old.data), old.accepts_body(new.data)
    effect: Effect = "same" if still and before else "less" if still else "more" if before else "other"
    said = "a body is in the example now." if old.data is None else "no body is in the example any more."
    if effect in ("more", "less"):
        said = "a body is asked for now." if effect == "more" else "no body is asked for any more."
    elif effect == "other" and new.data is None:
        said = "was asked for, is now not to be there."
    elif effect == "other":
        said = "was not to be there, is now asked for."
    return Change(*about, new.body_part, "$", effect, Sentence.of(strong(new.body_part), ": ", said))


def _nothing_or_anything(about: About, old: Side, new: Side) -> Iterator[Change]:
    """No body in either version: one may still ask for there being none."""
    before, after = old.accepts_body(b"{}"), new.accepts_body(b"{}")
    if before != after:
        said = "may come with anything or nothing now." if after else "has to be empty now."
        effect: Effect = "less" if after else "more"
        yield Change(*about, new.body_part, "$", effect, Sentence.of(strong(new.body_part), ": ", said))


def _body_changes(about: About, old: Side, new: Side) -> Iterator[tuple[Tokens, Change]]:
    part = new.body_part
    probed = 0
    covered: set[Tokens] = set()
    for tokens, value in new.values.items():
        if tokens[:-1] in covered:
            covered.add(tokens)
            continue
        before = old.values.get(tokens)
        path = format_path(tokens)
        if before is None:
            covered.add(tokens)
            if _is_told(old, tokens):
                continue
            change = _new_value(about, old, new, tokens, value)
            if change is not None:
                yield tokens, change
            continue
        kinds = (json_kind(before.expected), json_kind(value.expected))
        container = bool({"object", "array"} & set(kinds))
        if kinds[0] != kinds[1] and container:
            covered.add(tokens)
            yield tokens, was_is(about, part, path, "other", expectation(part, before), expectation(part, value))
        elif kinds[1] == "array":
            yield from _array_change(about, old, new, tokens)
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
            yield tokens, was_is(about, part, path, effect, expectation(part, before), expectation(part, value))
    yield from _gone(about, old, new, covered)


def _is_told(other: Side, tokens: Tokens) -> bool:
    """True for a part of a text that both versions have: what is asked of the text tells it."""
    above = other.values.get(tokens[:-1]) if tokens else None
    return above is not None and stands_inside(above.expected, tokens[-1])


def _new_value(about: About, old: Side, new: Side, tokens: Tokens, value: Explained) -> Change | None:
    """A value that only the new version has; an item of an array is told by the array's length."""
    if tokens and isinstance(tokens[-1], int):
        return None
    effect, needed = _left_out(old, new, tokens, value)
    now = expectation(new.body_part, value)
    told = ": is asked for now: " if needed else ": need not be there, and where it is, has to be "
    if effect in ("same", "less"):
        told = ": is in the example now, and asks for nothing: "
        if effect == "less":
            told = ": is in the example now, which lets it be more than before: "
    said = Sentence.of(*where_spans(new.body_part, format_path(tokens)), told, *now, ".")
    return Change(*about, new.body_part, format_path(tokens), effect, said, None, plain(now))


_KINDS: tuple[Any, ...] = (None, True, 1, -0.5, "a", "", [], [1], {}, {"k": 1})


def _left_out(old: Side, new: Side, tokens: Tokens, value: Explained) -> tuple[Effect, bool]:
    """What became of a value that only one of the versions has; and whether it had, or has, to be there."""
    gained = lost = False
    for probe in (MISSING, *_KINDS, *variations(value.expected)):
        before, after = old.accepts(tokens, probe), new.accepts(tokens, probe)
        gained, lost = gained or (after and not before), lost or (before and not after)
    above = [side.values.get(tokens[:-1]) for side in (old, new)] if tokens else []
    sides = [one for one in above if one is not None and isinstance(one.expected, dict)]
    if any(one.rule is not None for one in sides):  # what it says of other keys may follow those of the example
        for probe in (probe for one in sides for probe in _other_objects(one.expected)):
            before, after = old.accepts(tokens[:-1], probe), new.accepts(tokens[:-1], probe)
            gained, lost = gained or (after and not before), lost or (before and not after)
    needed = old.accepts(tokens, MISSING) != new.accepts(tokens, MISSING)
    return ("other" if gained and lost else "less" if gained else "more" if lost else "same"), needed


_GONE: dict[tuple[Effect, bool], str] = {
    ("less", True): ": is no longer asked for.",
    ("less", False): ": is no longer in the example, and may be more than before.",
    ("same", False): ": is no longer in the example, which asked nothing of it.",
    ("more", False): ": is no longer in the example, and may be less than before.",
    ("more", True): ": is not to be there any more.",
    ("other", True): ": is no longer asked for, and where it is, it is held to other rules.",
    ("other", False): ": is no longer in the example, and is held to other rules.",
}


def _gone(about: About, old: Side, new: Side, covered: set[Tokens]) -> Iterator[tuple[Tokens, Change]]:
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
        if _is_told(new, tokens):
            continue
        effect, needed = _left_out(old, new, tokens, value)
        path = format_path(tokens)
        said = Sentence.of(*where_spans(old.body_part, path), _GONE[effect, needed])
        was = plain(expectation(old.body_part, value))
        yield tokens, Change(*about, old.body_part, path, effect, said, was, None)


def _other_example(about: About, old: Side, new: Side) -> Change:
    """Bodies that differ where no value tells how by itself: both are asked about both, and each value changed."""
    gained = lost = False
    for side in (old, new):
        for tokens in list(side.values)[:_MOST_WALKED]:
            for probe in (side.values[tokens].expected, *_KINDS):
                before, after = (_accepts_in(one, side.json, tokens, probe) for one in (old, new))
                gained, lost = gained or (after and not before), lost or (before and not after)
    effect: Effect = "other" if gained and lost else "less" if gained else "more" if lost else "same"
    told = {"less": "more bodies fit it", "more": "fewer bodies fit it", "other": "other bodies fit it"}
    said = Sentence.of(
        strong(new.body_part), ": its example is another, ", told.get(effect, "the same bodies fit it"), "."
    )
    return Change(*about, new.body_part, "$", effect, said)


_MOST_WALKED = 60


def _accepts_in(side: Side, body: Any, tokens: Tokens, value: Any) -> bool:
    """True if a whole body fits, with another value at one place."""
    changed = document_of.put(body, tokens, value)
    return side.accepts_body(json.dumps(changed, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _array_change(about: About, old: Side, new: Side, tokens: Tokens) -> Iterator[tuple[Tokens, Change]]:
    before, value = old.values[tokens], new.values[tokens]
    if not differs(before, value):
        return
    bounds = {len(before.expected), len(value.expected)}
    for one in (before, value):
        for name in ("min", "max"):
            bound = one.rule.args.get(name) if one.rule is not None else None
            if isinstance(bound, int) and 0 <= bound <= 1000:
                bounds.add(bound)
    counts = tuple(sorted({n for one in bounds for n in (one - 1, one, one + 1) if n >= 0} | {0, 1, max(bounds) + 7}))
    was = length_of(counts, old.lengths(tokens, counts))
    now = length_of(counts, new.lengths(tokens, counts))
    part, path = new.body_part, format_path(tokens)
    if was == now and bool(before.expected) != bool(value.expected):
        yield from _first_item(about, old, new, tokens)
    if was != now:
        effect = _length_effect(was, now)
        yield tokens, was_is(about, part, path, effect, [("text", str(was))], [("text", str(now))])
    elif rule_of(before) != rule_of(value):
        yield tokens, was_is(about, part, path, "other", expectation(part, before), expectation(part, value))


def _first_item(about: About, old: Side, new: Side, tokens: Tokens) -> Iterator[tuple[Tokens, Change]]:
    """The first item of an array's example, or the last that went: what items are like follows it."""
    items = new.values[tokens].expected or old.values[tokens].expected
    gained = lost = False
    for probe in (items[0], *_KINDS, *variations(items[0])):
        before, after = old.accepts(tokens, [probe]), new.accepts(tokens, [probe])
        gained, lost = gained or (after and not before), lost or (before and not after)
    if not (gained or lost):
        return
    effect: Effect = "other" if gained and lost else "less" if gained else "more"
    came = bool(new.values[tokens].expected)
    side, at = (new if came else old), (*tokens, 0)
    like = expectation(side.body_part, side.values[at]) if at in side.values else [("code", quote(items[0]))]
    told = (
        ": its items could be anything, and are now to be " if came else ": its items may be anything now; they were "
    )
    path = format_path(tokens)
    said = Sentence.of(*where_spans(side.body_part, path), told, *like, ".")
    words = (None, plain(like)) if came else (plain(like), None)
    yield tokens, Change(*about, side.body_part, path, effect, said, *words)


def _length_effect(was: Length, now: Length) -> Effect:
    wider = now.least <= was.least and (now.most is None or (was.most is not None and now.most >= was.most))
    narrower = was.least <= now.least and (was.most is None or (now.most is not None and was.most >= now.most))
    return "less" if wider and not now.none else "more" if narrower else "other"


def _object_change(about: About, old: Side, new: Side, tokens: Tokens) -> Iterator[tuple[Tokens, Change]]:
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
    part = new.body_part
    path = format_path(tokens)
    yield tokens, was_is(about, part, path, effect, expectation(part, before), expectation(part, value))


def _other_objects(own: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Objects close to one: with a key more, with a key less, with another value."""
    first = next(iter(own.values()), 1)
    yield own
    yield {}
    yield from ({**own, key: one} for key, one in (("zz", first), ("zz", None), ("Z-9", first)))
    for key in list(own)[:3]:
        yield {name: one for name, one in own.items() if name != key}
        yield from ({**own, key: one} for one in (None, 7, "a"))


def _tree_changes(about: About, old: Side, new: Side) -> Iterator[tuple[Tokens, Change]]:
    """Content that is no JSON: what differs is told, and not whether it is stricter."""
    part = new.body_part
    for tokens, value in new.values.items():
        before = old.values.get(tokens)
        path = format_path(tokens)
        if before is None:
            if tokens[:-1] in old.values:
                said = Sentence.of(*where_spans(part, path), ": is in the example now.")
                yield tokens, Change(*about, part, path, "other", said, None, quote(value.expected))
        elif differs(before, value) and not isinstance(value.expected, dict | list):
            yield tokens, was_is(about, part, path, "other", expectation(part, before), expectation(part, value))
    for tokens, value in old.values.items():
        if tokens not in new.values and tokens[:-1] in new.values:
            path = format_path(tokens)
            said = Sentence.of(*where_spans(part, path), ": is no longer in the example.")
            yield tokens, Change(*about, part, path, "other", said, quote(value.expected), None)


def _merged(found: Iterator[tuple[Tokens, Change]]) -> Iterator[Change]:
    """Items of an array that changed alike are told once, by the path that means them all."""
    groups: dict[tuple[Any, ...], list[tuple[Tokens, Change]]] = {}
    for tokens, change in found:
        general = format_path(tokens, general=True)
        kinds = (_kind_of(change.before), _kind_of(change.after))
        name = (general, change.part, change.effect, kinds) if general != change.path else (tokens, change.part)
        groups.setdefault(name, []).append((tokens, change))
    for members in groups.values():
        tokens, first = members[0]
        if len(members) == 1:
            yield first
            continue
        path = format_path(tokens, general=True)
        exact = [("code", first.path)]
        spans = [("code", path) if [span] == exact else span for span in first.sentence.spans]
        said = Sentence(tuple(spans))
        yield Change(first.example, first.key, first.part, path, first.effect, said, first.before, first.after)


def _kind_of(phrase: Any) -> Any:
    """A phrase without its example, which is another for each item."""
    return phrase.partition(" like ")[0] if isinstance(phrase, str) else phrase
