"""`code(style="pact-python")`: pact-python, run with it, writes our file, or comments say what it cannot say."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest
from conformance.data import PACT_CONTRACTS, needs, pact_files, rows
from conformance.written_rows import defined
from support import FULL
from written_by_pact_python import file_of, settled

import contractlab as cl
from contractlab.errors import ContractLabError, InvalidEdit

pytestmark = pytest.mark.oracle

WRITTEN = "golden/define/pact-written*.jsonl*"
SAMPLE = 1 if FULL else 11


@needs(WRITTEN)
def test_pact_python_writes_our_file(tmp_path: Path) -> None:
    asked = unsaid = 0
    for row in islice(rows(WRITTEN), 0, None, SAMPLE):
        try:
            definition = defined(row["definition"])
            ours = json.loads(definition.contract.to_bytes())
        except InvalidEdit:
            continue
        code = definition.code(style="pact-python")
        theirs = file_of(code, tmp_path)
        asked += 1
        if "# not said: " in code:
            unsaid += 1
            continue
        assert settled(theirs) == settled(ours), row["id"]
    assert asked
    assert unsaid < asked / 50, "more is listed as not said than pact-python really cannot say"


@needs(PACT_CONTRACTS)
def test_code_of_every_contract_runs_and_has_every_example_or_says_so(tmp_path: Path) -> None:
    asked = 0
    for path in islice(pact_files(), 0, None, 1 if FULL else 7):
        try:
            contract = cl.load(path)
            code = cl.define(contract).code(style="pact-python")
        except ContractLabError:
            continue
        theirs = file_of(code, tmp_path)
        written = [each["description"] for kind in ("interactions", "messages") for each in theirs.get(kind, ())]
        kept = {example.description for example in contract.examples}
        assert code.count("# not said: ") >= len(contract.examples) - len(written), path
        assert set(written) <= kept, path
        asked += 1
    assert asked
