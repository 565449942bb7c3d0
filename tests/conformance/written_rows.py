"""Definitions of the conformance data, said by our own calls."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from contractlab import generate, match, xml
from contractlab.contracts.defined import DefinedBody, FormPart
from contractlab.definition import Definition, ExampleBeingDefined, define

__all__ = ["defined"]

SPECS = {"V2": "2.0", "V3": "3.0", "V4": "4.0"}
_INTERACTIONS = {"http": "HTTP", "message": "Async", "sync-message": "Sync"}


def defined(definition: Mapping[str, Any]) -> Definition:
    """The definition, made by the calls that users type."""
    made = define(definition["consumer"], definition["provider"], spec_version=SPECS[definition["spec"]])
    for namespace, entries in definition.get("metadata", {}).items():
        made.with_metadata(namespace, entries)
    for example in definition["examples"]:
        _example(made, example)
    return made


def value(given: Any) -> Any:
    """A value whose matchers are ours."""
    if isinstance(given, list):
        return [value(item) for item in given]
    if not isinstance(given, Mapping):
        return given
    if "$match" not in given:
        return {key: value(inner) for key, inner in given.items()}
    name = given["$match"]
    generator = _generator(given.get("generator"))
    if name == "integration":
        return _integration(given)
    if name == "all_of":
        return match.all_of(*map(value, given["parts"]))
    args = {key: value(inner) for key, inner in given.items() if key not in ("$match", "value", "generator")}
    if name == "null":
        return match.null()
    if name == "array_containing":
        return match.array_containing(value(given["value"]))
    if "value" in given:
        args["value"] = value(given["value"])
    return getattr(match, name)(**args, generator=generator)


def _generator(given: Any) -> Any:
    if given is None:
        return None
    return generate.generator(given["type"], **{key: each for key, each in given.items() if key != "type"})


def _integration(given: Mapping[str, Any]) -> dict[str, Any]:
    """As pact-python hands a matcher of its own making to the core."""
    made = {"pact:matcher:type": given["type"], **given.get("args", {})}
    if "value" in given:
        made["value"] = value(given["value"])
    made_by = given.get("generator")
    if made_by is not None:
        made.update({"pact:generator:type": made_by["type"], **{k: v for k, v in made_by.items() if k != "type"}})
    return made


def _element(given: Any) -> Any:
    if not isinstance(given, Mapping) or "tag" not in given:
        return value(given)
    children = [_element(child) for child in given.get("children", [])]
    attributes = {name: value(each) for name, each in given.get("attrs", {}).items()}
    made = xml.element(given["tag"], *children, attrs=attributes)
    return xml.each(made, **given["each"]) if "each" in given else made


def _body(chain: ExampleBeingDefined, given: Mapping[str, Any], part: str) -> None:
    kind = given.get("content_type")
    if "json" in given:
        chain.with_body(DefinedBody("json", value(given["json"]), kind), part=part)
    elif "text" in given:
        chain.with_body(given["text"], kind, part)
    elif "base64" in given:
        chain.with_binary_body(base64.b64decode(given["base64"]), kind, part)
    elif "xml" in given:
        chain.with_body(_element(given["xml"]), kind, part)
    elif "form" in given:
        fields = {name: value(each) for name, each in given["form"].items()}
        chain.with_body(DefinedBody("form", fields, kind), part=part)
    elif "multipart" in given:
        for each in given["multipart"]:
            content = base64.b64decode(each["base64"])
            made = FormPart(each["name"], content, each["content_type"], each["filename"])
            chain.with_multipart_part(made, part, given.get("boundary"))
    elif "raw_integration" in given:
        chain.with_body(given["raw_integration"], kind, part)
    else:
        chain.with_body(None, kind, part)


def _fill(chain: ExampleBeingDefined, given: Mapping[str, Any], part: str) -> None:
    for name, each in given.get("headers", []):
        if name.startswith("="):
            chain.set_header(name[1:], value(each), part)
        else:
            chain.with_header(name, value(each), part)
    for name, each in given.get("query", []):
        chain.with_query_parameter(name, value(each))
    if "body" in given:
        _body(chain, given["body"], part)
    if "contents" in given:
        _body(chain, given["contents"], part)
    if "metadata" in given:
        chain.with_metadata({name: value(each) for name, each in given["metadata"].items()}, part=part)
    if "rules" in given:
        chain.with_matching_rules(given["rules"], part)
    if "generators" in given:
        chain.with_generators(given["generators"], part)


def _example(made: Definition, example: Mapping[str, Any]) -> None:
    kind = example["kind"]
    chain = made.example(example["description"], _INTERACTIONS[kind])
    for state in example.get("states", []):
        chain.given(state["name"], state.get("params"))
    if kind == "http":
        request, response = example["request"], example["response"]
        chain.with_request(request["method"], value(request["path"]))
        _fill(chain, request, "Request")
        chain.will_respond_with(value(response["status"]))
        _fill(chain, response, "Response")
    elif kind == "message":
        _fill(chain, example, "Response")
    else:
        _fill(chain, example["request"], "Request")
        for reply in example["responses"]:
            _fill(chain, reply, "Response")
    if "key" in example:
        chain.set_key(example["key"])
    if "pending" in example:
        chain.set_pending(example["pending"])
    for key, comment in example.get("comments", {}).items():
        chain.set_comment(key, comment)
