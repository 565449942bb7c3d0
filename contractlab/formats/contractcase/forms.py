"""Matchers of ContractCase as JSON, in the form that its own packages write."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from contractlab.contracts.vocabulary import STATUS_CLASSES
from contractlab.values.json_types import JSONObject, Value

__all__ = [
    "BY_TYPE",
    "MODE",
    "M",
    "exactly",
    "matcher",
    "status_class_of",
    "status_example",
    "status_matcher",
    "status_rule",
    "switched",
]

M = "_case:matcher:"
MODE = "_case:context:matchBy"
BY_TYPE: Mapping[str, str] = {MODE: "type"}


def matcher(kind: str, **fields: Any) -> JSONObject:
    """A matcher of ContractCase; names of fields get their prefix."""
    return {f"{M}type": f"_case:{kind}", **{f"{M}{name}": value for name, value in fields.items()}}


def switched(value: Value, by_type: bool) -> JSONObject:
    """A value in the other mode: compared by type, or exactly."""
    return {**matcher("CascadingContext", child=value), MODE: "type" if by_type else "exact"}


def exactly(value: Value) -> JSONObject:
    """A value that is compared exactly, whatever is in force further up."""
    return switched(value, False)


def status_rule(wanted: Any) -> str | list[str]:
    """Classes of statuses, a status, or a list of them, as ContractCase writes them: ``4XX``."""
    if isinstance(wanted, int):
        return str(wanted)
    if not isinstance(wanted, str):
        return [str(code) for code in wanted]
    group = STATUS_CLASSES.get(wanted)
    if group is None:
        return wanted
    hundreds = [f"{hundred}XX" for hundred in range(1, 6) if hundred * 100 in group.codes]
    return hundreds[0] if len(hundreds) == 1 else hundreds


def status_class_of(rules: Collection[str]) -> str | None:
    """The class of statuses that a list of patterns in upper case stands for; None if there is none."""
    wanted = sorted(rules)
    for name in STATUS_CLASSES:
        rule = status_rule(name)
        if wanted == ([rule] if isinstance(rule, str) else sorted(rule)):
            return name
    return None


def status_example(wanted: Any) -> int:
    """The first status that fits: a digit that is free is 0, as ContractCase takes it."""
    rule = status_rule(wanted)
    first = rule if isinstance(rule, str) else rule[0]
    return int(first.lower().replace("x", "0"))


def status_matcher(wanted: Any, example: int) -> JSONObject:
    """A matcher for classes of statuses, or a list of them."""
    return matcher("HttpStatusCode", example=example, rule=status_rule(wanted), resolvesTo="HttpStatusCode")
