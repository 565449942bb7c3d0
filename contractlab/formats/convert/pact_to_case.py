"""Pact files as ContractCase files: a server under test that is called over HTTP."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from contractlab.__about__ import __version__
from contractlab.contracts.expected import ExpectedRequest, ExpectedResponse
from contractlab.engine.nodes import explain
from contractlab.engine.rules import RuleList, RuleSet
from contractlab.formats.contractcase.forms import matcher, status_matcher
from contractlab.formats.contractcase.model import CaseContract
from contractlab.formats.contractcase.reading import CONTRACT_TYPE, read_contractcase
from contractlab.formats.contractcase.reference_sync import with_hash
from contractlab.formats.contractcase.walking import lookup_key
from contractlab.formats.contractcase.writing import write_document
from contractlab.formats.convert.case_matchers import CaseSpeaker
from contractlab.formats.convert.losses import Losses
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.formats.pact.model import PactContract, PactExample
from contractlab.values.explanation import Explained
from contractlab.values.json_text import NotJson, json_text, parse_json
from contractlab.values.json_types import JSONObject, Value
from contractlab.values.rule import DecidingRule
from contractlab.values.source import Source, join_pointer

__all__ = ["pact_to_case"]

_SETUP = {
    "write": {"type": "_case:MockHttpServer", "stateVariables": "default", "triggers": "provided"},
    "read": {"type": "_case:MockHttpClient", "stateVariables": "state", "triggers": "generated"},
}


def pact_to_case(contract: PactContract) -> tuple[CaseContract, Losses]:
    """A Pact contract as a ContractCase contract.

    Parameters
    ----------
    contract : PactContract

    Returns
    -------
    CaseContract, Losses
    """
    losses = Losses()
    lookup: JSONObject = {}
    examples: list[JSONObject] = []
    names: dict[str, int] = {}
    for example in contract.pact_examples:
        if example.kind != "http" or example.expected_request is None or example.expected_response is None:
            message = f"ContractCase has no examples of kind {example.kind}"
            losses.add("error", "example-lost", message, example)
            continue
        names[example.description] = number = names.get(example.description, 0) + 1
        name = example.description if number == 1 else f"{example.description} ({number})"
        request = _request(example, example.expected_request, losses)
        response = _response(example, example.expected_response, losses)
        mock: JSONObject = {}
        for part, unique, made in (("request", name, request), ("response", f"the response to {name}", response)):
            mock[part] = {**matcher("Lookup", uniqueName=unique), "_case:matcher:child": made}
            lookup[lookup_key(unique)] = copy.deepcopy(made)
        mock["_case:mock:type"] = "_case:MockHttpServer"
        mock["_case:run:context:setup"] = copy.deepcopy(_SETUP)
        examples.append({"states": _states(example, losses), "mock": mock, "result": "VERIFIED"})
    document = with_hash(
        {
            "contractType": CONTRACT_TYPE,
            "description": {"consumerName": contract.consumer, "providerName": contract.provider},
            "metadata": {"_case": {"version": f"contractlab {__version__}", "hash": ""}},
            "matcherLookup": lookup,
            "examples": examples,
        }
    )
    data = write_document(document)
    return read_contractcase(Source(contract.source.name, data), document, None), losses


def _states(example: PactExample, losses: Losses) -> list[JSONObject]:
    for state in example.states:
        if state.params:
            message = (
                f"ContractCase hands no parameters to state handlers; {state.name!r} loses {', '.join(state.params)}"
            )
            losses.add("warning", "params-lost", message, example)
    return [{"_case:state:type": "_case:NamedState", "stateName": state.name} for state in example.states]


def _speaker(example: PactExample, losses: Losses) -> CaseSpeaker:
    def lose(message: str, rule: DecidingRule | None) -> None:
        losses.add("warning", "approximated", message, example, rule.declared_at.pointer if rule is not None else "")

    return CaseSpeaker(lose)


def _text(example: PactExample, rules: RuleList | None, value: Value, losses: Losses) -> Any:
    """A value outside of bodies, by the rule that judges it."""
    if rules is None or not rules.rules:
        return value
    first = rules.rules[0]
    combined = rules.name if len(rules.rules) > 1 else ""
    deciding = DecidingRule(first.name, first.args, rules.path, first.declared_at, combined=combined)
    return _speaker(example, losses).say(Explained((), value, value, "matches", deciding))


def _named(
    example: PactExample, values: Mapping[str, Sequence[str]], rules: RuleSet | None, losses: Losses, *, header: bool
) -> JSONObject:
    values_by_name: JSONObject = {}
    lists = {
        declared.path.lower() if header else declared.path: declared
        for declared in (rules.lists if rules is not None else ())
    }
    for name, listed in values.items():
        key = name.lower() if header else name
        rule = lists.get(key)
        if header:
            values_by_name[key] = _text(example, rule, ", ".join(listed), losses)
        elif len(listed) == 1:
            values_by_name[key] = _text(example, rule, listed[0], losses)
        else:
            values_by_name[key] = [_text(example, rule, value, losses) for value in listed]
    return values_by_name


def _request(example: PactExample, part: ExpectedRequest, losses: Losses) -> JSONObject:
    rules = part.rules
    made: JSONObject = {"method": part.method}
    path_rules = rules["path"].first() if "path" in rules else None
    made["path"] = _text(example, path_rules, part.path, losses)
    if part.query:
        made["query"] = _named(example, part.query, rules.get("query"), losses, header=False)
    if part.headers:
        made["headers"] = _named(example, part.headers, rules.get("header"), losses, header=True)
    made.update(_body(example, "request", part, losses))
    if part.generators:
        pointer = join_pointer(part.pointer, "generators")
        losses.add("warning", "generators-lost", "ContractCase has no generators", example, pointer)
    return {**made, "_case:matcher:type": "_case:HttpRequestMatcher"}


def _response(example: PactExample, part: ExpectedResponse, losses: Losses) -> JSONObject:
    status: Any = part.status
    rules = part.rules["status"].first() if "status" in part.rules else None
    if rules is not None and rules.rules and MATCHERS.of(rules.rules[0].name).word == "status_code":
        status = status_matcher(rules.rules[0].args.get("status", "success"), part.status)
    elif rules is not None:
        status = _text(example, rules, part.status, losses)
    if part.headers:
        message = f"ContractCase 0.30.1 cannot verify response headers, so they are left out: {', '.join(part.headers)}"
        losses.add("warning", "headers-lost", message, example, join_pointer(part.pointer, "headers"))
    made = {"status": status, **_body(example, "response", part, losses)}
    return {**made, "_case:matcher:type": "_case:HttpResponseMatcher"}


def _body(example: PactExample, name: str, part: ExpectedRequest | ExpectedResponse, losses: Losses) -> JSONObject:
    body = part.body
    lose = partial(losses.add, "warning", example=example, pointer=join_pointer(part.pointer, "body"))
    if body.presence == "missing":
        return {}
    if body.presence != "present":
        if name == "request":
            lose("body", "ContractCase cannot ask for a request without a body; any body is accepted")
            return {}
        lose("body", "ContractCase cannot ask for a response without a body; any body is accepted")
        return {}
    plan = (example.request_plan() if name == "request" else example.response_plan()).body
    if not plan.type.is_json:
        return _other_body(plan.type, body.data, lose)
    try:
        node = plan.comparison.node
        assert node is not None
        spoken = _speaker(example, losses).say(explain(node, node.example, "body"))
    except Exception:
        lose("body", "the body cannot be compared value by value, so it is left out and anything is accepted")
        return {}
    if spoken != {} and (isinstance(spoken, list) or spoken):
        return {"body": spoken}
    lose(
        "body", f"ContractCase stops at a body that is {json_text(spoken)}, so it is left out and anything is accepted"
    )
    return {}


def _other_body(kind: Any, data: bytes, lose: Any) -> JSONObject:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        lose("body", f"ContractCase has no binary bodies, so one of type {kind} is left out and anything is accepted")
        return {}
    lose("body", f"ContractCase compares text of type {kind} letter by letter, and reads it as JSON where it can")
    try:
        return {"body": parse_json(text)}
    except NotJson:
        return {"body": text}
