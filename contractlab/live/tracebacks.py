"""The traceback of somebody's code as text: from the first frame that is theirs, without the values of variables."""

from __future__ import annotations

import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path

from contractlab.values.text import count, shorten

__all__ = ["in_short", "user_traceback"]

_OURS = str(Path(__file__).parent)
_INSTALLED = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
_MOST_FRAMES = 25
_MOST_CHAINED = 4
_LONGEST_MESSAGE = 2_000


def user_traceback(error: BaseException) -> str:
    """Write a traceback as Python does, from the first frame of the user's code on.

    Values of variables are never in it: they may be secrets.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    str
        With what it was raised from, the cause first; without the frames that lead to the user's code.
    """
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]  # of a task group, which the user may not even know of
    shown = list(_chain(error))[:_MOST_CHAINED]
    texts: list[str] = []
    for each, link in reversed(shown):
        texts.append(_one_error(each))
        if link:
            texts.append(f"\n{link}\n\n")
    return "".join(texts).rstrip("\n")


def _chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """The error and what it came from, each with the words that lead on from it."""
    seen: set[int] = set()
    current: BaseException | None = error
    link = ""
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current, link
        if current.__cause__ is not None:
            link, current = "The above exception was the direct cause of the following exception:", current.__cause__
        elif current.__context__ is not None and not current.__suppress_context__:
            link = "During handling of the above exception, another exception occurred:"
            current = current.__context__
        else:
            return


def _one_error(error: BaseException) -> str:
    frames = list(traceback.extract_tb(error.__traceback__))
    first = next((place for place, frame in enumerate(frames) if _of_user(frame.filename)), None)
    if first is None:  # nothing of theirs: what lies outside of this room
        first = next((place for place, frame in enumerate(frames) if not frame.filename.startswith(_OURS)), len(frames))
    kept = frames[first:]
    head = "Traceback (most recent call last):\n" if kept else ""
    if len(kept) > _MOST_FRAMES:
        left_out = len(kept) - _MOST_FRAMES
        half = _MOST_FRAMES // 2
        lines = traceback.format_list(kept[:half])
        lines.append(f"  … {count(left_out, 'more frame')} …\n")
        lines += traceback.format_list(kept[-(_MOST_FRAMES - half) :])
    else:
        lines = traceback.format_list(kept)
    last = "".join(traceback.format_exception_only(type(error), error))
    return f"{head}{''.join(lines)}{_shortened(last)}\n"


def _shortened(text: str) -> str:
    """The message of an exception, cut where it is long; its lines stay."""
    text = text.rstrip("\n")
    if len(text) <= _LONGEST_MESSAGE:
        return text
    return f"{text[:_LONGEST_MESSAGE]}… {count(len(text) - _LONGEST_MESSAGE, 'more character')}"


def _of_user(filename: str) -> bool:
    return not filename.startswith((_OURS, *_INSTALLED, "<frozen"))


def in_short(error: BaseException) -> str:
    """An exception in one line: ``ValueError: no such user``."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {shorten(words, 200)}" if words else type(error).__name__
