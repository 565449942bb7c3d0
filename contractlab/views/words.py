"""Small words that every view needs: counts, versions, requests, files and lines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from contractlab.captures import AnyCapture, MessageCapture, Redaction
from contractlab.contracts.contract import Contract, Example
from contractlab.contracts.format import format_of
from contractlab.values.mismatch import Mismatch
from contractlab.values.result import MatchResult
from contractlab.values.source import Location
from contractlab.values.text import count, shorten, shorten_middle
from contractlab.views.model import Line, Span, SpanKind, faint, faint_code, line

__all__ = [
    "capture_line",
    "count",
    "cut",
    "file_name",
    "format_name",
    "full_place",
    "given",
    "named",
    "place_of",
    "relative_file",
    "request_line",
    "safe_source",
    "short_place",
    "some",
    "versions",
    "where_declared",
]

_REDACTION = Redaction()
DESCRIPTION = 160
"""Characters of a description, a state or a name that are shown; the rest is in the title."""


def some(names: Sequence[str], most: int = 3) -> str:
    """The first few, and how many more."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most:,} more" if len(names) > most else shown


def cut(text: str, limit: int = DESCRIPTION) -> str:
    """A name of bearable length."""
    return shorten(text, limit)


def named(kind: SpanKind, text: str, limit: int = DESCRIPTION) -> Span:
    """A name as a span, whole in its title where it is cut."""
    shown = shorten_middle(text, limit) if kind.startswith("code") else cut(text, limit)
    return Span(kind, shown, text[:400] if len(text) > limit else "")


def versions(listed: Iterable[str | None]) -> str:
    """``2.5.0``, or ``2.0.0 to 2.5.0``."""
    names = [version for version in listed if version]
    if not names:
        return ""
    return cut(names[0], 60) if len(names) == 1 else f"{cut(names[0], 60)} to {cut(names[-1], 60)}"


def format_name(contract: Contract) -> str:
    """``Pact V4``, ``Pact V1.1``, ``ContractCase``."""
    return format_of(contract).title(contract)


def safe_source(name: str) -> str:
    """The name of a file or an address, without the secrets that an address may carry."""
    return _REDACTION.redact_text(name)


def relative_file(name: str) -> str:
    """A file as a checkout names it; what is no file has no name."""
    shown = safe_source(name)
    if shown.startswith("<"):
        return ""
    if "://" in shown:
        return shown
    path = Path(shown)
    if path.is_absolute():
        folder = Path.cwd()
        if path.is_relative_to(folder):
            path = path.relative_to(folder)
    return path.as_posix() if os.sep != "/" else str(path)


def file_name(name: str) -> str:
    """The last step of a path; what is no path stays as it is."""
    shown = safe_source(name)
    if "://" in shown or "<" in shown:
        return shown
    last = PureWindowsPath(shown).name if "\\" in shown else PurePosixPath(shown).name
    return last or shown


def opened_file(location: Location) -> Span:
    """The name of a file, which opens at the line of the place where a screen can do that."""
    name, number = relative_file(location.file), location.line
    opens = f"{name}:{number if number is not None else 1}" if name and "://" not in name else ""
    return Span("code", file_name(location.file), full_place(location), opens=opens)


def full_place(location: Location) -> str:
    """``pacts/billing.json:118``: the file as it was named, an address without its secrets."""
    number = location.line
    name = safe_source(location.file)
    return f"{name}:{number}" if number is not None else name


def short_place(location: Location) -> str:
    """``billing.json:118``."""
    number = location.line
    name = file_name(location.file)
    return f"{name}:{number}" if number is not None else name


def request_line(example: Example) -> tuple[str, str, str]:
    """Method, target and what comes back; for messages the kind alone."""
    if example.kind != "http":
        return ({"message": "message", "sync-message": "message with reply"}.get(example.kind, example.kind), "", "")
    request = example.request
    target = request.path
    if request.query_text:
        target += f"?{request.query_text}"
    elif request.query:
        target += "?" + "&".join(
            f"{name}={value}" for name, values in request.query.items() for value in values or [""]
        )
    return (request.method, target, str(example.response.status))


def capture_line(capture: AnyCapture) -> Line:
    """``GET /customers/123 → 200`` of a redacted capture, the target as code; of messages, how much was recorded."""
    if isinstance(capture, MessageCapture):
        return line(faint(capture.label))
    status = "no response" if capture.response is None else str(capture.response.status)
    target = capture.request.target
    return line(faint(f"{cut(capture.request.method, 20)} "), named("code", target, 120), faint(f" → {status}"))


def given(states: Iterable[object]) -> Line:
    """Each state as a rounded block, ``given`` before the first."""
    spans: list[Span] = []
    for index, state in enumerate(states):
        text = str(state)
        spans += [faint(" ")] * bool(index)
        spans.append(
            Span(
                "state",
                cut(("given: " if not index else "and: ") + text),
                text[:400] if len(text) > DESCRIPTION else "",
            )
        )
    return tuple(spans)


def place_of(mismatch: Mismatch, example: Example, match: MatchResult | None = None) -> Location:
    """The place in the contract to look at: the rule that decided, else the example's value.

    Parameters
    ----------
    mismatch : Mismatch
    example : Example
    match : MatchResult, optional
        The check that it is of; without it, one of a response.
    """
    if mismatch.rule is not None:
        return mismatch.rule.declared_at
    subject, reply = ("response", 0) if match is None else (match.subject, match.reply)
    pointer = format_of(example.contract).value_pointer(example, mismatch, subject, reply)
    return example.contract.source.at(pointer)


def where_declared(location: Location) -> Line:
    """``line 118`` and the JSON pointer."""
    number = location.line
    start = f"line {number:,} " if number is not None else ""
    pointer = location.pointer
    return line(start, faint_code(shorten_middle(pointer, 200), pointer if len(pointer) > 200 else ""))
