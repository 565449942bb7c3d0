"""Rules and generators of one part of a Pact example: found, written, and moved with the values they belong to.

Both forms are kept as they are: the flat one of V2 (``"$.body.total"``) and that of V3 (by category and path).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractlab.engine.paths import steps_of
from contractlab.formats.pact.write_rules import rule_path, v2_path
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.mismatch import PathToken

__all__ = ["Entry", "Listed", "entries_of", "rules_field", "set_entries", "written_rules"]

Tokens = tuple[PathToken, ...]
Listed = tuple[str, list[JSONObject]]
"""How rules combine, and the rules."""

_DIRECT = frozenset({"path", "status", "method"})
_NAMES = {"headers": "header", "header": "header", "query": "query", "path": "path", "status": "status", "body": "body"}


@dataclass(frozen=True, slots=True)
class Entry:
    """Rules, or a generator, with the place they are declared for.

    Attributes
    ----------
    category : str
        ``"body"``, ``"header"``, ``"query"``, ``"metadata"``, ``"path"`` or ``"status"``.
    tokens : tuple or None
        Place below the category; None where the path cannot be read.
    value : JSON value
        As the file has it.
    key : str
        The path as the file spells it.
    """

    category: str
    tokens: Tokens | None
    value: JSON
    key: str


_OLD_NAMES = ("requestMatchingRules", "responseMatchingRules")


def rules_field(part: Mapping[str, JSON], field: str = "matchingRules") -> str:
    """The field that holds the rules: in files of the first V2 each part called it by its own name."""
    if field == "matchingRules" and field not in part:
        return next((name for name in _OLD_NAMES if name in part), field)
    return field


def _is_v2(rules: Mapping[str, JSON]) -> bool:
    return bool(rules) and min(rules).startswith("$")


def entries_of(part: Mapping[str, JSON], field: str = "matchingRules") -> Iterator[Entry]:
    """Every entry of a part.

    Parameters
    ----------
    part : mapping
        A request, a response or a message as the file has it.
    field : str
        ``"matchingRules"`` or ``"generators"``.
    """
    listed = part.get(rules_field(part, field))
    if not isinstance(listed, Mapping):
        return
    if _is_v2(listed):
        for key, value in listed.items():
            steps = steps_of(key)
            if key.startswith("$.body"):
                yield Entry("body", steps_of("$" + key[6:]), value, key)
            elif steps:
                yield Entry(_NAMES.get(str(steps[0]), "body"), steps[1:], value, key)
        return
    for category, inner in listed.items():
        if not isinstance(inner, Mapping):
            continue
        if category in _DIRECT and ("matchers" in inner or "type" in inner):
            yield Entry(category, (), inner, "")
            continue
        for key, value in inner.items():
            tokens = steps_of(key) if category not in ("header", "query", "metadata") else (key,)
            yield Entry(category, tokens, value, key)


def set_entries(
    part: Mapping[str, JSON],
    change: Callable[[Entry], Tokens | None],
    added: Mapping[tuple[str, Tokens], Any],
    *,
    version: str,
    field: str = "matchingRules",
) -> JSONObject:
    """A part with other entries.

    Parameters
    ----------
    part : mapping
    change : callable
        From an entry to the steps it is to have now; None takes it out.
    added : mapping of (category, tokens) to JSON value
        New entries; one that is there already gets the new value in its place.
    version : str
        Of the file; where it has no rules yet, V2 and earlier get the flat form.
    field : str
        ``"matchingRules"`` or ``"generators"``.
    """
    field = rules_field(part, field)
    present = part.get(field)
    listed = dict(present) if isinstance(present, Mapping) else {}
    flat = _is_v2(listed) if listed else (version < "3.0" and field != "generators")
    waiting = dict(added)
    new: JSONObject = {}
    touched = False
    for entry in entries_of(part, field):
        steps = entry.tokens if entry.tokens is None else change(entry)
        if entry.tokens is not None and steps is None:
            touched = True
            continue
        place = None if steps is None else (entry.category, steps)
        if place is not None and place in waiting:
            touched = True
            value = _in_order(waiting.pop(place), entry.value)
            _write(new, flat, entry.category, steps or (), value, entry.key if steps == entry.tokens else None)
        else:
            touched = touched or steps != entry.tokens
            key = entry.key if steps == entry.tokens else None
            _write(new, flat, entry.category, steps or (), entry.value, key)
    model = next((entry.value for entry in entries_of(part, field) if isinstance(entry.value, Mapping)), {})
    for (category, steps), value in waiting.items():
        touched = True
        _write(new, flat, category, steps, _in_order(value, model), None)
    if not touched:
        return dict(part)
    for category, inner in listed.items():  # what is no entry stays: unknown fields, and categories that were empty
        if not flat and category not in new and (not isinstance(inner, Mapping) or not inner):
            new[category] = inner
    if not flat:
        new = {key: new[key] for key in [*(key for key in listed if key in new), *(k for k in new if k not in listed)]}
    kept = {key: value for key, value in part.items() if key != field}
    if not new and field not in part:
        return kept
    if field in part:
        return {key: (new if key == field else value) for key, value in part.items() if key != field or new}
    return {**kept, field: new}


def _in_order(value: JSON, model: Any) -> JSON:
    """An entry with its keys in the order that the file has them in another."""
    if not isinstance(value, dict) or not isinstance(model, Mapping):
        return value
    order = [*(key for key in model if key in value), *(key for key in value if key not in model)]
    return {key: value[key] for key in order}


def _write(new: JSONObject, flat: bool, category: str, steps: Tokens, value: JSON, key: str | None) -> None:
    if flat:
        new[key if key is not None else v2_path(category, steps)] = value
    elif category in _DIRECT and not steps:
        new[category] = value if key in (None, "") else {key: value}
    elif category in ("header", "query", "metadata"):
        new.setdefault(category, {})[key if key is not None else str(steps[0])] = value
    else:
        new.setdefault(category, {})[key if key is not None else rule_path(steps)] = value


def written_rules(rules: Listed, version: str) -> JSON:
    """Rules of one place as a file of a version has them: V2 writes one, and nothing that combines."""
    combine, listed = rules
    return listed[0] if version < "3.0" else {"matchers": listed, "combine": combine}
