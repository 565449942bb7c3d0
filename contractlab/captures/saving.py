"""Writing captures to a file: without secrets, and never half."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from contractlab.captures.capture import AnyCapture, MessageCapture
from contractlab.captures.entries.entry import write_entry
from contractlab.captures.entries.har_writing import write_log
from contractlab.errors import SaveConflict
from contractlab.redaction import Redaction
from contractlab.redaction.json_types import JSONValue
from contractlab.values.files import replace_file

__all__ = ["capture_line", "save_captures", "write_capture"]


def save_captures(captures: Iterable[AnyCapture], path: str | os.PathLike[str], redaction: Redaction) -> Path:
    """Write captures as HAR or as JSON lines, whichever the name says.

    Raises
    ------
    SaveConflict
        If the name says neither, the file cannot be written, or a message should go into a HAR.
    """
    captures = list(captures)
    target = Path(os.path.expanduser(os.fspath(path)))
    suffix = target.suffix.lower()
    if suffix not in (".har", ".jsonl", ".ndjson"):
        raise SaveConflict(f"{target}: captures are saved as .har (one document) or .jsonl (one entry a line).")
    if suffix == ".har" and any(isinstance(capture, MessageCapture) for capture in captures):
        raise SaveConflict(f"{target}: HAR knows no messages. Save these captures as .jsonl.")
    entries = [write_capture(redaction.redact_capture(capture)) for capture in captures]
    if suffix == ".har":
        data = _encode(write_log(entries), indent=2) + b"\n"
    else:
        data = b"".join(_line(entry) for entry in entries)
    replace_file(target, data)
    return target


def write_capture(capture: AnyCapture) -> dict[str, JSONValue]:
    """Write one capture as JSON values: a HAR entry, or an entry for messages.

    Parameters
    ----------
    capture : Capture or MessageCapture
        Redacted already.
    """
    return write_entry(capture)


def capture_line(redacted: AnyCapture) -> bytes:
    """One line of a file of JSON lines, for a capture whose secrets are out already."""
    return _line(write_capture(redacted))


def _line(entry: dict[str, JSONValue]) -> bytes:
    return _encode(entry) + b"\n"


def _encode(document: dict[str, JSONValue], indent: int | None = None) -> bytes:
    separators = None if indent else (",", ":")
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
        return text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair: JSON can name it, UTF-8 cannot
        return json.dumps(document, allow_nan=False, indent=indent, separators=separators).encode("ascii")
