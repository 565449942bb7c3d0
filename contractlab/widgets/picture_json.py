"""Pictures as JSON: shapes for a screen to build elements of, every stranger's character visible."""

from __future__ import annotations

from contractlab.values.text import visible
from contractlab.views.drawing import Mark, Words
from contractlab.views.model import Picture
from contractlab.views.svg import frame_class, least_width
from contractlab.widgets.protocol import MarkJson, PictureJson, WordsJson
from contractlab.widgets.span_json import spans_json

__all__ = ["picture_json"]


def picture_json(picture: Picture) -> PictureJson:
    """A picture as shapes; its table is left out, because a screen that gets them can draw."""
    drawing = picture.drawing
    return {
        "t": "picture",
        "title": spans_json(picture.title),
        "name": visible(drawing.name),
        "about": visible(drawing.about),
        "width": drawing.width,
        "height": drawing.height,
        "least": least_width(drawing),
        "frame": frame_class(drawing),
        "dense": drawing.dense,
        "places": [_mark(mark) for mark in drawing.places],
        "strokes": [list(stroke.points) for stroke in drawing.strokes],
        "marks": [_mark(mark) for mark in drawing.marks],
        "words": [_words(words) for words in drawing.words],
    }


def _mark(mark: Mark) -> MarkJson:
    """A mark; what is as usual is left out, because a heat map has hundreds."""
    drawn: MarkJson = {"box": (mark.x, mark.y, mark.width, mark.height), "look": mark.look}
    if mark.label:
        drawn["label"] = visible(mark.label)
    if mark.starts:
        drawn["starts"] = True
    if mark.tip:
        drawn["tip"] = visible(mark.tip)
    if mark.cell is not None:
        drawn["cell"] = mark.cell
    return drawn


def _words(words: Words) -> WordsJson:
    spans: list[tuple[str, str]] = [(look, visible(text)) for look, text in words.spans]
    drawn: WordsJson = {"x": words.x, "y": words.y, "spans": spans, "anchor": words.anchor}
    if words.whole:
        drawn["whole"] = visible(words.whole)
    return drawn
