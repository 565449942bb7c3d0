"""What Pact's verifier sends to be given a message.

Source: the bodies that the Rust core behind pact-python 4.2.0 posts (pact_verifier 1.4.7): description, states, and of
messages that are answered the request as a V4 file has it, its rules and generators included, which nobody applies.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping

from contractlab.contracts.expected import ExpectedMessage
from contractlab.contracts.expected_body import ExpectedBody
from contractlab.formats.pact.model import PactExample
from contractlab.values.json_text import NotJson, as_parsed, json_text, parse_serde_json, read_again
from contractlab.values.json_types import JSON, JSONObject

__all__ = ["message_question"]


def message_question(example: PactExample) -> bytes:
    """The body of the request, compact, with sorted keys.

    Parameters
    ----------
    example : PactExample
        Of kind ``"message"`` or ``"sync-message"``.
    """
    asked: JSONObject = {"description": example.description}
    if example.states:
        asked["providerStates"] = [
            {"name": state.name, "params": as_parsed(dict(state.params))} if state.params else {"name": state.name}
            for state in example.states
        ]
    if example.kind == "sync-message":
        asked["request"] = _request(example.expected_messages[0], example.document.get("request"))
    return json_text(asked).encode("utf-8", "surrogatepass")


def _request(expected: ExpectedMessage, written: JSON) -> JSONObject:
    request: JSONObject = {}
    contents = _contents(expected.contents)
    if contents is not None:
        request["contents"] = contents
    if expected.metadata:
        request["metadata"] = dict(expected.metadata)
    if isinstance(written, Mapping):
        rules, generators = as_parsed(written.get("matchingRules")), as_parsed(written.get("generators"))
        if isinstance(rules, Mapping) and rules:
            request["matchingRules"] = {str(category): _combined(listed) for category, listed in rules.items()}
        if generators:
            request["generators"] = generators
    return request


def _combined(category: JSON) -> JSON:
    """Rules of a category as the core writes them: each list says how its rules are combined."""
    if not isinstance(category, Mapping):
        return category
    if "matchers" in category:
        return {"combine": "AND", **category}
    return {
        str(path): {"combine": "AND", **listed} if isinstance(listed, Mapping) else listed
        for path, listed in category.items()
    }


def _contents(body: ExpectedBody) -> JSONObject | None:
    if body.presence == "empty":
        return {"content": ""}
    if body.presence != "present":
        return None
    kind = body.type_with(None)
    content: JSON
    encoded: JSON = False
    if body.has_value:
        content = read_again(body.value_as_read)  # the core has written it once, and reads that
    else:
        content, encoded = _decoded(body.data, kind.is_json)
    return {"content": content, "contentType": str(kind), "encoded": encoded}


def _decoded(data: bytes, is_json: bool) -> tuple[JSON, JSON]:
    """Contents that a file holds as a text: JSON as its value, text as it is, anything else in base64."""
    if is_json:
        try:
            return parse_serde_json(data), False
        except NotJson:
            pass  # then it is a text like any other
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is None or "\x00" in text:
        return base64.b64encode(data).decode("ascii"), "base64"
    return text, False
