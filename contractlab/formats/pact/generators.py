"""Generators of a Pact example, read from every part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contractlab.contracts.expected import ExpectedMessage, ExpectedRequest, ExpectedResponse
from contractlab.engine.paths import InvalidPath, PathExpression, parse_path
from contractlab.formats.pact.matching.generators import Generator
from contractlab.values.json_types import JSON, Value
from contractlab.values.source import Source, join_pointer

__all__ = ["DIRECT", "Part", "read_generators"]

DIRECT = frozenset({"path", "status", "method"})
"""Categories that are one value: their generator stands there without a path."""

Part = ExpectedRequest | ExpectedResponse | ExpectedMessage


def read_generators(part: Part, source: Source) -> tuple[Generator, ...]:
    """The generators of a request, a response or a message, in file order.

    Parameters
    ----------
    part : ExpectedRequest, ExpectedResponse or ExpectedMessage
    source : Source
        The file, for places.
    """
    return tuple(_read(part.generators, join_pointer(part.pointer, "generators"), source))


def _read(value: Value, pointer: str, source: Source) -> Iterator[Generator]:
    for category, listed in value.items() if isinstance(value, Mapping) else ():
        at = join_pointer(pointer, str(category))
        if not isinstance(listed, Mapping):
            continue
        if category in DIRECT and isinstance(listed.get("type"), str):
            yield _made(listed, str(category), "", at, source)
            continue
        for path, written in listed.items():
            if isinstance(written, Mapping):
                yield _made(written, str(category), str(path), join_pointer(at, str(path)), source)


def _made(written: Mapping[str, JSON], category: str, path: str, pointer: str, source: Source) -> Generator:
    tokens: PathExpression | None = ()
    if category == "body":
        try:
            tokens = parse_path(path)
        except InvalidPath:
            tokens = None
    args = {str(key): value for key, value in written.items() if key != "type"}
    return Generator(str(written.get("type", "")), args, category, path, tokens, source.at(pointer))
