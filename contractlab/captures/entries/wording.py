"""How what was found in a recording is named, without the secrets that it may hold."""

from __future__ import annotations

import re

from contractlab.redaction.prose import redact_prose
from contractlab.values.text import quote

__all__ = ["bare_address", "kind_of"]


def kind_of(value: object) -> str:
    """Name what stands there instead of what was expected: a text or a number as it is, of others the kind."""
    if isinstance(value, str):
        return quote(redact_prose(value), 40)
    if isinstance(value, int | float | None):
        return quote(value, 40)
    return "an array" if isinstance(value, list) else "an object"


def bare_address(text: str) -> str:
    """What was to be an address and is none, without what could be a user name or a parameter."""
    return re.split(r"[?#;]", text, maxsplit=1)[0].rpartition("@")[2]
