"""Path and query of an address as the WHATWG URL parser leaves them; clients of both formats' verifiers use one."""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes

__all__ = ["parsed_target"]

_AROUND = "".join(map(chr, range(33)))
"""What the parser takes off the end of an address: control characters and spaces."""
_STRIPPED = re.compile(r"[\t\r\n]")
_DOTS = {".": 1, "%2e": 1, "..": 2, ".%2e": 2, "%2e.": 2, "%2e%2e": 2}
_PATH_SAFE = "!$%&'()*+,-./0123456789:;=@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz|~"
_QUERY_SAFE = _PATH_SAFE.replace("'", "") + "\\`{}?"


def parsed_target(target: str) -> str:
    """Path and query, percent-encoded, without steps of dots and without a fragment.

    Parameters
    ----------
    target : str
        From the first slash on.
    """
    path, mark, query = _STRIPPED.sub("", target.rstrip(_AROUND)).partition("#")[0].partition("?")
    steps: list[str] = []
    pieces = path.replace("\\", "/").split("/")[1:]
    for number, piece in enumerate(pieces):
        dots = _DOTS.get(piece.lower(), 0)
        if dots == 2 and steps:
            steps.pop()
        if not dots:
            steps.append(piece)
        elif number == len(pieces) - 1:
            steps.append("")
    written = quote_from_bytes(f"/{'/'.join(steps)}".encode("utf-8", "replace"), safe=_PATH_SAFE)
    return written + mark + quote_from_bytes(query.encode("utf-8", "replace"), safe=_QUERY_SAFE)
