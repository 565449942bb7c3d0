"""Paths as people write them: ``$.items[0].id``, ``$.items[*]``, ``$['odd key']``, ``$..iban``.

What `format_path` writes is read back. The rules of a Pact file have a narrower grammar of their own
(`contractlab.engine.paths`), without escapes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from contractlab.values.mismatch import EVERY_ITEM, EVERY_KEY, PathToken, Star

__all__ = ["ANY_DEPTH", "BodyPath", "Progress", "advance", "parse_body_path", "read_path", "start"]

ANY_DEPTH = Star("..")
"""Any number of steps, none included."""

_STEP = re.compile(
    r"(?P<below>\.\.(?=[\w*\[]))|(?P<key>\.?\*)|(?P<item>\[\*\])|\[(?P<index>\d{1,19})\]"
    r"|\['(?P<single>(?:[^'\\]|\\.)*+)'\]|\[\"(?P<double>(?:[^\"\\]|\\.)*+)\"\]|(?P<name>\.?[^\s.\[\]*'\"]++)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\([\\'\"])")
_ANY_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PLAIN_NAME = re.compile(r"\.[\w:#@-]+")
_HINT = "write it like $.password, $.users[*].token, $['odd key'] or $..iban"


class _Unreadable(ValueError):
    """No step of a path starts at a character."""

    def __init__(self, at: int) -> None:
        self.at = at
        super().__init__(f"no path from character {at + 1} on")


def _token(step: re.Match[str], escape: re.Pattern[str]) -> PathToken:
    quoted = step["single"] if step["single"] is not None else step["double"]
    if quoted is not None:
        return escape.sub(r"\1", quoted)
    if step["index"] is not None:
        return int(step["index"])
    if step["name"] is not None:
        return str(step["name"]).removeprefix(".")
    if step["below"] is not None:
        return ANY_DEPTH
    return EVERY_ITEM if step["item"] else EVERY_KEY


def _read(text: str, at: int, *, strict: bool) -> list[PathToken]:
    """Steps from character `at` on.

    With `strict`, names stand behind a dot, ``..`` is none, and a backslash before any other letter is one.
    """
    escape = _ESCAPE if strict else _ANY_ESCAPE
    tokens: list[PathToken] = []
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None or (strict and not _is_strict(step)):
            raise _Unreadable(at)
        at = step.end()
        tokens.append(_token(step, escape))
    return tokens


def _is_strict(step: re.Match[str]) -> bool:
    if step["name"] is not None:
        return _PLAIN_NAME.fullmatch(step["name"]) is not None
    return step["below"] is None and step["key"] != "*"


def read_path(text: str) -> tuple[PathToken, ...] | None:
    r"""Steps of a path to one place, or to all items or keys of one; None where it cannot be read.

    Parameters
    ----------
    text : str
        Keys that are no names stand in brackets and quotes, where ``\'``, ``\"`` and ``\\`` are escapes. A leading
        ``$`` may be left out before a name.
    """
    try:
        return tuple(_read(text, 1, strict=True) if text.startswith("$") else _read(f".{text}", 0, strict=True))
    except _Unreadable:
        return None


@dataclass(frozen=True, slots=True)
class BodyPath:
    """A path that names places in any body.

    Attributes
    ----------
    text : str
        As it was written.
    steps : tuple of str or int
        Keys, indices, stars (one step of any kind) and `ANY_DEPTH`.
    """

    text: str
    steps: tuple[PathToken, ...]


Progress = tuple[tuple[BodyPath, int], ...]
"""Which paths are still possible at a value, and how many of their steps are behind it."""


def parse_body_path(text: str) -> BodyPath:
    """Read a path that names places in bodies; ``..`` stands for any number of steps.

    Raises
    ------
    ValueError
        If `text` is none; the message shows what is understood.
    """
    if not text.startswith("$"):
        raise ValueError(f"{text!r} is not a body path: it does not start with $; {_HINT}")
    try:
        steps = _read(text, 1, strict=False)
    except _Unreadable as error:
        reach = f"from character {error.at + 1} on"
        raise ValueError(f"{text!r} is not a body path that can be redacted, {reach}; {_HINT}") from None
    if not steps or steps[-1] == ANY_DEPTH:
        raise ValueError(f"{text!r} names no place in a body; {_HINT}")
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
        if step == ANY_DEPTH:
            reached[id(path), taken] = (path, taken)  # the child is passed over, and so may be its children
            pending.append((path, taken + 1))
        elif isinstance(step, Star) or step == token:
            if taken + 1 == len(path.steps):
                hit = True
            else:
                reached[id(path), taken + 1] = (path, taken + 1)
    return hit, tuple(reached.values())
