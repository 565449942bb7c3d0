"""Rules of a Pact part, written for another version of the specification.

A version says what it has words for. What it has none for is written by the nearest that it has, or left out, and
then the value must be equal: both are noted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from contractlab.engine.rules import Rule, RuleList, RuleSet
from contractlab.formats.convert.losses import Losses
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.model import PactExample
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.source import split_pointer

__all__ = ["at_pointer", "written_rules"]

_DIRECT = frozenset({"path", "status", "method"})
_V2_FIELDS = {"header": "headers"}


def at_pointer(document: JSON, pointer: str) -> Any:
    """The value at a JSON pointer; None where there is none."""
    value = document
    for step in split_pointer(pointer):
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return value


def written_rules(
    example: PactExample, rules: Mapping[str, RuleSet], version: str, losses: Losses
) -> JSONObject | None:
    """The field ``matchingRules`` for a version; None where there is nothing to say.

    Parameters
    ----------
    example : PactExample
        Of the original.
    rules : mapping of str to RuleSet
        By category.
    version : str
        ``"1.0"`` to ``"4.0"``.
    losses : Losses
        Where what cannot be written is noted.
    """
    made: JSONObject = {}
    for category, rule_set in rules.items():
        for declared in rule_set.lists:
            listed = _listed(example, declared, version, losses)
            if not listed:
                continue
            if version < "3.0":
                made[_flat_path(category, declared)] = listed[0]
                continue
            entry = {"matchers": listed, "combine": "OR" if declared.any_of else "AND"}
            if category in _DIRECT:
                made[category] = entry
            else:
                made.setdefault(category, {})[declared.path] = entry
    return made or None


def _flat_path(category: str, rules: RuleList) -> str:
    if category == "body":
        return "$.body" + rules.path.removeprefix("$")
    field = _V2_FIELDS.get(category, category)
    if category in _DIRECT or not rules.path:
        return f"$.{field}"
    if rules.path.startswith("$"):
        return f"$.{field}{rules.path[1:]}"
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_\-]*", rules.path)
    return f"$.{field}.{rules.path}" if plain else f"$.{field}['{rules.path}']"


def _listed(example: PactExample, declared: RuleList, version: str, losses: Losses) -> list[JSONObject]:
    listed: list[JSONObject] = []
    for rule in declared.rules:
        written = _one_rule(example, rule, version, losses)
        if written is not None:
            listed.append(written)
    if version < "3.0" and len(listed) > 1:
        word = "one of" if declared.any_of else "all of"
        message = f"Pact V2 has one rule for a value, and here {word} {len(listed)} count; only the first is kept"
        losses.add("warning", "several-rules", message, example, declared.declared_at.pointer)
    return listed


def _one_rule(example: PactExample, rule: Rule, version: str, losses: Losses) -> JSONObject | None:
    pointer = rule.declared_at.pointer
    raw = at_pointer(example.contract.document, pointer)
    written = dict(raw) if isinstance(raw, Mapping) else {}
    spec = MATCHERS.by_name.get(rule.name)
    if spec is None or spec.since <= version:
        if "match" not in written and version >= "3.0":
            written = {"match": rule.name, **written}
        return written
    name = f"Pact V{version[0]} has no matcher {rule.name}"
    if version < "2.0":
        losses.add(
            "warning", "no-rules", f"Pact V1 has no rules, so the value must be equal: {rule.name}", example, pointer
        )
        return None
    if spec.older is not None:
        losses.add("info", "approximated", f"{name}; a pattern says the same", example, pointer)
        return spec.older(rule)
    if spec.older_by_type:
        message = f"{name}; any value of the example's type is accepted, which is not the same"
        losses.add("warning", "approximated", message, example, pointer)
        return {"match": MATCHERS.by_word["like"].name}
    attributes = json.dumps(dict(rule.args), ensure_ascii=False, default=str)[:80]
    losses.add("warning", "rule-lost", f"{name}, so the rule is left out: {attributes}", example, pointer)
    return None
