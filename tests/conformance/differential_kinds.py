"""Every kind of case that the Rust core is asked about."""

from __future__ import annotations

import json
from typing import Any

from conformance import odd_cases
from conformance.contract_strategies import cases, message_cases, part
from conformance.differential import Kind, messages, replies, requests, responses
from conformance.multipart_strategies import multiparts
from conformance.request_strategies import bodies, paths, plain_parts, queries
from conformance.text_strategies import binaries, declared_bodies, forms, headers, statuses, texts
from conformance.xml_strategies import xml
from hypothesis import strategies as st

VERSIONS = ("2.0", "3.0", "4.0")
JSON = [("Content-Type", "application/json")]


def _json_response(version: str) -> st.SearchStrategy[Any]:
    def made(case: Any) -> Any:
        declared, example, actual = case
        return part(version, declared, example), (200, JSON, json.dumps(actual, ensure_ascii=False).encode())

    return cases(version).map(made)


def _json_request(version: str) -> st.SearchStrategy[Any]:
    def made(case: Any) -> Any:
        declared, example, actual = case
        asked = {
            "method": "POST", "path": "/", "body": json.dumps(example), "type": "application/json",
            "rules": {"body": declared},
        }  # fmt: skip
        return asked, ("POST", "/", JSON, json.dumps(actual, ensure_ascii=False).encode())

    # Authoring calls and files part ways on null and bare texts: those the response test asks through files.
    return cases(version).filter(lambda case: isinstance(case[1], dict | list)).map(made)


def _messages(version: str) -> st.SearchStrategy[Any]:
    return message_cases(version).map(lambda case: (case[0], case[1], json.dumps(case[2]).encode()))


_RESPONSES = {
    "JSON": _json_response, "XML": xml, "forms": forms, "multipart": multiparts, "text": texts, "bytes": binaries,
    "headers": headers, "status": statuses, "types and encodings": declared_bodies,
}  # fmt: skip

ODD_KINDS: list[Kind] = [
    *(
        responses(f"odd {name}", version, odd_cases.seeded(grow, version))
        for name, grow in (
            ("JSON", odd_cases.json_response),
            ("headers and status", odd_cases.header_response),
            ("types", odd_cases.typed_response),
        )
        for version in VERSIONS
    ),
    *(
        requests(f"odd {name}", version, odd_cases.seeded(grow, version))
        for name, grow in (("JSON", odd_cases.json_request), ("path, query", odd_cases.query_request))
        for version in ("3.0", "4.0")
    ),
    *(messages("odd", version, odd_cases.seeded(odd_cases.message, version)) for version in ("3.0.0", "4.0")),
    replies("odd", odd_cases.seeded(odd_cases.message, "4.0")),
]
"""Questions that are grown from their rules."""

RESPONSE_KINDS = [responses(name, version, make(version)) for name, make in _RESPONSES.items() for version in VERSIONS]
KINDS: list[Kind] = [
    *RESPONSE_KINDS,
    *(requests("JSON", version, _json_request(version)) for version in ("3.0", "4.0")),
    *(requests("method, path", version, paths(version)) for version in ("3.0", "4.0")),
    *(requests("query", version, queries(version)) for version in ("3.0", "4.0")),
    # A V3 file joins the values of one header, so it does not say what the core was told; V4 lists them.
    requests("headers", "4.0", plain_parts("4.0")),
    *(requests("XML, forms, text", version, bodies(version)) for version in ("3.0", "4.0")),
    *(messages("JSON", version, _messages(version)) for version in ("3.0.0", "4.0")),
    replies("JSON", _messages("4.0")),
    *ODD_KINDS,
]
