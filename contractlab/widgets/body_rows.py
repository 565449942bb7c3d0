"""Rows of the body tree: key, example value, kind, what it must match, and what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contractlab.editing.observations import general
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, PathToken, format_path
from contractlab.values.text import json_kind, quote, shorten, visible
from contractlab.widgets.example_parts import EditedPart
from contractlab.widgets.json_field import field_text
from contractlab.widgets.seen import SeenPart, seen_in_words

__all__ = ["ROWS", "Chip", "body_rows", "edited_above", "rule_chip", "unasked"]

ROWS = 400
ITEMS = 20
_VALUE = 2_000
_RULE = 40
_UNASKED = 6

Tokens = tuple[PathToken, ...]
Chip = dict[str, Any]


def rule_chip(now: Explained | None, was: Explained | None, known: bool) -> Chip:
    """The rule in force: where it is declared, and whether it was edited.

    Parameters
    ----------
    now, was : Explained or None
        The value with its rule, now and before.
    known : bool
        True if there was such a value before.
    """
    rule = None if now is None else now.rule
    label = "exact" if rule is None else (rule.combined or rule.label)
    how = "exact" if rule is None else "inherited" if rule.cascaded else "declared"
    edited = known and _rule(now) != _rule(was)
    chip: Chip = {"label": shorten(label, _RULE), "how": how, "edited": edited or (not known and how == "declared")}
    if len(label) > _RULE:
        chip["whole"] = visible(label)[:2_000]
    if rule is not None:
        chip["at"] = shorten(rule.path, 200)
    if now is not None and now.status == "unchecked":
        chip["unchecked"] = True
    return chip


def _rule(one: Explained | None) -> tuple[Any, ...] | None:
    rule = None if one is None else one.rule
    return None if rule is None else (rule.combined or rule.label, rule.path, rule.cascaded)


def body_rows(part: EditedPart, seen: SeenPart | None, suggested: Mapping[str, list[Any]]) -> tuple[list[Any], int]:
    """Rows for the values of a body, parents first.

    Parameters
    ----------
    part : EditedPart
    seen : SeenPart or None
        What was recorded; None for what the consumer sends.
    suggested : mapping of str to list
        Suggestions by general path.

    Returns
    -------
    rows : list of dict
        At most `ROWS`; of an array the first `ITEMS`.
    left : int
        How many values have no row.
    """
    rows: list[dict[str, Any]] = []
    told: set[Tokens] = set()
    left = 0
    stack: list[tuple[Tokens, Any, int]] = [((), part.body.value, 0)]
    while stack:
        tokens, value, more = stack.pop()
        if more:
            rows.append({"more": more, "level": len(tokens) + 1, "at": list(tokens)})
            continue
        if len(rows) >= ROWS:
            left += 1
            continue
        row = _row(part, tokens, value)
        place = general(tokens)
        if seen is not None and seen.captures and place not in told:
            told.add(place)  # of an array the first item speaks for all
            words, wrong = seen_in_words(seen.body.get(place), seen.differing[place])
            row["seen"] = words
            if wrong:
                row["wrong"] = True
            chips = suggested.get(format_path(place))
            if chips:
                row["suggestions"] = chips
        rows.append(row)
        if isinstance(value, dict):
            stack += [((*tokens, key), one, 0) for key, one in reversed(value.items())]
        elif isinstance(value, list):
            if len(value) > ITEMS:
                stack.append((tokens, None, len(value) - ITEMS))
            stack += [((*tokens, index), one, 0) for index, one in reversed(list(enumerate(value[:ITEMS])))]
    return rows, left


def _row(part: EditedPart, tokens: Tokens, value: Any) -> dict[str, Any]:
    now, was = part.at(tokens), part.was(tokens)
    key = "" if not tokens else f"[{tokens[-1]}]" if isinstance(tokens[-1], int) else visible(tokens[-1])
    row: dict[str, Any] = {
        "at": list(tokens),
        "key": key if len(key) <= 120 else key[:119] + "…",
        "level": len(tokens) + 1,
        "kind": json_kind(value),
        "rule": rule_chip(now, was, was is not None),
    }
    if isinstance(value, dict | list):
        count = len(value)
        noun = ("key" if count == 1 else "keys") if isinstance(value, dict) else ("item" if count == 1 else "items")
        row["size"] = f"{count:,} {noun}"
        row["brackets"] = "{}" if isinstance(value, dict) else "[]"
        row["open"] = count
    else:
        text = field_text(value)
        row["value"] = text if len(text) <= _VALUE else quote(value, 200)
        if len(text) > _VALUE:
            row["long"] = f"{len(text):,} characters; edit it as raw JSON"
    if _value_edited(value, was):
        row["edited"] = True
    if now is not None and now.mismatches:
        row["misfit"] = visible(now.mismatches[0].message)[:400]
    return row


def _value_edited(value: Any, was: Explained | None) -> bool:
    if was is None:
        return True
    if isinstance(value, dict | list):
        return json_kind(value) != json_kind(was.expected)
    return type(value) is not type(was.expected) or bool(value != was.expected)


def edited_above(rows: Iterable[dict[str, Any]]) -> int:
    """How many rows carry the dot of an edit."""
    return sum(1 for row in rows if row.get("edited") or row.get("rule", {}).get("edited"))


def unasked(part: EditedPart, seen: SeenPart | None) -> list[dict[str, Any]]:
    """Keys that were seen in objects of the example, and that it does not have."""
    found: list[dict[str, Any]] = []
    if seen is None or not part.tree:
        return found
    values = part.side.values if part.side is not None else {}
    parents: dict[Tokens, Tokens] = {}
    for tokens, one in values.items():
        if isinstance(one.expected, dict):
            parents.setdefault(general(tokens), tokens)
    known = {general(tokens) for tokens in values}
    for place, shown in seen.body.items():
        if not place or place[-1] == EVERY_ITEM or place in known or place[:-1] not in parents or shown.secret:
            continue
        if not shown.values or any("{" in kind for kind in shown.kinds):
            continue
        at = (*parents[place[:-1]], place[-1])
        found.append({"at": list(at), "label": f"{shorten(_last(place), 40)}, {shown.kinds_in_words()}"})
        if len(found) >= _UNASKED:
            break
    return [one for one in found if part.body.value is not MISSING]


def _last(place: Tokens) -> str:
    return str(place[-1])
