"""Which reader reads a file: those that were added, those of other packages, then our own, asked in this order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from contractlab.captures.documents import UnreadableJson
from contractlab.captures.packed_files import peek, without_packing
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.readers.cassette import CassetteReader
from contractlab.captures.readers.har import HarReader
from contractlab.captures.readers.json_lines import JsonLinesReader
from contractlab.captures.readers.reader import CaptureReader, ReadCaptures, RecordedFile
from contractlab.errors import ContractLabError, Fault, InvalidCapture
from contractlab.values.plugins import plugin_points, plugin_words

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["ENTRY_POINTS", "FALLBACK", "READERS", "ReaderRegistry"]

ENTRY_POINTS = ("contractlab.capture_readers", "contractlab.captures")
"""Groups of entry points of other packages, the second of older ones; each entry point names a `CaptureReader`, or a
class of them without arguments."""

FALLBACK = HarReader()
"""Reads what nobody claims but the user says is a recording: its faults say what was expected."""

# A cassette first: it is known by its content alone, whatever the file is called. HAR last: it takes every JSON
# document that begins like an entry.
_BUILT_IN: tuple[CaptureReader, ...] = (CassetteReader(), JsonLinesReader(), FALLBACK)


class ReaderRegistry:
    """Readers in the order in which they are asked, and what was wrong with those of others.

    Parameters
    ----------
    built_in : sequence of CaptureReader
        Asked last; a fault in them is ours and is raised.
    groups : sequence of str
        Groups of entry points, which are loaded when somebody asks for the first time.
    """

    def __init__(self, built_in: Sequence[CaptureReader] = _BUILT_IN, groups: Sequence[str] = ENTRY_POINTS) -> None:
        self._built_in = tuple(built_in)
        self._groups = tuple(groups)
        self._added: list[CaptureReader] = []
        self._plugins: list[CaptureReader] | None = None
        self._problems: dict[str, CaptureProblem] = {}

    def __iter__(self) -> Iterator[CaptureReader]:
        """Give every reader, in the order in which they are asked."""
        if self._plugins is None:
            points = [point for group in self._groups for point in plugin_points(group)]
            self._plugins = list(self._load_plugins(points))
        return iter((*self._added, *self._plugins, *self._built_in))

    @property
    def problems(self) -> list[CaptureProblem]:
        """What was wrong with readers of other packages; each is a warning, because files of others are still read."""
        return list(self._problems.values())

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of file names that are looked at in folders."""
        return tuple(dict.fromkeys(suffix for reader in self for suffix in reader.suffixes))

    def add(self, reader: CaptureReader) -> None:
        """Add a reader; it is asked before all others."""
        self._added.insert(0, reader)

    def remove(self, reader: CaptureReader) -> None:
        """Take back a reader that was added.

        Raises
        ------
        ValueError
            If it was not.
        """
        self._added.remove(reader)

    def sniff(self, data: bytes, name: str = "") -> CaptureReader | None:
        """Give the first reader that says it reads this file; None if nobody does.

        Parameters
        ----------
        data : bytes
            The file, or at least its first 4,096 bytes.
        name : str
            Its name, where it has one; endings of packed files are passed over.
        """
        data, name = peek(data), without_packing(name)
        for reader in self:
            try:
                if reader.sniff(data, name):
                    return reader
            except Exception as error:
                if reader in self._built_in:
                    raise
                message = f"failed when it was asked about a file, and was passed over: {plugin_words(error)}."
                self._warn(reader.name, message)
        return None

    def read(self, file: RecordedFile) -> ReadCaptures:
        """Read a file with the reader that takes it.

        Raises
        ------
        InvalidCapture
            If it is no recording, or has faults and no entry without one.
        """
        reader = self.sniff(file.data, file.plain_name or file.name) or FALLBACK
        try:
            result = reader.read(file)
        except UnreadableJson as error:
            raise InvalidCapture(file.name, [error.fault]) from None
        except ContractLabError:
            raise
        except Exception as error:
            if reader in self._built_in:
                raise
            fault = f"the reader for {reader.name} failed: {plugin_words(error)}. Ask the package that it comes from."
            raise InvalidCapture(file.name, [fault]) from error
        faults = [problem for problem in result.problems if problem.severity == "error"]
        if faults and not result.captures:
            reasons = [Fault(problem.message, problem.pointer, problem.line) for problem in faults]
            raise InvalidCapture(file.name, reasons)
        return result

    def _load_plugins(self, points: Iterable[EntryPoint]) -> Iterator[CaptureReader]:
        for point in points:
            try:
                loaded = point.load()
                reader = loaded() if isinstance(loaded, type) else loaded
                keeps_protocol = isinstance(reader, CaptureReader) and isinstance(reader.suffixes, tuple)
            except Exception as error:  # whatever another package does wrong must not cost the files of others
                self._warn(
                    point.name, f"cannot be loaded: {plugin_words(error)}. Mend or remove {point.value}.", point.group
                )
                continue
            if keeps_protocol:
                yield reader
            else:
                kind = type(reader).__name__
                lacking = "lacks name, suffixes (a tuple), sniff or read"
                self._warn(point.name, f"is not a reader: {kind} ({point.value}) {lacking}.", point.group)

    def _warn(self, name: str, message: str, group: str = "") -> None:
        place = f"<{group or self._groups[0]}>"
        self._problems[name] = CaptureProblem(f"the reader {name} {message}", place, severity="warning")


READERS = ReaderRegistry()
"""The readers that `load_captures` asks."""
