"""The magics of notebooks: thin around the functions that they are called after."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.error import UsageError
from IPython.testing.globalipapp import get_ipython
from support import ROOT

import contractlab as cl

DATA = ROOT / "notebooks" / "data"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A shell with the extension, in a folder with a contract and recordings."""
    shutil.copy(DATA / "billing-service-customer-service.json", tmp_path / "a contract.json")
    shutil.copy(DATA / "good" / "2.4.0.har", tmp_path)
    monkeypatch.chdir(tmp_path)
    from IPython.core.interactiveshell import InteractiveShell

    shell = get_ipython() or InteractiveShell.instance()
    shell.run_line_magic("load_ext", "contractlab")
    yield shell
    shell.run_line_magic("unload_ext", "contractlab")


def test_a_contract_and_an_example(shell: Any) -> None:
    contract = shell.run_line_magic("contract", "'a contract.json'")
    assert isinstance(contract, cl.Contract)
    name = contract.examples[1].description
    assert shell.run_line_magic("contract", f'"a contract.json" "{name}"').description == name
    assert shell.run_line_magic("contract", '"a contract.json" 1').description == name


def test_a_run(shell: Any) -> None:
    run = shell.run_line_magic("verify", '"a contract.json" --captures 2.4.0.har')
    assert isinstance(run, cl.Run)
    assert run.passed
    some = shell.run_line_magic("verify", '"a contract.json" -c 2.4.0.har --only "*123*" --dialect spec')
    assert 0 < len(some.results) < len(run.results)


def test_settings_are_the_defaults(shell: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no contracts"):
        shell.run_line_magic("contract", "")
    (tmp_path / "pyproject.toml").write_text(
        "[tool.contractlab]\ncontracts = ['a contract.json']\ncaptures = ['2.4.0.har']\n"
    )
    assert len(shell.run_line_magic("contract", "")) == 1
    assert shell.run_line_magic("verify", "").passed


def test_what_cannot_be_read_is_said(shell: Any) -> None:
    with pytest.raises(UsageError, match="quotation"):
        shell.run_line_magic("contract", '"a contract.json')
    with pytest.raises(cl.InvalidContract):
        shell.run_line_magic("contract", "nothing.json")


def test_the_extension_can_be_taken_away_and_loaded_again(shell: Any) -> None:
    shell.run_line_magic("unload_ext", "contractlab")
    assert "verify" not in shell.magics_manager.magics["line"]
    shell.run_line_magic("load_ext", "contractlab")
    assert "verify" in shell.magics_manager.magics["line"]
