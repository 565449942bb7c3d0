"""Verdicts of the Rust core, recorded: every one must be met."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from support import conformance_data

import contractlab as cl
from contractlab.contracts.contract import Contract


def rows(name: str) -> Iterator[dict[str, Any]]:
    with (conformance_data() / "golden" / f"{name}.jsonl").open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def body_of(part: dict[str, Any]) -> bytes:
    text = part["body"] or ""
    return base64.b64decode(text) if part.get("encoding") == "base64" else text.encode()


def response_of(row: dict[str, Any]) -> cl.HttpResponse:
    given = row["response"]
    return cl.HttpResponse(given["status"], [tuple(pair) for pair in given["headers"]], body_of(given))


def test_captured_responses() -> None:
    corpus = conformance_data() / "corpus" / "pact"
    loaded: dict[str, Contract] = {}
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    wrong: list[str] = []
    for row in rows("pact-responses"):
        name = row["file"]
        if name not in loaded:
            loaded[name] = cl.load(corpus / name)
        result = loaded[name].examples[row["index"]].check_response(response_of(row))
        asked[row["spec"]] += 1
        if result.verdict == ("passed" if row["passed"] else "failed"):
            right[row["spec"]] += 1
        else:
            wrong.append(f"{name}#{row['index']} {row['variant']}: {result.verdict}, core: {row['passed']}")
    print({spec: f"{right[spec]} of {asked[spec]}" for spec in sorted(asked)})
    assert wrong[:20] == []
    assert sum(asked.values()) == 13162


def test_requests_to_the_mock_server() -> None:
    wrong: list[str] = []
    asked: Counter[str] = Counter()
    contracts: dict[str, Contract] = {}
    for row in rows("pact-requests"):
        text = json.dumps(row["pact"])
        contract = contracts.setdefault(text, cl.load(row["pact"])) if text not in contracts else contracts[text]
        sent = row["request"]
        query = [tuple(pair) for pair in sent["query"]]
        headers = [tuple(pair) for pair in sent["headers"]]
        request = cl.HttpRequest(sent["method"], sent["path"], query, headers, (sent["body"] or "").encode())
        result = contract[0].check_request(request)
        asked[contract.spec_version] += 1
        if result.verdict != ("passed" if row["passed"] else "failed"):
            wrong.append(f"{row['variant']}: {result.verdict}, core: {row['passed']}")
    print(dict(asked))
    assert wrong[:20] == []
    assert sum(asked.values()) == 3959


def test_response_probes() -> None:
    wrong: list[str] = []
    total = 0
    for row in rows("pact-probes"):
        total += 1
        if row["load_error"]:
            with pytest.raises(cl.InvalidContract):
                cl.load(row["pact"])
            continue
        result = cl.load(row["pact"])[0].check_response(response_of(row))
        # An unknown matcher fails in the core, and is an error here: never a pass.
        if result.passed is not row["passed"] or (result.verdict == "error" and "frob" not in (result.reason or "")):
            wrong.append(f"{row['variant']}: {result.verdict} {result.reason}, core: {row['passed']}")
    assert wrong == []
    assert total == 241


def test_request_probes() -> None:
    wrong: list[str] = []
    total = 0
    for row in rows("pact-request-probes"):
        total += 1
        sent = row["request"]
        path, _, query = sent["target"].partition("?")
        headers = [tuple(pair) for pair in sent["headers"]]
        request = cl.HttpRequest(sent["method"], path, query, headers, (sent["body"] or "").encode())
        result = cl.load(row["pact"])[0].check_request(request)
        if result.verdict != ("passed" if row["passed"] else "failed"):
            wrong.append(f"{row['variant']}: {result.verdict}, core: {row['passed']}")
    assert wrong == []
    assert total == 46


def test_mismatches_stand_where_the_core_saw_them() -> None:
    """A help, not a gate: paths of failed bodies overlap in nearly all rows (a missing key is named itself here)."""
    corpus = conformance_data() / "corpus" / "pact"
    loaded: dict[str, Contract] = {}
    near = asked = 0
    for row in rows("pact-responses"):
        theirs = {one.get("path") for one in row["mismatches"] if one["type"] == "BodyMismatch"}
        if not theirs or None in theirs or len(theirs) > 1:
            continue
        name = row["file"]
        if name not in loaded:
            loaded[name] = cl.load(corpus / name)
        result = loaded[name].examples[row["index"]].check_response(response_of(row))
        ours = {one.path for one in result.mismatches if one.part == "body"}
        path = theirs.pop()
        asked += 1
        near += path == "/" or any(one == path or one.startswith(path) for one in ours)
    print(f"{near} of {asked}")
    assert near > 0.97 * asked
