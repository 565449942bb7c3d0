"""The figures of the pictures as a chart of Altair's, where that is installed."""

from __future__ import annotations

import sys

import pytest
from support import require
from views import sample

import contractlab as cl
from contractlab.views.pictures.verdicts import counts_at


def test_without_altair_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(cl.ContractLabError, match=r'pip install "contractlab\[plot\]"'):
        cl.plot(sample.run())


def test_only_runs_and_matrices_can_be_plotted() -> None:
    with pytest.raises(TypeError, match="can be plotted"):
        cl.plot(sample.contract())


def test_a_matrix_becomes_verdicts_and_causes() -> None:
    require("altair")
    matrix = sample.matrix()
    drawn = cl.plot(matrix).to_dict()
    records = [record for data in drawn["datasets"].values() for record in data]
    for column, version in enumerate(matrix.versions):
        counts = {record["verdict"]: record["examples"] for record in records
                  if record["version"] == version and "verdict" in record}  # fmt: skip
        assert counts == counts_at(matrix.rows, column)
    assert {record["cause"][0] for record in records if "cause" in record} == {c.letter for c in matrix.causes}


def test_a_run_of_one_version_becomes_its_hot_paths() -> None:
    require("altair")
    drawn = cl.plot(sample.run()).to_dict()
    records = [record for data in drawn["datasets"].values() for record in data]
    assert {"field": "$.tags", "verdict": "not checked", "checks": 2} in records
