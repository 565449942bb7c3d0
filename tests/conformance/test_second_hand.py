"""What the real verifier says, joined with the contract, is what a recording of the same provider shows."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from conformance.data import data_files, needs
from conformance.rust_core import quiet
from conformance.shop import FAULTS, SECRET, contract, fastapi_shop
from servers.loopback import raw_provider, serving
from support import require

import contractlab as cl


def results_of_the_verifier(address: str, pact: Path) -> dict[str, Any]:
    from pact import Verifier

    with quiet():
        verifier = Verifier("shop", host="127.0.0.1").add_transport(url=address).add_source(pact)
        with suppress(RuntimeError):
            verifier.verify()
    results: dict[str, Any] = verifier.results
    return results


def places(result: Any) -> list[tuple[str, str, str]]:
    """Part, path, and the line on which the rule is declared."""
    return [
        (mismatch.part, mismatch.path, str(mismatch.rule and mismatch.rule.declared_at))
        for mismatch in result.mismatches
    ]


@pytest.mark.oracle
@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_the_verifier_s_word_and_a_recording_agree(fault: str | None, tmp_path: Path) -> None:
    require("pact")
    require("fastapi")
    pact = tmp_path / "till-shop.json"
    pact.write_text(json.dumps(contract(), indent=1), encoding="utf-8")
    with serving(fastapi_shop(fault)) as address, cl.RecordingProxy(address) as proxy:
        output = results_of_the_verifier(proxy.url, pact)
    loaded = cl.load(pact)
    recorded = cl.verify(loaded, proxy.captures)
    second = cl.load_verifier_results(json.dumps(output).encode(), loaded, provider_version="1.0")
    assert second.second_hand.problems == ()
    assert second.passed == (fault is None)
    for result in recorded.results:
        reported = second[result.example.key]
        assert reported.verdict == result.verdict, result
        assert sorted(places(reported)) == sorted(places(result)), result
    views = "".join(second._repr_mimebundle_().values()) + "".join(
        view for result in second.results for view in result._repr_mimebundle_().values()
    )
    assert SECRET not in views
    assert "From verifier results" in views
    assert len(second.causes) == len(recorded.causes)


READABLE = {"description": "one", "request": {"method": "GET", "path": "/x"}, "response": {"status": 200}}
UNREADABLE = {**READABLE, "request": {"query": "a[b]=1", "matchingRules": {"$.query.a[b]": {"match": "type"}}}}
PANICS = {**READABLE, "response": {"status": "200"}}


def said_of(folder: Path, address: str, **interactions: Any) -> dict[str, Any]:
    """The results of a verifier that was given a folder of contracts, by the names of their consumers."""
    from pact import Verifier

    for consumer, interaction in interactions.items():
        document = {"consumer": {"name": consumer}, "provider": {"name": "shop"}, "interactions": [interaction]}
        text = interaction if isinstance(interaction, str) else json.dumps(document)
        (folder / f"{consumer}.json").write_text(text, encoding="utf-8")
    with quiet():
        verifier = Verifier("shop", host="127.0.0.1").add_transport(url=address).add_source(folder)
        with suppress(RuntimeError):
            verifier.verify()
    results: dict[str, Any] = verifier.results
    return results


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("interactions", "verdicts"),
    [
        ({"good": READABLE}, {"good": "passed"}),
        ({"good": READABLE, "odd": UNREADABLE}, {"good": "passed", "odd": "error"}),
        ({"odd": UNREADABLE}, {"odd": "error"}),
        ({"good": READABLE, "panics": PANICS}, {"good": "error", "panics": "error"}),
        ({"good": READABLE, "text": "no contract"}, {"good": "passed"}),
    ],
)
def test_what_the_verifier_could_not_load(
    interactions: dict[str, Any], verdicts: dict[str, str], tmp_path: Path
) -> None:
    """An error before the first interaction breaks the run, and stands at the contract that has no results."""
    require("pact")
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    with raw_provider(answer) as provider:
        output = said_of(tmp_path, provider.url, **interactions)
    run = cl.load_verifier_results(output, cl.load_all(tmp_path))
    assert {result.contract.consumer: result.verdict for result in run.results} == verdicts
    assert run.passed == (interactions == {"good": READABLE})
    assert bool(run.stopped) != run.passed
    text = " ".join(run._repr_mimebundle_()["text/plain"].split())
    assert run.passed or "the verifier said: Failed to load pact" in text.replace("The", "the") or "broke off" in text


@needs("reference/pact_verifier_output.json")
def test_a_file_of_a_real_failing_verification() -> None:
    (path,) = data_files("reference/pact_verifier_output.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    listed = document["interactionResults"]
    interactions = [
        {
            "description": outcome.get("description") or outcome["interactionDescription"],
            "request": {"method": "GET", "path": f"/{number}"},
            "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {
                "id": 1, "created": "2020-01-01", "tags": ["t"], "items": [{"sku": "SKU-1", "qty": 1}],
                "nested": {"a": 1, "b": 2}, "gone": 1,
            }},
        }
        for number, outcome in enumerate(listed)
    ]  # fmt: skip
    contract = cl.load({"consumer": {"name": "web"}, "provider": {"name": "prov"}, "interactions": interactions})
    run = cl.load_verifier_results(path, contract)
    failed = {
        outcome.get("description") or outcome["interactionDescription"]
        for outcome in listed
        if outcome["result"] != "OK"
    }
    assert {
        result.example.description for result in run.results if result.verdict in ("failed", "error", "pending")
    } == failed
    assert failed
    assert all(result.mismatches or result.reason for result in run.results if result.verdict == "failed")
    text = run._repr_mimebundle_()["text/plain"]
    assert "From verifier results" in text
    assert "Not available from this file" in text
