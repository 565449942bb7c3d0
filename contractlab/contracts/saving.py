"""Names of files that are made of names of participants."""

from __future__ import annotations

import re

__all__ = ["safe_file_name"]

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def safe_file_name(name: str) -> str:
    """Turn a participant's name into one file name component that cannot leave its folder."""
    cleaned = _UNSAFE.sub("_", name).strip(". ")[:120]
    if not cleaned or cleaned.split(".")[0].lower() in _RESERVED:
        cleaned = f"_{cleaned}"
    return cleaned
