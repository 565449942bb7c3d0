"""Paths of examples that no client sends: it puts a slash first, and writes some characters otherwise."""

from __future__ import annotations

import re

from contractlab.contracts.contract import Example
from contractlab.contracts.defining import DefinitionNote
from contractlab.contracts.sample_exchange import request_of
from contractlab.engine.errors import CannotCheck
from contractlab.errors import ContractLabError
from contractlab.values.http import HttpRequest
from contractlab.values.text import quote

__all__ = ["path_note"]

_ENCODED = re.compile(r"[^!$-;=@-_a-z|~]")
"""What every client writes as bytes in percent: blanks, quotes, braces, ``<`` and ``>``, and all beyond ASCII."""


def path_note(example: Example) -> DefinitionNote | None:
    """What is odd about the path of an example: why no request of a client has it.

    Parameters
    ----------
    example : Example
        One in which the consumer asks.

    Returns
    -------
    DefinitionNote or None
        None where a client may send it, and where the example takes any other path as well.
    """
    if example.kind != "http":
        return None
    request = request_of(example.request)
    path = request.path
    if not path.startswith("/"):
        slashed = _with_slash(path)
        text = f"begins with no slash, as every request's does; say {quote(slashed, 60)}"
        return None if _takes(example, request, slashed) else _note("no-slash", path, text)
    if "?" in path:
        bare, _, query = path.partition("?")
        text = f"has a query in it, which stands apart: {quote(bare, 60)} and query={quote(query, 60)}"
        return _note("query-in-path", path, text)
    if "#" in path:
        return _note("fragment-in-path", path, "has a fragment, which no client sends")
    sent = _ENCODED.sub(lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode("utf-8", "replace")), path)
    if sent == path or _takes(example, request, sent):
        return None
    return _note("path-not-encoded", path, f"is compared as it is sent, and clients send {quote(sent, 60)}; say that")


def _with_slash(path: str) -> str:
    """The path alone, with its slash: of an address what comes behind its host."""
    bare = re.sub(r"\A[a-z][a-z0-9+.-]*://[^/?#]*", "", path, flags=re.IGNORECASE)
    return bare if bare.startswith("/") else f"/{bare}"


def _takes(example: Example, request: HttpRequest, path: str) -> bool:
    asked = HttpRequest(request.method, path, request.query, list(request.headers), request.body)
    try:
        return not any(each.part == "path" for each in example.check_request(asked).mismatches)
    except (CannotCheck, ContractLabError):
        return True


def _note(code: str, path: str, text: str) -> DefinitionNote:
    return DefinitionNote(code, f"no request fits this example: its path {quote(path, 60)} {text}", "warning")
