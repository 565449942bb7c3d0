"""The rows of the table, asked about one rule: what it accepts of a scalar, a text, bytes, a status."""

from __future__ import annotations

from collections.abc import Callable, Collection

from contractlab.engine.rules import Rule
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.predicates.scalars import BytesCheck, JsonCheck, StatusCheck, TextCheck
from contractlab.values.json_types import JSONObject, Value

__all__ = [
    "bytes_predicate",
    "difference_facts",
    "json_predicate",
    "scalar_types",
    "status_predicate",
    "text_check_all",
    "text_predicate",
]


def scalar_types(rule: Rule, example: Value) -> frozenset[type] | None:
    """Python types that `rule` accepts, where the type of the value is all it asks; None for other rules."""
    types_of = MATCHERS.of(rule.name).json_types
    return None if types_of is None else types_of(example)


def text_check_all(rule: Rule) -> Callable[[Collection[str]], bool] | None:
    """The check of many JSON values that are known to be strings, where it needs nothing but the strings.

    Without the wrapping that `json_predicate` needs for other kinds of values.
    """
    make = MATCHERS.of(rule.name).many_texts
    return None if make is None else make(rule)


def json_predicate(rule: Rule, example: Value) -> JsonCheck:
    """What `rule` accepts where the example has a scalar.

    Parameters
    ----------
    rule : Rule
    example : str, int, float, bool or None; in metadata also list or dict
    """
    types = scalar_types(rule, example)
    if types is not None:
        return lambda actual: type(actual) in types
    return MATCHERS.of(rule.name).json(rule, example)


def text_predicate(rule: Rule, example: str, cascaded: bool) -> TextCheck:
    """What `rule` accepts of a text.

    Parameters
    ----------
    rule : Rule
    example : str
    cascaded : bool
        True for a rule inherited from further up.
    """
    return MATCHERS.of(rule.name).text(rule, example, cascaded)


def bytes_predicate(rule: Rule, example: bytes, cascaded: bool) -> BytesCheck:
    """What `rule` accepts of a binary body."""
    return MATCHERS.of(rule.name).data(rule, example, cascaded)


def status_predicate(rule: Rule, example: int) -> StatusCheck:
    """What `rule` accepts of a status code (an unsigned number to the Rust core)."""
    return MATCHERS.of(rule.name).status(rule, example)


def difference_facts(rule: Rule, actual: Value) -> tuple[str, JSONObject]:
    """Code and facts of a rejection by `rule`: where a date stops fitting, why a pattern is broken."""
    return MATCHERS.of(rule.name).reason(rule, actual) if rule.is_known else ("unknown-matcher", {})
