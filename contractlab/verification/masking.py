"""What a view or a saved file may show of a result: values with secrets taken out.

Captures stay raw in memory, because verdicts must be exact; whoever shows or stores a value asks the mask first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from contractlab.captures import REDACTED, AnyCapture, Capture, Redaction
from contractlab.values.error_text import ERRORS_FROM, error_text
from contractlab.values.http import Body, HttpRequest, HttpResponse, Redacted
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING, NOT_RECORDED
from contractlab.values.message import Message
from contractlab.values.mismatch import Mismatch, PathToken, format_path

__all__ = ["Mask", "kept_masks", "mask_of"]

_LONG_TEXT = 1_000
"""Characters from which on a text is looked through once for all places that show it."""

_kept: ContextVar[dict[tuple[int, int], tuple[AnyCapture, Redaction, Mask]] | None] = ContextVar("masks", default=None)


@contextmanager
def kept_masks() -> Iterator[None]:
    """Within it, `mask_of` makes the mask of a capture once: it looks through the whole recording."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def mask_of(capture: AnyCapture | None, redaction: Redaction) -> Mask:
    """The mask of a capture; within `kept_masks` the one that was made before."""
    kept = _kept.get()
    if kept is None or capture is None:
        return Mask(capture, redaction)
    key = (id(capture), id(redaction))
    if key not in kept:
        kept[key] = (capture, redaction, Mask(capture, redaction))  # both are held, so that no other has their ids
    return kept[key][2]


class Mask:
    """Takes secrets out of the values of one capture.

    Parameters
    ----------
    capture : Capture, MessageCapture or None
    redaction : Redaction
    """

    def __init__(self, capture: AnyCapture | None, redaction: Redaction) -> None:
        self._redaction = redaction
        self.capture = None if capture is None else redaction.redact_capture(capture)
        places: list[Redacted] = []
        if self.capture is not None:
            for part in self.capture.parts:
                places += part.redacted
        self._bodies = dict(_bodies(capture, self.capture))
        self._headers = frozenset(place.name.lower() for place in places if place.part == "header")
        self._parameters = frozenset(place.name for place in places if place.part == "query")
        self._paths = frozenset(place.name for place in places if place.part in ("body", "contents"))
        asked = self.capture.request if isinstance(self.capture, Capture) else None
        hidden = asked is not None and any(place.part == "path" for place in places)
        self._path = asked.path if asked is not None and hidden else None
        self._metadata = frozenset(place.name for place in places if place.part == "metadata")
        self._texts: dict[str, str] = {}

    def value(self, part: str, place: str | tuple[PathToken, ...], value: Value) -> Value:
        """`value` as it may be shown.

        Parameters
        ----------
        part : str
            As in `Mismatch`.
        place : str or tuple
            Header or parameter name, or the tokens of a JSON path.
        value : JSON value, bytes, or a marker
        """
        if value in (MISSING, NOT_RECORDED) if not isinstance(value, dict | list) else False:
            return value
        if part == "headers" and isinstance(place, str) and place.lower() in self._headers:
            return REDACTED
        if part == "query" and isinstance(place, str) and place in self._parameters:
            return REDACTED
        if part == "content-type" and "content-type" in self._headers:
            return REDACTED
        if part == "path" and self._path is not None:
            return self._path
        if part == "metadata" and place in self._metadata:
            return REDACTED
        if isinstance(value, bytes):
            # A body that cannot be read, or a piece of one: where something was removed, no other piece is trusted.
            return self._bodies.get(value, REDACTED if self._paths else value)
        if part in ("body", "contents") and not isinstance(place, str) and self._paths:
            return self._body(place, value)
        return self._text(value)

    def _text(self, value: Value) -> Value:
        if not isinstance(value, str):
            return value
        if len(value) < _LONG_TEXT:
            return self._redaction.redact_text(value)
        # A view shows a long text in several places, and shortens it there.
        shown = self._texts.get(value)
        if shown is None:
            shown = self._texts[value] = self._redaction.redact_text(value)
        return shown

    def _body(self, tokens: tuple[PathToken, ...], value: Value) -> Value:
        path = format_path(tokens)
        if any(path == below or (path.startswith(below) and path[len(below)] in ".[") for below in self._paths):
            return REDACTED
        if isinstance(value, Mapping):
            return {key: self._body((*tokens, key), below) for key, below in value.items()}
        if isinstance(value, list):
            return [self._body((*tokens, index), below) for index, below in enumerate(value)]
        return self._text(value)

    def mismatch(self, mismatch: Mismatch) -> Mismatch:
        """The mismatch with its actual value as it may be shown."""
        place = mismatch.tokens if mismatch.part in ("body", "contents") else mismatch.path
        actual = self.value(mismatch.part, place, mismatch.actual)
        if actual is not mismatch.actual:
            mismatch = replace(mismatch, actual=actual)
        nearest = mismatch.facts.get("nearest")
        if isinstance(nearest, str) and not self._shows(nearest):
            facts = {key: value for key, value in mismatch.facts.items() if key != "nearest"}
            mismatch = replace(mismatch, facts=facts)
        item = mismatch.facts.get("nearest_item")
        if isinstance(item, Mapping) and "actual" in item:
            mismatch = replace(mismatch, facts={**mismatch.facts, "nearest_item": self._nearest(mismatch.part, item)})
        if mismatch.part == "status" and self.error_body is not None and "answer" not in mismatch.facts:
            words = error_text(self.error_body)
            if words is not None:
                mismatch = replace(mismatch, facts={**mismatch.facts, "answer": words})
        return mismatch

    def _nearest(self, part: str, item: Mapping[str, Value]) -> Mapping[str, Value]:
        """The nearest item of an array without what must not be shown of it."""
        actual = item["actual"]
        if self.value(part, tuple(item["tokens"]), actual) == actual:
            return item
        return {name: fact for name, fact in item.items() if name not in ("actual", "spans")}

    @property
    def error_body(self) -> bytes | None:
        """The body of an error that the provider answered with, as it may be shown; None where it is none."""
        response = self.capture.response if isinstance(self.capture, Capture) else None
        if response is None or response.status < ERRORS_FROM:
            return None
        return response.body if isinstance(response.body, bytes) and response.body else None

    def key(self, key: str) -> str:
        """A key that only the recording has, as it may be shown."""
        return key if self._shows(key) else REDACTED

    def _shows(self, key: str) -> bool:
        """True if a key of the body is still there in what may be shown; a recorder may repeat a secret as a key."""
        answers = [] if self.capture is None else [p for p in self.capture.parts if not isinstance(p, HttpRequest)]
        touched = [p for p in answers if any(place.part in ("body", "contents") for place in p.redacted)]
        if not touched:
            return True
        bodies = [body for body in map(_body_of, touched) if isinstance(body, bytes)]
        spelled = (key.encode("utf-8", "replace"), json.dumps(key).encode()[1:-1])
        return any(text in body for body in bodies for text in spelled)


def _body_of(part: HttpRequest | HttpResponse | Message) -> Body:
    return part.contents if isinstance(part, Message) else part.body


def _bodies(raw: AnyCapture | None, shown: AnyCapture | None) -> Iterator[tuple[bytes, bytes]]:
    """Bodies as they were recorded, each with what may be shown of it."""
    if raw is None or shown is None:
        return
    for before_part, after_part in zip(raw.parts, shown.parts, strict=True):
        before, after = _body_of(before_part), _body_of(after_part)
        if isinstance(before, bytes) and isinstance(after, bytes):
            yield before, after
