"""Changes of fields that are one: an object that became another, a value that is no object any more.

A fold loses nothing: it holds the changes that it stands for. A change that came alone stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from contractlab.insight.drift_change import DriftChange, DriftKind, VersionAnswers
from contractlab.insight.shapes import Shape
from contractlab.values.json_path import read_path
from contractlab.values.mismatch import EVERY_ITEM, format_path
from contractlab.values.text import count, shorten

__all__ = ["fold_changes", "parent_of", "without_key"]

_NAMED = 3
"""So many keys are named; how many more there are is counted."""

_LOST = frozenset({DriftKind.PRESENCE, DriftKind.GONE})
_GAINED = frozenset({DriftKind.APPEARED})

KeySets = frozenset[frozenset[str]]


def parent_of(path: str) -> str:
    """The path of what holds a field; empty for the body itself."""
    tokens = read_path(path)
    return "" if not tokens else format_path(tokens[:-1])


def _key_of(path: str) -> str | None:
    """The key of a field; None for an item of an array."""
    tokens = read_path(path)
    return None if not tokens or tokens[-1] == EVERY_ITEM else str(tokens[-1])


def without_key(path: str, after: VersionAnswers) -> str:
    """In how many answers an object came without a key: ``"3 of 41 answers"``; empty where that was not counted."""
    lacking = _lacking(path, after)
    return "" if lacking is None else _often(lacking, parent_of(path), after)


def _often(sets: Iterable[frozenset[str]], parent: str, after: VersionAnswers) -> str:
    every = after.seen[parent].key_sets
    captures = set[int]().union(*(every[keys] for keys in sets))
    return f"{len(captures):,} of {count(len(set[int]().union(*every.values())), 'answer')}"


def _lacking(path: str, after: VersionAnswers) -> KeySets | None:
    """The sets of keys that came without that of a field; None where there are too many to be told apart."""
    seen = after.seen.get(parent_of(path))
    if seen is None or seen.more_key_sets:
        return None
    return frozenset(keys for keys in seen.key_sets if _key_of(path) not in keys)


def fold_changes(
    changes: Sequence[DriftChange],
    before: VersionAnswers,
    after: VersionAnswers,
    versions: Sequence[VersionAnswers],
    order: Sequence[str],
) -> list[DriftChange]:
    """Fold changes of one endpoint from one version to the next.

    Parameters
    ----------
    changes : sequence of DriftChange
        Each of one field.
    before, after : VersionAnswers
    versions : sequence of VersionAnswers
        All that answered.
    order : sequence of str
        All versions, the oldest first.

    Returns
    -------
    list of DriftChange
        Each of one field, or a fold of two or more; together they hold each change once.
    """
    folds = _of_values(changes, before, after)
    folded = {id(each) for fold in folds for each in fold.fields}
    folds += _of_objects([each for each in changes if id(each) not in folded], before, after, versions)
    folded = {id(each) for fold in folds for each in fold.fields}
    alone = [each for each in changes if id(each) not in folded]
    return [*(_with_asks(fold, order) for fold in folds), *alone]


def _with_asks(fold: DriftChange, order: Sequence[str]) -> DriftChange:
    """Who asks for any of the fields, and the first version that failed at any."""
    failed = sorted((each.failed_since for each in fold.fields if each.failed_since), key=list(order).index)
    asked = sorted({consumer for each in fold.fields for consumer in each.asked_by})
    return replace(fold, asked_by=tuple(asked), failed_since=failed[0] if failed else "")


def _of_values(changes: Sequence[DriftChange], before: VersionAnswers, after: VersionAnswers) -> list[DriftChange]:
    """What is below a value that became another kind, or an array that lost or got its items, is that change."""
    own = {each.path: each for each in changes if each.kind in (DriftKind.KIND, DriftKind.LENGTH)}
    below: dict[str, list[DriftChange]] = {}
    for change in changes:
        above = own.get(parent_of(change.path))
        if above is None or change.kind not in (DriftKind.GONE, DriftKind.APPEARED):
            continue
        holder = "array" if _key_of(change.path) is None else "object"
        there = after if change.kind is DriftKind.GONE else before
        is_alike = holder == "array" if above.kind is DriftKind.LENGTH else False
        if is_alike or holder not in there.shapes[above.path]["kinds"]:
            below.setdefault(above.path, []).append(change)
    return [replace(own[path], fields=(own[path], *parts)) for path, parts in below.items()]


def _of_objects(
    changes: Sequence[DriftChange],
    before: VersionAnswers,
    after: VersionAnswers,
    versions: Sequence[VersionAnswers],
) -> list[DriftChange]:
    """Fields that objects lost or got together: two or more that are there in the same objects."""
    groups: dict[tuple[str, bool, KeySets], list[DriftChange]] = {}
    always: dict[str, list[DriftChange]] = {}
    for change in changes:
        parent = parent_of(change.path)
        seen = after.seen.get(parent)
        if seen is None or _key_of(change.path) is None or not seen.kinds["object"]:
            continue
        if change.kind is DriftKind.ALWAYS:
            always.setdefault(parent, []).append(change)
        elif change.kind in _LOST | _GAINED:
            lacking = _lacking(change.path, after)
            if lacking is not None:
                groups.setdefault((parent, change.kind in _LOST, lacking), []).append(change)
    folds = [
        replace(
            parts[0], path=parent, kind=DriftKind.SHAPE, was="at times", now=f"always has {_names(parts)}",
            strip=_strip(parts, versions), fields=tuple(parts),
        )
        for parent, parts in always.items() if len(parts) > 1
    ]  # fmt: skip
    paired: set[int] = set()
    for (parent, is_lost, lacking), lost in groups.items():
        if is_lost:
            having = frozenset(after.seen[parent].key_sets) - lacking
            gained = groups.get((parent, False, having), [])
            if max(len(lost), len(gained)) > 1:
                paired.add(id(gained))
                folds.append(_another_object(parent, lost, gained, lacking, before, after, versions))
    for (parent, is_lost, lacking), gained in groups.items():
        if not is_lost and len(gained) > 1 and id(gained) not in paired:
            having = frozenset(after.seen[parent].key_sets) - lacking
            folds.append(_another_object(parent, [], gained, having, before, after, versions))
    return folds


def _another_object(
    parent: str, lost: Sequence[DriftChange], gained: Sequence[DriftChange], sets: KeySets,
    before: VersionAnswers, after: VersionAnswers, versions: Sequence[VersionAnswers],
) -> DriftChange:  # fmt: skip
    """An object that came without what it had, and with what it had not, in all answers or in some."""
    pieces = [f"with {_names(gained)}"] if gained else []
    pieces += [f"without {_names(lost)}"] if lost else []
    was = "with them" if lost else "without them"
    if lost and gained:
        was = _size(before, parent)
    every = len(sets) == len(after.seen[parent].key_sets)
    return replace(
        (lost or gained)[0], path=parent, kind=DriftKind.SHAPE, was=was, now=f"became an object {', '.join(pieces)}",
        times="" if every else _often(sets, parent, after), strip=_strip(lost or gained, versions),
        fields=(*lost, *gained),
    )  # fmt: skip


def _strip(parts: Sequence[DriftChange], versions: Sequence[VersionAnswers]) -> tuple[tuple[str, str], ...]:
    """Each version with whether the fields were there."""
    paths = [each.path for each in parts]
    return tuple((each.version, _in_words([each.shapes.get(path) for path in paths])) for each in versions)


def _in_words(shapes: Sequence[Shape | None]) -> str:
    there = {"–" if shape is None else shape["presence"] for shape in shapes}
    if len(there) > 1:
        return "some of them"
    return {"–": "without them", "always": "with them"}.get(there.pop(), "at times")


def _size(before: VersionAnswers, parent: str) -> str:
    """How many fields an object had: ``"an object of 8 fields"``."""
    sizes = sorted({len(keys) for keys in before.seen[parent].key_sets}) if parent in before.seen else []
    if not sizes or before.seen[parent].more_key_sets:
        return "another object"
    if len(sizes) == 1:
        return f"an object of {count(sizes[0], 'field')}"
    return f"an object of {sizes[0]:,} to {count(sizes[-1], 'field')}"


def _names(changes: Sequence[DriftChange]) -> str:
    """``id, name, price and 5 more``."""
    names = [shorten(_key_of(each.path) or '""', 40) for each in changes]
    more = len(names) - _NAMED
    if more > 1:
        return f"{', '.join(names[:_NAMED])} and {more:,} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
