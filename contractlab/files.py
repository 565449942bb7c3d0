"""Writing a file so that nothing is lost: whoever reads sees the old one or the new one, never half of one."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from contractlab.errors import SaveConflict

__all__ = ["replace_file"]


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
    real = Path(os.path.realpath(target))
    beside = real.with_name(f".{real.name[:40]}.{secrets.token_hex(6)}.tmp")
    try:
        # Created anew, so that a name that somebody else put there is not followed; new files get what the umask says.
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):
            beside.chmod(real.stat().st_mode & 0o777)
        os.replace(beside, real)
    except FileNotFoundError:
        raise SaveConflict(f"{target}: there is no folder {real.parent}. Make it first.") from None
    except (OSError, ValueError) as error:
        raise SaveConflict(f"{target}: cannot be written: {getattr(error, 'strerror', None) or error}.") from None
    finally:
        with contextlib.suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)
