"""The tokens of JSON text, for those who edit it or look for places in it without parsing it."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["JSON_TOKEN", "json_tokens"]

JSON_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[{}\[\],:]|[^\s{}\[\],:"]++', re.DOTALL)
"""Strings, structure and other words of JSON text. A string that never ends is taken to the end of the text: to look
for its end again from every quote in it would take quadratic time."""


def json_tokens(text: str) -> Iterator[re.Match[str]]:
    """Give the tokens of a JSON text in order: ``match[0]`` is the token; blanks between tokens are passed over."""
    return JSON_TOKEN.finditer(text)
