"""HAR 1.2 documents, and entries of HAR or of messages that stand alone or in an array."""

from __future__ import annotations

from functools import partial

from contractlab.captures.documents import UnreadableJson, entry_lines, parse_recording
from contractlab.captures.entries.entry import has_entry_keys, read_entry
from contractlab.captures.entries.har_recorder import UNKNOWN_RECORDER, Recorder, recorder_of
from contractlab.captures.entries.message_entry import MESSAGE_KINDS
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.readers.json_head import head_of, leading_keys
from contractlab.captures.readers.reader import ReadCaptures, RecordedFile, read_entries
from contractlab.errors import Fault, InvalidCapture
from contractlab.values.document_kinds import DocumentKind, kind_of_bytes, kind_of_document
from contractlab.values.source import join_pointer

__all__ = ["HarReader"]

_ENTRIES = "/log/entries"


class HarReader:
    """Reads JSON documents: a HAR, one entry, or an array of entries."""

    name = "HAR"
    suffixes = (".har",)

    def sniff(self, data: bytes, name: str) -> bool:
        """Tell a HAR by its name, or a document by its first keys; see `CaptureReader`."""
        if name.lower().endswith(self.suffixes):
            return True
        for key, token in leading_keys(head_of(data)):
            if key in ("log", "request"):
                return token == "{"
            if key == "contents" or (key == "kind" and token.strip('"') in MESSAGE_KINDS):
                return True
        return False

    def read(self, file: RecordedFile) -> ReadCaptures:
        """Read every entry; see `CaptureReader`."""
        text = file.text
        try:
            document = parse_recording(text)
        except UnreadableJson:
            _refuse_other(kind_of_bytes(file.data), file.name)
            raise
        entries, pointer, recorder = _entries_of(document, file.name)
        places = (
            (entry, file.place(index, join_pointer(pointer, index) if pointer is not None else ""))
            for index, entry in enumerate(entries)
        )
        result = read_entries(places, partial(read_entry, recorder=recorder), file=file)
        if not entries:
            message = "This recording is empty: it has no entries."
            result.problems.append(CaptureProblem(message, file.name, 1, "warning", pointer or ""))
        if pointer == _ENTRIES and any(problem.line is None for problem in result.problems):
            result.problems = _with_lines(result.problems, text)
        return result


_WHAT_TO_DO = {
    DocumentKind.CONTRACT: "Give it where contracts are expected, and recordings as captures.",
    DocumentKind.RUN: "cl.load_run reads it.",
    DocumentKind.VERIFIER_RESULTS: "cl.load_verifier_results reads it, or --verifier-results on the command line.",
    DocumentKind.ARCHIVE: "Unpack it first.",
    DocumentKind.WEB_PAGE: "The address may want to be logged in to.",
}


def _refuse_other(kind: DocumentKind | None, source: str) -> None:
    """Name what was given instead of a recording, where that is known.

    Raises
    ------
    InvalidCapture
    """
    if kind is None or kind is DocumentKind.RECORDING:
        return
    hint = _WHAT_TO_DO.get(kind, "Record requests and their answers: contractlab record, or export HAR 1.2.")
    raise InvalidCapture(source, [Fault(f"is {kind.value}, not a HAR document. {hint}", "", 1)])


def _entries_of(document: object, source: str) -> tuple[list[object], str | None, Recorder]:
    """The entries of a document, where they stand (None: the document is the entry), and what its writer leaves out."""
    if isinstance(document, dict) and "log" not in document and has_entry_keys(document):
        return [document], None, UNKNOWN_RECORDER
    if isinstance(document, list):
        return document, "", UNKNOWN_RECORDER
    log = document.get("log") if isinstance(document, dict) else None
    if not isinstance(log, dict):
        _refuse_other(kind_of_document(document), source)
        pointer = "/log" if isinstance(document, dict) and "log" in document else ""
        message = 'is not a HAR document: expected {"log": {"entries": […]}}. Export the recording as HAR 1.2.'
        raise InvalidCapture(source, [Fault(message, pointer, 1)])
    entries = log.get("entries")
    if not isinstance(entries, list):
        message = "expected an array of entries; nothing else can be read."
        raise InvalidCapture(source, [Fault(message, _ENTRIES, 1)])
    return entries, _ENTRIES, recorder_of(log, entries)


def _with_lines(problems: list[CaptureProblem], text: str) -> list[CaptureProblem]:
    """Add to each problem the line on which its entry starts; found only now, because most files have no problem."""
    indexes = [_index_of(problem) for problem in problems]
    lines = entry_lines(text, max(indexes, default=-1) + 1)
    located: list[CaptureProblem] = []
    for problem, index in zip(problems, indexes, strict=True):
        line = lines[index] if 0 <= index < len(lines) else problem.line
        located.append(CaptureProblem(problem.message, problem.file, line, problem.severity, problem.pointer))
    return located


def _index_of(problem: CaptureProblem) -> int:
    """Number of the entry that a problem is about; -1 for the document."""
    steps = problem.pointer.split("/")
    return int(steps[3]) if len(steps) > 3 and steps[3].isdecimal() else -1
