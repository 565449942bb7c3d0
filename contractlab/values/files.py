"""Writing a file so that nothing is lost: whoever reads sees the old one or the new one, never half of one.

What is no regular file (a device, a pipe, ``/dev/stdout``, ``>(…)`` of a shell) is written through: there is nothing to
put in its place.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from contractlab.errors import SaveConflict
from contractlab.values.text import visible

try:
    import fcntl as _fcntl
except ImportError:
    _LOCKS = None  # not on this system: what is written is whole all the same
else:
    _LOCKS = _fcntl

__all__ = ["append_file", "is_folder", "lock_folder", "read_file", "replace_file"]

_BINARY = getattr(os, "O_BINARY", 0)
_OF_PROCESS = re.compile(r"/(?:dev|proc/self)/fd/(\d{1,6})")
_STANDARD = {"/dev/stdout": 1, "/dev/stderr": 2}
_LEFT_BEHIND = re.compile(r"\.[0-9a-f]{16}\.tmp")
_held = threading.local()


MOST_OF_A_STREAM = 256 * 1024 * 1024
"""Bytes that are read of a pipe or a device: some have no end."""


def read_file(path: str | os.PathLike[str]) -> bytes:
    """The content of a file; of a pipe or a device, such as ``<(…)`` of a shell, as much as an input may have.

    Raises
    ------
    OSError
        If it cannot be read, or is no regular file and does not end.
    """
    with open(path, "rb") as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return file.read()
        read = bytearray()
        while piece := file.read(1024 * 1024):
            read += piece
            if len(read) > MOST_OF_A_STREAM:
                limit = f"{MOST_OF_A_STREAM // 2**20} MiB"
                raise OSError(errno.EFBIG, f"it is not a regular file, and longer than {limit}")
        return bytes(read)


def replace_file(target: str | os.PathLike[str], data: bytes | Iterable[bytes]) -> None:
    """Put `data` in the place of `target` in one step; into it, where it is no regular file.

    A link stays a link, and a file that is there keeps its permissions. What killed writers left behind in the folder
    is taken away.

    Parameters
    ----------
    target : path
    data : bytes, or iterable of bytes
        Pieces are written as they come; what fails while they are made is raised as it is, and nothing was replaced.

    Raises
    ------
    SaveConflict
        If the folder is missing or may not be written; the old file is still there.
    """
    beside: Path | None = None
    pieces = _Pieces([data] if isinstance(data, bytes) else data)
    try:
        if _written_through(target, pieces):
            return
        real = Path(os.path.realpath(target))
        with lock_folder(real):
            _clean(real.parent)
            mode = _mode(real)
            # A name that nobody can guess, opened only if nothing is there: a link planted there is not followed.
            beside = real.with_name(f".{secrets.token_hex(8)}.tmp")
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666 if mode is None else mode)
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                beside.chmod(mode)
            os.replace(beside, real)
    except FileNotFoundError:
        folder = Path(os.path.realpath(target)).parent
        raise SaveConflict(f"{visible(target)}: there is no folder {visible(folder)}. Make it first.") from None
    except (OSError, ValueError) as error:  # a name with a NUL is no name
        if pieces.failed:
            raise
        why = getattr(error, "strerror", None) or error
        raise SaveConflict(f"{visible(target)}: cannot be written: {why}.") from None
    finally:
        if beside is not None:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)


@contextlib.contextmanager
def lock_folder(target: str | os.PathLike[str]) -> Iterator[None]:
    """One writer at a time in the folder of `target`, among processes and threads; who holds it may ask again.

    The folder itself is locked, so that no file is left beside what is written. Where that cannot be done, writing goes
    on without: what is written is whole all the same.

    Parameters
    ----------
    target : path
        The file to be read, compared and written.
    """
    folder = os.path.dirname(os.path.realpath(target))
    holders: set[str] = _held.__dict__.setdefault("folders", set())
    if _LOCKS is None or folder in holders:
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        with contextlib.suppress(OSError):
            _LOCKS.flock(handle, _LOCKS.LOCK_EX)
        holders.add(folder)
        yield
    finally:
        holders.discard(folder)
        os.close(handle)


def is_folder(path: str | os.PathLike[str]) -> bool:
    """True for a folder that can be looked at; False also for what is no path at all."""
    try:
        return os.path.isdir(path)
    except (OSError, ValueError):
        return False


class _Pieces:
    """What is written, piece by piece, and whether it could not be made."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.failed = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._pieces
        except Exception:
            self.failed = True
            raise


def _written_through(target: str | os.PathLike[str], pieces: Iterable[bytes]) -> bool:
    """Write into what is no regular file; False where there is a regular one, or none."""
    name = os.path.normpath(os.path.abspath(os.fspath(target)))
    of_process = _OF_PROCESS.fullmatch(name)
    descriptor = int(of_process[1]) if of_process else _STANDARD.get(name)
    if descriptor is not None:
        # Not opened anew: a file behind it would be written from its start.
        sys.stdout.flush()
        _write_all(os.dup(descriptor), pieces)
        return True
    try:
        kind = os.stat(target).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISREG(kind):
        return False
    _write_all(os.open(target, os.O_WRONLY | _BINARY), pieces)  # of a folder, the system says what is wrong
    return True


def _write_all(handle: int, pieces: Iterable[bytes]) -> None:
    with os.fdopen(handle, "wb", buffering=0) as file:
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                rest = rest[file.write(rest) or 0 :]


def _clean(folder: Path) -> None:
    """Take away the files of writers that were killed; the lock keeps all others out."""
    if _LOCKS is None:
        return
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _LEFT_BEHIND.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)


def _mode(path: Path) -> int | None:
    """Who may read the file that is replaced may read the new one, and nobody else; None for a new file."""
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o777 | stat.S_IWUSR
    except OSError:
        return None


def append_file(target: str | os.PathLike[str], text: str) -> None:
    """Add `text` to a file, which several steps of a job share.

    Raises
    ------
    SaveConflict
        If it cannot be written.
    """
    try:
        with open(target, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise SaveConflict(f"{target}: cannot be written: {error.strerror or error}") from None
