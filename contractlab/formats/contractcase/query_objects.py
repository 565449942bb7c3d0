"""A query as Express 4 hands it to handlers: npm's qs, in its defaults.

Source: observed behaviour of qs 6: names in brackets make objects and arrays, names that repeat make arrays, values are
strings; five levels and a thousand parameters at most.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote_to_bytes

from contractlab.values.json_types import JSONObject, Value

__all__ = ["parse_query_objects"]

_MAX_PARAMETERS = 1_000
_MAX_LEVELS = 5
_MAX_INDEX = 20
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_ESCAPE = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


class _Items(dict[int, Any]):
    """An array in the making."""


def _decoded(text: str) -> str:
    """Percent-decoded with plus as space; as it stands where it is no UTF-8, as qs does."""
    spaced = text.replace("+", " ")
    if "%" not in spaced:
        return spaced
    if re.search(r"%(?![0-9A-Fa-f]{2})", spaced):
        return spaced
    try:
        return _ESCAPE.sub(lambda escape: unquote_to_bytes(escape[0]).decode("utf-8"), spaced)
    except UnicodeDecodeError:
        return spaced


def _steps(name: str) -> list[str]:
    """``a[b][]`` as ``a``, ``b`` and the empty string; what is deeper than five levels stays one name."""
    first = _BRACKETS.search(name)
    if first is None:
        return [name]
    head = name[: first.start()]
    steps = [head] if head else []
    at = first.start()
    for _ in range(_MAX_LEVELS):
        bracket = _BRACKETS.search(name, at)
        if bracket is None:
            break
        steps.append(bracket[1])
        at = bracket.end()
    else:
        rest = _BRACKETS.search(name, at)
        if rest is not None:
            steps.append(name[rest.start() :])
    return steps


def parse_query_objects(query: str) -> JSONObject:
    """Parameters as an object of strings, arrays and objects.

    Parameters
    ----------
    query : str
        As sent, without the question mark.
    """
    parameters: JSONObject = {}
    for pair in query.split("&")[:_MAX_PARAMETERS]:
        if not pair:
            continue
        bracket = pair.find("]=")
        at = pair.find("=") if bracket < 0 else bracket + 1
        name, value = (pair, "") if at < 0 else (pair[:at], pair[at + 1 :])
        steps = _steps(_decoded(name))
        if steps and steps[0] not in ("", "__proto__"):
            _put(parameters, steps, _decoded(value))
    return {name: _finished(value) for name, value in parameters.items()}


def _put(root: JSONObject, steps: list[str], value: str) -> None:
    holder: Any = root
    for number, step in enumerate(steps):
        key = _key(holder, step, number == len(steps) - 1)
        if number == len(steps) - 1:
            holder[key] = _joined(holder[key], value) if key in holder else value
            return
        inner = holder.get(key)
        following = steps[number + 1]
        listed = following == "" or (following.isdigit() and int(following) <= _MAX_INDEX)
        if not isinstance(inner, dict):
            made: dict[Any, Any] = _Items() if listed else {}
            if inner is not None and listed:
                made[0] = inner
            holder[key] = made if inner is None or listed else _Items({0: inner, 1: made})
            inner = made
        elif isinstance(inner, _Items) and not listed:
            holder[key] = inner = {str(index): value for index, value in inner.items()}
        holder = inner


def _key(holder: Any, step: str, last: bool) -> Any:
    if not isinstance(holder, _Items):
        return step
    return int(step) if step.isdigit() else len(holder) if last else 0


def _joined(earlier: Any, value: str) -> Any:
    if isinstance(earlier, _Items):
        earlier[len(earlier)] = value
        return earlier
    return _Items({0: earlier, 1: value})


def _finished(value: Value) -> Any:
    if isinstance(value, _Items):
        return [_finished(value[index]) for index in sorted(value)]
    if isinstance(value, dict):
        return {key: _finished(item) for key, item in value.items()}
    return value
