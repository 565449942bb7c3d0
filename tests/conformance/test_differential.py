"""The installed Rust core and this engine judge generated contracts alike; disagreements shrink to one small case."""

from __future__ import annotations

import json
import os

import pytest
from conformance.contract_strategies import cases, message_cases, part
from conformance.rust_core import (
    contract_of,
    interaction,
    judge_messages,
    judge_requests,
    judge_responses,
    message_contract,
)
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from support import require

import contractlab as cl

pytestmark = pytest.mark.oracle

MIN_BATCH, BATCH = 10, 40
EXAMPLES = int(os.environ.get("CONTRACTLAB_DIFFERENTIAL_BATCHES", "12"))
"""Batches for each version and direction."""

SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="CONTRACTLAB_DIFFERENTIAL_BATCHES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
    database=None,
)


def is_random(contract: cl.Contract) -> bool:
    """The core picks among tied rules at random, so nothing can be compared."""
    return any(one.code == "tied-rules" for one in contract.problems)


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0"])
def test_responses(version: str) -> None:
    require("pact")
    judged = 0

    @SETTINGS
    @given(st.lists(cases(version), min_size=MIN_BATCH, max_size=BATCH))
    def check(batch: list) -> None:
        nonlocal judged
        expected = [part(version, declared, example) for declared, example, _ in batch]
        bodies = [json.dumps(actual, ensure_ascii=False).encode() for *_, actual in batch]
        headers = [("Content-Type", "application/json")]
        core = judge_responses(expected, [(200, headers, body) for body in bodies], version)
        assert core is not None, "the core refused a contract that it should read"
        for number, body in enumerate(bodies):
            contract = cl.load(contract_of([interaction(number, {}, expected[number], version)], version))
            if is_random(contract):
                continue
            judged += 1
            result = contract[0].check_response(cl.HttpResponse(200, headers, body))
            note(f"{json.dumps(expected[number], ensure_ascii=False)}\nactual {body!r}\n{result.mismatches}")
            assert result.verdict == ("passed" if core[number] else "failed")

    check()
    print(f"{judged} responses of V{version} judged alike")


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_requests(version: str) -> None:
    require("pact_ffi")
    judged = 0

    @SETTINGS
    # Authoring calls and files part ways on null and bare texts: those the response test asks through files.
    @given(
        st.lists(
            cases(version).filter(lambda case: isinstance(case[1], dict | list)), min_size=MIN_BATCH, max_size=BATCH
        )
    )
    def check(batch: list) -> None:
        nonlocal judged
        bodies = [json.dumps(actual, ensure_ascii=False).encode() for *_, actual in batch]
        headers = [("Content-Type", "application/json")]
        asked = [{"example": example, "rules": declared} for declared, example, _ in batch]
        core = judge_requests(asked, [("POST", "", headers, body) for body in bodies], version)
        for number, (declared, example, _) in enumerate(batch):
            made = interaction(number, {"method": "POST", **part(version, declared, example)}, {}, version)
            contract = cl.load(contract_of([made], version))
            if is_random(contract):
                continue
            judged += 1
            request = cl.HttpRequest("POST", f"/case/{number}", "", headers, bodies[number])
            result = contract[0].check_request(request)
            note(
                f"{declared}\n{json.dumps(example, ensure_ascii=False)}\nactual {bodies[number]!r}\n{result.mismatches}"
            )
            assert result.verdict == ("passed" if core[number] else "failed")

    check()
    print(f"{judged} requests of V{version} judged alike")


@pytest.mark.parametrize("version", ["3.0.0", "4.0"])
def test_messages(version: str) -> None:
    require("pact")
    judged = 0

    @SETTINGS
    @given(st.lists(message_cases(version), min_size=MIN_BATCH, max_size=BATCH))
    def check(batch: list) -> None:
        nonlocal judged
        sent = [(metadata, json.dumps(contents).encode()) for _, metadata, contents in batch]
        core = judge_messages([expected for expected, *_ in batch], sent, version)
        assert core is not None, "the core refused a contract that it should read"
        for number, (metadata, contents) in enumerate(sent):
            contract = cl.load(message_contract([batch[number][0]], version))
            if is_random(contract):
                continue
            judged += 1
            result = contract[0].check_message(contents, metadata)
            note(f"{json.dumps(batch[number][0])}\nactual {metadata} {contents!r}\n{result.mismatches}")
            assert result.verdict == ("passed" if core[number] else "failed")

    check()
    print(f"{judged} messages of V{version} judged alike")
