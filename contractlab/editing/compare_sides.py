"""Changes of a response or a message, by what is accepted before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from contractlab.editing.acceptance import PROBES, STATUSES, TEXTS, Place, Side, Tokens, variations
from contractlab.editing.change import Change, Effect
from contractlab.editing.meaning import Length, alike, compare_values, differs, expectation, length_of, rule_of, single
from contractlab.editing.written_inside import stands_inside
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import format_path
from contractlab.values.sentences import Sentence, Span, strong, where_spans
from contractlab.values.text import json_kind, quote

__all__ = ["side_changes"]

About = tuple[str, str]
"""Description and key of the example."""

MOST_PROBED = 200
"""Values of one body that are asked about with every probe; beyond, the two examples alone are asked about."""

_TOLD = {"more": ": stricter", "less": ": looser", "other": "", "same": ""}


def _plain(spans: Iterable[Span]) -> str:
    return "".join(text for _, text in spans)


def _was_is(about: About, part: str, path: str, effect: Effect, was: list[Span], now: list[Span]) -> Change:
    where = where_spans(part, path)
    if effect == "same":
        said = Sentence.of(*where, ": its example is another, what is accepted is the same.")
    else:
        said = Sentence.of(*where, ": was ", *was, ", is now ", *now, f"{_TOLD[effect]}.")
    return Change(*about, part, path, effect, said, _plain(was), _plain(now))


# -- what the other side has to send ----------------------------------------------------------------------------------


def side_changes(about: About, old: Side, new: Side) -> Iterator[Change]:
    """Changes of a response or a message.

    Parameters
    ----------
    about : (str, str)
    old, new : Side
    """
    yield from _named_changes(about, old, new)
    part = new.body_part
    if old.data != new.data and (old.data is None or new.data is None):
        yield _body_comes_or_goes(about, old, new)
        return
    if old.json is not MISSING and new.json is not MISSING:
        yield from _merged(_body_changes(about, old, new))
    elif old.values or new.values:
        yield from _merged(_tree_changes(about, old, new))
    elif old.data != new.data:
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


def _named_changes(about: About, old: Side, new: Side) -> Iterator[Change]:
    for place, value in new.named.items():
        part, name = place[0], new.spelled[place]
        before = old.named.get(place)
        if before is None:
            now = expectation(part, value)
            said = Sentence.of(*where_spans(part, name), ": is asked for now: ", *now, ".")
            effect: Effect = "same" if new.accepts_named(place, MISSING) else "more"
            yield Change(*about, part, name, effect, said, None, _plain(now))
        elif differs(before, value):
            effect = compare_values(
                before,
                value,
                lambda probe, at=place: old.accepts_named(at, probe),  # type: ignore[misc]
                lambda probe, at=place: new.accepts_named(at, probe),  # type: ignore[misc]
                _named_probes(place, before, value),
            )
            yield _was_is(about, part, name, effect, expectation(part, before), expectation(part, value))
    for place, value in old.named.items():
        if place not in new.named:
            part, name = place[0], old.spelled[place]
            said = Sentence.of(*where_spans(part, name), ": is no longer asked for.")
            yield Change(*about, part, name, "less", said, _plain(expectation(part, value)), None)


def _named_probes(place: Place, old: Explained, new: Explained) -> list[Any]:
    examples = [single(old.expected), single(new.expected)]
    if place[0] == "status":
        return [*STATUSES, *examples]
    return [*TEXTS, *(probe for one in examples for probe in variations(one))]


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
            change = _new_value(about, new, tokens, value)
            if change is not None:
                yield tokens, change
            continue
        kinds = (json_kind(before.expected), json_kind(value.expected))
        container = bool({"object", "array"} & set(kinds))
        if kinds[0] != kinds[1] and container:
            covered.add(tokens)
            yield tokens, _was_is(about, part, path, "other", expectation(part, before), expectation(part, value))
        elif kinds[1] == "array":
            yield from _array_change(about, old, new, tokens)
        elif not differs(before, value) or (kinds[1] == "object" and rule_of(before) == rule_of(value)):
            continue
        elif kinds[1] == "object":
            yield from _object_change(about, old, new, tokens)
        else:
            probed += 1
            own = [*variations(before.expected), *variations(value.expected)]
            probes = [*PROBES, *own] if probed <= MOST_PROBED else own
            effect = compare_values(
                before,
                value,
                lambda probe, at=tokens: old.accepts(at, probe),  # type: ignore[misc]
                lambda probe, at=tokens: new.accepts(at, probe),  # type: ignore[misc]
                probes,
            )
            if effect == "same" and alike(before.expected, value.expected):
                continue  # the rule is written elsewhere or otherwise, and asks the same of this value
            yield tokens, _was_is(about, part, path, effect, expectation(part, before), expectation(part, value))
    yield from _gone(about, old, new, covered)


def _is_told(other: Side, tokens: Tokens) -> bool:
    """True for a part of a text that both versions have: what is asked of the text tells it."""
    above = other.values.get(tokens[:-1]) if tokens else None
    return above is not None and stands_inside(above.expected, tokens[-1])


def _new_value(about: About, side: Side, tokens: Tokens, value: Explained) -> Change | None:
    """A value that only the new version has; an item of an array is told by the array's length."""
    if tokens and isinstance(tokens[-1], int):
        return None
    effect: Effect = "same" if side.accepts(tokens, MISSING) else "more"
    now = expectation(side.body_part, value)
    told = ": is asked for now: " if effect == "more" else ": is in the example now, and asks for nothing: "
    said = Sentence.of(*where_spans(side.body_part, format_path(tokens)), told, *now, ".")
    return Change(*about, side.body_part, format_path(tokens), effect, said, None, _plain(now))


def _gone(about: About, old: Side, new: Side, covered: set[Tokens]) -> Iterator[tuple[Tokens, Change]]:
    gone: set[Tokens] = set()
    for tokens, value in old.values.items():
        if tokens in new.values or tokens in covered or tokens[:-1] in covered:
            continue
        if tokens[:-1] in gone or (tokens and isinstance(tokens[-1], int)):
            gone.add(tokens)
            continue
        gone.add(tokens)
        if _is_told(new, tokens):
            continue
        asked = not old.accepts(tokens, MISSING)
        told = ": is no longer asked for." if asked else ": is no longer in the example, which asked nothing of it."
        path = format_path(tokens)
        said = Sentence.of(*where_spans(old.body_part, path), told)
        was = _plain(expectation(old.body_part, value))
        yield tokens, Change(*about, old.body_part, path, "less" if asked else "same", said, was, None)


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
    if was != now:
        effect = _length_effect(was, now)
        yield tokens, _was_is(about, part, path, effect, [("text", str(was))], [("text", str(now))])
    elif rule_of(before) != rule_of(value):
        yield tokens, _was_is(about, part, path, "other", expectation(part, before), expectation(part, value))


def _length_effect(was: Length, now: Length) -> Effect:
    wider = now.least <= was.least and (now.most is None or (was.most is not None and now.most >= was.most))
    narrower = was.least <= now.least and (was.most is None or (now.most is not None and was.most >= now.most))
    return "less" if wider and not now.none else "more" if narrower else "other"


def _object_change(about: About, old: Side, new: Side, tokens: Tokens) -> Iterator[tuple[Tokens, Change]]:
    """Another rule on an object: what it says of keys that the example does not have."""
    before, value = old.values[tokens], new.values[tokens]

    def asks(side: Side, own: dict[str, Any]) -> list[bool]:
        first = next(iter(own.values()), 1)
        return [side.accepts(tokens, {**own, key: one}) for key, one in (("zz", first), ("zz", None), ("Z-9", first))]

    was, now = asks(old, before.expected), asks(new, value.expected)
    if was == now:
        return
    gained = any(after and not first for first, after in zip(was, now, strict=True))
    lost = any(first and not after for first, after in zip(was, now, strict=True))
    effect: Effect = "other" if gained and lost else "less" if gained else "more"
    part = new.body_part
    path = format_path(tokens)
    yield tokens, _was_is(about, part, path, effect, expectation(part, before), expectation(part, value))


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
            yield tokens, _was_is(about, part, path, "other", expectation(part, before), expectation(part, value))
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
