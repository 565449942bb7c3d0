"""Saving without losing anything: to a temporary file beside the target, then renamed over it."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path

from contractlab.errors import SaveConflict

__all__ = ["safe_file_name", "write_atomically"]

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never half of one.

    Raises
    ------
    SaveConflict
        If the file cannot be written; the old one is still there.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}-", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise SaveConflict(f"{path}: cannot be written: {error.strerror or error}") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):
            temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise SaveConflict(f"{path}: cannot be written: {error.strerror or error}") from None


def safe_file_name(name: str) -> str:
    """Turn a participant's name into one file name component that cannot leave its folder."""
    cleaned = _UNSAFE.sub("_", name).strip(". ")[:120]
    if not cleaned or cleaned.split(".")[0].lower() in _RESERVED:
        cleaned = f"_{cleaned}"
    return cleaned
