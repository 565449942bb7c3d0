"""Contracts of a few lines, for tests of one rule or one part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import contractlab as cl
from contractlab.contracts.contract import Example
from contractlab.engine.paths import parse_path
from contractlab.engine.rules import Rule, RuleList, RuleSet
from contractlab.formats.pact.matchers import MATCHERS
from contractlab.values.result import MatchResult
from contractlab.values.source import Source

JSON = {"Content-Type": "application/json"}
TYPE = {"match": "type"}
HERE = Source("here.json", b"{}").at("")


def matchers(declared: Mapping[str, Any]) -> dict[str, Any]:
    """Rules by path in the form of V3: a matcher, a list of them (AND), or the whole entry."""
    written: dict[str, Any] = {}
    for path, rules in declared.items():
        if isinstance(rules, Mapping) and "matchers" in rules:
            written[path] = rules
        else:
            written[path] = {"matchers": rules if isinstance(rules, list) else [rules]}
    return written


def http(description: str = "an example", *, states: Any = (), **more: Any) -> dict[str, Any]:
    """An interaction of any version; states by name, with parameters where a mapping is given."""
    made: dict[str, Any] = {"description": description, "request": {}, "response": {}, **more}
    listed = states.items() if isinstance(states, Mapping) else [(name, {}) for name in states]
    if listed:
        made["providerStates"] = [{"name": name, "params": params} for name, params in listed]
    return made


def document_of(
    *interactions: Any,
    version: str = "3.0",
    consumer: str = "c",
    provider: str = "p",
    typed: bool = True,
    **more: Any,
) -> dict[str, Any]:
    """A Pact file; in V4 interactions without a type get that of HTTP, unless `typed` is False."""
    if version == "4.0" and typed:
        interactions = tuple({"type": "Synchronous/HTTP", **each} for each in interactions)
    return {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": list(interactions),
        "metadata": {"pactSpecification": {"version": version}},
        **more,
    }


def contract_of(*interactions: Any, **more: Any) -> cl.Contract:
    return cl.load(document_of(*interactions, **more))


def part_of(body: Any, rules: Mapping[str, Any] | None = None, version: str = "4.0") -> dict[str, Any]:
    """Headers, body and body rules of a request or a response with a JSON body."""
    wrapped = {"content": body, "contentType": "application/json"} if version == "4.0" else body
    return {"headers": JSON, "body": wrapped, "matchingRules": {"body": matchers(rules or {})}}


def example_of(body: Any, rules: Mapping[str, Any] | None = None, *, version: str = "4.0") -> Example:
    """An example that asks and answers with the same JSON body under the same rules."""
    part = part_of(body, rules, version)
    made = http(request={"method": "POST", "path": "/", **part}, response=part)
    if version == "4.0":
        made["type"] = "Synchronous/HTTP"
    return contract_of(made, version=version)[0]


def judge(
    body: Any,
    rules: Mapping[str, Any] | None,
    actual: Any,
    *,
    strict: bool = False,
    version: str = "4.0",
    dialect: str = "reference",
) -> MatchResult:
    """Check a JSON body against an example: as a response, or (strict) as a request."""
    example = example_of(body, rules, version=version)
    if strict:
        return example.check_request(cl.HttpRequest("POST", "/", json=actual), dialect=dialect)
    return example.check_response(cl.HttpResponse(200, json=actual), dialect=dialect)


def paths_and_codes(result: MatchResult) -> list[tuple[str, str]]:
    """Path and code of every difference, in order."""
    return [(mismatch.path, mismatch.code) for mismatch in result.mismatches]


def one_response(response: Mapping[str, Any], *, version: str = "3.0") -> Example:
    return contract_of(http(type="Synchronous/HTTP", response=dict(response)), version=version)[0]


def one_request(request: Mapping[str, Any], *, version: str = "3.0") -> Example:
    return contract_of(http(type="Synchronous/HTTP", request=dict(request)), version=version)[0]


def rule(name: str, **args: Any) -> Rule:
    return Rule(name, args, HERE, is_known=name in MATCHERS.by_name)


def rule_set(*paths: str) -> RuleSet:
    """One ``type`` rule at each path, in this order."""
    return RuleSet(
        tuple(RuleList.make(path, parse_path(path), (rule("type"),), HERE, order) for order, path in enumerate(paths))
    )
