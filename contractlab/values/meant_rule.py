"""The rule that was meant for a value and does not reach it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab.values.spans import code
from contractlab.values.wording import Span

__all__ = ["meant_rule_words"]

_WHY_NOT = {
    "one-item": "is for one item alone",
    "everywhere": "names no part, so it judges every value",
}


def meant_rule_words(meant: Mapping[str, Any]) -> list[Span]:
    """Name the rule that was meant for a value and does not reach it, with the spelling that does.

    Parameters
    ----------
    meant : mapping
        The fact ``meant`` of a mismatch: ``path``, ``spelling``, ``line``; ``why`` the rule does not reach the value,
        ``"dead"``, ``"one-item"`` or ``"everywhere"``; and ``sure``.
    """
    line = meant["line"]
    place = "" if line is None else f" (line {line:,})"
    verb = "was" if meant["sure"] else "may be"
    why = _WHY_NOT.get(meant["why"], f"{verb} meant for it and is dead")
    return [
        ("text", "The rule "), code(meant["path"]), ("text", f"{place} {why}; write "), code(meant["spelling"]),
        ("text", "."),
    ]  # fmt: skip
