"""Requests, responses, calls and what comes of them, in the order of fields in which ContractCase writes them.

Source: what the packages of ContractCase 0.30.1 for JavaScript hand to its core, and what the core wrote of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contractlab.contracts.defined import Defined, DefinedBody, DefinedHeader, DefinedPart
from contractlab.contracts.matcher import Matcher
from contractlab.errors import InvalidEdit
from contractlab.formats.contractcase.defining.values import say_defined
from contractlab.formats.contractcase.forms import M, matcher
from contractlab.formats.contractcase.states import shaped
from contractlab.values.content_types import parse_content_type
from contractlab.values.json_types import JSONObject
from contractlab.values.text import quote

__all__ = ["write_mock", "write_state"]

_SERVER = {"type": "_case:MockHttpServer", "stateVariables": "default", "triggers": "provided"}
_CLIENT = {"type": "_case:MockHttpClient", "stateVariables": "state", "triggers": "generated"}
_EXECUTION = {"type": "_case:MockFunctionExecution", "stateVariables": "default", "triggers": "provided"}
_CALLER = {"type": "_case:MockFunctionCaller", "stateVariables": "state", "triggers": "generated"}

_RUNS: Mapping[tuple[str, bool], tuple[str, JSONObject]] = {
    ("http", False): ("_case:MockHttpClient", {"read": _CLIENT, "write": _SERVER}),
    ("http", True): ("_case:MockHttpClient", {"read": _SERVER, "write": _CLIENT}),
    ("function", False): ("_case:MockFunctionExecution", {"read": _CALLER, "write": _EXECUTION}),
    ("function", True): ("_case:MockFunctionCaller", {"read": _EXECUTION, "write": _CALLER}),
}
"""By kind, and whether the consumer is the one that is asked: what is recorded, and what plays the other side when."""


def write_state(name: str, variables: Mapping[str, Any]) -> JSONObject:
    """A state; each variable has a default, which handlers may replace by a value of its shape.

    Parameters
    ----------
    name : str
    variables : mapping of str to value or Matcher
    """
    if not variables:
        return {"_case:state:type": "_case:NamedState", "stateName": name}
    written = {key: shaped(say_defined(value)) for key, value in variables.items()}
    return {"_case:state:type": "_case:StateWithVariables", "stateName": name, "variables": written}


def write_mock(defined: Defined) -> JSONObject:
    """What is exchanged, and how it is run.

    Raises
    ------
    InvalidEdit
        If ContractCase cannot say something.
    """
    run = _RUNS.get((defined.kind, defined.received))
    if run is None:
        raise InvalidEdit(
            "ContractCase has no messages: define a request, or the call of a function with .with_call(…)"
        )
    recorded, setup = run
    assert defined.request is not None  # of everything but a message
    (response,) = defined.responses
    if defined.kind == "http":
        parts = {"request": _request(defined.request, defined.description), "response": _response(response)}
    else:
        parts = {"request": _call(defined.request, defined.description), "response": _outcome(response, defined)}
    made: JSONObject = {"_case:mock:type": recorded, "_case:run:context:setup": setup, **parts}
    if defined.request.call is not None:
        made["functionName"] = defined.request.call.function
    return made


def _request(part: DefinedPart, name: str) -> JSONObject:
    """Names of headers are written in lower case, as Node.js hands them on: others would match nothing."""
    fields: JSONObject = {
        "query": _listed(part.query),
        "headers": _headers(part.headers, str.lower),
        "body": _body(part.body, of_request=True),
    }
    named: JSONObject = {"uniqueName": name} if name else {}
    made: JSONObject = {"method": part.method.upper(), "path": say_defined(part.path), **named}
    made.update((field, fields[field]) for field in part.order)
    return {**made, f"{M}type": "_case:HttpRequestMatcher"}


def _response(part: DefinedPart) -> JSONObject:
    fields: JSONObject = {"headers": _headers(part.headers, str), "body": _body(part.body, of_request=False)}
    named: JSONObject = {"uniqueName": part.name} if part.name else {}
    made: JSONObject = {"status": say_defined(part.status), **named}
    made.update((field, fields[field]) for field in part.order)
    return {**made, f"{M}type": "_case:HttpResponseMatcher"}


def _call(part: DefinedPart, name: str) -> JSONObject:
    assert part.call is not None  # of every function
    named = {f"{M}uniqueName": name} if name else {}
    return {**matcher("FunctionArgumentsMatcher"), **named, "arguments": say_defined(list(part.call.arguments))}


def _outcome(part: DefinedPart, defined: Defined) -> JSONObject:
    outcome = part.outcome
    assert outcome is not None  # of every function
    made = {**matcher("FunctionResultMatcher"), **({f"{M}uniqueName": part.name} if part.name else {})}
    if outcome.error_class is None:
        return {**made, "success": say_defined(outcome.value)}
    if part.name and not defined.received:
        raise InvalidEdit(
            "ContractCase 0.30.1 loses the name of what a function throws at the consumer; leave name= out"
        )
    made["errorClassName"] = say_defined(outcome.error_class)
    return made if outcome.message is None else {**made, "message": say_defined(outcome.message)}


def _listed(pairs: tuple[tuple[str, Any], ...]) -> JSONObject:
    """Parameters by name; several values of one are a list."""
    values: dict[str, list[Any]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(say_defined(value))
    return {name: listed[0] if len(listed) == 1 else listed for name, listed in values.items()}


def _headers(lines: tuple[DefinedHeader, ...], spell: Callable[[str], str]) -> JSONObject:
    """Headers by name; several lines of one are joined, as Node.js joins them."""
    values: dict[str, list[Any]] = {}
    for line in lines:
        values.setdefault(spell(line.name), []).append(line.value)
    made: JSONObject = {}
    for name, given in values.items():
        if len(given) > 1 and any(isinstance(value, Matcher) for value in given):
            raise InvalidEdit(
                f"ContractCase sees the lines of the header {quote(name, 60)} as one text, so that they cannot have a "
                "matcher each; give one matcher for all"
            )
        made[name] = say_defined(given[0]) if len(given) == 1 else ", ".join(map(str, given))
    return made


def _body(body: DefinedBody | None, *, of_request: bool) -> Any:
    if body is None:
        return None
    kind = None if body.content_type is None else parse_content_type(body.content_type)
    is_json = body.content_type is None or (kind is not None and kind.is_json)
    if body.kind == "json" and is_json:
        written = say_defined(body.value)
        if of_request and isinstance(written, str):
            raise InvalidEdit(_ONLY_JSON)
        return written
    is_text = body.content_type is None or body.content_type.startswith("text/plain")
    if body.kind == "text" and not of_request and (is_text or is_json):
        return body.value
    if of_request:
        raise InvalidEdit(_ONLY_JSON)
    if body.kind in ("json", "text"):
        raise InvalidEdit(
            f"ContractCase 0.30.1 does not look at the headers of a response, so {quote(body.content_type, 60)} would "
            "say nothing; leave content_type= out"
        )
    raise InvalidEdit(f"ContractCase has JSON and plain text in responses; it cannot hold {_NOUNS[body.kind]}")


_ONLY_JSON = "ContractCase sends and reads objects and arrays of JSON as the body of a request, and nothing else"
_NOUNS = {
    "bytes": "bytes",
    "xml": "XML",
    "form": "a form",
    "multipart": "a body of several parts",
    "integration": "matchers as Pact's integrations write them; give words of match",
}
