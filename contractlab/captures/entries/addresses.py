"""The address of a recorded request, cut and never decoded: percent-encoding is significant.

Recorders and people put placeholders where the address was secret or changes: ``<<HOST>>path`` (VCR's
``filter_sensitive_data``), ``{{baseUrl}}/x`` (Postman, Insomnia), ``${BASE}/x``, ``%HOST%/x``. What follows one is the
path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from contractlab.captures.entries.wording import bare_address
from contractlab.values.display import quiet
from contractlab.values.text import quote

__all__ = ["Address", "NoAddress", "other_scheme", "read_address"]

_ADDRESS = re.compile(
    r"(?P<origin>[A-Za-z][A-Za-z0-9+.\-]*://[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.DOTALL
)
_NAME = r"[\w .:\-$]{1,80}"
_ONE = (
    rf"(?:<<{_NAME}>>|<%=?{_NAME}%?>|<{_NAME}>|{{{{{_NAME}}}}}|\$?{{{_NAME}}}|\[{_NAME}\]|%{_NAME}%|__{_NAME}__"
    r"|\$[A-Za-z_]\w{0,80})"
)
# Behind its first part nothing can fail to match, so that nothing is tried twice.
_PLACEHOLDER = re.compile(
    rf"(?P<origin>(?:https?://|{_ONE}://)?{_ONE}(?:[.:](?:{_ONE}|[\w\-]{{1,63}}))*)"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?",
    re.IGNORECASE | re.DOTALL,
)
_HOST_ALONE = re.compile(
    r"(?P<origin>(?:localhost|(?:\d{1,3}\.){3}\d{1,3}|(?:[\w\-]{1,63}\.){1,10}[A-Za-z]{2,20})(?::\d{1,5})?)"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?"
)
_OTHER_SCHEME = re.compile(
    r"(?!https?:)(?!(?:localhost|[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,10}):\d)([A-Za-z][A-Za-z0-9+.\-]{0,40}):",
    re.IGNORECASE,
)


class NoAddress(Exception):
    """Text that is no address, with the reason as a sentence without its subject."""


@quiet
@dataclass(frozen=True, slots=True)
class Address:
    """Where a request went.

    Attributes
    ----------
    origin : str
        Scheme, user and host as recorded, or the placeholder that stands for them; ``""`` where only a target is known.
    path, query : str
        As recorded.
    remark : str
        What was odd about it; ``""`` for nothing.
    """

    origin: str
    path: str
    query: str
    remark: str = ""


def read_address(url: str) -> Address:
    """Cut an address into its parts.

    Raises
    ------
    NoAddress
        If it is none, and no placeholder tells where its path begins.
    """
    if url.startswith("/"):  # only a target, as servers log it
        path, _, query = url.partition("#")[0].partition("?")
        return Address("", path, query)
    placeholder = _PLACEHOLDER.match(url)
    if placeholder is not None:
        path = placeholder["path"] or "/"
        remark = f"has the placeholder {quote(placeholder['origin'], 60)} for an address; it is matched by its path"
        # A placeholder for "https://host/" takes the slash along.
        slash = "" if path.startswith("/") else "/"
        return Address(placeholder["origin"], slash + path, placeholder["query"] or "", remark)
    match = _ADDRESS.match(url)
    if match is not None:
        return Address(match["origin"], match["path"] or "/", match["query"] or "")
    alone = _HOST_ALONE.fullmatch(url.partition("#")[0])
    if alone is not None and (alone["path"] or ":" in alone["origin"] or alone["query"] is not None):
        remark = "has an address without http:// or https://; it is matched by its path"
        return Address(f"http://{alone['origin']}", alone["path"] or "/", alone["query"] or "", remark)
    raise NoAddress(f"is not an address of HTTP: {quote(bare_address(url), 60)}")


def other_scheme(url: str) -> str | None:
    """``data:``, ``blob:``, ``chrome-extension:`` … where the address has such a scheme."""
    match = _OTHER_SCHEME.match(url)
    return match[0] if match else None
