"""The difference of two contracts as a text: lines that went and came, keys in order."""

from __future__ import annotations

import difflib
import json

__all__ = ["text_difference"]

_MAX_LINES = 20_000
_CONTEXT = 2


def _lines(text: bytes) -> list[str]:
    document = json.loads(text)
    if isinstance(document, dict):
        document = {key: value for key, value in document.items() if key in ("interactions", "messages")}
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False).splitlines()[:_MAX_LINES]


def text_difference(before: bytes, after: bytes) -> str:
    """Lines of what two contracts ask for, with a sign before those of one of them.

    Parameters
    ----------
    before, after : bytes
        JSON.

    Returns
    -------
    str
        ``""`` where they ask for the same.
    """
    lines = list(difflib.unified_diff(_lines(before), _lines(after), lineterm="", n=_CONTEXT))[2:]
    shown = [" ..." if line.startswith("@@") else line for line in lines]
    return "\n".join(shown[1:] if lines and lines[0].startswith("@@ -1,") else shown)
