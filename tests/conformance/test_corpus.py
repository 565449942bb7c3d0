"""Real Pact files of eight languages: every one loads, or is refused with the project's own error."""

from __future__ import annotations

import shutil
from pathlib import Path

from conformance.data import PACT_CONTRACTS, needs, pact_files

import contractlab as cl

pytestmark = needs(PACT_CONTRACTS)


def test_every_file_loads_or_is_refused_with_line_and_pointer() -> None:
    loaded, refused = 0, []
    for path in pact_files():
        try:
            contract = cl.load(path)
        except cl.InvalidContract as error:
            refused.append(error)
            continue
        loaded += 1
        assert len({example.key for example in contract.examples}) == len(contract.examples)
        assert all(problem.line is not None for problem in contract.problems)
    assert all(fault.line is not None for error in refused for fault in error.faults)
    print(f"{loaded} loaded, {len(refused)} refused")
    assert loaded + len(refused) == len(pact_files())
    assert len(refused) <= max(1, len(pact_files()) // 100)


def test_load_and_save_give_the_original_bytes(tmp_path: Path) -> None:
    for path in pact_files():
        copy = tmp_path / "copy.json"
        shutil.copyfile(path, copy)
        try:
            contract = cl.load(copy)
        except cl.InvalidContract:
            continue
        saved = contract.save()
        assert saved == copy
        assert copy.read_bytes() == path.read_bytes()
        assert contract.save(tmp_path / "other.json").read_bytes() == path.read_bytes()


def test_every_example_can_be_checked_and_explained() -> None:
    for contract in cl.load_all(*pact_files()):
        for example in contract.examples:
            if example.kind != "http":
                continue
            for body in (None, b"", b"{}", b"[]", b"null", b"<a/>", b"a=1", b"\xff"):
                result = example.check_response(cl.HttpResponse(200, {"Content-Type": "application/json"}, body))
                assert result.verdict in ("passed", "failed", "error")
                assert all(str(mismatch.sentence) for mismatch in result.mismatches)
                assert all(isinstance(node.path, str) for node in result.explanation.walk())
                assert all(gap.message for gap in result.unchecked)
