"""Servers of an API document, of a path or of an operation: the paths that their addresses begin with."""

from __future__ import annotations

from collections.abc import Mapping

from contractlab.values.json_types import JSON

__all__ = ["base_paths"]

_MOST_ADDRESSES = 64
"""Addresses of one server, whose variables may have many values each."""


def base_paths(owner: JSON) -> tuple[str, ...]:
    """Paths of the servers that an object of the document lists, without a slash at the end.

    A variable stands for its default and for each value that it may have.

    Parameters
    ----------
    owner : JSON value
        The document, a path item or an operation.

    Returns
    -------
    tuple of str
        Nothing where it lists no server, so that what is above holds; ``""`` for a server without a path.
    """
    servers = owner.get("servers") if isinstance(owner, Mapping) else None
    listed = [each for each in servers if isinstance(each, Mapping)] if isinstance(servers, list) else []
    return tuple(dict.fromkeys(_path_of(url) for server in listed for url in _addresses_of(server)))


def _addresses_of(server: Mapping[str, JSON]) -> list[str]:
    """The addresses of a server, with every value that its variables may have."""
    url, variables = server.get("url"), server.get("variables")
    addresses = [url] if isinstance(url, str) else []
    for name, variable in variables.items() if isinstance(variables, Mapping) else ():
        if not isinstance(variable, Mapping) or not any(f"{{{name}}}" in address for address in addresses):
            continue
        allowed = variable.get("enum")
        values = [variable.get("default"), *(allowed if isinstance(allowed, list) else ())]
        texts = list(dict.fromkeys(value for value in values if isinstance(value, str)))
        made = [address.replace(f"{{{name}}}", text) for text in texts[:_MOST_ADDRESSES] for address in addresses]
        addresses = made[:_MOST_ADDRESSES] or addresses
    return addresses


def _path_of(url: str) -> str:
    """The path of an address, without a slash at the end."""
    rest = url.partition("://")[2] if "://" in url else url
    path = rest[rest.index("/") :] if "/" in rest else ""
    return path.rstrip("/")
