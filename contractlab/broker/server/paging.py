"""Pages of lists: ``page`` and ``size``, or ``pageNumber`` and ``pageSize``, as brokers take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from contractlab.broker.server.call import Call, Refusal
from contractlab.values.display import quiet

__all__ = ["DEFAULT_SIZE", "Page", "page_of"]

DEFAULT_SIZE = 100
_NUMBER = ("page", "pageNumber")
_SIZE = ("size", "pageSize")

T = TypeVar("T")


@quiet
@dataclass(frozen=True, slots=True)
class Page:
    """Where a list is cut.

    Attributes
    ----------
    document : dict
        What the answer says of the page; empty where nobody asked for one.
    links : dict
        To the next and the previous page.
    """

    document: dict[str, Any]
    links: dict[str, Any]


def _count(call: Call, names: tuple[str, ...], errors: dict[str, list[str]]) -> int | None:
    for name in names:
        text = call.first(name)
        if text is None:
            continue
        try:
            value = int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() else None
        except ValueError:  # more digits than Python reads
            value = None
        if value is None:
            errors[name] = ["must be an integer"]
        elif value < 1:
            errors[name] = ["must be greater than or equal to 1"]
        return value
    return None


def page_of(call: Call, rows: Sequence[T], *, always: bool = False) -> tuple[Sequence[T], Page]:
    """The part of a list that a request asks for.

    Parameters
    ----------
    call : Call
    rows : sequence
        The whole list.
    always : bool
        Cut it where nobody asks for it too: some lists of brokers are never whole.

    Returns
    -------
    rows : sequence
    page : Page

    Raises
    ------
    Refusal
        400 where number or size are none.
    """
    errors: dict[str, list[str]] = {}
    number, size = _count(call, _NUMBER, errors), _count(call, _SIZE, errors)
    if errors:
        raise Refusal(400, {"errors": {name: [*texts] for name, texts in errors.items()}})
    if number is None and size is None and not always:
        return rows, Page({}, {})
    number, size = number or 1, size or DEFAULT_SIZE
    pages = -(-len(rows) // size)
    document = {"number": number, "size": size, "totalElements": len(rows), "totalPages": max(pages, 1)}
    links: dict[str, Any] = {}

    def link(to: int, title: str) -> dict[str, str]:
        kept = [(key, value) for key, value in call.query if key not in (*_NUMBER, *_SIZE)]
        query = urlencode([*kept, ("size", size), ("page", to)])
        return {"href": f"{call.base}{call.path}?{query}", "title": title}

    if number < pages:
        links["next"] = link(number + 1, "Next page")
    if number > 1:
        links["previous"] = link(number - 1, "Previous page")
    return rows[(number - 1) * size : number * size], Page({"page": document}, links)
