"""Rows of the body tree: key, example value, kind, what it must match, and what was seen."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.editing.observations import general
from contractlab.values.explanation import Explained
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import EVERY_ITEM, PathToken, format_path
from contractlab.values.text import json_kind, quote, shorten, visible
from contractlab.widgets.editor.came_back import AnsweredPart
from contractlab.widgets.editor.example_parts import EditedPart
from contractlab.widgets.editor.protocol import MoreRow, RuleChip, SuggestionChip, Unasked, ValueRow
from contractlab.widgets.editor.recorded_values import RecordedPart, value_in_words
from contractlab.widgets.json_field import typed_text

__all__ = ["ROWS", "body_rows", "misfit_of", "rule_chip", "unasked"]

ROWS = 400
ITEMS = 20
_VALUE = 2_000
_RULE = 40
_KEY = 120
_UNASKED = 6

Tokens = tuple[PathToken, ...]
BodyRow = ValueRow | MoreRow


def rule_chip(now: Explained | None, was: Explained | None, was_there: bool) -> RuleChip:
    """The rule in force: where it is declared, and whether it was edited.

    Parameters
    ----------
    now, was : Explained or None
        The value with its rule, now and before.
    was_there : bool
        True if there was such a value before.
    """
    rule = None if now is None else now.rule
    label = "exact" if rule is None else (rule.combined or rule.label)
    origin = "exact" if rule is None else "inherited" if rule.cascaded else "declared"
    edited = _identity(now) != _identity(was) if was_there else origin == "declared"
    chip: RuleChip = {"label": shorten(label, _RULE), "origin": origin, "edited": edited}
    if len(label) > _RULE:
        chip["whole"] = visible(label)[:2_000]
    if rule is not None:
        chip["at"] = shorten(rule.path, 200)
    if now is not None and now.status == "unchecked":
        chip["unchecked"] = True
    return chip


def _identity(value: Explained | None) -> tuple[str, str, bool] | None:
    """What tells two rules apart; None for no rule."""
    rule = None if value is None else value.rule
    return None if rule is None else (rule.combined or rule.label, rule.path, rule.cascaded)


def misfit_of(value: Explained | None) -> str:
    """Why a value of the example does not fit its own rule; empty where it does."""
    return visible(value.mismatches[0].message)[:400] if value is not None and value.mismatches else ""


def body_rows(
    part: EditedPart,
    recorded: RecordedPart | None,
    suggested: Mapping[str, list[SuggestionChip]],
    answered: AnsweredPart | None = None,
) -> tuple[list[BodyRow], int]:
    """Rows for the values of a body, parents first.

    Parameters
    ----------
    part : EditedPart
    recorded : RecordedPart or None
        What was recorded; None for what the consumer sends.
    suggested : mapping of str to list
        Suggestions by general path.
    answered : AnsweredPart, optional
        The capture that is looked at.

    Returns
    -------
    rows : list of dict
        At most `ROWS`; of an array the first `ITEMS`.
    left : int
        How many values have no row.
    """
    rows: list[BodyRow] = []
    spoken_for: set[Tokens] = set()
    left = 0
    stack: list[tuple[Tokens, object, int]] = [((), part.body.value, 0)]
    while stack:
        tokens, value, more = stack.pop()
        if more:
            rows.append({"more": more, "level": len(tokens) + 1})
            continue
        if len(rows) >= ROWS:
            left += 1
            continue
        row = _row(part, tokens, value)
        place = general(tokens)
        if recorded is not None and recorded.captures and place not in spoken_for:
            spoken_for.add(place)  # of an array the first item speaks for all
            _tell_recorded(row, recorded, place, suggested)
        if answered is not None:
            row["came"] = answered.at(tokens)
        rows.append(row)
        if isinstance(value, dict):
            stack += [((*tokens, key), inner, 0) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            if len(value) > ITEMS:
                stack.append((tokens, None, len(value) - ITEMS))
            stack += [((*tokens, index), item, 0) for index, item in reversed(list(enumerate(value[:ITEMS])))]
    return rows, left


def _tell_recorded(
    row: ValueRow, recorded: RecordedPart, place: Tokens, suggested: Mapping[str, list[SuggestionChip]]
) -> None:
    words, wrong = value_in_words(recorded.body.get(place), recorded.differing[place])
    row["seen"] = words
    if wrong:
        row["wrong"] = True
    chips = suggested.get(format_path(place))
    if chips:
        row["suggestions"] = chips


def _row(part: EditedPart, tokens: Tokens, value: object) -> ValueRow:
    now, was = part.at(tokens), part.was(tokens)
    key = "" if not tokens else f"[{tokens[-1]}]" if isinstance(tokens[-1], int) else visible(tokens[-1])
    row: ValueRow = {
        "at": list(tokens),
        "key": key if len(key) <= _KEY else key[: _KEY - 1] + "…",
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
        text, row["typed"] = typed_text(value)
        row["value"] = text if len(text) <= _VALUE else quote(value, 200)
        if len(text) > _VALUE:
            row["long"] = f"{len(text):,} characters; edit it as raw JSON"
    if _value_edited(value, was):
        row["edited"] = True
    misfit = misfit_of(now)
    if misfit:
        row["misfit"] = misfit
    return row


def _value_edited(value: object, was: Explained | None) -> bool:
    if was is None:
        return True
    if isinstance(value, dict | list):
        return json_kind(value) != json_kind(was.expected)
    # Types too, because to Python True is 1 and 1.0 is 1.
    return type(value) is not type(was.expected) or bool(value != was.expected)


def unasked(part: EditedPart, recorded: RecordedPart | None, answered: AnsweredPart | None = None) -> list[Unasked]:
    """Keys that came back in objects of the example, and that it does not have."""
    if recorded is None or not part.tree or part.body.value is MISSING:
        return []
    values = part.side.values if part.side is not None else {}
    parents: dict[Tokens, Tokens] = {}
    for tokens, value in values.items():
        if isinstance(value.expected, dict):
            parents.setdefault(general(tokens), tokens)
    asked = {general(tokens) for tokens in values}
    keys: list[Unasked] = []
    for place, seen in recorded.body.items():
        if not place or place[-1] == EVERY_ITEM or place in asked or place[:-1] not in parents or seen.secret:
            continue
        if not seen.values:  # only scalars can be added with a value that was seen
            continue
        at = (*parents[place[:-1]], place[-1])
        key: Unasked = {"at": list(at), "label": f"{shorten(str(place[-1]), 40)}, {seen.kinds_in_words()}"}
        if answered is not None:
            key["came"] = answered.at(at)["text"]
        keys.append(key)
        if len(keys) >= _UNASKED:
            break
    return keys
