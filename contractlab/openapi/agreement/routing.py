"""Which operation a request is of: the template with the most steps that are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from contractlab.openapi.document import ApiDocument
from contractlab.openapi.operations import Operation
from contractlab.values.display import quiet

__all__ = ["Route", "Router"]

_PLACE = re.compile(r"\{([^{}]*)\}")
_SLASH = "\N{NULL}"
"""Stands for a slash that is written as ``%2F``, and so is none between steps."""


def _decoded(path: str) -> str:
    """A path as it is compared: ``%61`` means ``a`` (RFC 3986, section 6.2.2)."""
    return unquote(path.replace("%2F", _SLASH).replace("%2f", _SLASH))


@quiet
@dataclass(frozen=True, slots=True)
class Route:
    """An operation, and the texts that stand for the parameters of its path.

    Attributes
    ----------
    operation : Operation
    parameters : dict of str to str
    """

    operation: Operation
    parameters: dict[str, str]


@quiet
@dataclass(frozen=True, slots=True)
class _Template:
    operation: Operation
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    rank: tuple[int, ...]
    """By step: 0 for one that is written out, 1 for one with a parameter in it, 2 for a parameter alone."""
    base_paths: tuple[str, ...]
    """Paths of the servers that have it."""


@lru_cache(maxsize=4_096)
def _pattern(path: str) -> tuple[re.Pattern[str], tuple[str, ...], tuple[int, ...]]:
    names: list[str] = []
    rank: list[int] = []
    steps: list[str] = []
    for step in path.split("/"):
        places = _PLACE.findall(step)
        names += places
        rank.append(0 if not places else 2 if _PLACE.fullmatch(step) else 1)
        pieces = _PLACE.split(step)
        pieces = [_decoded(piece) if not number % 2 else piece for number, piece in enumerate(pieces)]
        steps.append("".join(re.escape(piece) if not number % 2 else "([^/]+?)" for number, piece in enumerate(pieces)))
    return re.compile("/".join(steps)), tuple(names), tuple(rank)


class Router:
    """Finds the operation of a request.

    Parameters
    ----------
    document : ApiDocument
    """

    def __init__(self, document: ApiDocument) -> None:
        shared = document.base_paths
        self._base_paths: set[str] = set()
        self._by_method: dict[tuple[str, int], list[_Template]] = {}
        self.paths: dict[int, list[str]] = {}
        for operation in document.operations:
            pattern, names, rank = _pattern(operation.path)
            template = _Template(operation, pattern, names, rank, operation.base_paths or shared)
            self._base_paths.update(template.base_paths)
            self._by_method.setdefault((operation.method, len(rank)), []).append(template)
            self.paths.setdefault(len(rank), []).append(operation.path)
        self._lengths = frozenset(map(len, self._base_paths))
        for templates in self._by_method.values():
            templates.sort(key=lambda each: each.rank)

    def find(self, method: str, path: str) -> Route | None:
        """The operation of a request; None where there is none.

        Parameters
        ----------
        method, path : str
            The path with or without the path of one of the servers that have the operation: its own, those of its
            path, or those of the document.
        """
        for base, own in self._candidates(path):
            for template in self._by_method.get((method.upper(), own.count("/") + 1), ()):
                found_there = template.pattern.fullmatch(own)
                if found_there is not None and (not base or base in template.base_paths):
                    values = (text.replace(_SLASH, "/") for text in found_there.groups())
                    return Route(template.operation, dict(zip(template.names, values, strict=True)))
        return None

    def methods_of(self, path: str) -> list[str]:
        """The methods that the document has for a path."""
        methods = {method for method, _ in self._by_method}
        return sorted(method for method in methods if self.find(method, path) is not None)

    def servers_of(self, method: str, path: str) -> list[str]:
        """Paths of the servers that have a request's operation, where its path begins with that of another server."""
        for base, own in self._candidates(path):
            for template in self._by_method.get((method.upper(), own.count("/") + 1), ()) if base else ():
                if template.pattern.fullmatch(own) is not None:
                    return sorted(template.base_paths)
        return []

    def _candidates(self, path: str) -> Iterator[tuple[str, str]]:
        """The path as it is, and without the path of each server that it begins with, the longest first."""
        whole = _decoded(path if path.startswith("/") else f"/{path}")
        yield "", whole
        ends = [at for at, letter in enumerate(whole) if letter == "/" and at and at in self._lengths]
        for at in reversed(ends):
            if whole[:at] in self._base_paths:
                yield whole[:at], whole[at:]
