"""What a part of an example accepts, found by asking the matcher: values are put in, verdicts come out.

Nothing here knows rules or formats. An example's own part is checked with one value replaced; what the check objects
to, beyond what it objects to anyway, is what the example does not accept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from contractlab.contracts import json_document as document_of
from contractlab.contracts.sample_exchange import OwnPart
from contractlab.editing.observations import MOST_ITEMS
from contractlab.editing.written_inside import put_inside
from contractlab.errors import InvalidEdit
from contractlab.values.explanation import Explained
from contractlab.values.gc_pause import PausedCollection
from contractlab.values.headers import Headers
from contractlab.values.http import HttpRequest, HttpResponse
from contractlab.values.markers import MISSING
from contractlab.values.message import Message
from contractlab.values.mismatch import PathToken
from contractlab.values.result import MatchResult

Fault = tuple[str, tuple[PathToken, ...], str, str]
"""Part, tokens, path and code of a difference."""

__all__ = ["PROBES", "STATUSES", "TEXTS", "Side", "variations"]

_MOST_VALUES = 20_000
"""Values of one body that are looked at: items of an array are alike, and this many keys nobody writes by hand."""

Tokens = tuple[PathToken, ...]
Place = tuple[str, str]
"""Part and name: ``("status", "")``, ``("headers", "ETag")``."""

TEXTS = (
    "", "a", "Z9 é", "0", "-7", "1.5", "true", "null", "2020-01-31", "10:02:11", "2020-01-31T10:02:11Z",
    "2020-01-31T10:02:11.123+01:00", "123e4567-e89b-12d3-a456-426614174000", "1.2.3", "a@b.c", "x" * 60, "two\nlines",
    "[1]",
)  # fmt: skip
PROBES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1 << 40, 0.5, -2.5, 1.0, [], [1], {}, {"k": 1}, *TEXTS,
)  # fmt: skip
"""Values of every kind: what accepts the same of them is the same as far as kinds go."""

STATUSES = (
    100, 101, 199, 200, 201, 202, 204, 206, 299, 300, 301, 302, 304, 399, 400, 401, 403, 404, 409, 418, 422, 429, 499,
    500, 502, 503, 599,
)  # fmt: skip


def variations(value: Any) -> Iterator[Any]:
    """Values close to one: what a pattern is likely to tell apart."""
    yield value
    if isinstance(value, str) and value:
        yield value[1:]
        yield value[:-1]
        yield value + value[-1]
        yield value.swapcase()
        yield value + " x"
        yield "".join("7" if letter.isdigit() else "q" if letter.isalpha() else letter for letter in value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value + 1
        yield -value
        yield float(value) + 0.5


class Side:
    """One part of one example, to be asked what it accepts.

    Parameters
    ----------
    part : OwnPart
    """

    def __init__(self, part: OwnPart) -> None:
        self.part = part
        self.recording = part.recording
        self._around: tuple[Tokens, list[bytes]] | None = None

    @property
    def name(self) -> str:
        """As in `OwnPart`."""
        return self.part.name

    @cached_property
    def own(self) -> MatchResult:
        """The check of the example against itself."""
        return self.part.check(self.recording)

    @cached_property
    def _own_faults(self) -> frozenset[Fault]:
        return _faults(self.own)

    @property
    def body_part(self) -> str:
        """What mismatches call the body."""
        return "contents" if isinstance(self.recording, Message) else "body"

    @property
    def data(self) -> bytes | None:
        """The body."""
        given = self.recording.contents if isinstance(self.recording, Message) else self.recording.body
        return given if isinstance(given, bytes) else None

    @cached_property
    def json(self) -> Any:
        """The body as a JSON value; MISSING where it is none, or is not looked at as one."""
        root = self.own.explanation.body
        if self.data is None or root is None:
            return MISSING
        try:
            value = json.loads(self.data)
        except (ValueError, RecursionError):
            return MISSING
        # Text of another content type may read like JSON.
        return MISSING if isinstance(root.expected, str | bytes) and value != root.expected else value

    @cached_property
    def values(self) -> dict[Tokens, Explained]:
        """Every value of the body that the example has, with the rule in force there; of huge bodies the first ones."""
        root = self.own.explanation.body
        if root is None:
            return {}
        with PausedCollection():
            some = root.walk_some(_MOST_VALUES, MOST_ITEMS)
            return {value.tokens: value for value in some if value.expected is not MISSING}

    @cached_property
    def named(self) -> dict[Place, Explained]:
        """Status, headers, path, parameters, metadata: everything beside the body, names of headers in lower case."""
        return {_place(part, name): value for part, name, value in self.own.explanation.parts}

    @cached_property
    def spelled(self) -> dict[Place, str]:
        """Names as the contract spells them."""
        return {_place(part, name): name for part, name, _ in self.own.explanation.parts}

    def _takes(self, recording: HttpRequest | HttpResponse | Message, here: Callable[[Fault], bool]) -> bool:
        """True if nothing is objected to beyond what the example itself fails elsewhere."""
        result = self.part.check(recording)
        if result.verdict == "error":
            return False
        return all(fault in self._own_faults and not here(fault) for fault in _faults(result))

    @cached_property
    def _quick(self) -> Callable[[bytes | None], bool | None] | None:
        """The verdict on another body alone, which settles the matter where the example itself passes."""
        return self.part.body_passes if self.own.verdict == "passed" else None

    def accepts_body(self, data: bytes | None) -> bool:
        """True if the whole body may be `data`; None asks whether there may be none."""
        verdict = None if self._quick is None else self._quick(data)
        if verdict is not None:
            return verdict
        return self._takes(self.with_data(data), lambda fault: fault[0] in (self.body_part, "content-type"))

    def with_data(self, data: bytes | None) -> HttpRequest | HttpResponse | Message:
        """The recording of the part with another body."""
        if isinstance(self.recording, Message):
            return replace(self.recording, contents=data)
        changed: HttpRequest | HttpResponse = _with(self.recording, body=data)
        return changed

    def accepts(self, tokens: Tokens, value: Any) -> bool:
        """True if the body may have `value` at a place; MISSING asks whether it may have none."""
        if value is MISSING and not tokens:
            return self.accepts_body(None)
        try:
            if value is MISSING:
                there = document_of.has(self.json, tokens)
                data = _written(document_of.remove(self.json, tokens) if there else self.json)
            else:
                data = self._with_value(tokens, value)
        except (InvalidEdit, KeyError):
            return False
        size = len(tokens)
        verdict = None if self._quick is None else self._quick(data)
        if verdict is not None:
            return verdict
        part = self.body_part
        return self._takes(self.with_data(data), lambda fault: fault[0] == part and fault[1][:size] == tokens)

    def _with_value(self, tokens: Tokens, value: Any) -> bytes:
        """The body with another value at a place.

        A place is asked about many values, one after another: what stands before and behind it is written once.
        """
        if self._around is None or self._around[0] != tokens:
            texts = _written(self._put(tokens, self._mark)).split(_written(self._mark))
            self._around = (tokens, texts)
        texts = self._around[1]
        # Inside a text the mark is written otherwise.
        return _written(value).join(texts) if len(texts) == 2 else _written(self._put(tokens, value))

    @cached_property
    def _mark(self) -> str:
        """A text that the body does not hold."""
        mark, written = "\0", _written(self.json)
        while _written(mark) in written:
            mark += "\0"
        return mark

    def _put(self, tokens: Tokens, value: Any) -> Any:
        return put_inside(self.json, tokens, value, lambda at: self.values[at].expected)

    def accepts_named(self, place: Place, value: Any) -> bool:
        """True if a status, header, parameter or entry of metadata may be `value`; MISSING asks for none."""
        part, name = place
        given = self.recording
        if isinstance(given, Message):
            metadata = {key: entry for key, entry in given.metadata.items() if key != name}
            changed: Any = replace(given, metadata=metadata if value is MISSING else {**metadata, name: value})
        elif part == "status":
            changed = _with(given, status=value)
        elif part == "path":
            changed = _with(given, path=value)
        else:
            headers = [(key, line) for key, line in given.headers if key.lower() != name.lower()]
            changed = _with(given, headers=headers if value is MISSING else [*headers, (name, value)])
        typed = part == "headers" and name.lower() == "content-type"  # it decides how the body is read, too
        return self._takes(
            changed,
            lambda fault: (
                (fault[0] == part and fault[2].lower() == name.lower()) or (typed and fault[0] == "content-type")
            ),
        )

    def lengths(self, tokens: Tokens, counts: Sequence[int]) -> tuple[bool, ...]:
        """Which lengths an array may have."""
        items = self.values[tokens].expected or [None]
        return tuple(self.accepts(tokens, [items[index % len(items)] for index in range(count)]) for count in counts)


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _written(value: Any) -> bytes:
    return _encode(value).encode("utf-8", "surrogatepass")


def _place(part: str, name: str) -> Place:
    return (part, name.lower() if part == "headers" else name)


def _with(recording: Any, **changed: Any) -> Any:
    fields = {"headers": recording.headers, "body": recording.body, **changed}
    if isinstance(recording, HttpRequest):
        return HttpRequest(
            fields.get("method", recording.method),
            fields.get("path", recording.path),
            fields.get("query", recording.query),
            Headers(fields["headers"]),
            fields["body"],
        )
    return HttpResponse(fields.get("status", recording.status), Headers(fields["headers"]), fields["body"])


def _faults(result: MatchResult) -> frozenset[Fault]:
    return frozenset((mismatch.part, mismatch.tokens, mismatch.path, mismatch.code) for mismatch in result.mismatches)
