"""The few JSON paths that name places to redact: ``$.password``, ``$.users[*].token``, ``$..iban``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from contractlab.values.mismatch import PathToken

__all__ = ["BodyPath", "Progress", "advance", "parse_body_path", "start"]

ANY: Final = object()
"""One step of any kind."""
BELOW: Final = object()
"""Any number of steps."""

_STEP = re.compile(
    r"\.\.(?=[\w*\[])|\.?\*|\[\*\]|\[(?P<index>\d{1,9})\]|\['(?P<quoted>(?:[^'\\]|\\.)*)'\]"
    r"|\[\"(?P<double>(?:[^\"\\]|\\.)*)\"\]|\.?(?P<name>[^\s.\[\]*'\"]+)"
)


@dataclass(frozen=True, slots=True)
class BodyPath:
    """A path expression in steps: keys, indices, `ANY` and `BELOW`."""

    text: str
    steps: tuple[object, ...]


Progress = tuple[tuple[BodyPath, int], ...]
"""Which paths are still possible at a value, and how many of their steps are behind it."""


def parse_body_path(text: str) -> BodyPath:
    """Read a path expression.

    Raises
    ------
    ValueError
        If `text` is none; the message shows what is understood.
    """
    hint = "write it like $.password, $.users[*].token, $['odd key'] or $..iban"
    if not text.startswith("$"):
        raise ValueError(f"{text!r} is no body path: it does not start with $; {hint}")
    steps: list[object] = []
    at = 1
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None:
            raise ValueError(f"{text!r} is no body path that can be redacted, from character {at + 1} on; {hint}")
        at = match.end()
        quoted = match["quoted"] if match["quoted"] is not None else match["double"]
        if match["index"] is not None:
            steps.append(int(match["index"]))
        elif quoted is not None:
            steps.append(re.sub(r"\\(.)", r"\1", quoted))
        elif match["name"] is not None:
            steps.append(match["name"])
        elif match[0] == "..":
            steps.append(BELOW)
        else:
            steps.append(ANY)
    if not steps or steps[-1] is BELOW:
        raise ValueError(f"{text!r} names no place in a body; {hint}")
    return BodyPath(text, tuple(steps))


def start(paths: tuple[BodyPath, ...]) -> Progress:
    """All paths, none of their steps taken: the state at the root of a document."""
    return tuple((path, 0) for path in paths)


def advance(progress: Progress, token: PathToken) -> tuple[bool, Progress]:
    """Go down to the child `token`.

    Returns
    -------
    hit : bool
        True if a path ends at this child.
    progress : Progress
        What is possible below it.
    """
    if not progress:
        return False, progress
    hit = False
    reached: dict[tuple[int, int], tuple[BodyPath, int]] = {}
    pending = list(progress)
    while pending:
        path, taken = pending.pop()
        step = path.steps[taken]
        if step is BELOW:
            reached[id(path), taken] = (path, taken)  # the child is passed over, and so may be its children
            pending.append((path, taken + 1))
        elif step is ANY or step == token:
            if taken + 1 == len(path.steps):
                hit = True
            else:
                reached[id(path), taken + 1] = (path, taken + 1)
    return hit, tuple(reached.values())
