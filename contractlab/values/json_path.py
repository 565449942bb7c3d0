"""Paths as people write them: ``$.items[0].id``, ``$.items[*]``, ``$['odd key']``; what `format_path` writes.

The rules of a Pact file have a narrower grammar of their own (`contractlab.engine.paths`), without escapes.
"""

from __future__ import annotations

import re

from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, PathToken

__all__ = ["read_path"]

_STEP = re.compile(
    r"\.(?P<name>[\w:#@-]+)|(?P<key>\.\*)|(?P<item>\[\*\])|\[(?P<index>\d{1,19})\]"
    r"|\['(?P<single>(?:[^'\\]|\\.)*)'\]|\[\"(?P<double>(?:[^\"\\]|\\.)*)\"\]",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\([\\'\"])")


def read_path(text: str) -> tuple[PathToken, ...] | None:
    r"""Steps of a path; None where it cannot be read.

    Parameters
    ----------
    text : str
        Keys that are no names stand in brackets and quotes, where ``\'``, ``\"`` and ``\\`` are escapes. A leading
        ``$`` may be left out before a name.
    """
    rest = text[1:] if text.startswith("$") else f".{text}"
    tokens: list[PathToken] = []
    at = 0
    while at < len(rest):
        step = _STEP.match(rest, at)
        if step is None:
            return None
        at = step.end()
        quoted = step["single"] if step["single"] is not None else step["double"]
        if quoted is not None:
            tokens.append(_ESCAPE.sub(r"\1", quoted))
        elif step["index"] is not None:
            tokens.append(int(step["index"]))
        elif step["name"] is not None:
            tokens.append(step["name"])
        else:
            tokens.append(EVERY_ITEM if step["item"] else EVERY_KEY)
    return tuple(tokens)
