"""The matrix: rows, columns, cells, causes, what broke since when, and values over the versions."""

from __future__ import annotations

from pathlib import Path

import matrices
import pytest
from matrices import provider
from small_contracts import TYPE, contract_of, document_of, http, part_of
from small_runs import answers, entry, write_har

import contractlab as cl
from contractlab.captures import Captures

TOLD = {
    "1.0": ["good", "good", "good"],
    "1.1": ["text", "good", None],
    "1.2": ["text", "null", "good"],
    "1.10": ["text", "good", "text"],
}


def made() -> cl.Matrix:
    return cl.matrix(matrices.contract(), {version: provider(answers) for version, answers in TOLD.items()})


def test_cells_hold_verdict_cause_and_result() -> None:
    matrix = made()
    assert matrix.versions == ("1.0", "1.1", "1.2", "1.10")
    assert [[cell.verdict for cell in row.cells] for row in matrix] == [
        ["passed", "failed", "failed", "failed"],
        ["passed", "passed", "failed", "passed"],
        ["passed", "not exercised", "passed", "failed"],
    ]
    assert [[cell.causes for cell in row.cells] for row in matrix] == [
        ["", "A", "A", "A"],
        ["", "", "B", ""],
        ["", "", "", "A"],
    ]
    assert [(cause.letter, len(cause.results), len(cause.examples)) for cause in matrix.causes] == [
        ("A", 4, 2),
        ("B", 1, 1),
    ]
    result = matrix["GET /0", "1.2"]
    assert (result.verdict, result.provider_version) == ("failed", "1.2")
    assert result.mismatches[0].path == "$.a"
    assert result is matrix.cell(0, 2).result
    assert list(matrix["GET /2"]) == ["1.0", "1.1", "1.2", "1.10"]


def test_examples_are_named_in_many_ways() -> None:
    matrix = made()
    row = matrix.rows[1]
    contract = matrix.runs["1.0"].contracts[0]
    names = [1, -2, row, row.key, "GET /1", contract[1], ("c", "p", "GET /1"), ("c", "p", row.key)]
    assert {id(matrix.cell(name, "1.2")) for name in names} == {id(row.cells[2])}
    assert matrix["GET /1", -2] is row.cells[2].result
    for wrong in ("GET /9", 3, ("c", "q", "GET /1")):
        with pytest.raises(cl.AmbiguousExample):
            matrix[wrong, "1.0"]
    with pytest.raises(KeyError, match=r"1\.10"):
        matrix["GET /1", "3.0"]


def test_since_when_an_example_is_broken() -> None:
    matrix = made()
    assert [matrix.first_failing(row) for row in matrix] == ["1.1", None, "1.10"]
    assert matrix.last_passing == "1.0"
    assert not matrix.passed
    with pytest.raises(cl.ContractBroken, match=r"1\.10"):
        matrix.require_passed()
    early = cl.matrix(matrices.contract(), {version: provider(TOLD[version]) for version in ("1.1", "1.0")})
    assert early.require_passed() is early
    assert early.last_passing == "1.0"
    # A version in which nothing was asked neither mends nor breaks.
    gap = cl.matrix(matrices.contract(1), {"1": provider(["text"]), "2": Captures(), "3": provider(["text"])})
    assert gap.first_failing(0) == "1"
    assert gap.last_passing is None


def test_values_over_the_versions() -> None:
    matrix = made()
    assert matrix.values("GET /0", "$.a") == {"1.0": 1, "1.1": "1", "1.2": "1", "1.10": "1"}
    assert matrix.values("GET /2", "$.b") == {"1.0": "x", "1.2": "x", "1.10": "x"}
    assert matrix.values("GET /1", "status") == dict.fromkeys(TOLD, 200)
    assert set(matrix.values("GET /1", "$.none[0].here").values()) == {cl.MISSING}
    for wrong in ("$.a[*]", "$.a[", "no path"):
        with pytest.raises(ValueError):
            matrix.values("GET /0", wrong)


def test_values_keep_secrets() -> None:
    contract = contract_of(answers("/login", {"token": "abc", "name": "x"}))
    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/login"), cl.HttpResponse(200, json={"token": "tok-very-secret", "name": 5}))
    matrix = cl.matrix(contract, {"1": captures, "2": captures})
    assert "tok-very-secret" not in str(matrix.values(0, "$.token"))
    assert matrix.values(0, "$.name") == {"1": 5, "2": 5}


def test_columns_come_in_the_order_of_the_mapping_else_of_versions() -> None:
    contract = matrices.contract(1)
    both = {"new": provider(["good"]), "9": provider(["text"]), "10": provider(["good"])}
    assert cl.matrix(contract, both).versions == ("new", "9", "10")
    captures = provider(["good"], "1.10.0") + provider(["good"], "1.9.0") + provider(["text"], "1.2.0")
    assert cl.matrix(contract, captures).versions == ("1.2.0", "1.9.0", "1.10.0")


def test_versions_that_are_no_semver_come_by_time(tmp_path: Path) -> None:
    folder = tmp_path
    for name, day in (("zebra", "2026-01-01"), ("apple", "2026-02-01")):
        made = {**entry("/0", matrices.GOOD), "startedDateTime": f"{day}T00:00:00.000Z"}
        write_har(folder / name / "a.har", made)
    assert cl.matrix(matrices.contract(1), cl.load_captures(folder)).versions == ("zebra", "apple")


def test_captures_without_a_version_are_a_column() -> None:
    matrix = cl.matrix(matrices.contract(1), provider(["text"]))
    assert matrix.versions == ("–",)
    assert matrix[0, "–"].verdict == "failed"
    assert matrix[0, "–"].provider_version is None


def test_a_column_can_be_a_run_that_was_made_before(tmp_path: Path) -> None:
    contract = matrices.contract(2)
    run = cl.verify(contract, provider(["text", "good"]))
    saved = cl.load_run(run.save(tmp_path / "run.json"))
    again = cl.load(contract.to_bytes())
    matrix = cl.matrix(again, {"1": saved, "2": run, "3": provider(["good", "good"])})
    assert [[cell.verdict for cell in row.cells] for row in matrix] == [["failed", "failed", "passed"], ["passed"] * 3]
    assert matrix.causes[0].letter == "A"
    assert len(matrix.causes) == 1


def test_what_is_given_wrongly() -> None:
    contract = matrices.contract(1)
    with pytest.raises(TypeError, match="captures"):
        cl.matrix(contract)
    with pytest.raises(TypeError, match="not both"):
        cl.matrix({"1": contract}, {"1": provider(["good"])})
    empty = cl.matrix(contract, {})
    assert not empty.passed
    assert empty.to_frame().empty
    assert "nothing to check" in str(empty._repr_mimebundle_()["text/plain"])


def test_the_frame_has_a_column_for_each_version() -> None:
    frame = made().to_frame()
    assert list(frame.columns) == list(TOLD)
    assert frame.index.names == ["consumer", "provider", "example"]
    assert frame.loc[("c", "p", "GET /0"), "1.1"] == "failed"


def test_examples_of_one_name_keep_rows_of_their_own() -> None:
    def named(*states: str) -> cl.Contract:
        made = [
            http("one name", states=[state], request={"method": "GET", "path": f"/{state}"}, response={"status": 200})
            for state in states
        ]
        return cl.load(document_of(*made))

    captures = Captures()
    for state, status in (("a", 200), ("b", 404), ("n", 200)):
        captures.add(cl.HttpRequest("GET", f"/{state}"), cl.HttpResponse(status))
    matrix = cl.matrix({"1": named("a", "b"), "2": named("n", "b", "a")}, captures)
    by_state = {str(row.example.states[0]): [cell.verdict for cell in row.cells] for row in matrix}
    # The new example stands first in the file and takes nobody's place.
    assert by_state == {"a": ["passed", "passed"], "b": ["failed", "failed"], "n": [None, "passed"]}
    assert len(set(matrix.to_frame().index)) == 3
    with pytest.raises(cl.AmbiguousExample, match="use a key"):
        matrix["one name", "1"]
    with pytest.raises(KeyError, match="has no example"):
        matrix[next(row for row in matrix if row.cells[0].verdict is None), "1"]


def test_versions_of_a_contract_are_rows_by_key_then_description() -> None:
    def pact(*made: dict[str, object]) -> cl.Contract:
        return contract_of(*made, version="4.0")

    def interaction(description: str, key: str, body: object, **more: object) -> dict[str, object]:
        made = http(
            description, request={"method": "GET", "path": "/x"}, response={"status": 200, **part_of(body, {"$": TYPE})}
        )
        return {**made, "type": "Synchronous/HTTP", "key": key, **more}

    captures = Captures()
    captures.add(cl.HttpRequest("GET", "/x"), cl.HttpResponse(200, json={"id": 1}))
    matrix = cl.matrix(
        {
            "consumer 1": pact(interaction("a request", "k1", {"id": 1})),
            "consumer 2": pact(interaction("renamed", "k1", {"id": 1})),
            "consumer 3": pact(interaction("renamed", "k2", {"id": 1, "total": 2})),
        },
        captures,
    )
    assert matrix.axis == "consumer"
    assert [(row.description, [cell.verdict for cell in row.cells]) for row in matrix] == [
        ("renamed", ["passed", "passed", "failed"])
    ]
    assert matrix.first_failing("renamed") == "consumer 3"
    assert matrix["renamed", "consumer 3"].mismatches[0].path == "$.total"
    assert matrix.changes("consumer 2", "consumer 3").broken[0].description == "renamed"


def test_pending_and_messages_have_cells() -> None:
    pending = {**answers("/0", matrices.GOOD), "pending": True, "type": "Synchronous/HTTP"}
    message = {
        "type": "Asynchronous/Messages", "description": "told",
        "contents": {"contentType": "application/json", "encoded": False, "content": {"id": 1}},
        "matchingRules": {"body": {"$": {"matchers": [TYPE]}}},
    }  # fmt: skip
    versions = {}
    for version, value in (("1", {"id": 5}), ("2", {"id": "5"})):
        captures = provider(["text"])
        captures.add_message(str(value).replace("'", '"'), {"contentType": "application/json"}, example="told")
        versions[version] = captures
    matrix = cl.matrix(contract_of(pending, message, version="4.0"), versions)
    assert [[cell.verdict for cell in row.cells] for row in matrix] == [["pending", "pending"], ["passed", "failed"]]
    assert matrix.values("told", "$.id") == {"1": 5, "2": "5"}
    assert matrix.first_failing(0) is None


def test_the_worst_of_several_captures_is_the_cell() -> None:
    captures = provider(["good"]) + provider(["text"]) + provider(["null"])
    matrix = cl.matrix(matrices.contract(1), {"1": captures})
    cell = matrix.cell(0, "1")
    assert [result.verdict for result in cell.results] == ["failed", "failed", "passed"]
    assert cell.causes == "AB"
    assert len(matrix[0, "1"]) == 3
