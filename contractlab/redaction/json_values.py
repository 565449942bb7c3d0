"""Redaction of parsed JSON beside the request and the response: fields of other tools, metadata, state parameters.

No check looks inside these values, so what might be a secret goes without being listed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, TypeAlias

from contractlab.redaction.bodies import redact_body
from contractlab.redaction.json_types import JSONObject, JSONValue
from contractlab.redaction.rules import SecretRules
from contractlab.redaction.secret_texts import REDACTED, Secrets, replace_secrets

__all__ = ["LeftOut", "redact_values"]

LeftOut: TypeAlias = Mapping[str, frozenset[str]]
"""Keys that the copy leaves without a value (None), by the path of their object: ``"request/postData"``."""
NOTHING_LEFT_OUT: Final[LeftOut] = MappingProxyType({})

# Times and types are made of short words that a cookie may happen to hold; only long secrets are looked for in them.
_STRUCTURAL = frozenset(["startedDateTime", "httpVersion", "mimeType", "encoding", "serverIPAddress", "connection"])
DEEPEST = 100
"""Levels of nesting that are kept: ten times what any known tool writes, and no danger to Python's own JSON writer."""

# container, key or index in it, value, depth, path of the container, whether every value below is a secret
_ObjectSlot: TypeAlias = tuple[dict[str, JSONValue], str, JSONValue, int, str, bool]
_ArraySlot: TypeAlias = tuple[list[JSONValue], int, JSONValue, int, str, bool]


def redact_values(
    values: JSONObject, rules: SecretRules, secrets: Secrets, left_out: LeftOut = NOTHING_LEFT_OUT
) -> dict[str, JSONValue]:
    """Copy JSON values without the secrets in them.

    Parameters
    ----------
    values : mapping of str to JSON value
    rules : SecretRules
        Its names hold for keys, and for ``{"name": …, "value": …}`` as HAR writes headers and parameters.
    secrets : Secrets
        What was removed from the request and the response.
    left_out : mapping of str to frozenset of str
        See `LeftOut`.

    Returns
    -------
    dict
        Plain JSON values; numbers that JSON cannot write are None, and so is what is nested too deep.
    """
    exact, everywhere = secrets.exact(), secrets.everywhere()

    @cache  # a recording repeats its texts: names of headers, kinds of content, whole bodies
    def cleaned(text: str, structural: bool) -> str:
        if text.lstrip()[:1] in ("{", "["):
            text = redact_body(text.encode("utf-8", "surrogatepass"), "application/json", rules, secrets)[0].decode(
                "utf-8", "surrogatepass"
            )
        return replace_secrets(rules.redact_prose(text), exact if structural else everywhere)

    def clean(text: str, key: object) -> str:
        return cleaned(text, key in _STRUCTURAL)

    copy: dict[str, JSONValue] = {}
    # A walk of its own stack: recordings may be nested more deeply than Python's recursion goes.
    pending: list[_ObjectSlot | _ArraySlot] = [
        (copy, key, value, 1, "", False) for key, value in reversed(list(values.items()))
    ]
    while pending:
        container, key, value, depth, path, all_secret = pending.pop()
        new: JSONValue = value
        if isinstance(key, str) and key in left_out.get(path, ()):
            new = None
        elif isinstance(key, str) and _hides(key, value, rules):
            new = REDACTED
        elif isinstance(value, str):
            new = REDACTED if all_secret and key == "value" and value else clean(value, key)
        elif isinstance(value, float):
            new = value if math.isfinite(value) else None
        elif isinstance(value, dict | list) and depth >= DEEPEST:
            new = None
        elif isinstance(value, dict):
            inner = f"{path}/{key}" if path else str(key)
            secret = all_secret or _is_secret_pair(value, rules)
            members: dict[str, JSONValue] = {}
            new = members
            pending += [(members, k, v, depth + 1, inner, secret) for k, v in reversed(value.items())]
        elif isinstance(value, list):
            secret = all_secret or key == "cookies"
            items: list[JSONValue] = [None] * len(value)
            new = items
            pending += [(items, i, v, depth + 1, f"{path}/{key}", secret) for i, v in enumerate(value)]
        if isinstance(container, list):
            assert isinstance(key, int)
            container[key] = new
        else:
            # Values that were passed in by hand may have keys that are no text.
            container[clean(key, None) if isinstance(key, str) else key] = new  # type: ignore[index]
    return copy


def _hides(key: str, value: JSONValue, rules: SecretRules) -> bool:
    """Tell whether all of `value` is a secret because of its key."""
    if value is None or value == "" or isinstance(value, bool):
        return False
    scalar = isinstance(value, str | int | float)
    return rules.is_secret_name(key) or (scalar and rules.is_likely_secret(key, str(value)[:10_000]))


def _is_secret_pair(value: JSONObject, rules: SecretRules) -> bool:
    """Tell whether ``{"name": …, "value": …}``, as HAR writes headers and parameters, holds a secret."""
    name, content = value.get("name"), value.get("value")
    if not isinstance(name, str) or not isinstance(content, str):
        return False
    return rules.is_secret_name(name) or rules.is_secret_parameter(name, content)
