"""Words for differences and matchers that only Pact has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contractlab.values.sentences import Span, Writer

__all__ = ["SENTENCES", "PactSentences"]


@dataclass(frozen=True, slots=True)
class PactSentences:
    """Differences and matchers that only Pact has.

    Attributes
    ----------
    writers : mapping of str to Writer
    """

    writers: Mapping[str, Writer] = field(default_factory=dict)

    def expectation(self, rule: str, args: Mapping[str, Any], expected: Any) -> list[Span] | None:
        """None: what Pact's matchers ask for is written with the sentences themselves."""
        return None


SENTENCES = PactSentences()
