"""One entry of any kind: what HAR calls an entry, or messages."""

from __future__ import annotations

from contractlab.captures.capture import AnyCapture, MessageCapture
from contractlab.captures.entries.har_entry import read_har_entry
from contractlab.captures.entries.har_recorder import UNKNOWN_RECORDER, Recorder
from contractlab.captures.entries.har_writing import write_har_entry
from contractlab.captures.entries.message_entry import is_message_entry, read_message_entry, write_message_entry
from contractlab.captures.entries.place import EntryPlace
from contractlab.redaction.json_types import JSONValue

__all__ = ["has_entry_keys", "read_entry", "write_entry"]


def has_entry_keys(document: object) -> bool:
    """Tell whether parsed JSON looks like one entry, of either kind."""
    return isinstance(document, dict) and ("request" in document or is_message_entry(document))


def read_entry(entry: object, place: EntryPlace, recorder: Recorder = UNKNOWN_RECORDER) -> AnyCapture:
    """Make a capture of an entry.

    Parameters
    ----------
    entry : parsed JSON
    place : EntryPlace
    recorder : Recorder
        What the tool that wrote the recording leaves out of every entry.

    Raises
    ------
    UnreadableEntry
        With every fault of the entry.
    """
    if isinstance(entry, dict) and is_message_entry(entry):
        return read_message_entry(entry, place)
    return read_har_entry(entry, place, recorder)


def write_entry(capture: AnyCapture) -> dict[str, JSONValue]:
    """Write one capture as JSON values.

    Parameters
    ----------
    capture : Capture or MessageCapture
        Redacted already.
    """
    return write_message_entry(capture) if isinstance(capture, MessageCapture) else write_har_entry(capture)
