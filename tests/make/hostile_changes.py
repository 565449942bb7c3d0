"""How hostile inputs are made of good ones: changes of bytes, of structure and of size."""

from __future__ import annotations

import copy
import json
import pickle
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from good_inputs import ODD_KEYS, ODD_VALUES, api, case, cassette, har, pact, verifier

import contractlab as cl

__all__ = ["ODD_TYPES", "change_bytes", "changed", "good", "grown"]

ODD_BYTES = (b'"', b"\\", b"\\u12", b"{", b"[" * 200, b"\xff", b"\x00", b"1e999", b"\\ud83d", b",", b"\xef\xbb\xbf")
ODD_TYPES = (
    "application/json",
    "text/plain",
    "application/xml",
    "multipart/form-data; boundary=a",
    "",
    "\ud800",
    "a/b;c",
)
LARGEST = 900_000
"""Bytes of a large input: the budget is that of inputs below a megabyte."""
_TEXTS = [str(value)[:60].encode("utf-8", "surrogatepass") for value in ODD_VALUES]


@cache
def good() -> dict[str, Any]:
    """Good inputs, of which all others are made; once for each process."""
    contracts = {f"pact {version}": pact(version) for version in ("1.0.0", "2.0.0", "3.0.0", "4.0")} | {"case": case()}
    run = cl.verify([cl.load(each) for each in contracts.values()], cl.load_captures(har()))
    documents = {
        "contract": contracts,
        "captures": {"har": har(), "cassette": cassette()},
        "run": {"run": json.loads(json.dumps(run.to_dict()))},
        "results": {"verifier": verifier()},
        "api": {"api": api()},
    }
    loaded = cl.load(contracts["pact 3.0.0"])
    # A pickle is read in a fraction of the time of a deep copy, and there is a copy for each input.
    pickled = {kind: [pickle.dumps(document) for document in of_kind.values()] for kind, of_kind in documents.items()}
    return {
        **documents,
        "pickled": pickled,
        "loaded": loaded,
        "example": loaded[0],
        "all": [cl.load(each) for each in contracts.values()],
        "har": cl.load_captures(har()),
    }


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    stack = [value]
    while stack:
        item = stack.pop()
        for key in list(item) if isinstance(item, dict) else range(len(item)):
            yield item, key
            if isinstance(item[key], dict | list):
                stack.append(item[key])


def change_structure(document: Any, rng: random.Random) -> Any:
    """The document with one to four places that are something else; it is changed itself."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        places = list(_places(document))
        if not places:
            return rng.choice(ODD_VALUES)
        container, key = rng.choice(places)
        kind = rng.randrange(9)
        if kind < 4:
            container[key] = copy.deepcopy(rng.choice(ODD_VALUES))
        elif kind == 4:
            del container[key]
        elif kind == 5:
            giver, place = rng.choice(places)
            container[key] = copy.deepcopy(giver[place])
        elif kind == 6:
            container[key] = [container[key]] if rng.random() < 0.5 else {rng.choice(ODD_KEYS): container[key]}
        elif isinstance(container, dict):
            container[rng.choice(ODD_KEYS)] = container.pop(key) if kind == 7 else copy.deepcopy(rng.choice(ODD_VALUES))
        else:
            container += [copy.deepcopy(container[key])] * rng.choice((1, 2, 30))
    return document


def grown(document: Any, rng: random.Random) -> Any:
    """The document with one place repeated until it is large: an item, a key, or the text of a value."""
    places = list(_places(document))
    if not places:
        return document
    container, key = rng.choice(places)
    size = rng.choice((50_000, 200_000, LARGEST)) - len(json.dumps(document))
    value = container[key]
    times = max(1, size // (len(json.dumps(value)) + (12 if isinstance(container, dict) else 2)))
    if isinstance(value, str) and value and rng.random() < 0.5:
        container[key] = value * (size // len(json.dumps(value)))
    elif isinstance(container, dict):
        container.update({f"{key}{number}": value for number in range(times)})
    else:
        container += [value] * times
    return document


def change_bytes(data: bytes, rng: random.Random) -> bytes:
    """Some bytes flipped, put in, taken away, or doubled."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(made) + 1)
        kind = rng.randrange(6)
        if kind == 0 and at < len(made):
            made[at] = rng.randrange(256)
        elif kind == 1:
            made[at:at] = rng.choice(ODD_BYTES)
        elif kind == 2:
            del made[at : at + rng.choice((1, 3, 50))]
        elif kind == 3:
            del made[at:]
        elif kind == 4:
            made[at:at] = made[at : at + rng.choice((5, 60))]
        else:
            made[at:at] = rng.choice(_TEXTS)
    return bytes(made)


def changed(kind: str, rng: random.Random, *, large: bool = False) -> bytes:
    """An input of a kind that nobody meant well."""
    document = pickle.loads(rng.choice(good()["pickled"][kind]))
    if large:
        return json.dumps(grown(document, rng)).encode()[:1_000_000]
    if rng.random() < 0.7:
        return json.dumps(change_structure(document, rng)).encode()
    return change_bytes(json.dumps(document).encode(), rng)
