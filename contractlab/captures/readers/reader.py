"""What a reader of recordings is: `CaptureReader`, what it is given and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from contractlab.captures.attachments import NO_ATTACHMENTS, AttachedBodies
from contractlab.captures.capture import AnyCapture
from contractlab.captures.documents import read_text
from contractlab.captures.entries.place import EntryPlace, UnreadableEntry
from contractlab.captures.problem import CaptureProblem
from contractlab.captures.unpacking import UnpackBudget
from contractlab.values.display import quiet
from contractlab.values.internal import keep_fault

__all__ = ["CaptureReader", "ReadCaptures", "RecordedFile", "read_entries"]


MOST_REFUSED = 10_000
"""After so many, more than there are good ones, a file is no recording: a small one can hold millions of entries."""


@quiet
@dataclass(frozen=True, slots=True)
class RecordedFile:
    """A file to read, with what is known of it beside its content.

    Attributes
    ----------
    data : bytes
        All of it.
    name : str
        As the user gave it; a phrase such as ``<bytes>`` where there is no file.
    provider_version : str or None
        Version of the provider that answered, where entries do not say it themselves.
    base_path : str
        What stands before the contract's paths in the recorded paths.
    plain_name : str
        What the recording is called where `name` is that of an archive; ``""`` where `name` says it.
    attachments : AttachedBodies
        Bodies that stand in files of their own.
    budget : UnpackBudget
        What the bodies in it may unpack to together.
    most_entries : int or None
        So many are read, where its entries are smaller than any that are no attack; None for all.
    """

    data: bytes
    name: str
    provider_version: str | None = None
    base_path: str = ""
    plain_name: str = ""
    attachments: AttachedBodies = NO_ATTACHMENTS
    budget: UnpackBudget = field(default_factory=UnpackBudget)
    most_entries: int | None = None

    @property
    def text(self) -> str:
        """The content as text.

        Raises
        ------
        UnreadableJson
            If it is none; whoever calls a reader makes an `InvalidCapture` of that.
        """
        return read_text(self.data)

    def has_enough(self, result: ReadCaptures, count: int) -> bool:
        """Tell whether `count` entries are all that may be read; then that is among the problems."""
        if self.most_entries is None or count < self.most_entries:
            return False
        message = f"holds more than {count:,} entries in so few packed bytes; the rest is left out. Unpack it yourself."
        result.problems.append(CaptureProblem(message, self.name))
        return True

    def place(self, index: int, pointer: str = "", line: int | None = None) -> EntryPlace:
        """Where the entry with number `index` stands."""
        return EntryPlace(
            self.name,
            index,
            pointer,
            line,
            self.provider_version,
            self.base_path,
            self.attachments,
            self.budget,
        )


@quiet
@dataclass(slots=True)
class ReadCaptures:
    """What was read from a file.

    Attributes
    ----------
    captures : list of Capture or MessageCapture
        In the order of the file.
    problems : list of CaptureProblem
        What could not be read, or only with a reservation.
    refused : int
        Entries that could not be read.
    """

    captures: list[AnyCapture] = field(default_factory=list)
    problems: list[CaptureProblem] = field(default_factory=list)

    refused: int = 0

    def add(self, capture: AnyCapture) -> None:
        """Take a capture, and its own reservations among the problems."""
        self.captures.append(capture)
        self.problems += capture.problems

    def refuse(self, problems: Sequence[CaptureProblem]) -> bool:
        """Take the problems of an entry that cannot be read.

        Returns
        -------
        bool
            True if reading should go on; else what follows is left out, and that is among the problems.
        """
        self.problems += problems
        self.refused += any(problem.severity == "error" for problem in problems)
        if self.refused < MOST_REFUSED or self.refused < len(self.captures):
            return True
        message = f"{self.refused:,} entries cannot be read; what follows them is left out. Record it again."
        file = problems[-1].file if problems else ""
        self.problems.append(CaptureProblem(message, file))
        return False


@runtime_checkable
class CaptureReader(Protocol):
    """Reads recordings of one format; in other packages an entry point of the group ``contractlab.captures``."""

    @property
    def name(self) -> str:
        """What the format is called, for people: ``HAR``."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of file names, lower case with their dot, that are looked at in folders; then `sniff` decides."""

    def sniff(self, data: bytes, name: str) -> bool:
        """Tell whether this reader reads the file; must not raise, whatever the bytes are.

        Parameters
        ----------
        data : bytes
            The file, or at least its first 4,096 bytes.
        name : str
            Its name: may decide where the content is broken or empty.
        """

    def read(self, file: RecordedFile) -> ReadCaptures:
        """Read a file that `sniff` said yes to.

        Raises
        ------
        InvalidCapture
            If nothing in it can be read, with every reason. Entries that cannot be read are problems of severity
            "error"; if there are no others, whoever called the reader refuses the file.
        """


def read_entries(
    entries: Iterable[tuple[object, EntryPlace]],
    read: Callable[[object, EntryPlace], AnyCapture],
    *,
    file: RecordedFile | None = None,
) -> ReadCaptures:
    """Read entries one after another; one that cannot be read stops no other.

    Parameters
    ----------
    entries : iterable of (parsed value, EntryPlace)
    read : callable
        Makes a capture of one, or raises `UnreadableEntry`.
    file : RecordedFile, optional
        Where they stand, if it limits how many are read.
    """
    result = ReadCaptures()
    for count, (entry, place) in enumerate(entries):
        if file is not None and file.has_enough(result, count):
            break
        try:
            result.add(read(entry, place))
        except UnreadableEntry as error:
            if not result.refuse(error.problems):
                break
        except Exception as error:
            if not result.refuse([place.problem("", keep_fault(error, "this entry cannot be read"))]):
                break
    return result
