"""Words whose arguments and examples the formats judge when they are typed."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.contracts.generator import Generator
from contractlab.contracts.matcher import Matcher
from contractlab.contracts.registry import vocabularies
from contractlab.engine.errors import CannotCheck
from contractlab.errors import InvalidEdit
from contractlab.values.json_types import JSON, Value
from contractlab.values.markers import MISSING
from contractlab.values.text import quote

__all__ = ["accepted", "check_arguments", "refusal", "scalar"]


def refusal(value: Value, what: str) -> InvalidEdit:
    """That an example is none of its own matcher."""
    return InvalidEdit(f"{quote(value, 60)} does not match {what}; give a value that does")


def check_arguments(matcher: Matcher) -> None:
    """Refuse arguments that a format cannot use, such as a pattern that cannot be read."""
    faults = (vocabulary.fault(matcher) for vocabulary in vocabularies())
    fault = next((fault for fault in faults if fault is not None), None)
    if fault is not None:
        raise InvalidEdit(fault)


def accepted(matcher: Matcher) -> bool:
    """True if no format that judges the matcher refuses its example."""
    try:
        return all(vocabulary.accepts(matcher, matcher.example) is not False for vocabulary in vocabularies())
    except CannotCheck as error:
        raise InvalidEdit(str(error)) from None


def scalar(
    word: str,
    value: Value,
    what: str,
    args: Mapping[str, JSON] | None = None,
    *,
    generator: Generator | None = None,
) -> Matcher:
    """A matcher whose example the formats can judge."""
    made = Matcher(word, value, dict(args or {}), generator=generator)
    if value is not MISSING:
        if not (value is None or isinstance(value, str | int | float)):
            raise refusal(value, what)
        if not accepted(made):
            raise refusal(value, what)
    return made
