"""Contracts that ContractCase's core writes: ours are the same bytes, and end as there where nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from conformance.case_written_rows import defined_case
from conformance.data import needs, rows

import contractlab as cl
from contractlab.contracts.format import format_of
from contractlab.definition import Definition, ExampleBeingDefined
from contractlab.errors import ContractBroken, InvalidEdit, StateError
from contractlab.values.http import HttpRequest, HttpResponse

WRITTEN = "golden/define/contractcase-written*.jsonl*"
"""Rows of definitions with the file that the core wrote, and what came of each example."""

DEVIATIONS = {
    "number as body": "the core hands a number to Express, which takes it for the status; ours is sent as JSON",
    "miss": "the core answers whatever it is asked and fails later; ours answers 500 and says what differs",
    "refused earlier": "what the core finds when an example runs is refused where it is defined, for all examples",
}
"""Where we differ on purpose."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one example with us.

    Attributes
    ----------
    passed : bool
    refused : bool
        True if it could not be run, so that nothing was compared.
    received : response, returned value or exception, or None
        What the consumer got.
    seen : request, arguments, or None
        What it was asked.
    """

    passed: bool = False
    refused: bool = False
    received: Any = None
    seen: Any = None


@dataclass(frozen=True, slots=True)
class Case:
    """One example of a row."""

    made: Definition
    chain: ExampleBeingDefined
    example: cl.Example
    row: Row
    index: int

    def given(self, field: str) -> Any:
        """What the row has of a field for this example; None for nothing."""
        values = self.row.get(field)
        return values[self.index] if isinstance(values, list) and self.index < len(values) else None

    def own(self, part: str) -> Any:
        """The request or the response that the example has itself."""
        parts = format_of(self.example.contract).sample_exchange(self.example)
        return next(each.recording for each in parts if each.name == part)


def _client(case: Case) -> Came:
    states = [state.name for state in case.example.states]
    provider = case.made.mock(states=states, cors=False, wanted=case.example.key)
    request = _sent(case)
    with httpx.Client(transport=provider.transport, base_url="http://mock", headers={"accept": "*/*"}) as client:
        del client.headers["accept"]
        answer = client.request(
            request.method, request.target, headers=list(request.headers), content=request.body or None
        )
    return Came(provider.passed, received=answer)


def _sent(case: Case) -> HttpRequest:
    """What the consumer sends: as the row says, else what the example has."""
    send = case.given("send")
    if send is None:
        own = case.own("request")
        assert isinstance(own, HttpRequest)
        return own
    query = "&".join(f"{name}={value}" for name, value in send.get("query", {}).items())
    if "body" not in send:
        return HttpRequest(send["method"], send["path"], query, [], None)
    headers = [("Content-Type", "application/json")]
    return HttpRequest(send["method"], send["path"], query, headers, json.dumps(send["body"]).encode())


def _server(case: Case) -> Came:
    seen: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        given = case.given("answer")
        if given is None:
            own = case.own("response")
            assert isinstance(own, HttpResponse)
            return own
        return HttpResponse(given["status"], json=given["body"]) if "body" in given else HttpResponse(given["status"])

    return _came(case, answer, seen)


def _implementer(case: Case) -> Came:
    seen: list[list[Any]] = []
    outcome = case.given("outcome")

    def function(*arguments: Any) -> Any:
        seen.append(list(arguments))
        if "throws" in outcome:
            raise type(outcome["throws"], (Exception,), {})(outcome.get("message", ""))
        return outcome["returns"]

    return _came(case, function, seen)


def _came(case: Case, consumer: Callable[..., Any], seen: list[Any]) -> Came:
    handlers = cl.StateHandlers()
    for name, values in case.row.get("handlers", {}).items():
        handlers(name)(lambda values=values: values)
    done = case.made.prove(case.chain, consumer, states=handlers)
    return Came(done.passed, done.result.verdict == "error", seen=seen[0] if seen else None)


def _caller(case: Case) -> Came:
    caught: list[Any] = []

    def call(function: Callable[..., Any]) -> None:
        try:
            caught.append(function(*case.row["results"][case.index]["args"]))
        except Exception as error:
            caught.append(error)

    done = case.made.prove(case.chain, call)
    return Came(done.passed, done.result.verdict == "error", received=caught[0])


_WAYS = {"client": _client, "server": _server, "caller": _caller, "implementer": _implementer}


def _cases(made: Definition, chains: list[ExampleBeingDefined], row: Row) -> Iterator[tuple[str, Case]]:
    for index, (chain, example) in enumerate(zip(chains, made.contract.examples, strict=True)):
        yield row["definition"]["examples"][index]["direction"], Case(made, chain, example, row, index)


def _run(way: str, case: Case) -> Came:
    try:
        return _WAYS[way](case)
    except StateError:
        return Came(refused=True)


def _same_result(name: str, came: Came, theirs: Row) -> None:
    """The same verdict, and where there is none the same kind of error."""
    assert came.passed == theirs["passed"], name
    if not theirs["passed"]:
        assert came.refused == (theirs["error"]["name"] != "CaseFailedAssertionError"), name
    if isinstance(came.received, httpx.Response) and not came.passed:
        assert came.received.status_code == 500, name  # DEVIATIONS: miss
    elif isinstance(came.received, httpx.Response):
        _same_response(name, came.received, theirs["received"])
    elif isinstance(came.received, Exception):
        message = theirs["received"].get("message", "")
        assert (type(came.received).__name__, str(came.received)) == (theirs["received"]["errorClassName"], message)
    elif "args" in theirs:
        assert came.received == json.loads(theirs["received"]["success"]), name
    if "called" in theirs:
        assert came.seen == theirs["called"], name


def _same_response(name: str, ours: httpx.Response, theirs: Row) -> None:
    if isinstance(_json(ours), int | float) and not isinstance(_json(ours), bool):
        return  # DEVIATIONS: number as body
    headers = {key.lower(): value for key, value in theirs["headers"]}
    assert (ours.status_code, ours.text) == (theirs["status"], theirs["text"]), name
    assert ours.headers.get("content-type") == headers.get("content-type"), name


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _same_request(name: str, ours: HttpRequest, theirs: Row) -> None:
    """The client of the core sends headers of its own, too."""
    path, _, query = theirs["url"].partition("?")
    assert (ours.method, ours.path) == (theirs["method"], path), name
    assert httpx.QueryParams(ours.query).multi_items() == httpx.QueryParams(query).multi_items(), name
    assert (ours.body or b"").decode() == theirs["body"], name
    own = {key.lower() for key, _ in theirs["headers"] if key.islower()}
    sent = {key.lower(): value for key, value in theirs["headers"]}
    assert {key: ours.headers.get(key) for key in own} == {key: sent[key] for key in own}, name


def _without_version(text: str) -> str:
    document = json.loads(text)
    version = document["metadata"]["_case"].pop("version")
    assert isinstance(version, str)
    return text.replace(f'      "version": {json.dumps(version)},\n', "")


def _files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.json"))}


def _judged(row: Row, folder: Path) -> bool:
    """True for a row of which a file was written, as by the core."""
    name = row["id"]
    failed = [theirs for theirs in row["results"] if not theirs["passed"]]
    try:
        made, chains = defined_case(row["definition"])
        cases = list(_cases(made, chains, row))
    except InvalidEdit:  # DEVIATIONS: refused earlier
        assert "end" in row, name
        assert failed, name
        assert all(theirs["error"]["name"] != "CaseFailedAssertionError" for theirs in failed), name
        return False
    sent = []
    for (way, case), theirs in zip(cases, row["results"], strict=True):
        came = _run(way, case)
        _same_result(name, came, theirs)
        sent += [came.seen] if isinstance(came.seen, HttpRequest) else []
    for request, seen in zip(sent, row["seen"], strict=True):
        _same_request(name, request, seen)
    files = row.get("config", {}).get("contractsToWrite")
    if "end" in row:
        error = InvalidEdit if row["end"]["name"] == "CaseConfigurationError" else ContractBroken
        with pytest.raises(error):
            made.save(folder, files=files)
        # Ours writes what was proved; the core nothing at all where one example failed.
        proved = sum(theirs["passed"] for theirs in row["results"])
        assert bool(_files(folder)) == bool(proved), name
        return False
    made.save(folder, files=files)
    written = _files(folder)
    assert list(written) == row["file_names"], name
    for text in written.values():
        assert _without_version(text) == _without_version(row["text"]), name
    return True


@needs(WRITTEN)
def test_files_are_those_that_the_core_writes(tmp_path: Path) -> None:
    written, refused = 0, 0
    for number, row in enumerate(rows(WRITTEN)):
        folder = tmp_path / str(number)
        folder.mkdir()
        if _judged(row, folder):
            written += 1
        else:
            refused += 1
    assert written > 0
    assert refused > 0
