"""Real verifiers through the recorder: our run over the recording gives their verdict, example by example.

The provider is scripted and answers as the contract says, in other clothes, or in one of many wrong ways. pact-python's
verifier is asked everywhere; those of pact-js and pact-python-cli where they are installed, and in the long run of CI
they have to be.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conformance.provider_faults import CLOTHES, FAULTS
from conformance.recorded_contracts import CONTRACTS, Recorded
from conformance.recorded_corpus import spread, state_values
from conformance.recorded_runs import Outcome, Setting, answers_of, record
from conformance.scripted_provider import STATES, Script, scripted_provider
from conformance.verifier_programs import COMMAND_LINE, JAVASCRIPT, PYTHON, Asked, Program
from data import PACT_CONTRACTS, needs
from support import FULL, ROOT

import contractlab as cl
from contractlab.verification.pairing_notes import PairingNote

pytestmark = pytest.mark.oracle

CORPUS_SAMPLE, CORPUS_FULL = 6, 30
OWN = ["as it is"]
ANYTHING = [*CLOTHES, *FAULTS]
# The others are installed for the long run of CI alone; elsewhere whoever misses one is told so.
PROGRAMS = [PYTHON, JAVASCRIPT, COMMAND_LINE] if FULL or not os.environ.get("CI") else [PYTHON]


def _written(recorded: Recorded, folder: Path) -> tuple[Path, cl.Contract]:
    pact = folder / "till-shop.json"
    pact.write_text(json.dumps(recorded.document), encoding="utf-8")
    return pact, cl.load(pact)


def _run(
    program: Program, recorded: Recorded, kinds: list[str], folder: Path, *, seed: str = "", states_seen: bool = True
) -> Outcome:
    pact, contract = _written(recorded, folder)
    answers = answers_of(contract, recorded.states, kinds, f"{recorded.name}{seed}")
    setting = Setting(recorded.headers, recorded.base_path, states_seen)
    return record(program, pact, Script(answers, recorded.states), setting)


@pytest.mark.parametrize(
    ("program", "recorded"),
    [
        pytest.param(program, recorded, id=f"{program}-{recorded}")
        for program in PROGRAMS
        for recorded in CONTRACTS
        if not (recorded.byte_for_byte and program is JAVASCRIPT)
    ],
)
def test_every_example_gets_the_verdict_of_the_verifier(program: Program, recorded: Recorded, tmp_path: Path) -> None:
    program.need()
    good = _run(program, recorded, OWN, tmp_path)
    assert good.differences() == []
    assert _guessed(good) == [], "state-change calls went through the recorder: nothing is left to guess"
    for seed in range(6 if FULL and program is PYTHON else 1):
        mixed = _run(program, recorded, ANYTHING, tmp_path, seed=f"{program}{seed}")
        assert mixed.differences() == []


def _guessed(outcome: Outcome) -> list[str]:
    return [result.example.description for result in outcome.run.results if result.pairing_notes]


@pytest.mark.parametrize("recorded", [each for each in CONTRACTS if None not in each.states.values()], ids=str)
def test_states_that_nobody_saw(recorded: Recorded, tmp_path: Path) -> None:
    """State-change calls go past the recorder: the order of the verifier tells examples with the same request apart."""
    PYTHON.need()
    assert _run(PYTHON, recorded, ANYTHING, tmp_path, seed="unseen", states_seen=False).differences() == []


def test_where_one_example_was_not_asked_and_nobody_saw_the_states_nothing_passes_by_chance(tmp_path: Path) -> None:
    PYTHON.need()
    (recorded,) = (each for each in CONTRACTS if each.name == "a state that fails")
    outcome = _run(PYTHON, recorded, OWN, tmp_path, states_seen=False)
    verifier = {each["description"]: each["result"] == "OK" for each in outcome.results["interactionResults"]}
    assert len(set(verifier.values())) == 2
    by_example: dict[str, list[cl.Result]] = {}
    for result in outcome.run.results:
        by_example.setdefault(result.example.description, []).append(result)
    assert not outcome.run.passed
    guessed = {PairingNote.BY_ANSWER}
    for description, results in by_example.items():
        assert verifier[description] or not any(result.passed for result in results), description
        assert all(set(result.pairing_notes) <= guessed for result in results if not verifier[description])


@pytest.mark.parametrize("follows", [True, False])
@pytest.mark.parametrize("recorder_follows", [True, False])
def test_redirects(follows: bool, recorder_follows: bool, tmp_path: Path) -> None:
    """Whoever follows: the verifier, the recorder, both or none."""
    PYTHON.need()
    otherwise: list[str] = []
    for recorded in CONTRACTS:
        if recorded.name not in ("moving", "rules", "same request"):
            continue
        pact, contract = _written(recorded, tmp_path)
        answers = answers_of(contract, recorded.states, ["moved", "as it is", "a missing key, moved"], recorded.name)
        setting = Setting(follows=follows, recorder_follows=recorder_follows)
        otherwise += record(PYTHON, pact, Script(answers, recorded.states), setting).differences()
    assert otherwise == []


@needs(PACT_CONTRACTS)
@pytest.mark.parametrize("program", PROGRAMS if FULL else [PYTHON], ids=str)
def test_contracts_of_others(program: Program, tmp_path: Path) -> None:
    program.need()
    _ask_about_corpus(
        program, CORPUS_FULL if FULL else CORPUS_SAMPLE, tmp_path, rounds=2 if FULL and program is PYTHON else 1
    )


def _ask_about_corpus(program: Program, count: int, folder: Path, *, rounds: int) -> None:
    otherwise: list[str] = []
    verdicts: set[bool] = set()
    # The proxy of pact-js writes bodies anew, under the old length: its provider waits until time is up.
    paths = spread(count, "" if FULL else "synthetic-", bodies=program is not JAVASCRIPT)
    for path in paths:
        pact = folder / path.name
        shutil.copy(path, pact)
        contract = cl.load(pact)
        states = state_values(path, contract)
        for number, kinds in enumerate([OWN, *[ANYTHING] * rounds]):
            script = Script(answers_of(contract, states, kinds, f"{path.name}{number}"), states)
            outcome = record(program, pact, script, Setting())
            otherwise += [f"{path.name}: {difference}" for difference in outcome.differences()]
            verdicts |= {each["result"] == "OK" for each in outcome.results["interactionResults"]}
    assert otherwise == []
    assert len(paths) == count
    assert verdicts == {True, False}


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
@pytest.mark.parametrize(
    "kinds", [OWN, ["as it is", "as it is", "other status", "a missing key"]], ids=["good", "broken"]
)
@pytest.mark.parametrize("consumers", [("a", "b"), ("b", "a")], ids="-".join)
def test_contracts_that_ask_the_same_in_one_run(
    consumers: tuple[str, str], kinds: list[str], program: Program, tmp_path: Path
) -> None:
    """Two consumers ask for the same and expect other things; whoever starts the verifier says whose turn is first."""
    program.need()
    pacts = [tmp_path / f"{consumer}.json" for consumer in consumers]
    for place, pact in enumerate(pacts):
        document = {**CONTRACTS[0].document, "consumer": {"name": pact.stem}}
        examples = [
            {**each, "response": {**each["response"], "status": each["response"]["status"] + place}}
            for each in document["interactions"]
        ]
        pact.write_text(json.dumps({**document, "interactions": examples}), encoding="utf-8")
    verified = [cl.load(pact) for pact in pacts]
    script = Script([answer for contract in verified for answer in answers_of(contract, {}, kinds, contract.consumer)])
    output = tmp_path / "captures.jsonl"
    with (
        scripted_provider(script) as provider,
        cl.RecordingProxy(provider, output=output, state_change_url=f"{provider}{STATES}") as proxy,
    ):
        results = program.verify(Asked(pacts, proxy.url, proxy.state_change_url))
    run = cl.verify(cl.load_all(*sorted(pacts)), cl.load_captures(output))
    ours = [
        (contract.consumer, result.example.description, result.passed)
        for contract in verified
        for result in run.results
        if result.contract.consumer == contract.consumer
    ]
    listed = [(contract.consumer, example.description) for contract in verified for example in contract]
    theirs = [
        (*names, each["result"] == "OK") for names, each in zip(listed, results["interactionResults"], strict=True)
    ]
    assert sorted(ours) == sorted(theirs)
    assert run.unpaired == ()


def test_the_command_records_and_verifies(tmp_path: Path) -> None:
    """``contractlab record`` between the verifier and its provider, and ``contractlab verify`` over what it wrote."""
    PYTHON.need()
    (recorded,) = (each for each in CONTRACTS if each.name == "values of states")
    pact, contract = _written(recorded, tmp_path)
    script = Script(answers_of(contract, recorded.states, ["a missing key"], "command"), recorded.states)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "contractlab.cli"]
    with scripted_provider(script) as provider:
        recording = [*command, "record", "--upstream", provider, "--state-change-url", f"{provider}{STATES}"]
        process = subprocess.Popen(recording, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=environment)
        assert process.stdout is not None
        try:
            lines = [process.stdout.readline().split() for _ in range(3)]
            results = PYTHON.verify(Asked([pact], lines[1][-1], lines[2][-1]))
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=240)
    done = subprocess.run(
        [*command, "verify", str(pact), "--captures", "captures.jsonl", "--json", "run.json"],
        cwd=tmp_path, capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == int(not results["result"]) == 1
    run = cl.load_run(tmp_path / "run.json")
    assert Outcome(run.contracts[0], results, run, script).differences() == []
