"""Writing a file so that nothing is lost: whoever reads sees the old one or the new one, never half of one."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from contractlab.errors import SaveConflict
from contractlab.values.text import visible

__all__ = ["replace_file"]

_BINARY = getattr(os, "O_BINARY", 0)


def replace_file(target: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` in the place of `target` in one step.

    A link stays a link, and a file that is there keeps its permissions.

    Parameters
    ----------
    target : path
    data : bytes

    Raises
    ------
    SaveConflict
        If the folder is missing or may not be written; the old file is still there.
    """
    beside: Path | None = None
    try:
        real = Path(os.path.realpath(target))
        mode = _mode(real)
        # A name that nobody can guess, opened only if nothing is there: a link planted in its place is not followed.
        beside = real.with_name(f".{secrets.token_hex(8)}.tmp")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666 if mode is None else mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            beside.chmod(mode)
        os.replace(beside, real)
    except FileNotFoundError:
        raise SaveConflict(f"{visible(target)}: there is no folder {visible(real.parent)}. Make it first.") from None
    except (OSError, ValueError) as error:  # a name with a NUL is no name
        said = getattr(error, "strerror", None) or error
        raise SaveConflict(f"{visible(target)}: cannot be written: {said}.") from None
    finally:
        if beside is not None:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)


def _mode(path: Path) -> int | None:
    """Who may read the file that is replaced may read the new one, and nobody else; None for a new file."""
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o777 | stat.S_IWUSR
    except OSError:
        return None
