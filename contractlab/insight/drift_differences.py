"""Field by field, what one version answered otherwise than the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from contractlab.insight.drift_change import DriftChange, DriftKind, VersionAnswers
from contractlab.insight.drift_folding import fold_changes, parent_of, without_key
from contractlab.insight.endpoints import EndpointKey
from contractlab.insight.shapes import Shape
from contractlab.values.text import count

__all__ = ["changes_of_endpoint"]


def changes_of_endpoint(
    key: EndpointKey,
    versions: Sequence[VersionAnswers],
    asked: Mapping[str, set[str]],
    failed: Mapping[tuple[EndpointKey, str], list[str]],
    order: Sequence[str],
) -> Iterator[DriftChange]:
    """The changes of one endpoint from version to version; fields that changed together are one change.

    Parameters
    ----------
    key : EndpointKey
    versions : sequence of VersionAnswers
        Those that answered, the oldest first.
    asked : mapping of str to set of str
        By path, the consumers that ask for it.
    failed : mapping of (EndpointKey, str) to list of str
        By path, the versions in which a contract failed there.
    order : sequence of str
        All versions, the oldest first.
    """
    listed: set[tuple[str, DriftKind, str]] = set()
    for before, after in pairwise(versions):
        made: list[DriftChange] = []
        for path, kind, was, now in _differences(before, after):
            since = [v for v in failed.get((key, path), ()) if order.index(v) >= order.index(after.version)]
            if _both_numbers(before.shapes.get(path), after.shapes.get(path)) and since[:1] != [after.version]:
                continue  # 12 after 12.5 is the same field, unless a contract fails at it from there on
            if (path, kind, now) in listed and since[:1] != [after.version]:
                continue  # what comes and goes from version to version is one change
            listed.add((path, kind, now))
            made.append(
                DriftChange(
                    key, path, kind, after.version, before.version, was, now, _times(kind, path, after),
                    tuple(sorted(asked.get(path, ()))), since[0] if since else "", _strip(path, kind, versions),
                )
            )  # fmt: skip
        yield from fold_changes(made, before, after, versions, order)


def _differences(before: VersionAnswers, after: VersionAnswers) -> Iterator[tuple[str, DriftKind, str, str]]:
    """What differs between the shapes of two versions; below what came or went nothing."""
    paths = _differing(before.shapes, after.shapes)
    gone = {path for path in paths if path not in after.shapes}
    came = {path for path in paths if path not in before.shapes}
    for path in paths:
        parent = parent_of(path)
        if path in gone:
            if parent not in gone:
                yield path, DriftKind.GONE, _words(before.shapes[path]), "is gone"
        elif path in came:
            if parent not in came and _was_looked_at(parent, before):
                yield path, DriftKind.APPEARED, "not there", f"is there ({_words(after.shapes[path])})"
        else:
            yield from _of_field(path, before.shapes[path], after.shapes[path])


def _differing(before: Mapping[str, Shape], after: Mapping[str, Shape]) -> dict[str, None]:
    """Paths at which shapes differ, as `deepdiff` finds them; where it cannot be had, as in a browser, as they are.

    It is asked path by path: of two dictionaries with few keys in common it tells that the whole differs.
    """
    paths = {path: None for path in {**before, **after} if before.get(path) != after.get(path)}
    try:
        from deepdiff import DeepDiff
    except ImportError:
        return paths
    return {
        path: None
        for path in paths
        if path not in before
        or path not in after
        or DeepDiff(before[path], after[path], ignore_order=True, ignore_private_variables=False)
    }


def _both_numbers(was: Shape | None, now: Shape | None) -> bool:
    if was is None or now is None or was["kinds"] == now["kinds"]:
        return False
    return {*was["kinds"], *now["kinds"]} <= {"integer", "decimal"}


def _was_looked_at(parent: str, before: VersionAnswers) -> bool:
    """True if what holds a field was answered before; an item of an array that was always empty says nothing."""
    return parent in before.shapes


def _of_field(path: str, was: Shape, now: Shape) -> Iterator[tuple[str, DriftKind, str, str]]:
    if was["kinds"] != now["kinds"]:
        new = [kind for kind in now["kinds"] if kind not in was["kinds"]]
        words = f"is {' or '.join(new)}" if new else f"is {' or '.join(now['kinds'])} alone"
        yield path, DriftKind.KIND, " or ".join(was["kinds"]), words
        return
    if was["presence"] != now["presence"]:
        missing = now["presence"] == "sometimes"
        kind = DriftKind.PRESENCE if missing else DriftKind.ALWAYS
        yield path, kind, was["presence"], "is missing" if missing else "is always there"
    if was["format"] and was["format"] != now["format"]:
        yield path, DriftKind.FORMAT, was["format"], f"is {now['format'] or 'text of no format'}"
    new_values = [value for value in now["values"] if value not in was["values"]]
    if was["values"] and now["values"] and new_values:
        listed = ", ".join(f'"{value[:40]}"' for value in new_values[:3]) + (" …" if len(new_values) > 3 else "")
        yield path, DriftKind.VALUES, ", ".join(f'"{value[:40]}"' for value in was["values"][:4]), f"is {listed}"
    if was["lengths"] != now["lengths"] and "both" not in (was["lengths"],):
        yield (
            path,
            DriftKind.LENGTH,
            was["lengths"],
            {"empty": "is empty", "filled": "has items"}.get(now["lengths"], "is empty at times"),
        )


def _words(shape: Shape) -> str:
    return " or ".join(shape["kinds"])


def _times(kind: DriftKind, path: str, after: VersionAnswers) -> str:
    """How often it is so, where it is not always."""
    seen = after.seen.get(path)
    if seen is None:
        return ""
    if kind is DriftKind.PRESENCE:
        return without_key(path, after) or f"{seen.parents - seen.total:,} of {seen.parents:,} objects"
    if kind is DriftKind.APPEARED and after.shapes[path]["presence"] == "sometimes":
        there = after.seen[parent_of(path)]
        return f"{len(seen.captures):,} of {count(len(there.captures), 'answer')}"
    if kind is DriftKind.KIND and "null" in seen.kinds and len(seen.kinds) > 1:
        return f"{len(seen.nulls):,} of {count(len(seen.captures), 'answer')}"
    return ""


def _strip(path: str, kind: DriftKind, versions: Sequence[VersionAnswers]) -> tuple[tuple[str, str], ...]:
    """Each version in the words of what changed."""
    shapes = ((each.version, each.shapes.get(path)) for each in versions)
    return tuple((version, "–" if shape is None else _in_words_of(kind, shape)) for version, shape in shapes)


def _in_words_of(kind: DriftKind, shape: Shape) -> str:
    if kind is DriftKind.FORMAT:
        return shape["format"] or _words(shape)
    if kind is DriftKind.VALUES:
        return ", ".join(f'"{value[:20]}"' for value in shape["values"][:4]) or _words(shape)
    if kind is DriftKind.LENGTH:
        return {"both": "empty at times"}.get(shape["lengths"], shape["lengths"]) or _words(shape)
    if kind in (DriftKind.PRESENCE, DriftKind.ALWAYS):
        return shape["presence"]
    return _words(shape)
