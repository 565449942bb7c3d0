"""A key of its own for every capture: made of file and number, and of the content where two files have one name."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b

from contractlab.captures.capture import AnyCapture, Capture

__all__ = ["RECORDED", "content_of", "next_number", "with_own_keys"]

RECORDED = "<recorded>"
"""The source of what was recorded just now: there is no file, and captures are numbered on."""


def with_own_keys(captures: Iterable[AnyCapture], before: Sequence[AnyCapture] = ()) -> list[AnyCapture]:
    """The same captures, each with a key that no other one has.

    Captures of one source are taken as one file until a number comes again: then another file of that name begins.
    Of a name that is taken, a file gets its content behind the name: ``more.har [3f9a21c0]``; the same content once
    more is counted: ``more.har [3f9a21c0, 2]``. Which file comes second decides nothing about the captures of others.

    Parameters
    ----------
    captures : iterable of Capture and MessageCapture
    before : sequence of Capture and MessageCapture, optional
        Captures that have their keys already, which they keep.
    """
    listed = list(captures)
    taken = {capture.key for capture in before}
    if len({capture.key for capture in listed} | taken) == len(listed) + len(taken):
        return listed
    free = next_number([*before, *listed])
    files: list[list[int]] = []
    current: dict[str, tuple[list[int], set[int]]] = {}
    for place, capture in enumerate(listed):
        if capture.source == RECORDED:
            if capture.key in taken:
                listed[place] = replace(capture, index=free)
                free += 1
            taken.add(listed[place].key)
            continue
        places, numbers = current.get(capture.source, ([], {capture.index}))
        if capture.index in numbers:
            places, numbers = current[capture.source] = ([], set())
            files.append(places)
        places.append(place)
        numbers.add(capture.index)
    for places in files:
        file = [listed[place] for place in places]
        source = _free_name(file, taken)
        for place in places:
            if source != listed[place].source:
                listed[place] = replace(listed[place], source=source)
            taken.add(listed[place].key)
    return listed


def next_number(captures: Iterable[AnyCapture]) -> int:
    """The number of what is recorded next."""
    return 1 + max((capture.index for capture in captures if capture.source == RECORDED), default=-1)


def _free_name(file: Sequence[AnyCapture], taken: set[str]) -> str:
    source = file[0].source
    numbers = [capture.index for capture in file]
    if not any(f"{source}#{number}" in taken for number in numbers):
        return source
    digest = blake2b(digest_size=4)
    for capture in file:
        digest.update(repr(content_of(capture)).encode("utf-8", "surrogatepass"))
    name, count = f"{source} [{digest.hexdigest()}]", 1
    while any(f"{name}#{number}" in taken for number in numbers):
        count += 1
        name = f"{source} [{digest.hexdigest()}, {count}]"
    return name


def content_of(capture: AnyCapture) -> Hashable:
    """What a capture holds, without where it comes from: equal for the same recording."""
    about = (capture.provider_version, capture.started, capture.example, [name for name, _ in capture.states])
    if not isinstance(capture, Capture):
        return (*map(str, about), *((part.contents, sorted(map(str, part.metadata.items()))) for part in capture.parts))
    request, response = capture.request, capture.response
    asked = (request.method, request.target, tuple(request.headers), request.body)
    got = None if response is None else (response.status, tuple(response.headers), response.body)
    return (*map(str, about), capture.origin, asked, got)
