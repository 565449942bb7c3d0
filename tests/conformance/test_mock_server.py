"""The mock beside pact-python's, through real sockets: who answers, with which status, headers and body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from data import CASE_CONTRACTS, PACT_CONTRACTS, REQUESTS, case_files, needs, pact_files, request_of, rows
from mock_differences import DIFFERENCES, Asked, difference_of, same
from mock_scenarios import Row, ask, contract_of, is_complete, recorded
from support import FULL

import contractlab as cl
from contractlab.definition.mock import MockProvider
from contractlab.definition.received import ReceivedRequests

SCENARIOS = "golden/define/pact-mock-server*.jsonl*"
_EVERY = 1 if FULL else 3
"""Of the requests to one example each, so many'th is sent; the scenarios are sent whole."""

_PIECE = "only a piece of the request is there"
_UNLOADABLE = "no Pact loads the file"


@needs(SCENARIOS)
def test_scenarios_are_answered_as_the_reference_answers() -> None:
    wrong: list[str] = []
    counted: Counter[str] = Counter()
    current: list[cl.Contract] = []
    with _serving(current) as provider:
        for row in rows(SCENARIOS):
            try:
                current[:] = [contract_of(row)]
            except cl.InvalidContract as error:
                # pact-python writes a key with a quote so that no Pact, itself included, loads the file.
                counted[_UNLOADABLE] += 1
                wrong += [] if "\\'" in str(error) else [f"{row['id']}: {error}"]
                continue
            before = len(provider.requests)
            # A row whose record could not be read may lack the answers, too.
            for request, response in zip(row["requests"], row["responses"], strict=False):
                if not is_complete(request):
                    counted[_PIECE] += 1
                    continue
                asked = Asked(row, request, current[0], recorded(response), ask(provider.port, request))
                name = "same" if same(asked) else difference_of(asked)
                counted[name] += 1
                if not name:
                    target = request.get("target", request.get("raw"))
                    wrong.append(f"{row['id']}: {target}: {asked.want} but {asked.got}")
            wrong += _record(row, provider.requests[before:], [dict(each) for each in row.get("mismatches") or ()])
    print(dict(counted))
    assert wrong[:10] == []
    assert counted["same"] > counted["explains"] > 0
    unknown = set(counted) - {each.name for each in DIFFERENCES} - {"same", _PIECE, _UNLOADABLE}
    assert unknown == set()


@contextmanager
def _serving(current: list[cl.Contract]) -> Iterator[MockProvider]:
    """One server whose contract is exchanged from row to row."""
    provider = MockProvider(lambda: current[-1], dialect="reference").start()
    try:
        yield provider
    finally:
        provider.stop()


def _record(row: Row, received: ReceivedRequests, mismatches: list[Row]) -> list[str]:
    """What the reference counts as a failed call is what breaks the mock, apart from what is told in the table."""
    refused = [each for each in mismatches if each["type"] != "missing-request"]
    missed = [each for each in received.missed if each.request.method not in ("OPTIONS", "PRI")]
    refused = [each for each in refused if each.get("method") not in ("HEAD", "OPTIONS")]
    heads = [each for each in missed if each.request.method == "HEAD"]
    if "error" in row or len(refused) == len(missed) - len(heads):
        return []
    raw = sum("raw" in request for request in row["requests"])
    # What is refused before it is a request here may be one there, and the other way round.
    if abs(len(refused) - len(missed)) <= raw:
        return []
    return [f"{row['id']}: {len(refused)} failed calls, {len(missed)} here"]


@needs(REQUESTS)
def test_requests_get_the_verdict_over_a_socket() -> None:
    wrong: list[str] = []
    asked: Counter[bool] = Counter()
    current: list[cl.Contract] = []
    with _serving(current) as provider:
        for number, row in enumerate(rows(REQUESTS)):
            if number % _EVERY:
                continue
            current[:] = [cl.load(row["pact"])]
            request = request_of(row)
            sent = {
                "method": request.method,
                "target": request.target,
                "headers": list(request.headers),
                "body": row["request"]["body"] or "",
            }
            if row["request"].get("encoding") == "base64":
                sent["base64"] = sent.pop("body")
            got = ask(provider.port, sent)
            fits = got.status != 500
            asked[fits] += 1
            if fits != row["passed"]:
                wrong.append(f"{row['variant']} {request.method} {request.target}: {got.line}, core: {row['passed']}")
    print(dict(asked))
    assert wrong[:10] == []
    assert min(asked[True], asked[False]) > 0


@needs(PACT_CONTRACTS, CASE_CONTRACTS)
def test_each_example_of_a_corpus_is_answered_for_its_own_request() -> None:
    """The request that an example describes, where it fits itself, is answered by an example that it fits."""
    wrong: list[str] = []
    counted: Counter[str] = Counter()
    files = [*pact_files()[::_EVERY], *case_files()[::_EVERY]]
    for path in files:
        try:
            contract = cl.load(path)
        except cl.ContractLabError:
            continue
        provider = MockProvider(contract)
        for example in contract.examples:
            part = next((each for each in example.own_parts if each.name == "request"), None)
            if example.kind != "http" or part is None or not isinstance(part.recording, cl.HttpRequest):
                continue
            fits = example.check_request(part.recording).passed
            response = provider.answer(part.recording)
            received = provider.requests[-1] if provider.requests else None
            counted[f"{contract.format} {'fits' if fits else 'does not fit itself'}"] += 1
            if fits and (received is None or received.example is None):
                wrong.append(f"{path.name} {example.description}: {response.status}")
    print(dict(counted))
    assert wrong[:10] == []
    assert {name for name in counted if name.endswith(" fits")} == {"pact fits", "contractcase fits"}
