"""`load_captures`: whatever holds recordings in, one sequence of captures out, with everything that was odd."""

from __future__ import annotations

from typing import Any

from contractlab.captures.capture import AnyCapture, Problem, normalise_base_path
from contractlab.captures.cassettes import (
    KEYS,
    cassette_entries,
    is_cassette,
    looks_like_yaml_cassette,
    read_interaction,
)
from contractlab.captures.collection import Captures
from contractlab.captures.documents import UnreadableJson, entry_lines, parse_json, read_text
from contractlab.captures.har_reading import (
    NOTHING_DROPPED,
    Dropped,
    Place,
    UnreadableEntry,
    dropped_by_recorder,
    read_entry,
)
from contractlab.captures.message_entries import is_message_entry, read_message_entry
from contractlab.captures.sources import Found, find_sources, read_source, real_path
from contractlab.captures.yaml_text import parse_yaml
from contractlab.errors import Fault, InvalidCapture
from contractlab.values.source import join_pointer

__all__ = ["load_captures"]


def load_captures(source: Any, *, provider_version: str | None = None, base_path: str = "") -> Captures:
    """Read recorded requests and responses.

    Parameters
    ----------
    source : path, bytes, open file, parsed HAR document, or an iterable of these
        A path is a HAR 1.2 file, a file of JSON lines (one HAR entry or message a line), a cassette of VCR (YAML or
        JSON, known by its content), or a folder with such files: read recursively, sorted, hidden ones left out,
        everything ignored but ``.har``, ``.jsonl``, ``.ndjson`` and cassettes in ``.yaml`` and ``.yml``.
    provider_version : str, optional
        Version of the provider that answered. An entry's own ``_contractlab.provider_version`` comes before it; where
        neither is given, the first folder level below the given path, or the file's stem, is the version.
    base_path : str, optional
        What stands before the contract's paths in the recorded ones: ``/api/v2``.

    Returns
    -------
    Captures
        In the order of files and entries. ``problems`` lists what could not be read, or only with a reservation.

    Raises
    ------
    InvalidCapture
        If nothing could be read: with every fault of the input, each with its line and JSON pointer. One bad file among
        several, or in a folder, stops nothing; it is a problem of severity "error".
    """
    found, problems = find_sources(source)
    base = normalise_base_path(base_path)
    captures: list[AnyCapture] = []
    files: list[str] = []
    refused: list[InvalidCapture] = []
    seen: set[str] = set()
    for one in found:
        if one.path is not None:
            real = real_path(one.path)
            if real in seen:  # named itself and met in its folder
                continue
            seen.add(real)
        try:
            more, odd = _read(one, provider_version, base)
        except InvalidCapture as error:
            refused.append(error)
            problems += [
                Problem(fault.message, error.source, fault.line, "error", fault.pointer) for fault in error.faults
            ]
            continue
        captures += more
        problems += odd
        files.append(one.name)
    if refused and not files and any(one.named for one in found):
        if len(refused) == 1:
            raise refused[0]
        raise InvalidCapture(
            _joined([error.source for error in refused]), [_with_source(e, f) for e in refused for f in e.faults]
        )
    return Captures(captures, problems=problems, files=files, base_path=base)


def _joined(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def _with_source(error: InvalidCapture, fault: Fault) -> Fault:
    return Fault(f"{error.source} {fault.message}", fault.pointer, fault.line)


def _read(found: Found, provider_version: str | None, base_path: str) -> tuple[list[AnyCapture], list[Problem]]:
    """Read one source.

    Raises
    ------
    InvalidCapture
        If there were faults and no entry without one.
    """
    data = read_source(found)
    version = provider_version or found.provider_version
    try:
        text = read_text(data)
        lines = found.lines if found.lines is not None else _looks_like_lines(text)
        if lines:
            captures, problems = _read_lines(text, found.name, version, base_path)
        elif found.lines is None and looks_like_yaml_cassette(text):
            document, starts = parse_yaml(text, found.name, KEYS)
            captures, problems = _read_cassette(document, found.name, version, base_path, starts)
        else:
            captures, problems = _read_document(text, found.name, version, base_path)
    except UnreadableJson as error:
        raise InvalidCapture(found.name, [error.fault]) from None
    faults = [problem for problem in problems if problem.severity == "error"]
    if faults and not captures:
        raise InvalidCapture(found.name, [Fault(one.message, one.pointer, one.line) for one in faults])
    return captures, problems


def _looks_like_lines(text: str) -> bool:
    """Tell JSON lines from a document, where no file name does: the first line is an entry of its own."""
    first, newline, _ = text.lstrip().partition("\n")
    if not newline or not first.rstrip().endswith("}"):
        return False
    try:
        entry = parse_json(first)
    except UnreadableJson:
        return False
    return isinstance(entry, dict) and ("request" in entry or is_message_entry(entry))


def _read_document(
    text: str, source: str, version: str | None, base_path: str
) -> tuple[list[AnyCapture], list[Problem]]:
    document = parse_json(text)
    if is_cassette(document):
        return _read_cassette(document, source, version, base_path, [])
    entries, pointer, dropped = _entries(document, source)
    captures: list[AnyCapture] = []
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        at = join_pointer(pointer, index) if pointer is not None else ""
        place = Place(source, index, at, None, version, base_path)
        try:
            capture = _read_entry(entry, place, dropped)
        except UnreadableEntry as error:
            problems += error.problems
            continue
        captures.append(capture)
        problems += capture.problems
    if not entries:
        problems.append(Problem("This recording is empty: it has no entries.", source, 1, "warning", pointer or ""))
    if pointer == "/log/entries" and any(problem.line is None for problem in problems):
        problems = _with_lines(problems, entry_lines(text))
    return captures, problems


def _read_cassette(
    document: Any, source: str, version: str | None, base_path: str, lines: list[int]
) -> tuple[list[AnyCapture], list[Problem]]:
    """Read the interactions of VCR; `lines` are those on which they start, where they are known."""
    entries, pointer = cassette_entries(document, source)
    captures: list[AnyCapture] = []
    problems: list[Problem] = []
    for index, interaction in enumerate(entries):
        line = lines[index] if len(lines) == len(entries) else None
        place = Place(source, index, join_pointer(pointer, index), line, version, base_path)
        try:
            capture = read_interaction(interaction, place)
        except UnreadableEntry as error:
            problems += error.problems
            continue
        captures.append(capture)
        problems += capture.problems
    if not entries:
        problems.append(Problem("This recording is empty: it has no interactions.", source, 1, "warning", pointer))
    return captures, problems


def _with_lines(problems: list[Problem], lines: list[int]) -> list[Problem]:
    """Add to each problem the line on which its entry starts; found only now, because most files have no problem."""
    located: list[Problem] = []
    for problem in problems:
        parts = problem.pointer.split("/")
        index = int(parts[3]) if len(parts) > 3 and parts[3].isdecimal() else -1
        line = lines[index] if 0 <= index < len(lines) else problem.line
        located.append(Problem(problem.message, problem.file, line, problem.severity, problem.pointer))
    return located


def _entries(document: Any, source: str) -> tuple[list[Any], str | None, Dropped]:
    """The entries of a document, where they stand (None: the document is the entry), and what its writer left out."""
    if isinstance(document, dict) and "log" not in document and ("request" in document or is_message_entry(document)):
        return [document], None, NOTHING_DROPPED
    if isinstance(document, list):
        return document, "", NOTHING_DROPPED
    log = document.get("log") if isinstance(document, dict) else None
    if not isinstance(log, dict):
        where = "/log" if isinstance(document, dict) and "log" in document else ""
        message = 'is no HAR document: expected {"log": {"entries": […]}}. Export the recording as HAR 1.2.'
        raise InvalidCapture(source, [Fault(message, where, 1)])
    entries = log.get("entries")
    if not isinstance(entries, list):
        raise InvalidCapture(
            source, [Fault("expected an array of entries; nothing else can be read.", "/log/entries", 1)]
        )
    return entries, "/log/entries", dropped_by_recorder(log, entries)


def _read_entry(entry: Any, place: Place, dropped: Dropped = NOTHING_DROPPED) -> AnyCapture:
    return read_message_entry(entry, place) if is_message_entry(entry) else read_entry(entry, place, dropped)


def _read_lines(text: str, source: str, version: str | None, base_path: str) -> tuple[list[AnyCapture], list[Problem]]:
    captures: list[AnyCapture] = []
    problems: list[Problem] = []
    lines = text.split("\n")  # no other character ends a line here: bodies may hold U+2028
    index = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = Place(source, index, "", number, version, base_path)
        index += 1
        try:
            capture = _read_entry(parse_json(line), place)
        except UnreadableJson as error:
            # Only the last line can be without its line feed: the writer was stopped in the middle of it.
            cut = number == len(lines)
            message = "is cut off: the recording ended in the middle of this line." if cut else str(error)
            problems.append(place.problem("", message, warning=cut))
            continue
        except UnreadableEntry as error:
            problems += error.problems
            continue
        captures.append(capture)
        problems += capture.problems
    if index == 0:
        problems.append(Problem("This recording is empty: it has no entries.", source, 1, "warning"))
    return captures, problems
