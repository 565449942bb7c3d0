"""A file of JSON lines that grows by one line for each exchange, and is whole after every one of them.

Each line is handed to the operating system at once, so that a recorder that is killed loses nothing that was
finished. A disk that is full loses lines and is said; it never stops whoever is being recorded.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock

from contractlab.captures.capture import Capture
from contractlab.captures.saving import capture_line
from contractlab.errors import SaveConflict
from contractlab.redaction import Redaction
from contractlab.values.text import count, visible

try:
    import fcntl
except ImportError:  # Windows knows no such locks
    fcntl = None  # type: ignore[assignment]

__all__ = ["RecordingFile"]

Tell = Callable[[str], None]
_TAIL = 1 << 16


class RecordingFile:
    """Appends captures to a file, without their secrets.

    Parameters
    ----------
    path : path
        Ends in ``.jsonl`` or ``.ndjson``; what the file holds already stays.
    redaction : Redaction, optional
        What to remove beyond the usual.
    tell : callable, optional
        Takes sentences about what went wrong, and that it goes well again.

    Attributes
    ----------
    written, lost : int
        Captures that are in the file, and that could not be written.

    Raises
    ------
    SaveConflict
        If the name says something else, or the file cannot be opened.
    """

    def __init__(
        self, path: str | os.PathLike[str], redaction: Redaction | None = None, tell: Tell | None = None
    ) -> None:
        self.path = Path(os.path.expanduser(os.fspath(path)))
        self.redaction = redaction if redaction is not None else Redaction()
        self._tell = tell if tell is not None else lambda _: None
        self._lock = Lock()
        self.written = self.lost = 0
        self._failing = ""
        if self.path.suffix.lower() not in (".jsonl", ".ndjson"):
            raise SaveConflict(
                f"{self.path}: a recording grows line by line; give it a name that ends in .jsonl. "
                "Captures.save makes a .har of it."
            )
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise SaveConflict(f"{self.path}: cannot be written: {error.strerror or error}.") from None
        self._regular = stat.S_ISREG(os.fstat(self._file).st_mode)
        with self._alone():
            self._mend()

    def append(self, capture: Capture) -> Capture | None:
        """Write one capture; it is in the file when this returns.

        Parameters
        ----------
        capture : Capture
            Raw.

        Returns
        -------
        Capture or None
            As it was written; None if it could not be, which `tell` has heard.
        """
        try:
            redacted = self.redaction.redact_capture(capture)
            line = capture_line(redacted)
        except Exception as error:  # whatever it is, who is being recorded must not feel it
            self._fail(f"an exchange could not be written down: {type(error).__name__}")
            return None
        with self._lock:
            try:
                with self._alone():
                    self._put(line)
            except OSError as error:
                self._fail(f"{visible(self.path)} cannot be written: {error.strerror or error}")
                return None
            self.written += 1
            if self._failing:
                self._failing = ""
                self._tell(f"{visible(self.path)} can be written again, without {count(self.lost, 'exchange')}")
        return redacted

    def close(self) -> None:
        """Close the file; what comes later is lost."""
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
                self._file = -1

    def _fail(self, why: str) -> None:
        self.lost += 1
        if why != self._failing:  # once, not for each exchange
            self._failing = why
            self._tell(f"{why}. Exchanges go on and are not recorded")

    def _put(self, line: bytes) -> None:
        start = os.lseek(self._file, 0, os.SEEK_END) if self._regular else 0
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError:
            if self._regular and len(rest) < len(line):
                with contextlib.suppress(OSError):
                    os.ftruncate(self._file, start)  # half a line would swallow the next one
            raise

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes out that record into the same file."""
        if fcntl is None or not self._regular:
            yield
            return
        fcntl.lockf(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _mend(self) -> None:
        """Take away the half line that a recorder left behind when it was killed."""
        size = os.lseek(self._file, 0, os.SEEK_END) if self._regular else 0
        tail, at = b"", size
        while at and b"\n" not in tail:
            step = min(_TAIL, at)
            at -= step
            os.lseek(self._file, at, os.SEEK_SET)
            tail = os.read(self._file, step) + tail
        last = tail[tail.rfind(b"\n") + 1 :]
        if not last:
            return
        try:
            json.loads(last)
        except (ValueError, RecursionError):
            os.ftruncate(self._file, size - len(last))
            self._tell(f"{visible(self.path)} ended in the middle of a line: {len(last):,} bytes were taken away")
        else:
            os.write(self._file, b"\n")
