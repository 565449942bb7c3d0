"""Readers of recordings, one module for each format, and the registry that finds the one that takes a file.

A format is added by one object of the `CaptureReader` Protocol: in this folder with a line in the registry; in another
package with an entry point of the group ``contractlab.capture_readers``; in a notebook with ``READERS.add``.
"""

from contractlab.captures.readers.reader import CaptureReader, ReadCaptures, RecordedFile, read_entries
from contractlab.captures.readers.registry import READERS, ReaderRegistry

__all__ = [
    "READERS",
    "CaptureReader",
    "ReadCaptures",
    "ReaderRegistry",
    "RecordedFile",
    "read_entries",
    "sniff_reader",
]


def sniff_reader(data: bytes, name: str = "") -> CaptureReader | None:
    """Tell whether a file holds captures, and which reader takes it.

    Parameters
    ----------
    data : bytes
        The file; of a large one its first 4,096 bytes do, except that a cassette written as JSON then may be missed.
    name : str, optional
        Its name. A ``.har`` or a ``.jsonl`` file is a recording even if its content is broken.

    Returns
    -------
    CaptureReader or None
        None for a contract, and for everything else that nobody claims.
    """
    return READERS.sniff(data, name)
