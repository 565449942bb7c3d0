"""What was really answered at one place, as it may be shown."""

from __future__ import annotations

from contractlab.values.http import HttpResponse
from contractlab.values.json_path import read_path
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.mismatch import PathToken, Star
from contractlab.verification.results import Result

__all__ = ["value_at"]


def value_at(result: Result, path: str) -> Value:
    """What was answered at a path, secrets taken out; MISSING where the answer has no such value.

    Parameters
    ----------
    result : Result
        With a check.
    path : str
        A path without stars, such as ``$.creditLimit``, or ``status``.

    Raises
    ------
    ValueError
        If the path cannot be read, or names several values.
    """
    if path == "status":
        actual = None if result.match is None else result.match.actual
        return actual.status if isinstance(actual, HttpResponse) else MISSING
    tokens = read_path(path)
    if tokens is None:
        raise ValueError(f"{path!r} is not a path; write it as $.items[0].id or $['odd key']")
    if any(isinstance(token, Star) for token in tokens):
        raise ValueError(f"{path} names several values; give a path without stars")
    body = result.explanation.body
    value = MISSING if body is None else _below(body.actual, tokens)
    return value if value is MISSING else result.mask.value("body", tokens, value)


def _below(value: Value, tokens: tuple[PathToken, ...]) -> Value:
    for token in tokens:
        if isinstance(value, dict) and str(token) in value:
            value = value[str(token)]
        elif isinstance(value, list) and isinstance(token, int) and token < len(value):
            value = value[token]
        else:
            return MISSING
    return value
