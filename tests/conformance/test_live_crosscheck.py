"""The comparison with the core over loopback, on responses whose verdicts were written down: it finds them again."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

import pytest
from conformance.data import RESPONSES, Row, needs, pact_contract, response_of, rows
from support import FULL, require

import contractlab as cl
from contractlab.captures import Captures

FILES = 214 if FULL else 5
EACH = 300 if FULL else 12


@needs(RESPONSES)
@pytest.mark.oracle
def test_the_core_says_over_loopback_what_was_written_down() -> None:
    require("pact")
    by_file: dict[str, list[Row]] = defaultdict(list)
    for row in rows(RESPONSES):
        by_file[row["file"]].append(row)
    chosen = sorted(by_file)[:: max(1, len(by_file) // FILES)]
    compared = 0
    for name in chosen:
        contract = pact_contract(name)
        captures, expected = [], []
        # A stride of its own for each file, so that short ones are whole.
        listed = by_file[name]
        for row in islice(listed, 0, None, max(1, len(listed) // EACH)):
            example = contract.examples[row["index"]]
            if example.kind != "http":
                continue
            asked = cl.HttpRequest(example.request.method, example.request.path)
            captures.append(cl.Capture(asked, response_of(row), example=example.key))
            expected.append((example.key, row["passed"]))
        checked = cl.crosscheck(cl.verify(contract, Captures(captures)))
        assert checked.differences == ()
        got = [(each.result.example.key, each.core == "passed") for each in checked.compared]
        assert sorted(got) == sorted(expected)
        compared += len(got)
    assert compared
