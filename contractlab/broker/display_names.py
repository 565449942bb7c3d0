"""The name for people that a broker gives to what was created without one."""

from __future__ import annotations

import re

__all__ = ["display_name_of"]

_BORDERS = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z\d])(?=[A-Z]\S)|(?<=\S)[-_.](?=\S)|\s+")


def display_name_of(name: str) -> str:
    """The words of a name, each with a capital: ``my-service`` and ``MyService`` are "My Service".

    Source: `GenerateDisplayName` of pact_broker, observed; its Rust command line ends with a panic where an environment
    has no name for people.
    """
    words = [word for word in _BORDERS.split(name) if word]
    return " ".join(word[0].upper() + word[1:] for word in words)
