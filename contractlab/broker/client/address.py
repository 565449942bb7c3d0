"""The address of a broker, and what becomes of the links in its answers: credentials never leave its origin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from contractlab.errors import BrokerError
from contractlab.values.text import visible

__all__ = ["BrokerAddress", "expand", "segment"]

_PORTS = {"http": 80, "https": 443}
_TEMPLATE = re.compile(r"\{([A-Za-z][\w-]{0,63})\}")


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker answers.

    Attributes
    ----------
    base : str
        Scheme, host, port and path prefix, without a slash at the end, user name, query or fragment.
    username, password : str or None
        What stood before the host, if anything did.
    """

    base: str
    username: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"BrokerAddress({self.base!r})"

    @staticmethod
    def parse(text: str) -> BrokerAddress:
        """Read an address.

        Raises
        ------
        BrokerError
            If it is none.
        """
        parts = _split(text.strip())
        if parts is None or parts.scheme not in _PORTS or not parts.hostname:
            shown = visible(text.rpartition("@")[2])  # what stands before it may be a password
            raise BrokerError(
                f"{shown}: this is not the address of a broker",
                advice="It begins with https:// or http:// and has a host.",
            )
        base = urlunsplit((parts.scheme, _host(parts), parts.path.rstrip("/"), "", ""))
        username = None if parts.username is None else unquote(parts.username)
        password = None if parts.password is None else unquote(parts.password)
        return BrokerAddress(base, username, password)

    @property
    def host(self) -> str:
        """Name of the host."""
        return urlsplit(self.base).hostname or ""

    def resolve(self, link: str) -> str:
        """The address that a link means, always below that of the broker.

        A broker behind TLS writes ``http`` links where its proxy does not say how it was asked, and links without the
        path prefix where the proxy takes that away: both are repaired.

        Parameters
        ----------
        link : str
            Absolute, or relative to the broker's address.

        Raises
        ------
        BrokerError
            If it leads to another host: credentials are for the given one alone.
        """
        base = urlsplit(self.base)
        parts = _split(link, f"{self.base}/")
        if parts is None or parts.scheme not in _PORTS or not self._is_same_place(parts):
            target = parts.netloc.rpartition("@")[2] if parts is not None else ""
            raise BrokerError(
                f"{self.base}: the broker answers with a link to another place, {visible(target or link)}",
                advice="It is not followed. Tell the broker its public address (PACT_BROKER_BASE_URL of the server).",
            )
        path = parts.path
        if base.path and path != base.path and not path.startswith(f"{base.path}/"):
            path = f"{base.path}{path}"
        if any(unquote(segment) == ".." for segment in path.split("/")):
            raise BrokerError(f"{self.base}: the broker answers with a link that leads out of its place")
        return urlunsplit((base.scheme, base.netloc, path, parts.query, ""))

    def _is_same_place(self, parts: SplitResult) -> bool:
        base = urlsplit(self.base)
        if parts.hostname != base.hostname:
            return False
        port, own = parts.port or _PORTS[parts.scheme], base.port or _PORTS[base.scheme]
        if parts.scheme == base.scheme:
            return port == own
        return base.scheme == "https" and parts.scheme == "http" and port in (own, 80)


def _split(text: str, base: str = "") -> SplitResult | None:
    """The parts of an address; None for what is none."""
    try:
        parts = urlsplit(urljoin(base, text))
        _ = parts.port  # says no to what is no number
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str:
    name = parts.hostname or ""
    host = f"[{name}]" if ":" in name else name
    return host if parts.port in (None, _PORTS.get(parts.scheme)) else f"{host}:{parts.port}"


def expand(template: str, values: Mapping[str, str]) -> str:
    """Put names into a templated link; every character that could end a path segment is escaped.

    Parameters
    ----------
    template : str
        With ``{name}``, the one kind of template that brokers use.
    values : mapping
    """
    return _TEMPLATE.sub(lambda match: segment(values[match[1]]) if match[1] in values else match[0], template)


def segment(name: str) -> str:
    """A name as a segment of a path."""
    if set(name) == {"."}:
        return name.replace(".", "%2E")
    return quote(name, safe="")
