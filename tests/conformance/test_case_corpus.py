"""Real ContractCase contracts of three languages: loaded, hashed, shown, saved, checked against themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conformance.data import CASE_CONTRACTS, case_files, needs

import contractlab as cl
from contractlab.formats.contractcase.files import name_in_file
from contractlab.formats.contractcase.hashing import pretty_json

OTHER_NAME = "63e22c94d86a90f4bc0c73c9205f8fac1683be14132ad849ad4452ca912ebb41"
"""A file whose name is of an earlier content."""


pytestmark = needs(CASE_CONTRACTS)


@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.name[-40:])
def test_a_contract_loads_and_saves_byte_for_byte(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    shutil.copyfile(path, copy)
    contract = cl.load(copy)
    assert contract.format == "contractcase"
    assert len({example.key for example in contract}) == len(contract) > 0
    assert {example.kind for example in contract} <= {"http", "function"}
    assert contract.save().read_bytes() == path.read_bytes()
    assert contract.save(tmp_path).read_bytes() == path.read_bytes()
    assert all(problem.line is not None for problem in contract.problems)


@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.name[-40:])
def test_hashes_are_those_of_contractcase(path: Path) -> None:
    contract = cl.load(path)
    assert contract.recorded_hash in (None, contract.content_hash)
    named = name_in_file(path.name)
    if named not in (None, "main", OTHER_NAME):
        assert named == contract.content_hash


def test_the_text_is_written_as_contractcase_writes_it() -> None:
    differing = [
        path.name for path in case_files() if pretty_json(cl.load(path).document).encode() != path.read_bytes()
    ]
    assert differing == ["case-core__case-contracts__contract-for-incorrectly-configured-examples.json"]  # by hand


def test_main_and_hash_files_are_one_contract() -> None:
    loaded = cl.load_all(*case_files())
    assert not loaded.refused
    assert len(loaded) + len(loaded.duplicates) == len(case_files())
    assert (
        len({(contract.consumer, contract.provider, contract.content_hash) for contract in loaded if contract.path})
        >= len(loaded) - 1
    )


def test_no_real_contract_breaks_the_rules() -> None:
    codes = {
        (problem.code, path.name[-20:])
        for path in case_files()
        for problem in cl.load(path).problems
        if problem.severity == "error"
    }
    # The one file of a development version, which has a type of matcher that no release knows.
    assert {code for code, _ in codes} <= {"unknown-matcher"}
    assert len(codes) <= 1
