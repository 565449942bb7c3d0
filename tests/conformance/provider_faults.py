"""What providers make of the response that a contract describes: in other clothes, and broken in many kinds."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.scripted_provider import Answer

from contractlab.contracts.contract import Example
from contractlab.contracts.sample_exchange import response_of

Change = Callable[[Answer, random.Random], Answer]


def own_answer(example: Example) -> Answer:
    """The response as the contract has it; 200 for a status that no server can send."""
    response = response_of(example.response)
    body = response.body if isinstance(response.body, bytes) else b""
    return Answer(response.status if 200 <= response.status < 1000 else 200, tuple(response.headers), body)


def _json(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError:
        return None


def _containers(value: Any) -> list[Any]:
    listed: list[Any] = []
    left = [value]
    while left:
        current = left.pop()
        if isinstance(current, dict | list) and current:
            listed.append(current)
            left += current.values() if isinstance(current, dict) else current
    return listed


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Container and key of each scalar."""
    return [
        (container, key)
        for container in _containers(value)
        for key in (container if isinstance(container, dict) else range(len(container)))
        if not isinstance(container[key], dict | list)
    ]


def _with(answer: Answer, value: Any) -> Answer:
    return replace(answer, body=json.dumps(value).encode())


def _replaced(make: Callable[[Any], Any], *, everywhere: bool = False) -> Change:
    """Other scalars in a JSON body: one of them, or all; another text as body where it is no JSON."""

    def change(answer: Answer, draw: random.Random) -> Answer:
        value = _json(answer)
        places = _places(value)
        if not places:
            return replace(answer, body=b"other" if answer.body and value is None else answer.body)
        for container, key in places if everywhere else [draw.choice(places)]:
            container[key] = make(container[key])
        return _with(answer, value)

    return change


def _varied(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    return value + 1 if isinstance(value, int | float) else f"{value}x"


def _other_type(value: Any) -> Any:
    return "text" if not isinstance(value, str) else 17


def _missing_key(answer: Answer, draw: random.Random) -> Answer:
    value = _json(answer)
    objects = [container for container in _containers(value) if isinstance(container, dict)]
    if not objects:
        return replace(answer, body=b"")
    chosen = draw.choice(objects)
    del chosen[draw.choice(list(chosen))]
    return _with(answer, value)


def _more_keys(answer: Answer, draw: random.Random) -> Answer:
    value = _json(answer)
    for container in _containers(value):
        if isinstance(container, dict):
            container["more"] = {"of": ["it"]}
    return answer if value is None else _with(answer, value)


def _longer(answer: Answer, draw: random.Random) -> Answer:
    value = _json(answer)
    arrays = [container for container in _containers(value) if isinstance(container, list)]
    for array in arrays:
        array.append(array[-1])
    return _with(answer, value) if arrays else answer


def _emptied(answer: Answer, draw: random.Random) -> Answer:
    value = _json(answer)
    arrays = [container for container in _containers(value) if isinstance(container, list)]
    if not arrays:
        return replace(answer, body=b"")
    draw.choice(arrays).clear()
    return _with(answer, value)


def _without_header(answer: Answer, draw: random.Random) -> Answer:
    if not answer.headers:
        return replace(answer, headers=(("Content-Type", "text/html"),))
    left = list(answer.headers)
    del left[draw.randrange(len(left))]
    return replace(answer, headers=tuple(left))


def _other_header(answer: Answer, draw: random.Random) -> Answer:
    headers = [(name, value if name.lower() == "content-type" else f"{value}9") for name, value in answer.headers]
    return replace(answer, headers=(*headers, ("X-More", "1")))


def _with_charset(answer: Answer, draw: random.Random) -> Answer:
    headers = [
        (name, f"{value};charset=utf-8" if name.lower() == "content-type" and ";" not in value else value)
        for name, value in answer.headers
    ]
    return replace(answer, headers=tuple(headers))


def _status(answer: Answer, draw: random.Random) -> Answer:
    return replace(answer, status=draw.choice([200, 201, 404, 500]))


def _error_page(answer: Answer, draw: random.Random) -> Answer:
    return Answer(500, (("Content-Type", "text/html"),), b"<h1>it broke</h1>")


def _packed(coding: str, pack: Callable[[bytes], bytes]) -> Change:
    def change(answer: Answer, draw: random.Random) -> Answer:
        if not answer.body or answer.status in (204, 304):
            return answer
        return replace(answer, headers=(*answer.headers, ("Content-Encoding", coding)), body=pack(answer.body))

    return change


def _latin_header(answer: Answer, draw: random.Random) -> Answer:
    return replace(answer, headers=(*answer.headers, ("X-Author", "Ren\xe9")))


def _then(first: Change, second: Change) -> Change:
    return lambda answer, draw: second(first(answer, draw), draw)


def _moved(answer: Answer, draw: random.Random) -> Answer:
    return replace(answer, moved=True)


_GZIP = _packed("gzip", lambda body: gzip.compress(body, mtime=0))
_VARIED = _replaced(_varied, everywhere=True)

CLOTHES: dict[str, Change] = {
    "as it is": lambda answer, draw: answer,
    "in gzip": _GZIP,
    "in deflate": _packed("deflate", zlib.compress),
    "moved": _moved,
    "moved and in gzip": _then(_GZIP, _moved),
    "slowly": lambda answer, draw: replace(answer, pause=0.005),
    "with more keys": _more_keys,
    "with a header outside ASCII": _latin_header,
}
"""What changes no verdict, but where a contract asks for what the verifier's client takes away."""

FAULTS: dict[str, Change] = {
    "other values": _VARIED,
    "other status": _status,
    "a missing key": _missing_key,
    "another type": _replaced(_other_type),
    "null": _replaced(lambda _: None),
    "longer arrays": _longer,
    "nothing in an array": _emptied,
    "a missing header": _without_header,
    "other headers": _other_header,
    "a charset": _with_charset,
    "no body": lambda answer, draw: replace(answer, body=b""),
    "an error page": _error_page,
    "another type, in gzip": _then(_replaced(_other_type), _GZIP),
    "a missing key, moved": _then(_missing_key, _moved),
    "other values, slowly": _then(_VARIED, CLOTHES["slowly"]),
}
"""What a matcher may let pass or not."""
