"""Lines of the view model as JSON, for the screen: kinds and texts, every stranger's character visible."""

from __future__ import annotations

from collections.abc import Iterable

from contractlab.values.sentences import Sentence
from contractlab.values.text import visible
from contractlab.views.model import Line, Span, line, tell
from contractlab.widgets.protocol import LineJson, SpanJson

__all__ = ["line_json", "spans_json"]


def spans_json(spans: Iterable[Span]) -> LineJson:
    """Spans as kind and text, with the whole text where it is cut, and the file that it opens."""
    return [_span_json(span) for span in spans]


def _span_json(span: Span) -> SpanJson:
    if span.opens:
        return (span.kind, visible(span.text), visible(span.title), span.opens)
    return (span.kind, visible(span.text), visible(span.title)) if span.title else (span.kind, visible(span.text))


def line_json(*pieces: str | Span | Line | Sentence) -> LineJson:
    """A line put together, as JSON; sentences are told as everywhere."""
    return spans_json(line(*(tell(piece) if isinstance(piece, Sentence) else piece for piece in pieces)))
