"""Names of pacticipants that nearly agree: a broker refuses a new name that may be a slip of an old one."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["near_duplicates", "word_key"]

_BORDERS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-_\s]|::")
_COMMON = {"api", "provider", "service"}


def word_key(name: str) -> tuple[str, ...]:
    """The words of a name as far as they tell applications apart: "Bar Service" is "bar"."""
    words = [word.lower() for word in _BORDERS.split(name) if word]
    words = [word[:-1] if word.endswith("s") else word for word in words]
    return tuple(word for word in words if word not in _COMMON)


def near_duplicates(name: str, names: Iterable[str]) -> list[str]:
    """Names in use that a new one may be a slip of; none where it is in use itself.

    Source: `PotentialDuplicatePacticipantFinder` of pact_broker 2.120.0, observed.
    """
    in_use = list(names)
    if name in in_use:
        return []
    key = word_key(name)
    return [candidate for candidate in in_use if word_key(candidate) == key]
