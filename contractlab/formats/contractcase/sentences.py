"""What ContractCase's matchers ask of a value, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contractlab.formats.contractcase.matchers import MATCHERS
from contractlab.values.json_types import JSON, Value
from contractlab.values.rule import plain_label
from contractlab.values.sentences import MatcherWording, Span, Writer, code
from contractlab.values.text import quote
from contractlab.values.wording import Hint

__all__ = ["SENTENCES", "CaseSentences"]

_Pieces = tuple[list[Span], list[Span], list[Span]]
"""What was expected, what was got, and the hint."""


def _threw(m: Any) -> _Pieces:
    kind = m.actual.get("errorClassName") if isinstance(m.actual, Mapping) else None
    return [("text", "a return value")], [("text", "the error "), code(quote(kind))], []


def _returned(m: Any) -> _Pieces:
    kind = m.expected.get("errorClassName") if isinstance(m.expected, Mapping) else None
    given = m.actual.get("success") if isinstance(m.actual, Mapping) else None
    return [("text", "the error "), code(quote(kind))], [("text", "the return value "), code(given)], []


_WRITERS: Mapping[str, Writer] = {"function-threw": _threw, "function-returned": _returned}


@dataclass(frozen=True, slots=True)
class CaseSentences:
    """Differences and matchers that only ContractCase has.

    Attributes
    ----------
    writers : mapping of str to Writer
    """

    writers: Mapping[str, Writer] = field(default_factory=lambda: _WRITERS)

    def expectation(self, rule: str, args: Mapping[str, JSON], expected: Value) -> list[Span] | None:
        """Say what a matcher asks; None for one that ContractCase does not have, or that its parts tell of.

        Parameters
        ----------
        rule : str
            The matcher's type without ``_case:``.
        args : mapping
            ``mode`` (``"exact"`` or ``"type"``), ``prefix``, ``suffix``, ``contains``, ``rule``.
        expected : JSON value or MISSING
            The example.
        """
        spec = MATCHERS.by_name.get(rule)
        return None if spec is None or spec.expects is None else spec.expects(args, expected)

    def wording(self, rule: str) -> MatcherWording | None:
        """Nothing beside what it asks for."""
        return None

    def label(self, rule: str, args: Mapping[str, JSON]) -> str | None:
        """A matcher with the text or the rule that it has."""
        if not rule[:1].isupper():
            return None
        label = plain_label(rule, args)
        return " ".join([label, *(args[key] for key in _SHOWN if isinstance(args.get(key), str))])

    def hint(self, mismatch: Any) -> Hint | None:
        """Nothing: the parts of a ContractCase matcher tell of themselves."""
        return None


_SHOWN = ("prefix", "suffix", "contains", "rule")
"""Arguments that stand in the label of a matcher."""


SENTENCES = CaseSentences()
