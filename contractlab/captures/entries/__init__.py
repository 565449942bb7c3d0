"""The shapes of one recorded entry as JSON, in and out: an exchange as HAR has it, and messages, which HAR lacks."""

from contractlab.captures.entries.entry import has_entry_keys, read_entry, write_entry
from contractlab.captures.entries.place import EntryPlace, EntryProblems, UnreadableEntry

__all__ = ["EntryPlace", "EntryProblems", "UnreadableEntry", "has_entry_keys", "read_entry", "write_entry"]
