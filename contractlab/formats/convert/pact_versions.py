"""Pact files of one version as files of another, example by example, with what the other cannot say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from contractlab.contracts.expected import ExpectedMessage, ExpectedRequest, ExpectedResponse
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.engine.rules import RuleSet
from contractlab.formats.convert.losses import Losses
from contractlab.formats.convert.pact_bodies import same_body, written_body
from contractlab.formats.convert.pact_rules import written_rules
from contractlab.formats.pact.model import PactContract, PactExample
from contractlab.formats.pact.reading import read_pact
from contractlab.values.json_types import JSON, JSONObject, Value
from contractlab.values.source import Source, join_pointer

__all__ = ["convert_pact"]

_TYPES = {"http": "Synchronous/HTTP", "message": "Asynchronous/Messages", "sync-message": "Synchronous/Messages"}
_STATES = ("providerState", "provider_state", "providerStates")
_ONLY_V4 = {
    "pending": ("warning", "that a failure breaks no build"),
    "pluginConfiguration": ("error", "the plugin that its content needs"),
    "comments": ("info", "comments"),
    "key": ("info", "the key; the example gets one from its description and states"),
    "interactionMarkup": ("info", "markup"),
    "transport": ("info", "the transport"),
}
_RULES = ("matchingRules", "requestMatchingRules", "responseMatchingRules", "generators")
_PARTS = frozenset(
    {"method", "path", "query", "headers", "status", "body", "contents", "metadata", "metaData", *_RULES}
)


def convert_pact(contract: PactContract, version: str) -> tuple[PactContract, Losses]:
    """A contract in another version of the Pact specification.

    Parameters
    ----------
    contract : PactContract
    version : str
        ``"1.0"``, ``"1.1"``, ``"2.0"``, ``"3.0"`` or ``"4.0"``.

    Returns
    -------
    PactContract, Losses
    """
    losses = Losses()
    interactions: list[JSONObject] = []
    messages: list[JSONObject] = []
    origins: list[tuple[PactExample, bool]] = []
    for example in contract.pact_examples:
        made = _example(example, version, losses)
        if made is None:
            continue
        in_messages = example.kind == "message" and version < "4.0"
        (messages if in_messages else interactions).append(made)
        origins.append((example, in_messages))
    document = _document(contract.document, version, interactions, messages)
    text = json.dumps(document, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass")
    new = read_pact(Source(contract.source.name, text), json.loads(text), None)
    ordered = [origin for origin, late in origins if not late] + [origin for origin, late in origins if late]
    for old, converted in zip(ordered, new.pact_examples, strict=True):
        passed_over = new.hindrances.passed_over.get(converted.index)
        if passed_over is not None:
            losses.add("error", "never-verified", str(passed_over), old)
        _audit(old, converted, losses)
    return new, losses


def _document(
    old: Mapping[str, JSON], version: str, interactions: list[JSONObject], messages: list[JSONObject]
) -> JSONObject:
    made: JSONObject = {}
    for key, value in old.items():
        if key not in ("interactions", "messages", "metadata", "_links", "createdAt", "_id"):
            made[key] = value
    if interactions or not messages:
        made["interactions"] = interactions
    if messages:
        made["messages"] = messages
    metadata = old.get("metadata")
    kept = {
        key: value
        for key, value in (metadata if isinstance(metadata, Mapping) else {}).items()
        if key not in ("pactSpecification", "pact-specification", "pactSpecificationVersion")
    }
    if version < "4.0":
        kept.pop("plugins", None)
    return {
        **made,
        "metadata": {**kept, "pactSpecification": {"version": "4.0" if version == "4.0" else f"{version}.0"}},
    }


def _example(example: PactExample, version: str, losses: Losses) -> JSONObject | None:
    v4 = version >= "4.0"
    if example.kind == "unknown" or (example.kind == "sync-message" and not v4):
        what = "a synchronous message" if example.kind == "sync-message" else "of a type that nobody knows"
        losses.add("error", "example-lost", f"the example is {what}, which Pact V{version[0]} does not have", example)
        return None
    if example.kind == "message" and version < "3.0":
        losses.add(
            "error", "example-lost", f"the example is a message, which Pact V{version[0]} does not have", example
        )
        return None
    document = example.document
    made: JSONObject = {"type": _TYPES[example.kind]} if v4 else {}
    for key, value in document.items():
        if key in ("type", "request", "response", *_STATES) or (example.kind == "message" and key in _PARTS):
            continue
        if key == "pending" and v4 and not example.pending:
            continue  # before V4 the field means nothing, and it is not to mean something now
        lost = _ONLY_V4.get(key) if not v4 and example.contract.spec_version == "4.0" else None
        if lost is None:
            made[key] = value
        elif value not in (None, False, {}, []):
            severity, what = lost
            message = f"Pact V{version[0]} does not have {what}"
            losses.add(severity, f"{key}-lost", message, example, join_pointer(example.pointer, key))  # type: ignore[arg-type]
    made.update(_states(example, version, losses))
    if example.kind == "http":
        assert example.expected_request is not None
        assert example.expected_response is not None
        made["request"] = _request(example, example.expected_request, version, losses)
        made["response"] = _response(example, example.expected_response, version, losses)
    elif example.kind == "message":
        made.update(_message(example, example.expected_messages[0], document, version, losses))
    else:
        asked = document.get("request")
        made["request"] = _message(example, example.expected_messages[0], asked, version, losses)
        replies = document.get("response")
        listed = replies if isinstance(replies, list) else [replies]
        made["response"] = [
            _message(example, expected, raw, version, losses)
            for expected, raw in zip(example.expected_messages[1:], listed, strict=False)
        ]
    return made


def _states(example: PactExample, version: str, losses: Losses) -> JSONObject:
    states = example.states
    if not states:
        return {}
    if version >= "3.0":
        return {
            "providerStates": [
                {"name": state.name, **({"params": dict(state.params)} if state.params else {})} for state in states
            ]
        }
    if len(states) > 1 or states[0].params:
        message = f"Pact V{version[0]} has one state without parameters; only {states[0].name!r} is kept"
        losses.add("warning", "states-lost", message, example, join_pointer(example.pointer, "providerStates"))
    return {"providerState": states[0].name}


def _extra(raw: JSON) -> JSONObject:
    return {key: value for key, value in raw.items() if key not in _PARTS} if isinstance(raw, Mapping) else {}


def _headers(raw: JSON, version: str) -> JSONObject:
    headers = raw.get("headers") if isinstance(raw, Mapping) else None
    if not isinstance(headers, Mapping):
        return {}
    if version >= "3.0":
        return {"headers": dict(headers)}
    return {"headers": {name: _joined(value) for name, value in headers.items()}}


def _joined(value: Value) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _rules(
    example: PactExample, part: Any, rules: Mapping[str, RuleSet], raw: JSON, version: str, losses: Losses
) -> JSONObject:
    made: JSONObject = {}
    written = written_rules(example, rules, version, losses)
    if written is not None:
        made["matchingRules"] = written
    generators = raw.get("generators") if isinstance(raw, Mapping) else None
    if generators and version >= "3.0":
        made["generators"] = generators
    elif generators:
        message = f"Pact V{version[0]} has no generators; the example's own values are sent"
        losses.add("warning", "generators-lost", message, example, join_pointer(part.pointer, "generators"))
    return made


def _body(example: PactExample, part: ExpectedRequest | ExpectedResponse, version: str, losses: Losses) -> JSONObject:
    entry, same = written_body(part.body, part.headers, version)
    if not same:
        message = f"Pact V{version[0]} cannot say the type or the encoding of this body without a Content-Type header"
        losses.add("warning", "body", message, example, join_pointer(part.pointer, "body"))
    return entry


def _request(example: PactExample, part: ExpectedRequest, version: str, losses: Losses) -> JSONObject:
    raw = example.document.get("request")
    made: JSONObject = {"method": part.method, "path": part.path}
    if version < "3.0":
        text = part.query_text if part.query_text is not None else urlencode(part.query, doseq=True)
        made.update({"query": text} if text else {})
    elif part.query:
        made["query"] = {name: list(values) for name, values in part.query.items()}
    made.update(_headers(raw, version))
    made.update(_body(example, part, version, losses))
    if example.request_faults:
        message = "the rules of the request cannot be read, so they are left out"
        losses.add("error", "unreadable-request", message, example, example.request_faults[0].pointer)
        return {**made, **_extra(raw)}
    return {**made, **_rules(example, part, part.rules, raw, version, losses), **_extra(raw)}


def _response(example: PactExample, part: ExpectedResponse, version: str, losses: Losses) -> JSONObject:
    raw = example.document.get("response")
    made: JSONObject = {"status": part.status, **_headers(raw, version), **_body(example, part, version, losses)}
    return {**made, **_rules(example, part, part.rules, raw, version, losses), **_extra(raw)}


def _message(example: PactExample, part: ExpectedMessage, raw: JSON, version: str, losses: Losses) -> JSONObject:
    types = [str(value) for key, value in part.metadata.items() if key.lower() in ("contenttype", "content-type")]
    entry, same = written_body(part.contents, {"Content-Type": types} if types else {}, version)
    if not same:
        message = f"Pact V{version[0]} cannot say the type or the encoding of these contents without metadata"
        losses.add("warning", "body", message, example, join_pointer(part.pointer, "contents"))
    made: JSONObject = {"contents": entry["body"]} if entry else {}
    if part.metadata:
        made["metadata"] = dict(part.metadata)
    return {**made, **_rules(example, part, part.rules, raw, version, losses)}


def _audit(old: PactExample, new: PactExample, losses: Losses) -> None:
    """Compare what was asked with what is asked now; a difference that nobody noted is noted."""
    if losses.has_noted(old):
        return
    pairs: list[tuple[Any, Any]] = [(old.expected_request, new.expected_request)]
    pairs.append((old.expected_response, new.expected_response))
    pairs += zip(old.expected_messages, new.expected_messages, strict=False)
    for before, after in pairs:
        if before is None or after is None:
            continue
        differing = [name for name, was, now in _asked(before, after) if was != now]
        if differing:
            message = f"what the example asks of {', '.join(differing)} reads differently in this version"
            losses.add("warning", "reads-differently", message, old, before.pointer)


_Part = ExpectedRequest | ExpectedResponse | ExpectedMessage


def _asked(before: _Part, after: _Part) -> list[tuple[str, Any, Any]]:
    """What two parts ask for, by its name; a kind of part has an entry for each of its own."""
    was, now = _plain_parts(before), _plain_parts(after)
    asked = [(name, was[name], now.get(name)) for name in was]
    headers = {} if isinstance(before, ExpectedMessage) else before.headers
    asked.append(("body", True, same_body(_body_of(before), _body_of(after), headers)))
    asked.append(("rules", _spelled(before.rules), _spelled(after.rules)))
    return asked


def _plain_parts(part: _Part) -> JSONObject:
    if isinstance(part, ExpectedMessage):
        return {"metadata": part.metadata}
    headers = {"headers": {name: list(values) for name, values in part.headers.items()}}
    if isinstance(part, ExpectedResponse):
        return {"status": part.status, **headers}
    query = {name: list(values) for name, values in part.query.items()}
    return {"method": part.method, "path": part.path, **headers, "query": query}


def _body_of(part: _Part) -> ExpectedBody:
    return part.contents if isinstance(part, ExpectedMessage) else part.body


def _spelled(rules: Mapping[str, RuleSet]) -> list[JSON]:
    return sorted(
        [
            category,
            declared.path,
            declared.any_of and len(declared.rules) > 1,
            [[rule.name, str(dict(rule.args))] for rule in declared.rules],
        ]
        for category, rule_set in rules.items()
        for declared in rule_set.lists
        if category != "method"
    )
