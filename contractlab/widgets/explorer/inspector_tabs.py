"""What lies beside the difference of a cell: bodies as text, headers side by side, and what can be copied of it."""

from __future__ import annotations

from contractlab.captures import Capture
from contractlab.contracts.sample_exchange import AnyRecording
from contractlab.errors import ContractLabError
from contractlab.values.http import HttpRequest
from contractlab.values.json_text import NotJson, parse_json
from contractlab.values.message import Message
from contractlab.values.text import quote, visible
from contractlab.verification.results import Result
from contractlab.views import render_markdown
from contractlab.views.markdown import render_document
from contractlab.views.model import Cell, Document, Row, Table, code, faint, line
from contractlab.views.result_model import ROWS
from contractlab.views.words import cut
from contractlab.widgets.explorer.protocol import Command, RawText

__all__ = ["RAW", "cited", "expected_part", "expected_text", "headers_table", "raw_text"]

RAW = 50_000
"""Characters of a body that are sent at a time."""

_HEADERS = 200
_LAID_OUT = 300_000
"""Characters of JSON that are laid out; more is shown as it came."""
_DEEPEST = 40
_CITED = 20_000


def _recorded(result: Result) -> AnyRecording | None:
    """The part of the capture that was checked."""
    capture = result.mask.capture
    if capture is None:
        return None
    if isinstance(capture, Capture):
        asked = result.match is not None and isinstance(result.match.actual, HttpRequest)
        return capture.request if asked else capture.response
    return next(iter(capture.parts), None)


def expected_part(result: Result) -> AnyRecording | None:
    """What was checked as the example has it; None where nothing was recorded or the example cannot be read."""
    recorded = _recorded(result)
    if recorded is None:
        return None
    try:
        parts = result.example.own_parts
    except ContractLabError:
        return None
    alike = (part.recording for part in parts if type(part.recording) is type(recorded))
    return next(alike, None)


def _text(part: AnyRecording | None) -> str:
    data = None if part is None else part.contents if isinstance(part, Message) else part.body
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _laid_out(text: str) -> str:
    """JSON with a line for each value, and everything else as it came: numbers keep the digits they were sent with."""
    if len(text) > _LAID_OUT or text[:1] not in ("{", "["):
        return text
    try:
        parse_json(text)
    except (NotJson, RecursionError):
        return text
    pieces: list[str] = []
    depth, in_string, escaped = 0, False, False
    for sign in text:
        if in_string:
            pieces.append(sign)
            in_string = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign in "{[":
            depth += 1
            pieces.append(sign + _break(depth))
        elif sign in "}]":
            depth -= 1
            opened = pieces[-1].rstrip() in ("{", "[")
            pieces[-1:] = [pieces[-1].rstrip() + sign] if opened else [pieces[-1], _break(depth) + sign]
        elif sign == ",":
            pieces.append(sign + _break(depth))
        elif sign == ":":
            pieces.append(": ")
        elif not sign.isspace():
            in_string = sign == '"'
            pieces.append(sign)
    return "".join(pieces)


def _break(depth: int) -> str:
    return "\n" + "  " * min(depth, _DEEPEST)


def raw_text(result: Result | None, offset: int, plain: bool = False) -> RawText:
    """A part of the recorded body as text, secrets taken out.

    Parameters
    ----------
    result : Result or None
    offset : int
        Where it begins.
    plain : bool
        True for the text as it came; else JSON is laid out.

    Returns
    -------
    dict
        ``text``, ``total`` (characters), ``next`` (where the rest begins; None at the end) and ``laid_out``.
    """
    sent = "" if result is None else _text(_recorded(result))
    text = sent if plain else _laid_out(sent)
    piece = text[offset : offset + RAW]
    after = offset + len(piece)
    shown = "\n".join(map(visible, piece.split("\n")))
    return {"text": shown, "total": len(text), "next": after if after < len(text) else None, "laid_out": text != sent}


def expected_text(expected: AnyRecording | None) -> str:
    """The body that an example has, laid out, as far as one piece of a body goes; empty where it has none."""
    text = _laid_out(_text(expected))
    return "\n".join(map(visible, text[:RAW].split("\n")))


def headers_table(result: Result, expected: AnyRecording | None) -> tuple[str, Table] | None:
    """Headers or metadata side by side: those that the example expects first, marked where they differ.

    Parameters
    ----------
    result : Result
    expected : HttpRequest, HttpResponse, Message or None
        As `expected_part` gives it.

    Returns
    -------
    (str, Table) or None
        Label of the tab and the table; None where neither side has any.
    """
    recorded = _recorded(result)
    if recorded is None:
        return None
    noun = "Metadata" if isinstance(recorded, Message) else "Headers"
    wanted, came = _pairs(expected), _pairs(recorded)
    differing = {mismatch.path.lower() for mismatch in result.mismatches if mismatch.part in ("headers", "metadata")}
    names = list(dict.fromkeys([*wanted, *came]))[:_HEADERS]
    if not names:
        return None
    rows: list[Row] = []
    for name in names:
        sign = "✗" if name in differing else "✓" if name in wanted else ""
        shown = (came.get(name) or wanted[name])[0]
        rows.append(
            Row(
                (
                    Cell((code(cut(shown, 100)),)),
                    _value(wanted.get(name), "any value, or none"),
                    _value(came.get(name), "missing"),
                    Cell(line(sign), strong=name in differing, center=True),
                )
            )
        )
    return f"{noun} {len(names)}", Table(tuple(rows), ("name", "expected", "came back", ""))


def _pairs(part: AnyRecording | None) -> dict[str, tuple[str, str]]:
    """Name as it is spelled and value, by lower-case name."""
    if part is None:
        return {}
    if isinstance(part, Message):
        return {
            str(name).lower(): (str(name), value if isinstance(value, str) else quote(value, 400))
            for name, value in part.metadata.items()
        }
    return {name.lower(): (name, ", ".join(lines)) for name, lines in part.headers.by_name.items()}


def _value(pair: tuple[str, str] | None, nothing: str) -> Cell:
    return Cell(line(faint(nothing))) if pair is None else Cell((code(cut(pair[1], 400)),))


def cited(result: Result, document: Document) -> list[Command]:
    """What can be copied to tell somebody: path, value and sentence of the first mismatch, and all as Markdown.

    Parameters
    ----------
    result : Result
    document : Document
        The view of it with more rows of differences than the Markdown has.
    """
    listed: list[Command] = []
    mismatches = result.shown_mismatches
    if mismatches:
        first = mismatches[0]
        listed += [
            {"name": "path", "text": visible(first.path)[:_CITED]},
            {"name": "value", "text": quote(first.actual, _CITED)},
            {"name": "sentence", "text": visible(first.message)[:_CITED]},
        ]
    text = render_document(document) if len(result.mismatches) <= ROWS else render_markdown(result)
    listed.append({"name": "difference as Markdown", "text": "\n".join(map(visible, text.split("\n")))})
    return listed
