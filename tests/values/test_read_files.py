"""Reading what is no regular file: bounded where it is named, passed over where it lies in a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_contracts import document_of, http

import contractlab as cl
from contractlab.settings import read_settings
from contractlab.values import files

LOADERS: dict[str, Callable[[Any], Any]] = {
    "contract": cl.load,
    "captures": cl.load_captures,
    "API document": cl.load_openapi,
    "run": cl.load_run,
    "results": lambda path: cl.load_verifier_results(path, []),
}


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="a device without end")
@pytest.mark.parametrize("kind", LOADERS)
def test_a_device_without_end_is_refused(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_OF_A_STREAM", 3_000_000)
    with pytest.raises(cl.ContractLabError, match="not a regular file"):
        LOADERS[kind]("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_in_a_folder_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.json", "b.har", "c.jsonl", "d.yaml", "e.har.gz", "pyproject.toml"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "good.json").write_text(json.dumps(document_of(http("one"))))
    monkeypatch.chdir(tmp_path)
    assert [contract.consumer for contract in cl.load_all(str(tmp_path))] == [cl.load("good.json").consumer]
    assert len(cl.load_captures(str(tmp_path))) == 0
    read_settings(tmp_path)
