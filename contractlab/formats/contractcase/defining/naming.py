"""Names of what is exchanged, and the lookups that go with them: the whole document of named examples.

Source: ContractCase 0.30.1. Before an example runs, defaults of its variables are kept, and what has no name gets its
description for one; describing keeps the named matchers inside. Running it keeps the response first where the core
answers, and the request first where it asks. What has a name of its own is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from contractlab.engine.errors import CannotCheck
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.forms import matcher
from contractlab.formats.contractcase.hashing import content_hash
from contractlab.formats.contractcase.matching import compile_node
from contractlab.formats.contractcase.matching.context import Mode, Thrown, Where, World
from contractlab.formats.contractcase.states import default_key, shaped
from contractlab.formats.contractcase.walking import CHILD, UNIQUE_NAME, matcher_type, same_json
from contractlab.values.json_types import JSON, JSONObject
from contractlab.values.text import quote, shorten

__all__ = ["CORE_VERSION", "named_document", "names_of", "own_name"]

CORE_VERSION = "0.30.1"
"""Of ContractCase, whose forms are written."""

_ASKS = frozenset({"_case:MockHttpClient", "_case:MockFunctionCaller"})


def named_document(consumer: str, provider: str, examples: Sequence[JSONObject], metadata: JSONObject) -> JSONObject:
    """The whole contract of examples.

    Parameters
    ----------
    consumer, provider : str
    examples : sequence of JSON object
        With or without names.
    metadata : JSON object
        What stands beside the version and the hash.

    Raises
    ------
    InvalidEdit
        If two matchers of one name differ, a name leads nowhere, or a matcher makes no example.
    """
    lookups: JSONObject = {}
    named = [_named(example, index, lookups) for index, example in enumerate(examples)]
    document: JSONObject = {
        "contractType": "case::contract",
        "description": {"consumerName": consumer, "providerName": provider},
        "metadata": {"_case": {"version": CORE_VERSION}, **metadata},
        "matcherLookup": lookups,
        "examples": list(named),
    }
    document["metadata"] = {"_case": {"version": CORE_VERSION, "hash": content_hash(document)}, **metadata}
    return document


def names_of(example: JSONObject) -> tuple[str, str]:
    """What the request and the response of an example are called; a text of them where a name leads elsewhere."""
    mock = example["mock"]
    assert isinstance(mock, dict)  # as it is written
    try:
        named = _named(example, 0, {})["mock"]
    except InvalidEdit:
        return str(mock["request"]), str(mock["response"])
    return tuple(str(named[part][UNIQUE_NAME]) for part in ("request", "response"))  # type: ignore[return-value]


def own_name(part: JSON) -> str | None:
    """The name that a request or a call was given; None for one that is called by its description."""
    inner = part.get(CHILD, part) if isinstance(part, Mapping) and matcher_type(part) == "_case:Lookup" else part
    fields = inner if isinstance(inner, Mapping) else {}
    given = fields.get("uniqueName", None if inner is not part else fields.get(UNIQUE_NAME))
    return given if isinstance(given, str) else None


def _named(example: JSONObject, index: int, lookups: JSONObject) -> Any:
    """An example with its names; what it adds is put into `lookups`."""
    mock: Any = example["mock"]
    _keep_defaults(example["states"], index, lookups)
    function = mock.get("functionName")
    world = World({}, function_name=function if isinstance(function, str) else None, test=index)
    world.lookups = lookups
    parts = {part: _with_name(mock[part], world) for part in ("request", "response")}
    asks = mock["_case:run:context:setup"]["write"]["type"] in _ASKS
    for part in ("request", "response") if asks else ("response", "request"):
        _run(parts[part], world)
    return {**example, "mock": {**mock, **parts}}


def _keep_defaults(states: JSON, index: int, lookups: JSONObject) -> None:
    assert isinstance(states, list)  # as it is written
    for state in states:
        variables = state.get("variables") if isinstance(state, Mapping) else None
        for name, default in (variables if isinstance(variables, Mapping) else {}).items():
            key = default_key(name, index)
            if key in lookups and not same_json(lookups[key], shaped(default)):
                raise InvalidEdit(
                    f"two states of one example bring the variable {quote(name, 60)} with different defaults, which "
                    "ContractCase refuses; give them one default, or two names"
                )
            lookups[key] = shaped(default)


def _with_name(part: JSON, world: World) -> JSONObject:
    """A part with its own name, or with its description for one."""
    if not isinstance(part, Mapping) or UNIQUE_NAME not in part:
        with _refusing():
            name = compile_node(part, Mode(), "", world).describe()
        return {**matcher("Lookup", uniqueName=name), CHILD: part}
    if matcher_type(part) == "_case:Lookup" and CHILD in part:  # of a file: describing keeps the names inside
        with _refusing():
            compile_node(part[CHILD], Mode(), "", world).describe()
    return dict(part)


def _run(part: JSON, world: World) -> None:
    """Keep what running an example keeps, and see that it has an example."""
    with _refusing():
        compile_node(part, Mode(), "", world).example_of(Where())


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except Thrown as error:
        raise InvalidEdit(_refusal(error.message)) from None
    except CannotCheck as error:
        raise InvalidEdit(f"ContractCase could not run this example: {error}") from None
    except RecursionError:
        raise InvalidEdit("the example is nested too deep for ContractCase") from None


def _refusal(message: str) -> str:
    """What the core says, with what to do; it speaks of names that it made itself."""
    first = shorten(" ".join(message.split()), 400)
    return (
        f"ContractCase refuses this example: {first} Names come from descriptions: where two parts that differ are "
        'described alike, give one a name (.example("…") for a request, name= for a response, match.named for a value).'
    )
