"""Path and query of an address as the WHATWG URL parser leaves them; clients of both formats' verifiers use one."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote_from_bytes, urljoin, urlsplit

__all__ = ["joined_address", "parsed_target"]

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


def joined_address(base: str, location: str, write_target: Callable[[str], str]) -> str | None:
    """The address that a Location leads to from an address.

    Parameters
    ----------
    base : str
    location : str
    write_target : callable
        How a client writes path and query.

    Returns
    -------
    str or None
        As the client writes it where it is one of HTTP, else as it is joined; None for what cannot be read.
    """
    try:
        joined = urljoin(base, location)
        parts = urlsplit(joined)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return joined
    if not parts.netloc:
        return None
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return f"{parts.scheme}://{parts.netloc.lower()}{write_target(target)}"
