"""Redaction of what tools write beside the request and the response: cookie lists, call stacks, messages of a socket.

No check looks at these fields, so what might be a secret goes without being listed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from contractlab.captures.body_redaction import BodyRules, redact_body
from contractlab.captures.sensitive import REDACTED, Secrets

__all__ = ["REBUILT", "redact_raw_entry"]

REBUILT: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset(["pageref"]),
    "request": frozenset(["method", "url", "headers", "queryString"]),
    "response": frozenset(["status", "headers", "redirectURL"]),
    "request/postData": frozenset(["text", "params"]),
    "response/content": frozenset(["text"]),
    "_contractlab": frozenset(["redacted"]),
}
"""What is written anew from the request and the response whenever an entry is saved; here it is left out (None)."""

# Times and types are made of short words that a cookie may happen to hold; only long secrets are looked for in them.
_STRUCTURAL = frozenset(["startedDateTime", "httpVersion", "mimeType", "encoding", "serverIPAddress", "connection"])
DEEPEST = 100
"""Levels of nesting that are kept: ten times what any known tool writes, and no danger to Python's own JSON writer."""

_Slot = tuple[Any, Any, Any, int, str, bool]  # container, key or index, value, depth, path, all values are secrets


def redact_raw_entry(
    entry: Mapping[str, Any], is_secret_name: Callable[[str], bool], rules: BodyRules, secrets: Secrets
) -> dict[str, Any]:
    """Copy a HAR entry without its secrets, and without what `REBUILT` names.

    Parameters
    ----------
    entry : mapping
        As recorded.
    is_secret_name : callable
        Takes the name of a header, a parameter or a key.
    rules : BodyRules
        For JSON inside strings.
    secrets : Secrets
        What was removed from the request and the response.

    Returns
    -------
    dict
        Plain JSON values; numbers that JSON cannot write are None, and so is what is nested too deep.
    """
    exact, everywhere = secrets.exact(), secrets.everywhere()

    def clean(text: str, key: Any) -> str:
        known = exact if key in _STRUCTURAL else everywhere
        if text.lstrip()[:1] in ("{", "["):
            text = redact_body(text.encode("utf-8", "surrogatepass"), "application/json", rules, secrets)[0].decode(
                "utf-8", "surrogatepass"
            )
        text = rules.redact_prose(text)
        for secret in known:
            if secret in text:
                text = text.replace(secret, REDACTED)
        return text

    copy: dict[str, Any] = {}
    pending: list[_Slot] = [(copy, key, value, 1, "", False) for key, value in reversed(list(entry.items()))]
    while pending:
        into, key, value, depth, path, all_secret = pending.pop()
        name = clean(key, None) if isinstance(key, str) else key
        new: Any = value
        if isinstance(key, str) and (key in REBUILT.get(path, ()) or _hides(key, value, is_secret_name)):
            new = None if key in REBUILT.get(path, ()) else REDACTED
        elif isinstance(value, str):
            new = REDACTED if all_secret and key == "value" and value else clean(value, key)
        elif isinstance(value, float):
            new = value if math.isfinite(value) else None
        elif isinstance(value, dict | list):
            new = {} if isinstance(value, dict) else [None] * len(value)
            if depth >= DEEPEST:
                new = None
            elif isinstance(value, dict):
                inner = f"{path}/{key}" if path else str(key)
                pair = _is_secret_pair(value, is_secret_name, rules)
                pending += [(new, k, v, depth + 1, inner, all_secret or pair) for k, v in reversed(value.items())]
            else:
                cookies = all_secret or key == "cookies"
                pending += [(new, i, v, depth + 1, f"{path}/{key}", cookies) for i, v in enumerate(value)]
        if isinstance(into, list):
            into[key] = new
        else:
            into[name] = new
    return copy


def _hides(key: str, value: Any, is_secret_name: Callable[[str], bool]) -> bool:
    """Tell whether all of `value` is a secret because of its key."""
    return value not in (None, "", True, False) and is_secret_name(key)


def _is_secret_pair(value: Mapping[Any, Any], is_secret_name: Callable[[str], bool], rules: BodyRules) -> bool:
    """Tell whether ``{"name": …, "value": …}``, as HAR writes headers and parameters, holds a secret."""
    name, content = value.get("name"), value.get("value")
    if not isinstance(name, str) or not isinstance(content, str):
        return False
    return is_secret_name(name) or rules.is_secret_parameter(name, content)
