"""Lines of the view model as JSON, for the screen: kinds and texts, every stranger's character visible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contractlab.values.sentences import Sentence
from contractlab.values.text import visible
from contractlab.views.model import Line, Span, line, tell

__all__ = ["as_json", "told"]


def as_json(spans: Line | Iterable[Span]) -> list[list[str]]:
    """Spans as ``[kind, text]``, or ``[kind, text, whole text]`` where the text is cut."""
    return [
        [one.kind, visible(one.text), visible(one.title)] if one.title else [one.kind, visible(one.text)]
        for one in spans
    ]


def told(*pieces: str | Span | Line | Sentence) -> list[list[str]]:
    """A line put together and written as JSON; sentences are told as everywhere."""
    parts: list[Any] = [tell(one) if isinstance(one, Sentence) else one for one in pieces]
    return as_json(line(*parts))
