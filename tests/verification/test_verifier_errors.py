"""Errors of a verifier that are about no interaction: a pact that it could not load, and where it broke off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_contracts import document_of, http

import contractlab as cl
from contractlab.values.reasons import ReasonCode
from contractlab.verification.verifier_run import SecondHandRun
from contractlab.views.junit import junit_xml

REFUSED = "Indexes can only consist of numbers"


def load_error(message: str) -> dict[str, Any]:
    return {
        "interaction": "Failed to load pact",
        "mismatch": {"type": "error", "message": message, "interactionId": ""},
    }


def verified(consumer: str, description: str, **more: Any) -> dict[str, Any]:
    named = {"consumer": consumer, "provider": "p", "description": description, "providerStates": []}
    return {**named, "pending": False, "result": "OK", **more}


def results(*listed: Any, errors: Any = (), passed: bool = False, output: Any = ("said",)) -> dict[str, Any]:
    return {
        "errors": list(errors),
        "interactionResults": list(listed),
        "notices": [],
        "output": list(output),
        "pendingErrors": [],
        "result": passed,
    }


def contracts(folder: Path) -> cl.Contracts:
    """Two contracts: of ``web`` with two examples, and of ``app`` with one."""
    for consumer, names in (("web", ["one", "two"]), ("app", ["three"])):
        document = document_of(*(http(name) for name in names), consumer=consumer)
        (folder / f"{consumer}.json").write_text(json.dumps(document), encoding="utf-8")
    return cl.load_all(folder)


def verdicts(run: SecondHandRun) -> dict[str, str]:
    return {result.example.description: result.verdict for result in run.results}


BOTH = (verified("web", "one"), verified("web", "two"))


@pytest.mark.parametrize(
    "message",
    [
        f"Failed to load pact 'pacts/app.json' - {REFUSED}",
        f"Failed to load pact 'C:\\pacts\\app.json' - {REFUSED}",
        f"Failed to load pact from '/pacts' - {REFUSED}",
        "No pacts found for provider 'p' in pact broker 'http://127.0.0.1:9': IO Error",
    ],
)
def test_the_contract_that_was_not_loaded_is_an_error(message: str, tmp_path: Path) -> None:
    run = cl.load_verifier_results(results(*BOTH, errors=[load_error(message)]), contracts(tmp_path))
    assert verdicts(run) == {"one": "passed", "two": "passed", "three": "error"}
    assert run["three"].reason_code is ReasonCode.PROVIDER_ERROR
    assert message.split(" - ")[-1] in str(run["three"].reason)
    assert not run.passed
    assert len(run.stopped) == 1
    assert run.stopped_elsewhere == ()


def test_only_the_file_that_is_quoted(tmp_path: Path) -> None:
    run = cl.load_verifier_results(
        results(errors=[load_error("Failed to load pact 'web.json' - x")]), contracts(tmp_path)
    )
    assert verdicts(run) == {"one": "error", "two": "error", "three": "not exercised"}


def test_an_error_about_none_of_these_contracts_breaks_the_run_all_the_same(tmp_path: Path) -> None:
    three = verified("app", "three")
    document = results(*BOTH, three, errors=[load_error("Failed to load pact 'other.json' - x")])
    run = cl.load_verifier_results(document, contracts(tmp_path), allow_not_exercised=True)
    assert set(verdicts(run).values()) == {"passed"}
    assert not run.passed
    for view in (*run._repr_mimebundle_().values(), junit_xml(run), json.dumps(run.to_dict())):
        assert "other.json" in view
    assert run._repr_mimebundle_()["text/plain"].startswith("ERR not verified in full")
    for name in ("report.md", "report.html"):
        text = cl.report(run, tmp_path / name).read_text(encoding="utf-8")
        assert "could not be verified in full" in text
        assert "other.json" in text


def test_an_error_of_all_stands_in_every_output(tmp_path: Path) -> None:
    loaded = contracts(tmp_path)
    run = cl.load_verifier_results(results(errors=[load_error(f"Failed to load pact from '/x' - {REFUSED}")]), loaded)
    assert set(verdicts(run).values()) == {"error"}
    outputs = [*run._repr_mimebundle_().values(), junit_xml(run), json.dumps(run.to_dict())]
    outputs += [cl.report(run, tmp_path / name).read_text(encoding="utf-8") for name in ("r.md", "r.html")]
    outputs += run["one"]._repr_mimebundle_().values()
    assert all(REFUSED in " ".join(output.split()) for output in outputs)
    assert " ".join(run._repr_mimebundle_()["text/plain"].split()).count(REFUSED) == 1, "once is enough"


def test_a_verifier_that_broke_off_says_success(tmp_path: Path) -> None:
    run = cl.load_verifier_results(results(passed=True, output=[]), contracts(tmp_path))
    assert set(verdicts(run).values()) == {"error"}
    assert "green for nothing" in str(run["one"].reason)


@pytest.mark.parametrize(
    ("document", "verdict"),
    [
        (results(passed=True, output=["\nVerifying a pact between web and p", ""]), "not exercised"),  # a filter
        (results(passed=True, output=[""]), "not exercised"),  # a folder without pacts
        ({"interactionResults": [], "errors": []}, "not exercised"),  # says nothing of its output
        (results(passed=False), "error"),
    ],
)
def test_nothing_was_verified(document: dict[str, Any], verdict: str, tmp_path: Path) -> None:
    run = cl.load_verifier_results(document, contracts(tmp_path))
    assert set(verdicts(run).values()) == {verdict}
    assert not run.passed


@pytest.mark.parametrize(
    "message",
    [
        "error sending request for url (http://127.0.0.1:9/things)",
        "One or more of the setup state change handlers has failed",
        "error decoding response body for url (http://127.0.0.1:9/x)",
    ],
)
def test_errors_of_interactions_belong_to_them_alone(message: str, tmp_path: Path) -> None:
    failure = {"type": "error", "message": message, "interactionId": ""}
    sentence = {"interaction": "Verifying a pact between web and p Given s - one", "mismatch": failure}
    outcome = verified("web", "one", result="Error", mismatch=failure)
    run = cl.load_verifier_results(
        results(outcome, BOTH[1], errors=[sentence]), contracts(tmp_path), allow_not_exercised=True
    )
    assert run.stopped == ()
    assert verdicts(run) == {"one": "error", "two": "passed", "three": "not exercised"}
    assert message in str(run["one"].reason)


@pytest.mark.parametrize("errors", [None, "x", [1, None, {}, {"interaction": 1}, {"interaction": "", "mismatch": []}]])
def test_odd_errors_are_none(errors: Any, tmp_path: Path) -> None:
    document = {**results(*BOTH), "errors": errors}
    assert cl.load_verifier_results(document, contracts(tmp_path)).stopped == ()


def test_an_address_is_shown_without_its_secrets(tmp_path: Path) -> None:
    message = "Failed to load pact 'https://user:s3cret-s3cret@broker.test/p?token=s3cret-s3cret' - 401"
    run = cl.load_verifier_results(results(errors=[load_error(message)]), contracts(tmp_path))
    for view in (*run._repr_mimebundle_().values(), junit_xml(run), json.dumps(run.to_dict())):
        assert "s3cret" not in view
        assert "broker.test" in view
