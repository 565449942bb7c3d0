"""Rules of a Pact file in the forms of an editor: which form shows a rule, and what its fields hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from contractlab.contracts.match import UUID
from contractlab.contracts.vocabulary import MatcherForm
from contractlab.values.json_types import JSON

__all__ = ["FillForm", "fill_fields", "fill_inner_pattern", "fill_inner_type", "fill_named_class", "fill_pattern"]

Filled = tuple[str, Mapping[str, str | int]]
"""The form's name, empty where none can show the rule, and what it holds."""

FillForm = Callable[[Sequence[MatcherForm], Mapping[str, JSON]], Filled]
"""From the forms of a matcher and a rule of it, as the file has it, to the form that shows it."""

_NONE: Filled = ("", {})


def fill_fields(forms: Sequence[MatcherForm], rule: Mapping[str, JSON]) -> Filled:
    """The form that holds an attribute of the rule, else the first one."""
    own = [(form.name, _held(form, rule)) for form in forms if form.rule]
    return next((filled for filled in own if filled[1]), own[0] if own else _NONE)


def _held(form: MatcherForm, rule: Mapping[str, JSON]) -> dict[str, str | int]:
    held: dict[str, str | int] = {}
    for field in form.fields:
        value = rule.get(field.attribute or field.name)
        if isinstance(value, int if field.kind == "count" else str):
            held[field.name] = value
    return held


def fill_pattern(forms: Sequence[MatcherForm], rule: Mapping[str, JSON]) -> Filled:
    """A pattern; that of a UUID has a form of its own."""
    return ("uuid", {}) if rule.get("regex") == UUID else fill_fields(forms, rule)


def fill_inner_pattern(forms: Sequence[MatcherForm], rule: Mapping[str, JSON]) -> Filled:
    """The pattern of the only rule inside."""
    inner = rule.get("rules")
    only = inner[0] if isinstance(inner, list) and len(inner) == 1 else None
    return fill_fields(forms, only) if isinstance(only, Mapping) and isinstance(only.get("regex"), str) else _NONE


def fill_inner_type(forms: Sequence[MatcherForm], rule: Mapping[str, JSON]) -> Filled:
    """Values by type, where no other rule is inside."""
    return fill_fields(forms, rule) if rule.get("rules") == [{"match": "type"}] else _NONE


def fill_named_class(forms: Sequence[MatcherForm], rule: Mapping[str, JSON]) -> Filled:
    """A class of statuses by name; a list of statuses has no form."""
    return fill_fields(forms, rule) if isinstance(rule.get("status", ""), str) else _NONE
