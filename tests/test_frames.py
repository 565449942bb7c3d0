"""Every table: declared columns, whatever is in it; order of categories; a round trip; and the page that lists them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
import matrices
import pandas
import pytest
from pandas.testing import assert_frame_equal
from small_contracts import contract_of
from small_runs import answers
from support import ROOT, require

import contractlab as cl
from contractlab.broker.graph import EDGE_COLUMNS, Edge, EdgeVerdict, Graph
from contractlab.broker.results import MATRIX_COLUMNS, MatrixRow, MatrixSummary, MatrixTable
from contractlab.captures.collection import CAPTURE_COLUMNS
from contractlab.definition.received import REQUEST_COLUMNS, ReceivedRequests
from contractlab.editing.compare import CHANGE_COLUMNS
from contractlab.insight.coverage import COVERAGE_COLUMNS
from contractlab.insight.drift import DRIFT_COLUMNS, Drift
from contractlab.insight.strictness import STRICTNESS_COLUMNS
from contractlab.insight.strictness_versions import STRICTNESS_VERSION_COLUMNS
from contractlab.openapi.agreement.check import FINDING_COLUMNS
from contractlab.values.tables import Column, ColumnKind, column_lines
from contractlab.verification.frames import MISMATCH_COLUMNS, RESULT_COLUMNS, VERDICTS, version_column

PAGE = ROOT / "notebooks" / "site" / "frames.md"
DTYPES = {
    ColumnKind.TEXT: str(pandas.Series([""]).dtype),
    ColumnKind.COUNT: "int64",
    ColumnKind.SOME_COUNT: "Int64",
    ColumnKind.NUMBER: "float64",
    ColumnKind.ORDERED: "category",
    ColumnKind.TIME: "datetime64[us, UTC]",
}
API = {
    "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
    "paths": {"/elsewhere": {"get": {"responses": {"200": {"description": "d"}}}}},
}  # fmt: skip


CALLS = (
    "run.to_frame()",
    'run.to_frame("mismatches")',
    'matrix.to_frame("results")',
    "captures.to_frame()",
    "cl.compare(old, new).to_frame()",
    "cl.coverage(…).to_frame()",
    "cl.strictness(…).to_frame()",
    'cl.strictness({"1": old, "2": new}).to_frame()',
    "cl.drift(matrix).to_frame()",
    "cl.verify(contract, openapi=…).to_frame()",
    "mock.requests.to_frame()",
    "broker.matrix(…).to_frame()",
    "broker.graph(…).to_frame()",
    "matrix.to_frame()",
)


@dataclass(frozen=True)
class Documented:
    """A table of the page: how it is called, its columns, one that is full, and one of nothing."""

    call: str
    columns: Sequence[Column]
    full: pandas.DataFrame
    empty: pandas.DataFrame

    @property
    def section(self) -> str:
        rows = ["| column | kind | meaning |", "|---|---|---|", *column_lines(self.columns)]
        return "\n".join([f"## `{self.call}`", "", *rows, ""])


def recorded() -> cl.Captures:
    captures = cl.Captures()
    for day, status in ((2, 200), (1, 500)):
        captures.add(
            cl.HttpRequest("GET", "/0", "token=abcdefgh12345678"), cl.HttpResponse(status, json=matrices.GOOD),
            provider_version=f"1.{8 + day}.0",
        )  # fmt: skip
    captures.add(cl.HttpRequest("GET", "/1"), cl.HttpResponse(200, json=matrices.WRONG["text"]))
    return captures


def graph_of_two() -> pandas.DataFrame:
    edges = (Edge("c", "", "p", "", EdgeVerdict.NEVER), Edge("c", "2", "q", "10.0.0", EdgeVerdict.FAILED, "why"))
    return Graph(None, (), edges).to_frame()


def tables() -> list[Documented]:
    contract = matrices.contract()
    versions = {
        f"1.{minor}.0": matrices.provider(answers) for minor, answers in ((9, ["good"] * 3), (10, ["text", "null"]))
    }
    matrix, nothing = cl.matrix(contract, versions), cl.matrix(contract, {})
    consumers = cl.matrix({"a": contract, "b": contract}, versions["1.10.0"])
    run, no_run = matrix.runs["1.10.0"], cl.verify(cl.load_all(), [])
    with suppress(cl.ContractBroken), cl.mock(contract) as provider:
        httpx.get(f"{provider.url}/0")
        httpx.get(f"{provider.url}/nowhere?token=abcdefgh12345678")
    requests = provider.requests
    rows = (
        MatrixRow("c", "1.10.0", "p", "2.0.0", True, verified_at="2024-05-06T07:08:09+02:00"),
        MatrixRow("c", "1.9.0", "p", None, None),
    )
    broker = MatrixTable(rows, MatrixSummary(None, 1, 0, 1))
    more = version_column("consumer")
    return [
        Documented("run.to_frame()", RESULT_COLUMNS, run.to_frame(), no_run.to_frame()),
        Documented(
            'run.to_frame("mismatches")', MISMATCH_COLUMNS, run.to_frame("mismatches"), no_run.to_frame("mismatches")
        ),
        Documented(
            'matrix.to_frame("results")', (*RESULT_COLUMNS, more), consumers.to_frame("results"),
            cl.matrix({"a": cl.load_all()}, []).to_frame("results"),
        ),
        Documented("captures.to_frame()", CAPTURE_COLUMNS, recorded().to_frame(), cl.Captures().to_frame()),
        Documented(
            "cl.compare(old, new).to_frame()", CHANGE_COLUMNS, cl.compare(contract, matrices.contract(4)).to_frame(),
            cl.compare(contract, contract).to_frame(),
        ),
        Documented("cl.coverage(…).to_frame()", COVERAGE_COLUMNS, cl.coverage(contract, versions["1.9.0"]).to_frame(),
                   cl.coverage(cl.load_all(), []).to_frame()),
        Documented("cl.strictness(…).to_frame()", STRICTNESS_COLUMNS, cl.strictness(contract).to_frame(),
                   cl.strictness(cl.load_all()).to_frame()),
        Documented('cl.strictness({"1": old, "2": new}).to_frame()', STRICTNESS_VERSION_COLUMNS,
                   cl.strictness({"1": contract, "2": matrices.contract(4)}).to_frame(),
                   cl.strictness({"1": cl.load_all()}).to_frame()),
        Documented("cl.drift(matrix).to_frame()", DRIFT_COLUMNS, cl.drift(matrix).to_frame(),
                   Drift((), (), 0).to_frame()),
        Documented("cl.verify(contract, openapi=…).to_frame()", FINDING_COLUMNS,
                   cl.verify(contract, openapi=API).to_frame(), cl.verify(cl.load_all(), openapi=API).to_frame()),
        Documented("mock.requests.to_frame()", REQUEST_COLUMNS, requests.to_frame(), ReceivedRequests([]).to_frame()),
        Documented("broker.matrix(…).to_frame()", MATRIX_COLUMNS, broker.to_frame(),
                   MatrixTable((), MatrixSummary(None, 0, 0, 0)).to_frame()),
        Documented("broker.graph(…).to_frame()", EDGE_COLUMNS, graph_of_two(), Graph(None, (), ()).to_frame()),
        Documented("matrix.to_frame()", (), matrix.to_frame(), nothing.to_frame()),
    ]  # fmt: skip


@cache
def made() -> dict[str, Documented]:
    return {table.call: table for table in tables()}


def parquet(frame: pandas.DataFrame, path: Path) -> pandas.DataFrame:
    require("pyarrow")
    frame.to_parquet(path)
    return pandas.read_parquet(path)


def check_round_trip(frame: pandas.DataFrame, folder: Path) -> None:
    again = parquet(frame, folder / "table.parquet")
    # Parquet keeps categories with the rows: of none it keeps that they are ordered categories.
    void = [
        name
        for name, kind in frame.dtypes.items()
        if isinstance(kind, pandas.CategoricalDtype) and not (len(frame) and len(kind.categories))
    ]
    for name in void:
        assert isinstance(again[name].dtype, pandas.CategoricalDtype)
        assert again[name].cat.ordered
    assert_frame_equal(again.drop(columns=void), frame.drop(columns=void))


@pytest.mark.parametrize("call", CALLS)
def test_a_frame_has_its_declared_columns_and_kinds_whatever_is_in_it(call: str) -> None:
    table = made()[call]
    if not table.columns:
        assert all(dtype.ordered and tuple(dtype.categories) == VERDICTS for dtype in table.full.dtypes)
        return
    assert len(table.full) > 0
    assert len(table.empty) == 0
    for frame in (table.full.reset_index() if table.full.index.names[0] else table.full, table.empty.reset_index()):
        real = {name: str(dtype) for name, dtype in frame.dtypes.items() if name != "index"}
        declared = {column.name: DTYPES[column.kind] for column in table.columns}
        # The index keeps texts in whatever pandas has for them.
        declared |= {name: real[name] for name in table.full.index.names if name is not None}
        assert real == declared
        for column in table.columns:
            if column.kind is ColumnKind.ORDERED:
                assert frame[column.name].cat.ordered
                assert list(frame[column.name].cat.categories)[: len(column.order)] == list(column.order)


@pytest.mark.parametrize("call", CALLS)
def test_a_frame_comes_back_from_parquet_as_it_was(call: str, tmp_path: Path) -> None:
    table = made()[call]
    for frame in (table.full, table.empty):
        check_round_trip(frame, tmp_path)


def test_values_of_every_kind_keep_apart_in_a_table(tmp_path: Path) -> None:
    expected = {"a": 1, "b": "1", "c": None, "d": True, "e": 1.5, "f": [1], "g": "gone"}
    actual = {"a": "1", "b": 1, "c": 0, "d": "true", "e": None, "f": {"x": 1}}
    run = cl.verify(
        contract_of(answers("/0", expected)),
        [cl.Capture(cl.HttpRequest("GET", "/0"), cl.HttpResponse(json=actual))],
    )
    frame = parquet(run.to_frame("mismatches"), tmp_path / "table.parquet").set_index("path")
    assert frame["expected"].to_dict() == {
        "$.a": "1", "$.b": '"1"', "$.c": "null", "$.d": "true", "$.e": "1.5", "$.f": "[1]", "$.g": '"gone"',
    }  # fmt: skip
    assert frame["actual"].drop("$.g").to_dict() == {
        "$.a": '"1"', "$.b": "1", "$.c": "0", "$.d": '"true"', "$.e": "null", "$.f": '{"x": 1}',
    }  # fmt: skip
    assert pandas.isna(frame["actual"]["$.g"])  # a missing key has no value


def test_half_a_surrogate_pair_goes_through_every_table(tmp_path: Path) -> None:
    wrong = cl.HttpResponse(body=b'{"a": "\\udc00"}')
    captures = cl.Captures(
        [
            cl.Capture(cl.HttpRequest("GET", "/0"), wrong, provider_version="1 \ud83d", source="\udc80.har"),
            cl.Capture(cl.HttpRequest("GET", "/\ud800"), cl.HttpResponse()),
        ]
    )
    matrix = cl.matrix(matrices.contract(1), {"1 \ud83d": captures})
    for frame in (matrix.to_frame(), matrix.to_frame("results"), matrix.to_frame("mismatches"), captures.to_frame()):
        check_round_trip(frame, tmp_path)
        assert len(frame) > 0


def test_versions_stand_in_their_order_and_verdicts_worst_first() -> None:
    by_call = made()
    assert tuple(by_call) == CALLS
    captures = by_call["captures.to_frame()"].full
    assert list(captures["provider_version"].cat.categories) == ["1.9.0", "1.10.0"]
    assert captures["provider_version"].max() == "1.10.0"
    assert not captures.astype(str).to_csv().count("abcdefgh12345678")
    matrix = cl.matrix(matrices.contract(2), {v: matrices.provider(["good"]) for v in ("1.9.0", "1.10.0")})
    results = matrix.to_frame("results")
    assert list(results["provider_version"].cat.categories) == ["1.9.0", "1.10.0"]
    assert results.sort_values("verdict")["verdict"].iloc[0] == "not exercised"
    assert list(matrix.to_frame().columns) == ["1.9.0", "1.10.0"]
    with pytest.raises(ValueError, match="no frame of 'cells'"):
        matrix.to_frame("cells")
    consumers = by_call['matrix.to_frame("results")'].full
    assert list(consumers["consumer_version"].cat.categories) == ["a", "b"]
    assert len(consumers) == 6
    broker = by_call["broker.matrix(…).to_frame()"].full
    assert list(broker["consumer_version"].cat.categories) == ["1.9.0", "1.10.0"]
    assert str(broker["verified_at"].iloc[0]) == "2024-05-06 05:08:09+00:00"
    assert broker["verified_at"].isna().tolist() == [False, True]


@pytest.mark.parametrize("text", ["no time", "2024-13-45", "", "2024-02-30T00:00:00Z"])
def test_what_is_no_time_is_none(text: str) -> None:
    captures = cl.Captures([cl.Capture(cl.HttpRequest("GET", "/"), cl.HttpResponse(), started=text)])
    assert captures.to_frame()["recorded_at"].isna().all()


@pytest.mark.parametrize("call", CALLS)
def test_the_page_lists_each_column(call: str) -> None:
    table = made()[call]
    if os.environ.get("CONTRACTLAB_REGENERATE"):
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(
            "\n".join([HEAD, *(each.section for each in made().values() if each.columns)]), encoding="utf-8"
        )
    assert not table.columns or f"\n{table.section}" in PAGE.read_text(encoding="utf-8")


HEAD = """# Tables

What can be counted comes as a pandas frame: `to_frame()`. Its columns and their kinds are the same whatever is in it,
and it comes back from Parquet as it was (`frame.to_parquet("run.parquet")`, with pyarrow).

Verdicts, parts and versions are ordered categories: `frame.sort_values("verdict")` puts the worst first,
`frame["provider_version"].max()` is the newest version, and `groupby(…, observed=False)` names what did not occur, too.
Times are UTC. Secrets are taken out.

`matrix.to_frame()` alone has no fixed columns: it has one for each version, all of the category of verdicts, and
nothing where the contract of a version has no such example. `matrix.to_frame("results")` and
`matrix.to_frame("mismatches")` are the long forms; they have `consumer_version` where the columns of the matrix are
versions of the consumer.
"""
