"""The variable that code calls a definition by: what people would call it, who name it after the consumer."""

from __future__ import annotations

import builtins
import re
from keyword import iskeyword, issoftkeyword

__all__ = ["variable_name"]

_WORDS = re.compile(r"[A-Z]+(?![^\W\d_A-Z])|[A-Z]?[^\W\d_A-Z]+|\d+")
_TAKEN = frozenset({"cl", "contractlab", "generate", "lab", "match", "pact", "xml", *dir(builtins)})
"""Names that the code needs for something else."""

_LONGEST = 40


def variable_name(consumer: str) -> str:
    """``billing`` for ``BillingService``, ``web_shop`` for ``web-shop``; ``contract`` where that makes no name.

    Parameters
    ----------
    consumer : str
    """
    words = [word.lower() for word in _WORDS.findall(consumer)]
    if len(words) > 1 and words[-1] == "service":
        del words[-1]
    name = "_".join(words)[:_LONGEST].rstrip("_")
    if not name.isidentifier() or iskeyword(name) or issoftkeyword(name) or name in _TAKEN:
        return "contract"
    return name
