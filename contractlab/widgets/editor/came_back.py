"""What came back in the capture that is looked at, beside each value of the example, and whether it would pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from contractlab.captures import AnyCapture, Redaction
from contractlab.editing.observations import general
from contractlab.values.display import quiet
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.json_types import Value
from contractlab.values.markers import MISSING
from contractlab.values.message import Message
from contractlab.values.mismatch import PathToken, format_path
from contractlab.values.text import quote
from contractlab.verification.masking import Mask
from contractlab.verification.results import Result
from contractlab.views.words import cut, file_name
from contractlab.widgets.editor.protocol import CameBack, CapturedPlace
from contractlab.widgets.editor.recorded_values import part_of_capture

__all__ = ["AnsweredPart", "answered_part", "capture_choices"]

Tokens = tuple[PathToken, ...]

_VALUE = 120
_CHOICES = 200


def _body(capture: AnyCapture, number: int, redaction: Redaction) -> Value:
    """Its body as a JSON value without secrets; MISSING where it is none."""
    part = part_of_capture(capture, number)
    data = None if part is None else part.contents if isinstance(part, Message) else part.body
    if not isinstance(data, bytes) or not data:
        return MISSING
    with suppress(NotJson):
        return Mask(capture, redaction).value("contents" if isinstance(part, Message) else "body", (), parse_json(data))
    return MISSING


@quiet
@dataclass
class AnsweredPart:
    """One part of the capture that is looked at, with what differs in it now and before the edits.

    Attributes
    ----------
    body : JSON value or MISSING
    differs, differed : mapping of tokens to list of tokens
        By general path, where exactly the body differs now, and where it did before.
    named : set of (part, lower-case name)
        What differs beside the body now.
    named_before : set of (part, lower-case name)
    unchecked : set of tokens
        General paths of what nothing looked at.
    values : mapping of (part, lower-case name) to str
        Headers, metadata and the status as they came.
    judged : bool
        True unless there is no verdict on it.
    """

    body: Value = MISSING
    differs: Mapping[Tokens, list[Tokens]] = field(default_factory=dict)
    differed: Mapping[Tokens, list[Tokens]] = field(default_factory=dict)
    named: frozenset[tuple[str, str]] = frozenset()
    named_before: frozenset[tuple[str, str]] = frozenset()
    unchecked: frozenset[Tokens] = frozenset()
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    judged: bool = True

    def at(self, tokens: Tokens) -> CameBack:
        """What came back at a place of the body, and whether it would pass.

        An array is shown by its first items; an item that differs further on is told by its own path.
        """
        place = general(tokens)
        value = _inside(self.body, tokens)
        failing, failed = self.differs.get(place, ()), self.differed.get(place, ())
        elsewhere = next((at for at in failing if at != tokens), None)
        if failing and tokens not in failing and elsewhere is not None:
            shown: CameBack = {"text": _text(_inside(self.body, elsewhere)), "at": format_path(elsewhere)}
        else:
            shown = {"text": _text(value)}
        if not self.judged:
            return shown
        if place in self.unchecked and not failing:
            shown["mark"] = "unchecked"
        elif value is MISSING and not failing and not failed:
            shown["mark"] = "absent"
        else:
            shown["mark"] = _mark(bool(failing), bool(failed))
        return shown

    def beside(self, part: str, name: str) -> CameBack | None:
        """The same for a header, an entry of metadata or the status; None where nothing is known of it."""
        place = (part, name.lower())
        text = self.values.get(place)
        fails, failed = place in self.named, place in self.named_before
        if text is None and not fails and not failed:
            return None
        shown: CameBack = {"text": "missing" if text is None else text}
        if self.judged:
            shown["mark"] = _mark(fails, failed)
        return shown


def _mark(fails: bool, failed: bool) -> str:
    """The sign of a value by whether it differs now and did before."""
    if fails:
        return "failed" if failed else "broken"
    return "mended" if failed else "passed"


def answered_part(result: Result, before: Result | None, redaction: Redaction, number: int) -> AnsweredPart:
    """Look at one part of what a result is about.

    Parameters
    ----------
    result, before : Result
        The same capture after and before the edits.
    redaction : Redaction
    number : int
        Which of the parts that the provider sends it is.
    """
    capture = result.seen
    if capture is None:
        return AnsweredPart(judged=False)
    differs, named = _differences(result)
    differed, named_before = _differences(before)
    judged = result.match is not None and result.match.verdict != "error"
    unchecked = result.unchecked if judged else ()
    return AnsweredPart(
        _body(capture, number, redaction),
        differs,
        differed,
        named,
        named_before,
        frozenset(general(skipped.tokens) for skipped in unchecked if skipped.part in ("body", "contents")),
        _named_values(capture, number, redaction),
        judged,
    )


def _differences(result: Result | None) -> tuple[Mapping[Tokens, list[Tokens]], frozenset[tuple[str, str]]]:
    bodies: dict[Tokens, list[Tokens]] = defaultdict(list)
    named: set[tuple[str, str]] = set()
    for mismatch in () if result is None else result.mismatches:
        if mismatch.part in ("body", "contents"):
            bodies[general(mismatch.tokens)].append(mismatch.tokens)
        else:
            named.add((mismatch.part, "" if mismatch.part == "status" else mismatch.path.lower()))
    return dict(bodies), frozenset(named)


def _named_values(capture: AnyCapture, number: int, redaction: Redaction) -> dict[tuple[str, str], str]:
    part = part_of_capture(capture, number)
    if part is None:
        return {}
    mask = Mask(capture, redaction)
    if isinstance(part, Message):
        return {
            ("metadata", str(name).lower()): _text(mask.value("metadata", str(name), value))
            for name, value in part.metadata.items()
        }
    values = {("status", ""): str(part.status)}
    for name, lines in part.headers.by_name.items():
        shown = quote(str(mask.value("headers", name, ", ".join(lines))), _VALUE)
        values["headers", name.lower()] = shown[1:-1]
    return values


def _inside(value: Value, tokens: Iterable[PathToken]) -> Value:
    """What a body has at a place; MISSING for nothing."""
    for token in tokens:
        if isinstance(value, dict) and isinstance(token, str):
            value = value.get(token, MISSING)
        elif isinstance(value, list) and isinstance(token, int):
            value = value[token] if 0 <= token < len(value) else MISSING
        else:
            return MISSING
    return value


def _text(value: Value) -> str:
    """A value in a cell: scalars as JSON, of objects and arrays how much they hold."""
    if value is MISSING:
        return "missing"
    if isinstance(value, dict):
        return f"{len(value):,} {'key' if len(value) == 1 else 'keys'}"
    if isinstance(value, list):
        return f"{len(value):,} {'item' if len(value) == 1 else 'items'}" if value else "empty"
    return quote(value, _VALUE)


def capture_choices(results: Iterable[Result]) -> list[CapturedPlace]:
    """Captures of an example to choose from: version, where it was recorded, and its verdict."""
    return [
        {"version": cut(result.provider_version or "", 40), "source": _source(result), "verdict": result.verdict}
        for result in list(results)[:_CHOICES]
    ]


def _source(result: Result) -> str:
    capture = result.capture
    return "" if capture is None else f"{cut(file_name(capture.source), 40)} entry {capture.index + 1:,}"
