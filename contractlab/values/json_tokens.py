"""The tokens of JSON text with their places: the one scanner for everything that needs to know where a value stands.

It takes any text, broken ones included, in linear time and without recursion; what the tokens mean is up to the walk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

__all__ = ["json_tokens", "strings_of", "unquote"]

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
"""A string that never ends is taken to the end of the text: to look for its end again from every quote in it would
take quadratic time."""

_TOKEN = re.compile(rf'{_STRING}|[{{}}\[\],:]|[^\s{{}}\[\],:"]++', re.DOTALL)
_STRING_AND_COLON = re.compile(rf"({_STRING})(\s*+:)?", re.DOTALL)


def json_tokens(text: str) -> Iterator[re.Match[str]]:
    """Strings whole with their quotes, one structural character, or another word (a number, ``true``), in order.

    Parameters
    ----------
    text : str
        JSON, or what should be.

    Returns
    -------
    iterator of re.Match
        ``match[0]`` is the token; blanks between tokens are passed over.
    """
    return _TOKEN.finditer(text)


def strings_of(text: str) -> Iterator[str]:
    """Every string of a JSON text that is a value, with its quotes; keys are none."""
    return (string for string, colon in _STRING_AND_COLON.findall(text) if not colon)


def unquote(token: str) -> str:
    """Read a string token; of a broken one, what is between its quotes."""
    if "\\" not in token:
        return token[1:-1] if token.endswith('"') and len(token) > 1 else token[1:]
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token.strip('"')
