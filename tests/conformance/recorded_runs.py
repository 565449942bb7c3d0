"""A real verifier through the recorder, and our run over what it recorded: example by example."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.provider_faults import CLOTHES, FAULTS, own_answer
from conformance.scripted_provider import STATES, Answer, Script, scripted_provider
from conformance.verifier_programs import Asked, Program, Results

import contractlab as cl
from contractlab.contracts.contract import Contract, Example
from contractlab.verification import Run


@dataclass(frozen=True)
class Setting:
    """How a verifier meets a recorder.

    Attributes
    ----------
    headers, base_path
        Of the verifier.
    states_seen : bool
        State-change calls go through the recorder.
    follows : bool
        The verifier follows redirects.
    recorder_follows : bool
        So does the recorder.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    base_path: str = ""
    states_seen: bool = True
    follows: bool = True
    recorder_follows: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a verifier said and what our run says, with what the provider was asked."""

    contract: Contract
    results: Results
    run: Run
    script: Script

    def differences(self) -> list[str]:
        """Examples with another verdict, and whatever else is not as it should be."""
        listed = self.results["interactionResults"]
        examples = list(self.contract)
        lines: list[str] = []
        if listed and [each["description"] for each in listed] != [example.description for example in examples]:
            return [f"the verifier lists others: {[each['description'] for each in listed]}"]
        for number, example in enumerate(examples):
            passed = bool(listed) and listed[number]["result"] == "OK"
            results = [result for result in self.run.results if result.example is example]
            verdicts = [f"{result.verdict} {result.reason or ''}".strip() for result in results]
            if len(results) != 1 or results[0].passed != passed:
                difference = json.dumps((listed[number] if listed else {}).get("mismatch"))[:400]
                lines.append(f"{example.description}: {verdicts}, and the verifier {passed}: {difference}")
        lines += [
            f"{capture.label} pairs with nothing" for capture in (unpaired.capture for unpaired in self.run.unpaired)
        ]
        if self.run.passed != self.results["result"] and listed:
            lines.append(f"the run: {self.run.passed}, and the verifier: {self.results['result']}")
        return lines


def asked_examples(contract: Contract, states: Mapping[str, Any]) -> list[Example]:
    """Examples that a verifier asks for: those whose state handlers do not fail."""
    return [
        example
        for example in contract
        if not any(state.name in states and states[state.name] is None for state in example.states)
    ]


def answers_of(contract: Contract, states: Mapping[str, Any], kinds: Sequence[str], seed: str) -> list[Answer]:
    """Answers in the order in which they are asked for: the example's own, each changed in a kind of its own."""
    draw = random.Random(seed)
    answers: list[Answer] = []
    for example in asked_examples(contract, states):
        kind = draw.choice(list(kinds))
        answers.append({**CLOTHES, **FAULTS}[kind](own_answer(example), draw))
    return answers


def record(program: Program, pact: Path, script: Script, setting: Setting) -> Outcome:
    """Let a verifier run through the recorder, and judge what was recorded."""
    output = pact.with_suffix(".captures.jsonl")
    output.unlink(missing_ok=True)
    with scripted_provider(script) as provider:
        states = f"{provider}{STATES}"
        with cl.RecordingProxy(
            provider, output=output, state_change_url=states, follow_redirects=setting.recorder_follows
        ) as proxy:
            asked = Asked(
                [pact],
                f"{proxy.url}{setting.base_path}",
                proxy.state_change_url if setting.states_seen else states,
                setting.headers,
                setting.follows,
            )
            results = program.verify(asked)
    contract = cl.load(pact)
    captures = cl.load_captures(output, base_path=setting.base_path)
    return Outcome(contract, results, cl.verify(contract, captures), script)
