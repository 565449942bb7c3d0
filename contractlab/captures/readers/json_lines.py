"""JSON lines: one entry a line, of HAR or of messages; what a recorder appends to, and what survives its end."""

from __future__ import annotations

import json

from contractlab.captures.documents import UnreadableJson, parse_recording
from contractlab.captures.entries.entry import has_entry_keys, read_entry
from contractlab.captures.entries.place import UnreadableEntry
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.readers.reader import ReadCaptures, RecordedFile
from contractlab.values.internal import keep_fault

__all__ = ["JsonLinesReader"]


class JsonLinesReader:
    """Reads files of one entry a line; empty lines are passed over."""

    name = "JSON lines"
    suffixes = (".jsonl", ".ndjson")

    def sniff(self, data: bytes, name: str) -> bool:
        """Tell JSON lines by the name, or because the first line is an entry of its own; see `CaptureReader`."""
        if name.lower().endswith(self.suffixes):
            return True
        line = _first_line(data)
        if not line.endswith("}"):
            return False
        try:
            return has_entry_keys(parse_recording(line))
        except UnreadableJson:
            return False

    def read(self, file: RecordedFile) -> ReadCaptures:
        """Read every line; see `CaptureReader`."""
        result = ReadCaptures()
        lines = file.text.split("\n")  # no other character ends a line here: bodies may hold U+2028
        index = 0
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            if file.has_enough(result, index):
                break
            place = file.place(index, line=number)
            index += 1
            try:
                result.add(read_entry(parse_recording(line), place))
            except UnreadableJson as error:
                # Only the last line can be without its line feed: the writer was stopped in the middle of it.
                cut = number == len(lines)
                message = "is cut off: the recording ended in the middle of this line." if cut else str(error)
                if not result.refuse([place.problem("", message, warning=cut)]):
                    break
            except UnreadableEntry as error:
                if not result.refuse(error.problems):
                    break
            except Exception as error:
                if not result.refuse([place.problem("", keep_fault(error, "this entry cannot be read"))]):
                    break
        if index == 0:
            result.problems.append(
                CaptureProblem("This recording is empty: it has no entries.", file.name, 1, "warning")
            )
        return result


def _first_line(data: bytes) -> str:
    """The first line that is not empty, without spaces around it; ``""`` where it has no end or is no text."""
    encoding = json.detect_encoding(data[:4])
    try:
        if not encoding.startswith("utf-8"):
            first, ended, _ = data.decode(encoding).lstrip().partition("\n")
            return first.rstrip() if ended else ""
        # Bytes are looked at, not text: of a large file only the first line is decoded.
        start = len(data) - len(data.removeprefix(b"\xef\xbb\xbf").lstrip())
        end = data.find(b"\n", start)
        return data[start:end].decode("utf-8").strip() if end >= 0 else ""
    except UnicodeDecodeError:
        return ""
