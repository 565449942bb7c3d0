"""Bodies that a recorder put into files of their own, beside the recording or with it in an archive.

Playwright does so on request: ``"_file": "<digest>.json"`` in a HAR, ``"_sha1"`` in a trace. Names come from the
recording, and so from anybody: they never lead out of its folder.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Protocol

from contractlab.captures.unpacking import PackedWrongly
from contractlab.values.text import quote

__all__ = ["NO_ATTACHMENTS", "ArchivedBodies", "AttachedBodies", "FolderBodies", "NotAttached"]

LARGEST = 32_000_000
"""Bytes of one body."""
MOST = 256_000_000
"""Bytes of all bodies beside one recording."""
_FOLDERS = ("", "resources/")
"""Where they stand; a trace has a folder for them."""


class NotAttached(Exception):
    """A body that is not there, with the reason as the end of a sentence."""


class AttachedBodies(Protocol):
    """Where bodies stand that the recording only names."""

    def read(self, name: str) -> bytes:
        """Give the body with a name that the recording says.

        Raises
        ------
        NotAttached
        """


class _Nowhere:
    def read(self, name: str) -> bytes:
        raise NotAttached(
            f"it stands in the file {quote(name, 60)}; give the recording by its path, so that it is found"
        )


NO_ATTACHMENTS: AttachedBodies = _Nowhere()
"""For recordings without a place: bytes, documents, files of one piece."""


class FolderBodies:
    """Bodies in the folder of the recording.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left = MOST

    def read(self, name: str) -> bytes:
        """Give the bytes of one file; see `AttachedBodies`."""
        safe = _safe_name(name)
        home = os.path.realpath(self._folder)
        for folder in _FOLDERS:
            try:
                real = os.path.realpath(os.path.join(home, folder + safe))
                if not real.startswith(home.rstrip(os.sep) + os.sep):
                    raise NotAttached(f"the file {quote(name, 60)} leads out of the recording's folder")
                status = os.stat(real)
                if not stat.S_ISREG(status.st_mode):
                    continue
                if status.st_size > min(LARGEST, self._left):
                    raise NotAttached(f"the file {quote(name, 60)} is larger than {min(LARGEST, self._left):,} bytes")
                with open(real, "rb") as file:
                    content = file.read(LARGEST)
            except (OSError, ValueError):
                continue
            self._left -= len(content)
            return content
        raise NotAttached(f"the file {quote(name, 60)} is not beside the recording; copy it there")


class ArchivedBodies:
    """Bodies in the archive of the recording.

    Parameters
    ----------
    archive : ZipFile
        Read only; its members are never written anywhere.
    allowance : int
        Bytes that everything in it may unpack to together.
    """

    def __init__(self, archive: zipfile.ZipFile, allowance: int) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._left = allowance

    def read(self, name: str) -> bytes:
        """Give the bytes of one member; see `AttachedBodies`."""
        safe = _safe_name(name)
        for folder in _FOLDERS:
            if folder + safe in self._names:
                try:
                    return self.read_member(folder + safe)
                except PackedWrongly as error:
                    raise NotAttached(f"the file {quote(name, 60)} in the archive {error}") from None
        raise NotAttached(f"the file {quote(name, 60)} is not in the archive")

    def read_member(self, name: str) -> bytes:
        """Unpack one member.

        Raises
        ------
        PackedWrongly
        """
        # Of other methods the library unpacks whole blocks, whatever limit it is given.
        if self._archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PackedWrongly("is packed in a way that is not read here; unpack the archive yourself")
        try:
            with self._archive.open(name) as member:
                content = member.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
            raise PackedWrongly("is broken") from None
        except RuntimeError:
            raise PackedWrongly("is locked by a password") from None
        if len(content) > self._left:
            raise PackedWrongly(f"unpacks to more than {self._left:,} bytes; unpack the archive yourself")
        self._left -= len(content)
        return content


def _safe_name(name: str) -> str:
    """A relative name that cannot climb, whatever the system's way to write paths.

    Raises
    ------
    NotAttached
    """
    path = PurePosixPath(name)
    if not name or "\\" in name or "\0" in name or ":" in name or path.is_absolute() or ".." in path.parts:
        raise NotAttached(f"the name {quote(name, 60)} leads out of the recording's folder")
    return str(path)
