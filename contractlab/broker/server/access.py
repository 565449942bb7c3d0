"""Who may ask: basic authentication with a user who writes and one who reads, or a token."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass, field

__all__ = ["Access", "denied"]

_READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_REALM = (("WWW-Authenticate", 'Basic realm="Restricted area"'),)


@dataclass(frozen=True, slots=True)
class Access:
    """Credentials that a server asks for; without any, everybody may ask.

    Attributes
    ----------
    writer : (str, str) or None
        User and password that may write.
    reader : (str, str) or None
        User and password that may read, and ask for contracts to verify.
    token : str or None
        A bearer token that may write.
    """

    writer: tuple[str, str] | None = field(default=None, repr=False)
    reader: tuple[str, str] | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    @property
    def is_open(self) -> bool:
        """True where nothing is asked for."""
        return self.writer is None and self.reader is None and self.token is None


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode("utf-8", "replace"))


def _basic(credentials: str) -> tuple[str, str] | None:
    try:
        text = base64.b64decode(credentials.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    user, colon, password = text.partition(":")
    return (user, password) if colon else None


def _is(pair: tuple[str, str], wanted: tuple[str, str] | None) -> bool:
    return wanted is not None and _same(pair[0], wanted[0]) and _same(pair[1], wanted[1])


def denied(
    access: Access, method: str, path: str, authorization: str
) -> tuple[int, tuple[tuple[str, str], ...]] | None:
    """Status and headers of a refusal, or None where the request may go on.

    An open-source broker answers a bearer token with 400, as observed; here that is so where no token is asked for.
    """
    if access.is_open:
        return None
    scheme, _, credentials = authorization.partition(" ")
    kind = scheme.lower()
    if kind == "bearer":
        if access.token is None:
            return 400, ()
        return None if _same(credentials.strip(), access.token) else (401, _REALM)
    pair = _basic(credentials) if kind == "basic" else None
    if kind and pair is None:
        return 400, ()
    if pair is not None and _is(pair, access.writer):
        return None
    reads = method in _READ_METHODS or (method == "POST" and path.rstrip("/").endswith("/for-verification"))
    if pair is not None and reads and _is(pair, access.reader):
        return None
    return 401, _REALM
