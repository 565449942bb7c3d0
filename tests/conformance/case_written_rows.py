"""Definitions of ContractCase's conformance data, said by our own calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contractlab import match
from contractlab.definition import Definition, ExampleBeingDefined, define

__all__ = ["defined_case", "defined_value"]


def defined_value(given: Any) -> Any:
    """A value whose matchers are ours."""
    if isinstance(given, list):
        return [defined_value(item) for item in given]
    if not isinstance(given, Mapping):
        return given
    if "$match" not in given:
        return {key: defined_value(inner) for key, inner in given.items()}
    name = given["$match"]
    args = {key: defined_value(inner) for key, inner in given.items() if key != "$match"}
    return _WORDS[name](**args) if name in _WORDS else getattr(match, name)(**args)


def _string_prefix(prefix: str, suffix: Any = None, value: Any = None) -> Any:
    if suffix is not None:
        return match.concat(prefix, suffix)
    return match.string_prefix(prefix=prefix) if value is None else match.string_prefix(value, prefix)


def _string_suffix(suffix: str, prefix: Any = None, value: Any = None) -> Any:
    if prefix is not None:
        return match.concat(prefix, suffix)
    return match.string_suffix(suffix=suffix) if value is None else match.string_suffix(value, suffix)


_WORDS: dict[str, Any] = {
    "string_prefix": _string_prefix,
    "string_suffix": _string_suffix,
    # A value inside stays as it is, as in arrayEachEntryMatches; each_like would compare it by type.
    "each_like": match.each_entry,
    "all_of": lambda parts: match.all_of(*parts),
    "array_containing": lambda value: match.array_containing(value),
    "array_starting_with": lambda value: match.array_starting_with(value),
    "null": match.null,
    "basic_auth": lambda username, password: match.concat("Basic ", match.basic_auth(username, password)),
    "bearer": lambda token: match.concat("Bearer ", token),
}


def defined_case(definition: Mapping[str, Any]) -> tuple[Definition, list[ExampleBeingDefined]]:
    """The definition, made by the calls that users type, and its examples."""
    made = define(definition["consumer"], definition["provider"], format="contractcase")
    return made, [_example(made, example) for example in definition["examples"]]


def _example(made: Definition, example: Mapping[str, Any]) -> ExampleBeingDefined:
    begin = made.receives if example["direction"] in ("server", "implementer") else made.example
    request = example.get("request", {})
    # The core holds the same example twice; ours would take the place of the first.
    chain = begin(request.get("uniqueName") or example.get("invocationName"), repeated=True)
    for state in example["states"]:
        chain.given(state["name"], defined_value(state.get("variables", {})))
    if example["kind"] == "function":
        chain.with_call(example["function"], *defined_value(example["arguments"]))
        name = example.get("responseName")
        if "throws" in example:
            return chain.will_throw(defined_value(example["throws"]), defined_value(example.get("message")), name=name)
        return chain.will_return(defined_value(example["returns"]), name=name)
    response = example["response"]
    chain.with_request(request["method"], defined_value(request["path"]))
    _fill(chain, request)
    chain.will_respond_with(defined_value(response["status"]), name=response.get("uniqueName"))
    _fill(chain, response)
    return chain


def _fill(chain: ExampleBeingDefined, part: Mapping[str, Any]) -> None:
    for field, value in part.items():
        if field == "query":
            chain.with_query_parameters(defined_value(value))
        elif field == "headers":
            chain.with_headers(defined_value(value))
        elif field == "body":
            chain.with_body(defined_value(value))
