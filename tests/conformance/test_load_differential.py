"""The Rust core and this project make the same of generated files: they read, refuse, or panic, and verify alike."""

from __future__ import annotations

import json
import os
from collections import Counter

import pytest
from conformance.load_comparison import agree, deviation_of, read_here
from conformance.load_core import LoadingOracle
from conformance.load_mutants import BASES, mutants
from odd_files import FINE, PANICS, REFUSED, UNSENDABLE
from support import require

pytestmark = pytest.mark.oracle

COUNT = int(os.environ.get("CONTRACTLAB_LOAD_MUTANTS", "150"))
"""Files to ask about: few in CI, always the same; 5,000 by hand."""

SEED = int(os.environ.get("CONTRACTLAB_DIFFERENTIAL_SEED", "1"))


def test_the_core_keeps_and_verifies_the_files_that_are_changed() -> None:
    require("pact")
    with LoadingOracle() as oracle:
        for name, make in BASES.items():
            data = json.dumps(make()).encode()
            core = oracle.ask(data)
            assert core.outcome == "reads", name
            assert [passed or pending for _, passed, pending in core.verdicts] == [True, True], (name, core.words)
            assert agree(read_here(data), core), name


def test_the_core_makes_of_odd_files_what_their_tables_say() -> None:
    require("pact")
    tables = {"refuses": REFUSED, "panics": PANICS, "not sent": UNSENDABLE, "reads": [(document,) for document in FINE]}
    with LoadingOracle() as oracle:
        for outcome, rows in tables.items():
            for document, *_ in rows:
                core = oracle.ask(json.dumps(document).encode())
                if outcome == "not sent":
                    assert core.outcome == "reads"
                    assert "Invalid header" in core.words, document
                else:
                    assert core.outcome == outcome, document


def test_the_core_and_this_project_make_the_same_of_a_file() -> None:
    require("pact")
    outcomes: Counter[str] = Counter()
    deviations: Counter[str] = Counter()
    wrong: list[str] = []
    with LoadingOracle() as oracle:
        for mutant in mutants(COUNT, SEED):
            core, ours = oracle.ask(mutant.data), read_here(mutant.data)
            outcomes[core.outcome] += 1
            if agree(ours, core):
                continue
            deviation = deviation_of(mutant.data, ours, core)
            if deviation is None:
                wrong.append(f"{mutant.name}\n  core {core}\n  ours {ours}")
            else:
                deviations[deviation.name] += 1
    print(f"{COUNT} files: {dict(outcomes)}; told otherwise on purpose: {dict(deviations)}; otherwise: {len(wrong)}")
    assert outcomes.keys() == {"reads", "refuses", "panics"}
    assert wrong[:20] == []
